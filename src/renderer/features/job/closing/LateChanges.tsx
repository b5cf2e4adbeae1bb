/**
 * What came after a closing: answers as they were sealed and as they are, rows added and withdrawn. A supervisor
 * accepts them by closing again, or withdraws them, one or all. Nothing of it is ever dropped.
 */
import { useMemo, useState } from 'react'
import { jobAt, withdrawFact } from '../../../../crdt/job/index.ts'
import type { Standing } from '../../../../crdt/job/index.ts'
import { editText } from '../../../../crdt/ledger/index.ts'
import type { Fact } from '../../../../crdt/ledger/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { Button } from '../../../ui/Button.tsx'
import { DialogBox } from '../../../ui/Overlay.tsx'
import { useJobDesk } from '../context.tsx'
import { ReasonDialog } from '../ReasonDialog.tsx'
import { ChangeList } from './ChangeList.tsx'
import { useSealedNotes } from './useSealedNotes.ts'

type Modified = Extract<Standing, { kind: 'modified' }>

export interface LateChangesProps {
  readonly standing: Modified
  readonly onClose: () => void
}

export function LateChanges({ standing, onClose }: LateChangesProps) {
  const { t } = useWords()
  const { job, supervising, edit, goTo } = useJobDesk()
  /** Which are to be withdrawn, while the reason is asked. */
  const [withdrawing, setWithdrawing] = useState<readonly Fact[] | null>(null)
  /** The ledger as that seal left it. */
  const sealed = useMemo(() => jobAt(job.ledger, { seal: standing.seal.id })?.ledger, [job, standing.seal.id])
  // A withdrawal cannot be withdrawn: what it took away is written down anew, or the job is closed without it.
  const open = standing.late.filter((fact) => fact.kind !== 'void' && !job.ledger.isWithdrawn(fact.id))
  const notes = useSealedNotes(standing.seal.hash)
  return (
    <DialogBox
      title={t('standing.modified', { revision: standing.revision })}
      open
      size="wide"
      onClose={onClose}
      closeLabel={t('action.close')}
      actions={
        <>
          {supervising && open.length > 1 && (
            <Button kind="danger" onPress={() => setWithdrawing(open)}>
              {t('late.withdrawAll', { count: open.length })}
            </Button>
          )}
          {supervising && (
            <Button
              kind="primary"
              onPress={() => {
                onClose()
                goTo('closing')
              }}
            >
              {t('standing.sealAgain')}
            </Button>
          )}
        </>
      }
    >
      <ChangeList
        late={standing.late}
        lateTexts={standing.lateTexts}
        was={(fact) => (sealed?.heads(fact.item) ?? []).map((head) => head.value)}
        // A text that was not in the closed version was empty there.
        wasText={(name) => (notes ? (notes.get(name) ?? '') : undefined)}
        onRestoreText={supervising ? (name, text) => edit((ledger, pen) => editText(ledger, name, text, pen)) : null}
        onWithdraw={supervising ? (fact) => setWithdrawing([fact]) : null}
      />
      {withdrawing !== null && (
        <ReasonDialog
          title={withdrawing.length > 1 ? t('late.withdrawAll', { count: withdrawing.length }) : t('standing.withdraw')}
          text={t('standing.withdrawText')}
          action={t('late.withdraw')}
          onClose={() => setWithdrawing(null)}
          onReason={(why) =>
            edit((ledger, pen) => {
              for (const fact of withdrawing) withdrawFact(ledger, fact.id, why, pen)
            })
          }
        />
      )}
    </DialogBox>
  )
}
