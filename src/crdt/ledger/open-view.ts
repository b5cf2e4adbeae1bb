import { callAll } from 'lib0/function'
import type { Ledger, LedgerChange } from './ledger.ts'

/** An open document: its ledger to write to, its view to look at. */
export interface OpenView<V> {
  readonly ledger: Ledger
  /** The same object until something changes. */
  view(): V
  /** Called after a change, once per transaction. Returns what stops it. */
  subscribe(listener: () => void): () => void
  /** Lets go of the document, which otherwise keeps telling this ledger of every change. */
  destroy(): void
}

/** `read` runs when the view is asked for after a change; `touch` at each change, before anybody is told of it. */
export function openView<V>(ledger: Ledger, read: () => V, touch?: (change: LedgerChange) => void): OpenView<V> {
  const listeners = new Set<() => void>()
  let last: { readonly view: V } | undefined
  ledger.onChange((change) => {
    touch?.(change)
    last = undefined
    callAll([...listeners], [])
  })
  return {
    ledger,
    view: () => (last ??= { view: read() }).view,
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
