import { callAll } from 'lib0/function'
import type * as Y from 'yjs'
import { Ledger } from './ledger.ts'

/** An open document of few facts, whose view is read anew after each change. */
export interface OpenView<V> {
  readonly ledger: Ledger
  /** The same object until something changes. */
  view(): V
  /** Called after a change, once per transaction. Returns what stops it. */
  subscribe(listener: () => void): () => void
  /** Lets go of the document, which otherwise keeps telling this ledger of every change. */
  destroy(): void
}

export function openView<V>(doc: Y.Doc, read: (ledger: Ledger) => V): OpenView<V> {
  const ledger = new Ledger(doc)
  const listeners = new Set<() => void>()
  let last: { readonly view: V } | undefined
  ledger.onChange(() => {
    last = undefined
    callAll([...listeners], [])
  })
  return {
    ledger,
    view: () => (last ??= { view: read(ledger) }).view,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    destroy() {
      listeners.clear()
      ledger.destroy()
    },
  }
}
