/**
 * What came after a closing: answers as they were sealed and as they are, rows added and withdrawn. A supervisor
 * accepts them by closing again, or withdraws them, one or all. Nothing of it is ever dropped.
 */
import { useMemo, useState } from 'react'
import { jobAt, withdrawFact, zoneOfItem } from '../../../../crdt/job/index.ts'
import type { Standing } from '../../../../crdt/job/index.ts'
import type { Fact, Json, Ledger } from '../../../../crdt/ledger/index.ts'
import { zoneLabel } from '../../../../crdt/vocabulary/index.ts'
import { Button } from '../../../ui/Button.tsx'
import { DialogBox } from '../../../ui/Overlay.tsx'
import { useJobDesk } from '../context.tsx'
import { factText, itemText, valueText } from '../describe.ts'
import { zoneOf } from '../history/deeds.ts'
import { ReasonDialog } from '../ReasonDialog.tsx'
import { useWritten } from '../Story.tsx'
import { useDescribing } from '../useDescribing.ts'

type Modified = Extract<Standing, { kind: 'modified' }>

export interface LateChangesProps {
  readonly standing: Modified
  readonly onClose: () => void
}

export function LateChanges({ standing, onClose }: LateChangesProps) {
  const about = useDescribing()
  const { t, word } = about
  const { job, supervising, edit, goTo } = useJobDesk()
  /** Which are to be withdrawn, while the reason is asked. */
  const [withdrawing, setWithdrawing] = useState<readonly Fact[] | null>(null)
  /** The ledger as that seal left it. */
  const sealed = useMemo(() => jobAt(job.ledger, { seal: standing.seal.id })?.ledger, [job, standing.seal.id])
  // A withdrawal cannot be withdrawn: what it took away is written down anew, or the job is closed without it.
  const open = standing.late.filter((fact) => fact.kind !== 'void' && !job.ledger.isWithdrawn(fact.id))
  const groups = useMemo(
    () => Map.groupBy(standing.late, (fact) => zoneOf(fact, (id) => job.ledger.fact(id))),
    [standing.late, job],
  )
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
      <div className="flex flex-col gap-4">
        {[...groups].map(([zone, facts]) => (
          <section key={zone ?? ''} className="flex flex-col gap-2">
            <h3 className="font-semibold">{zone === null ? t('value.wholeVehicle') : word(zoneLabel(zone))}</h3>
            <ul
              className="flex flex-col gap-2"
              aria-label={t('late.of', { place: zone === null ? t('value.wholeVehicle') : word(zoneLabel(zone)) })}
            >
              {facts.map((fact) => (
                <LateLine
                  key={fact.id}
                  fact={fact}
                  sealed={sealed}
                  onWithdraw={supervising && fact.kind !== 'void' ? () => setWithdrawing([fact]) : null}
                />
              ))}
            </ul>
          </section>
        ))}
        {standing.lateTexts.map((name) => (
          <p key={name} className="rounded-lg bg-sunken px-3 py-2">
            {textName(name) === null
              ? t('standing.lateText')
              : t('late.zoneText', { zone: word(zoneLabel(textName(name) ?? '')) })}
          </p>
        ))}
      </div>
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

interface LateLineProps {
  readonly fact: Fact
  readonly sealed: Ledger | undefined
  readonly onWithdraw: (() => void) | null
}

function LateLine({ fact, sealed, onWithdraw }: LateLineProps) {
  const about = useDescribing()
  const { t } = about
  const { job } = useJobDesk()
  const written = useWritten()
  const say = (item: string, values: readonly Json[]) =>
    values.length === 0 ? t('past.unsaid') : values.map((value) => valueText(item, value, about)).join(' / ')
  const before = fact.kind === 'claim' ? (sealed?.heads(fact.item) ?? []).map((head) => head.value) : []
  return (
    <li className="flex items-center gap-3 rounded-lg bg-sunken px-3 py-2">
      <span className="min-w-0 flex-1">
        {fact.kind === 'claim' ? (
          <>
            <span className="block font-medium">{itemText(fact.item, about)}</span>
            <span className="block break-words">
              {t('late.change', { was: say(fact.item, before), is: valueText(fact.item, fact.value, about) })}
            </span>
          </>
        ) : (
          <span className="block break-words">{factText(fact, about, (id) => job.ledger.fact(id))}</span>
        )}
        <span className="block text-sm text-ink-soft">{written(fact)}</span>
      </span>
      {onWithdraw && (
        <Button kind="quiet" onPress={onWithdraw}>
          {t('late.withdraw')}
        </Button>
      )}
    </li>
  )
}

/** The zone whose note it is; null: the job's own. */
function textName(name: string): string | null {
  return name.startsWith('zone/') ? (zoneOfItem(`${name}/extent`) ?? null) : null
}
