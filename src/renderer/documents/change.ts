/** One change of a document that no screen needs to have open: it is opened, changed, saved and let go. */
import type { Ledger } from '../../crdt/ledger/index.ts'
import { CallFault } from '../api/calls.ts'
import type { OpenDocument } from './document.ts'
import { clientOf, jobOf, shopOf } from './hooks.ts'
import type { DocumentRegistry } from './registry.ts'

/**
 * Resolves with what `change` answered, once main has saved it. Rejects with a {@link CallFault} when the document
 * cannot be opened: nothing was changed then. A change that could not be saved stays with the document, which is held
 * until it is, as any edit on a screen.
 */
export async function changeDocument<T>(
  documents: DocumentRegistry,
  name: string,
  change: (ledger: Ledger) => T,
): Promise<T> {
  const document = documents.acquire(name)
  try {
    await whenReady(document)
    const result = change(ledgerOf(document))
    await document.whenSaved()
    return result
  } finally {
    documents.release(name)
  }
}

function ledgerOf(document: OpenDocument): Ledger {
  if (document.name === 'shop') return shopOf(document)!.ledger
  return document.name.startsWith('client/') ? clientOf(document)!.ledger : jobOf(document)!.ledger
}

function whenReady(document: OpenDocument): Promise<void> {
  return new Promise((resolve, reject) => {
    let stop = () => {}
    const look = () => {
      const { phase, error } = document.condition()
      if (phase === 'opening') return
      stop()
      if (phase === 'ready') resolve()
      else reject(new CallFault(error ?? { kind: 'internal', message: `${document.name} cannot be opened` }))
    }
    stop = document.subscribe(look)
    look()
  })
}
