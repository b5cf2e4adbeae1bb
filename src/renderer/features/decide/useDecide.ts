import { decideItem, withdraw } from '../../../crdt/ledger/index.ts'
import type { Json } from '../../../crdt/ledger/index.ts'
import { errorOf } from '../../api/calls.ts'
import { useDesk, usePen } from '../../api/desk.ts'
import { changeDocument } from '../../documents/change.ts'
import { useErrorLine } from '../../shell/Problem.tsx'
import { notify } from '../../ui/Feedback.tsx'
import { itemText, valueText } from '../job/describe.ts'
import type { Describing } from '../job/describe.ts'
import { decoderIn } from './editorOf.ts'

export interface Question {
  readonly document: string
  readonly item: string
  /** Ids of the answers that the person saw: a decision takes the place of nothing else. */
  readonly seen: readonly string[]
}

/** Decides, says so, and offers to take it back: the answers then stand side by side again. */
export function useDecide(about: Describing): (question: Question, value: Json, why?: string) => void {
  const { documents } = useDesk()
  const pen = usePen()
  const errorLine = useErrorLine()
  const { t } = about
  const failed = (cause: unknown) => notify(errorLine(errorOf(cause)), 'bad')

  return ({ document, item, seen }, value, why) => {
    const undo = (claim: string) => () => {
      changeDocument(documents, document, (ledger) => {
        if (!ledger.isWithdrawn(claim)) withdraw(ledger, claim, t('decide.undone'), pen)
      }).catch(failed)
    }
    changeDocument(documents, document, (ledger) => {
      // Another answer came between looking and tapping: nobody may overrule what they have not read.
      if (ledger.heads(item).some((head) => !seen.includes(head.id))) return null
      return decideItem(ledger, item, value, decoderIn(document, item), pen, why)
    }).then((claim) => {
      if (claim === null) return notify(t('decide.stale'), 'bad')
      const words = t('fact.claim', { item: itemText(item, about), value: valueText(item, value, about) })
      notify(words, 'ok', { label: t('action.undo'), run: undo(claim) })
    }, failed)
  }
}
