/** A document's committed updates as the smallest one that holds them all: only Yjs drops what was deleted. */
import * as Y from 'yjs'

/** Throws when `whole` is not a whole document. Some milliseconds for 64 KiB, seconds for the largest document. */
export function compacted(whole: Uint8Array): Uint8Array {
  const doc = new Y.Doc()
  try {
    Y.applyUpdate(doc, whole)
    if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) {
      throw new Error('compact: expected a whole document, saw one that lacks predecessors')
    }
    return Y.encodeStateAsUpdate(doc)
  } finally {
    doc.destroy()
  }
}
