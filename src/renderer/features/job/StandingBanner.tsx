import { useState } from 'react'
import { withdrawFact } from '../../../crdt/job/index.ts'
import { formatDateTime } from '../../i18n/format.ts'
import { Button } from '../../ui/Button.tsx'
import { Banner } from '../../ui/Feedback.tsx'
import { DialogBox } from '../../ui/Overlay.tsx'
import { useJobDesk } from './context.tsx'
import { factText } from './describe.ts'
import { ReasonDialog } from './ReasonDialog.tsx'
import { useWritten } from './Story.tsx'
import { useDescribing } from './useDescribing.ts'

/** What the closing of this job is worth now. */
export function StandingBanner() {
  const about = useDescribing()
  const { t, language, personName } = about
  const { view, goTo } = useJobDesk()
  const [open, setOpen] = useState(false)
  const { standing } = view
  if (standing.kind === 'open') return null
  if (standing.kind === 'sealed') {
    return (
      <Banner
        tone="info"
        title={t('standing.sealed', {
          revision: standing.revision,
          name: personName(standing.seal.by),
          when: formatDateTime(standing.seal.at, language),
        })}
      />
    )
  }
  if (standing.kind === 'double') {
    return (
      <Banner
        tone="clash"
        title={t('standing.double', { count: standing.seals.length })}
        action={<Button onPress={() => goTo('closing')}>{t('standing.resolve')}</Button>}
      >
        {standing.seals.map((seal) => `${personName(seal.by)} · ${formatDateTime(seal.at, language)}`).join(' / ')}
      </Banner>
    )
  }
  const count = standing.late.length + standing.lateTexts.length
  return (
    <>
      <Banner
        tone="warn"
        title={t('standing.modified', { revision: standing.revision })}
        action={<Button onPress={() => setOpen(true)}>{t('standing.seeLate', { count })}</Button>}
      >
        {t('standing.modifiedText')}
      </Banner>
      {open && <LateChanges onClose={() => setOpen(false)} />}
    </>
  )
}

function LateChanges({ onClose }: { readonly onClose: () => void }) {
  const about = useDescribing()
  const { t } = about
  const { job, view, supervising, edit, goTo } = useJobDesk()
  const written = useWritten()
  const [withdrawing, setWithdrawing] = useState<string | null>(null)
  const { standing } = view
  if (standing.kind !== 'modified') return null
  return (
    <DialogBox
      title={t('standing.modified', { revision: standing.revision })}
      open
      size="wide"
      onClose={onClose}
      closeLabel={t('action.close')}
      actions={
        <Button
          kind="primary"
          onPress={() => {
            onClose()
            goTo('closing')
          }}
        >
          {t('standing.sealAgain')}
        </Button>
      }
    >
      <ul className="flex flex-col gap-2" aria-label={t('standing.late')}>
        {standing.late.map((fact) => (
          <li key={fact.id} className="flex items-center gap-3 rounded-lg bg-sunken px-3 py-2">
            <span className="min-w-0 flex-1">
              <span className="block">{factText(fact, about, (id) => job.ledger.fact(id))}</span>
              <span className="block text-sm text-ink-soft">{written(fact)}</span>
            </span>
            {supervising && fact.kind !== 'void' && (
              <Button kind="quiet" onPress={() => setWithdrawing(fact.id)}>
                {t('standing.withdraw')}
              </Button>
            )}
          </li>
        ))}
        {standing.lateTexts.map((name) => (
          <li key={name} className="rounded-lg bg-sunken px-3 py-2">
            {t('standing.lateText')}
          </li>
        ))}
      </ul>
      {withdrawing !== null && (
        <ReasonDialog
          title={t('standing.withdraw')}
          text={t('standing.withdrawText')}
          action={t('standing.withdraw')}
          onClose={() => setWithdrawing(null)}
          onReason={(why) => edit((ledger, pen) => withdrawFact(ledger, withdrawing, why, pen))}
        />
      )}
    </DialogBox>
  )
}
