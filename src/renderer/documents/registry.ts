/**
 * Documents that windows' screens share. A screen that leaves does not close a document that still holds
 * unsaved edits: it closes when main has them.
 */
import type { OpenDocument } from './document.ts'

export interface DocumentRegistry {
  acquire(name: string): OpenDocument
  release(name: string): void
  /** Documents held now, for the overall state. */
  all(): readonly OpenDocument[]
  subscribe(listener: () => void): () => void
}

export function createRegistry(open: (name: string) => OpenDocument): DocumentRegistry {
  const held = new Map<string, { readonly document: OpenDocument; uses: number; readonly stop: () => void }>()
  const listeners = new Set<() => void>()
  let list: readonly OpenDocument[] | undefined
  const changed = () => {
    list = undefined
    for (const listener of listeners) listener()
  }
  return {
    acquire(name) {
      let entry = held.get(name)
      if (!entry) {
        const document = open(name)
        entry = { document, uses: 0, stop: document.subscribe(changed) }
        held.set(name, entry)
      }
      entry.uses++
      changed()
      return entry.document
    },
    release(name) {
      const entry = held.get(name)
      if (!entry) return
      entry.uses--
      void entry.document.whenSaved().then(() => {
        if (entry.uses > 0 || held.get(name) !== entry) return
        held.delete(name)
        entry.stop()
        changed()
        return entry.document.close()
      })
    },
    all: () => (list ??= [...held.values()].map((entry) => entry.document)),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
