/** What the client thinks, out of ten, on the screen as in the report. */
import { useState } from 'react'
import { BOUNDS, rateWork } from '../../../../crdt/job/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { Button } from '../../../ui/Button.tsx'
import { Segments } from '../../../ui/Choice.tsx'
import { TextInput } from '../../../ui/Field.tsx'
import { Card } from '../../jobs/NewJobScreen.tsx'
import { useJobDesk } from '../context.tsx'
import { useWritten } from '../Story.tsx'

const SCORES = Array.from({ length: BOUNDS.score + 1 }, (_, score) => String(score))

export function Satisfaction() {
  const { t } = useWords()
  const { view, client, canEdit, edit } = useJobDesk()
  const written = useWritten()
  const last = view.satisfaction.at(-1)
  const [score, setScore] = useState<string | null>(null)
  const [remark, setRemark] = useState('')
  const save = () => {
    if (score === null) return
    const said = { score: Number(score), remark: remark.trim(), client: client?.name.value ?? '' }
    edit((ledger, pen) => rateWork(ledger, said, pen))
    setScore(null)
    setRemark('')
  }
  return (
    <Card title={t('rating.title')}>
      {last && (
        <div className="rounded-lg bg-sunken px-3 py-2">
          <p className="text-lg font-semibold">{t('rating.score', { score: last.score })}</p>
          {last.remark !== '' && <p className="whitespace-pre-wrap">{last.remark}</p>}
          <p className="text-sm text-ink-soft">{[last.client, written(last)].filter(Boolean).join(' · ')}</p>
        </div>
      )}
      {!last && !canEdit && <p className="text-ink-soft">{t('rating.none')}</p>}
      {canEdit && (
        <>
          <Segments
            label={last ? t('rating.again') : t('rating.ask')}
            value={score}
            onChange={setScore}
            options={SCORES.map((id) => ({ id, label: id }))}
          />
          {score !== null && (
            <>
              <TextInput label={t('rating.remark')} value={remark} onChange={setRemark} lines={2} maxLength={2000} />
              <div>
                <Button kind="primary" onPress={save}>
                  {t('rating.save', { score: Number(score) })}
                </Button>
              </div>
            </>
          )}
        </>
      )}
    </Card>
  )
}
