/** Every closing that there was, and the way back to an open job. */
import { useState } from 'react'
import { revisionOf, withdrawFact } from '../../../../crdt/job/index.ts'
import { formatDateTime } from '../../../i18n/format.ts'
import { useWords } from '../../../i18n/index.ts'
import { usePersonName } from '../../../shell/shop.tsx'
import { Badge } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { notify } from '../../../ui/Feedback.tsx'
import { Card } from '../../jobs/NewJobScreen.tsx'
import { useJobDesk } from '../context.tsx'
import { ReasonDialog } from '../ReasonDialog.tsx'
import { useWritten } from '../Story.tsx'

/** As much of a hash as people compare by eye. */
const CODE_LENGTH = 8

export function Revisions() {
  const { t, language } = useWords()
  const { job, supervising, edit } = useJobDesk()
  const personName = usePersonName()
  const written = useWritten()
  const [reopening, setReopening] = useState(false)
  const seals = job.ledger.seals()
  const standing = job.ledger.sealHeads()
  if (seals.length === 0) return null
  return (
    <Card title={t('revisions.title')}>
      <ol className="flex flex-col gap-2" aria-label={t('revisions.title')}>
        {seals.toReversed().map((seal) => {
          const withdrawn = job.ledger.voidOf(seal.id)
          const stands = standing.includes(seal)
          return (
            <li key={seal.id} className="rounded-lg bg-sunken px-3 py-2">
              <span className="flex flex-wrap items-center gap-2">
                <strong>{t('seal.revision', { revision: revisionOf(job.ledger, seal) })}</strong>
                <code className="font-mono text-sm">{seal.hash.slice(0, CODE_LENGTH)}</code>
                {withdrawn ? (
                  <Badge tone="warn" icon="minus">
                    {t('revisions.withdrawn')}
                  </Badge>
                ) : stands ? (
                  <Badge tone="ok" icon="lock">
                    {t('revisions.stands')}
                  </Badge>
                ) : (
                  <Badge tone="neutral" icon="clock">
                    {t('revisions.replaced')}
                  </Badge>
                )}
              </span>
              <span className="block text-sm text-ink-soft">{written(seal)}</span>
              {withdrawn && (
                <span className="block text-sm">
                  {t('story.withdrawn', {
                    name: personName(withdrawn.by),
                    when: formatDateTime(withdrawn.at, language),
                    why: withdrawn.why,
                  })}
                </span>
              )}
            </li>
          )
        })}
      </ol>
      {supervising && standing.length > 0 && (
        <div>
          <Button onPress={() => setReopening(true)}>{t('revisions.reopen')}</Button>
        </div>
      )}
      {reopening && (
        <ReasonDialog
          title={t('revisions.reopen')}
          text={t('revisions.reopenText')}
          action={t('revisions.reopen')}
          onClose={() => setReopening(false)}
          onReason={(why) => {
            edit((ledger, pen) => {
              // All of them: a withdrawn one lets what it replaced stand again.
              for (const seal of ledger.seals())
                if (!ledger.isWithdrawn(seal.id)) withdrawFact(ledger, seal.id, why, pen)
            })
            notify(t('revisions.reopened'))
          }}
        />
      )}
    </Card>
  )
}
