import { useState } from 'react'
import { addReading, judgeReading, limitsUnder, sheetsOfCuts } from '../../../crdt/job/index.ts'
import { useWords } from '../../i18n/index.ts'
import { useShop } from '../../shell/shop.tsx'
import { Button } from '../../ui/Button.tsx'
import { TextInput } from '../../ui/Field.tsx'
import { NumberInput, parseNumber } from '../../ui/NumberInput.tsx'
import { Card } from '../jobs/NewJobScreen.tsx'
import { Readings, VerdictBadge } from './closing/Readings.tsx'
import { useRange } from './closing/useRange.ts'
import { useJobDesk } from './context.tsx'
import { Thickness } from './reception/Thickness.tsx'
import { askedBy } from './sheets.ts'
import { useDescribing } from './useDescribing.ts'
import { useKeypadWords } from './useKeypadWords.ts'

export function Conditions() {
  const { t } = useWords()
  const { canEdit } = useJobDesk()
  return (
    <div className="mx-auto grid max-w-5xl items-start gap-4 p-4 lg:grid-cols-2">
      <Card title={t('reading.title')}>
        <Asked />
        {canEdit && <ReadingForm />}
        <Readings />
      </Card>
      <Card title={t('thickness.title')}>
        <Thickness />
      </Card>
    </div>
  )
}

/** What the sheets and the trade ask of the air; a film's own sheet goes before. */
function useAsked() {
  const { view } = useJobDesk()
  const { shop } = useShop()
  const { films, strictest } = askedBy(view, shop)
  return {
    films,
    strictest,
    limits: limitsUnder([...sheetsOfCuts(view.filmUses), ...(strictest ? [strictest] : [])]),
  }
}

function Asked() {
  const about = useDescribing()
  const { t } = about
  const range = useRange()
  const { films, limits } = useAsked()
  const rows = [
    ['reading.verdict.target', limits.target],
    ['reading.verdict.acceptable', limits.warn],
    ['reading.limit', limits.block],
  ] as const
  return (
    <div className="flex flex-col gap-1 text-sm">
      <table className="w-full text-left">
        <thead className="sr-only">
          <tr>
            <th scope="col">{t('reading.bound')}</th>
            <th scope="col">{t('reading.air')}</th>
            <th scope="col">{t('reading.humidity')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, of]) => (
            <tr key={name} className="border-b border-line last:border-0">
              <th scope="row" className="py-1 pr-3 font-medium">
                {t(name)}
              </th>
              <td className="py-1 pr-3">{range.air(of)}</td>
              <td className="py-1">{range.humidity(of)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {films.length > 0 && (
        <p className="text-ink-soft">
          {t('reading.sheets', { films: films.map(({ film }) => about.filmName?.(film.id) ?? film.id).join(', ') })}
        </p>
      )}
    </div>
  )
}

function ReadingForm() {
  const { t } = useWords()
  const { view, edit } = useJobDesk()
  const keypad = useKeypadWords()
  const { limits, strictest } = useAsked()
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
        {
          airDeci: airDeci!,
          surfaceDeci: surfaceDeci ?? null,
          humidity: Math.round(percent!),
          place: place.trim(),
          ...(strictest ? { limits: strictest } : {}),
        },
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
      <div className="col-span-2 flex flex-wrap items-center justify-end gap-3" aria-live="polite">
        {!faults.air && !faults.surface && !faults.humidity && (
          <VerdictBadge
            verdict={judgeReading(
              { airDeci: airDeci!, surfaceDeci: surfaceDeci ?? null, humidity: Math.round(percent!) },
              limits,
            )}
          />
        )}
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
