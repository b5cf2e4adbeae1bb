import { useState } from 'react'
import { formatDateTime, formatNumber } from '../../i18n/format.ts'
import { useWords } from '../../i18n/index.ts'
import { Problem } from '../../shell/Problem.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Segments } from '../../ui/Choice.tsx'
import { useChange } from './queries.ts'

const HOURS = ['1', '8', '24', '72'] as const

/** `until`: milliseconds since 1970; 0 or past: closed. */
export function RecoveryWindow({ until }: { readonly until: number }) {
  const { t, language } = useWords()
  const change = useChange()
  const [hours, setHours] = useState<(typeof HOURS)[number]>('8')
  const open = until > Date.now()
  return (
    <section className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4" aria-labelledby="window">
      <div className="flex flex-wrap items-center gap-3">
        <h2 id="window" className="text-lg font-semibold">
          {t('window.title')}
        </h2>
        <Badge tone={open ? 'warn' : 'neutral'} icon={open ? 'clock' : 'lock'}>
          {open ? t('window.openUntil', { date: formatDateTime(until, language) }) : t('window.closed')}
        </Badge>
      </div>
      <p className="text-ink-soft">{t('window.text')}</p>
      {change.error && <Problem error={change.error} />}
      {open ? (
        <div>
          <Button onPress={() => void change.run('devices.setRecovery', { hours: 0 })} isDisabled={change.busy}>
            {t('window.close')}
          </Button>
        </div>
      ) : (
        <div className="flex flex-wrap items-end gap-3">
          <Segments
            label={t('window.hours')}
            value={hours}
            onChange={setHours}
            options={HOURS.map((id) => ({
              id,
              label: formatNumber(Number(id), language, { style: 'unit', unit: 'hour', unitDisplay: 'long' }),
            }))}
          />
          <Button
            onPress={() => void change.run('devices.setRecovery', { hours: Number(hours) })}
            isDisabled={change.busy}
          >
            {t('window.open')}
          </Button>
        </div>
      )}
    </section>
  )
}
