/** Stored updates, read back as what a room works with. */
import * as Y from 'yjs'
import type { Lease, StoredDocument } from '../log/log.ts'
import { inspectUpdate } from '../validator/inspect.ts'
import type { InspectedUpdate } from '../validator/merge.ts'
import { Standing } from '../validator/standing.ts'
import { Content } from './content.ts'
import { hasPending } from './room-doc.ts'

const NO_LEASES: readonly Lease[] = []
const EMPTY_UPDATE = Uint8Array.of(0, 0)

/** Throws when the bytes do not make a whole document: never an empty or partial one [F12]. */
export function readStored(document: string, stored: StoredDocument): { content: Content; standing: Standing } {
  const content = new Content()
  const standing = new Standing()
  for (const bytes of stored.updates) {
    const update = inspected(document, bytes)
    if (!standing.isContinuedBy(update.shape)) return readThroughYjs(document, stored)
    standing.apply(update.shape, NO_LEASES)
    content.addInspected(update)
  }
  standing.apply(inspected(document, EMPTY_UPDATE).shape, stored.leases)
  return { content, standing }
}

/** Throws when the bytes are damaged. */
export function inspected(document: string, bytes: Uint8Array): InspectedUpdate {
  const inspection = inspectUpdate(bytes)
  if (!inspection.ok) throw new Error(`${document}: a stored update is damaged: ${inspection.reason}`)
  return { bytes, shape: inspection.shape }
}

export function standingOf(document: string, content: Content, leases: readonly Lease[]): Standing {
  const standing = new Standing()
  standing.apply(inspected(document, content.everything()).shape, leases)
  return standing
}

/** Rows that overlap, as a log of another version may hold: only Yjs can say what they are together. */
function readThroughYjs(document: string, stored: StoredDocument): { content: Content; standing: Standing } {
  const doc = new Y.Doc()
  try {
    doc.transact(() => {
      for (const update of stored.updates) Y.applyUpdate(doc, update)
    })
    if (hasPending(doc)) throw new Error(`${document}: stored updates lack predecessors`)
    const content = new Content()
    content.add(Y.encodeStateAsUpdate(doc))
    return { content, standing: standingOf(document, content, stored.leases) }
  } finally {
    doc.destroy()
  }
}
