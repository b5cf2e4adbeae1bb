import type { Ledger, Pen } from '../../../crdt/ledger/index.ts'
import { errorOf } from '../../api/calls.ts'
import { useDesk, usePen } from '../../api/desk.ts'
import { changeDocument } from '../../documents/change.ts'
import { useErrorLine } from '../../shell/Problem.tsx'
import { notify } from '../../ui/Feedback.tsx'

/** Writes into the shop's document with the person's pen, and says what was saved or why it was not. */
export function useStockEdit(): (change: (ledger: Ledger, pen: Pen) => void, said: string) => void {
  const { documents } = useDesk()
  const pen = usePen()
  const errorLine = useErrorLine()
  return (change, said) => {
    changeDocument(documents, 'shop', (ledger) => change(ledger, pen)).then(
      () => notify(said, 'ok'),
      (cause: unknown) => notify(errorLine(errorOf(cause)), 'bad'),
    )
  }
}
