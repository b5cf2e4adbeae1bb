/** Readings of the workshop's air as they were judged, and a supervisor's word on those that block. */
import { useState } from 'react'
import { liftReading, limitsOfReading, sheetsOfCuts, withdrawFact } from '../../../../crdt/job/index.ts'
import type { ReadingView, Verdict } from '../../../../crdt/job/index.ts'
import { formatCelsius, formatPercent } from '../../../i18n/format.ts'
import { useWords } from '../../../i18n/index.ts'
import { usePersonName } from '../../../shell/shop.tsx'
import { Badge } from '../../../ui/Badge.tsx'
import type { Tone } from '../../../ui/Badge.tsx'
import { Button, IconButton } from '../../../ui/Button.tsx'
import type { IconName } from '../../../ui/Icon.tsx'
import { useJobDesk } from '../context.tsx'
import { ReasonDialog } from '../ReasonDialog.tsx'
import { Story, useWritten } from '../Story.tsx'
import { useRange } from './useRange.ts'

const VERDICTS: Record<Verdict, { readonly tone: Tone; readonly icon: IconName }> = {
  target: { tone: 'ok', icon: 'check' },
  acceptable: { tone: 'info', icon: 'minus' },
  warn: { tone: 'warn', icon: 'warning' },
  block: { tone: 'bad', icon: 'cross' },
}

export function VerdictBadge({ verdict }: { readonly verdict: Verdict }) {
  const { t } = useWords()
  return (
    <Badge tone={VERDICTS[verdict].tone} icon={VERDICTS[verdict].icon}>
      {t(`reading.verdict.${verdict}`)}
    </Badge>
  )
}

export function Readings() {
  const { t } = useWords()
  const { view, edit } = useJobDesk()
  const [asking, setAsking] = useState<{
    readonly what: 'withdraw' | 'lift' | 'unlift'
    readonly of: ReadingView
  } | null>(null)
  const holding = new Set(
    view.gates.installation.missing.flatMap((each) => (each.kind === 'blocking_condition' ? [each.reading] : [])),
  )
  return (
    <>
      {view.readings.length === 0 && <p className="text-ink-soft">{t('reading.none')}</p>}
      <ul className="flex flex-col gap-2" aria-label={t('reading.title')}>
        {view.readings.toReversed().map((reading) => (
          <Line
            key={reading.id}
            reading={reading}
            holds={holding.has(reading.id)}
            onAsk={(what) => setAsking({ what, of: reading })}
          />
        ))}
      </ul>
      {asking !== null && (
        <ReasonDialog
          title={t(`reading.${asking.what}`)}
          text={t(`reading.${asking.what}Text`)}
          action={t(`reading.${asking.what}`)}
          onClose={() => setAsking(null)}
          onReason={(why) =>
            edit((ledger, pen) => {
              if (asking.what === 'lift') liftReading(ledger, asking.of.id, why, pen)
              else if (asking.what === 'withdraw') withdrawFact(ledger, asking.of.id, why, pen)
              else for (const head of asking.of.lifted.heads) withdrawFact(ledger, head.id, why, pen)
            })
          }
        />
      )}
    </>
  )
}

interface LineProps {
  readonly reading: ReadingView
  /** A gate is closed until somebody lifts it or the air gets better. */
  readonly holds: boolean
  readonly onAsk: (what: 'withdraw' | 'lift' | 'unlift') => void
}

function Line({ reading, holds, onAsk }: LineProps) {
  const { t, language } = useWords()
  const { view, canEdit, supervising } = useJobDesk()
  const personName = usePersonName()
  const written = useWritten()
  const range = useRange()
  const { lifted, verdict } = reading
  const reason = lifted.value?.reason
  const { block } = limitsOfReading(reading, sheetsOfCuts(view.filmUses))
  return (
    <li className="flex flex-col gap-2 rounded-lg bg-sunken px-3 py-2">
      <div className="flex items-center gap-3">
        <span className="min-w-0 flex-1">
          <span className="block font-medium">
            {formatCelsius(reading.airDeci, language)} · {formatPercent(reading.humidity, language)}
            {reading.surfaceDeci !== null &&
              ` · ${t('reading.surfaceShort', { value: formatCelsius(reading.surfaceDeci, language) })}`}
          </span>
          <span className="block text-sm text-ink-soft">
            {[reading.place, written(reading)].filter(Boolean).join(' · ')}
          </span>
        </span>
        <VerdictBadge verdict={verdict} />
        {canEdit && <IconButton icon="cross" label={t('reading.withdraw')} onPress={() => onAsk('withdraw')} />}
      </div>
      {verdict === 'block' && (
        <p className="text-sm">{t('reading.bounds', { air: range.air(block), humidity: range.humidity(block) })}</p>
      )}
      {reason !== undefined && (
        <div className="flex flex-wrap items-center gap-2">
          <Badge tone="warn" icon="check">
            {t('reading.lifted')}
          </Badge>
          <span className="min-w-0 flex-1 basis-60 text-sm">
            {t('reading.liftedBy', { name: lifted.by.map(personName).join(', '), reason })}
          </span>
          <Story item={lifted.item} />
          {supervising && (
            <Button kind="quiet" onPress={() => onAsk('unlift')}>
              {t('reading.unlift')}
            </Button>
          )}
        </div>
      )}
      {holds && (
        <div className="flex flex-wrap items-center gap-2">
          <span className="min-w-0 flex-1 basis-60 text-sm font-medium text-bad">
            {lifted.contested ? t('reading.liftContested') : t('reading.holds')}
          </span>
          {supervising && !lifted.contested && <Button onPress={() => onAsk('lift')}>{t('reading.lift')}</Button>}
        </div>
      )}
    </li>
  )
}
