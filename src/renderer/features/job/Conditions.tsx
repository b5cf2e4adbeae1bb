import { useState } from 'react'
import { addReading, withdrawFact } from '../../../crdt/job/index.ts'
import type { Verdict } from '../../../crdt/job/index.ts'
import { DEFAULT_LIMITS } from '../../../crdt/job/index.ts'
import { formatCelsius, formatPercent } from '../../i18n/format.ts'
import { useWords } from '../../i18n/index.ts'
import { Badge } from '../../ui/Badge.tsx'
import type { Tone } from '../../ui/Badge.tsx'
import { Button, IconButton } from '../../ui/Button.tsx'
import { TextInput } from '../../ui/Field.tsx'
import type { IconName } from '../../ui/Icon.tsx'
import { NumberInput, parseNumber } from '../../ui/NumberInput.tsx'
import { Card } from '../jobs/NewJobScreen.tsx'
import { useJobDesk } from './context.tsx'
import { ReasonDialog } from './ReasonDialog.tsx'
import { Thickness } from './reception/Thickness.tsx'
import { useWritten } from './Story.tsx'
import { useKeypadWords } from './useKeypadWords.ts'

const VERDICTS: Record<Verdict, { readonly tone: Tone; readonly icon: IconName }> = {
  target: { tone: 'ok', icon: 'check' },
  acceptable: { tone: 'info', icon: 'minus' },
  warn: { tone: 'warn', icon: 'warning' },
  block: { tone: 'bad', icon: 'cross' },
}
export function Conditions() {
  const { t, language } = useWords()
  const { view, canEdit, edit } = useJobDesk()
  const written = useWritten()
  const [withdrawing, setWithdrawing] = useState<string | null>(null)
  const limits = DEFAULT_LIMITS.target
  const range = ([low, high]: readonly [number, number], show: (value: number) => string) =>
    `${show(low)} – ${show(high)}`
  return (
    <div className="mx-auto grid max-w-5xl items-start gap-4 p-4 lg:grid-cols-2">
      <Card title={t('reading.title')}>
        <p className="text-sm text-ink-soft">
          {t('reading.target', {
            air: range(limits.airDeci, (deci) => formatCelsius(deci, language)),
            humidity: range(limits.humidity, (percent) => formatPercent(percent, language)),
          })}
        </p>
        {canEdit && <ReadingForm />}
        {view.readings.length === 0 && <p className="text-ink-soft">{t('reading.none')}</p>}
        <ul className="flex flex-col gap-2" aria-label={t('reading.title')}>
          {[...view.readings].reverse().map((reading) => (
            <li key={reading.id} className="flex items-center gap-3 rounded-lg bg-sunken px-3 py-2">
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
              <Badge tone={VERDICTS[reading.verdict].tone} icon={VERDICTS[reading.verdict].icon}>
                {t(`reading.verdict.${reading.verdict}`)}
              </Badge>
              {canEdit && (
                <IconButton icon="cross" label={t('reading.withdraw')} onPress={() => setWithdrawing(reading.id)} />
              )}
            </li>
          ))}
        </ul>
      </Card>
      <Card title={t('thickness.title')}>
        <Thickness />
      </Card>
      {withdrawing !== null && (
        <ReasonDialog
          title={t('reading.withdraw')}
          text={t('reading.withdrawText')}
          action={t('reading.withdraw')}
          onClose={() => setWithdrawing(null)}
          onReason={(why) => edit((ledger, pen) => withdrawFact(ledger, withdrawing, why, pen))}
        />
      )}
    </div>
  )
}

function ReadingForm() {
  const { t } = useWords()
  const { view, edit } = useJobDesk()
  const keypad = useKeypadWords()
  const [air, setAir] = useState('')
  const [surface, setSurface] = useState('')
  const [humidity, setHumidity] = useState('')
  const [place, setPlace] = useState(view.readings.at(-1)?.place ?? '')
  const [tried, setTried] = useState(false)
  const airDeci = deci(air)
  const surfaceDeci = surface.trim() === '' ? null : deci(surface)
  const percent = parseNumber(humidity)
  const faults = {
    air: airDeci === undefined || airDeci < -500 || airDeci > 1000,
    surface: surfaceDeci === undefined || (surfaceDeci !== null && (surfaceDeci < -500 || surfaceDeci > 2000)),
    humidity: percent === undefined || percent < 0 || percent > 100,
  }
  const save = () => {
    setTried(true)
    if (faults.air || faults.surface || faults.humidity) return
    edit((ledger, pen) =>
      addReading(
        ledger,
        { airDeci: airDeci!, surfaceDeci: surfaceDeci ?? null, humidity: Math.round(percent!), place: place.trim() },
        pen,
      ),
    )
    setAir('')
    setSurface('')
    setHumidity('')
    setTried(false)
  }
  return (
    <div className="grid grid-cols-2 gap-3">
      <NumberInput
        label={t('reading.air')}
        unit="°C"
        decimal
        negative
        value={air}
        onChange={setAir}
        words={keypad}
        required
        error={tried && faults.air ? t('reading.fault') : undefined}
      />
      <NumberInput
        label={t('reading.humidity')}
        unit="%"
        value={humidity}
        onChange={setHumidity}
        words={keypad}
        required
        error={tried && faults.humidity ? t('reading.fault') : undefined}
      />
      <NumberInput
        label={t('reading.surface')}
        unit="°C"
        decimal
        negative
        value={surface}
        onChange={setSurface}
        words={keypad}
        error={tried && faults.surface ? t('reading.fault') : undefined}
      />
      <TextInput label={t('reading.place')} value={place} onChange={setPlace} maxLength={200} />
      <div className="col-span-2 flex justify-end">
        <Button kind="primary" icon="plus" onPress={save}>
          {t('reading.add')}
        </Button>
      </div>
    </div>
  )
}

/** Tenths of a degree; undefined for what is not a number. */
function deci(text: string): number | undefined {
  const value = parseNumber(text)
  return value === undefined ? undefined : Math.round(value * 10)
}
