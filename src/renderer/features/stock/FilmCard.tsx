import { useState } from 'react'
import type { FilmEntry, RollEntry } from '../../../crdt/shop/index.ts'
import { formatCelsius, formatDay, formatEuros, formatNumber, formatPercent } from '../../i18n/format.ts'
import { useWords } from '../../i18n/index.ts'
import type { Words } from '../../i18n/index.ts'
import { Button } from '../../ui/Button.tsx'
import { FilmForm } from './FilmForm.tsx'
import { useBalances } from './queries.ts'
import { RecountDialog } from './RecountDialog.tsx'
import { RollDialog } from './RollDialog.tsx'
import { RollForm } from './RollForm.tsx'
import { RollState } from './RollState.tsx'

export interface FilmCardProps {
  readonly film: FilmEntry
  readonly rolls: readonly RollEntry[]
  readonly mayEdit: boolean
}

export function FilmCard({ film, rolls, mayEdit }: FilmCardProps) {
  const words = useWords()
  const { t } = words
  const [form, setForm] = useState<'film' | 'roll' | null>(null)
  const name = [film.brand.value, film.range.value].filter(Boolean).join(' ') || t('stock.unnamed')
  return (
    <section aria-label={name} className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h2 className="text-lg font-semibold">{name}</h2>
          <p className="text-sm text-ink-soft">{sheetOf(film, words).join(' · ')}</p>
        </div>
        {mayEdit && (
          <div className="flex flex-wrap gap-touch-gap">
            <Button onPress={() => setForm('film')}>{t('stock.edit')}</Button>
            <Button icon="plus" onPress={() => setForm('roll')}>
              {t('stock.receive')}
            </Button>
          </div>
        )}
      </div>
      {rolls.length === 0 && <p className="text-ink-soft">{t('stock.noRolls')}</p>}
      <ul className="flex flex-col gap-2">
        {rolls.map((roll) => (
          <RollRow key={roll.id} roll={roll} film={film} mayEdit={mayEdit} />
        ))}
      </ul>
      {form === 'film' && <FilmForm film={film} onClose={() => setForm(null)} />}
      {form === 'roll' && <RollForm film={film} onClose={() => setForm(null)} />}
    </section>
  )
}

function RollRow({ roll, film, mayEdit }: { roll: RollEntry; film: FilmEntry; mayEdit: boolean }) {
  const { t, language } = useWords()
  const balance = useBalances()?.(roll)
  const [dialog, setDialog] = useState<'show' | 'recount' | 'offcut' | null>(null)
  const close = () => setDialog(null)
  const name = roll.serial.value ?? roll.lot.value ?? roll.id
  const remaining = balance?.remainingMm
  const details = [
    roll.serial.value !== undefined && roll.lot.value !== undefined && t('film.lot', { lot: roll.lot.value }),
    roll.location.value,
    roll.expiresAt.value !== undefined && t('stock.until', { date: formatDay(roll.expiresAt.value, language) }),
    roll.parent.value !== undefined && t('stock.isOffcut'),
  ]
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg bg-sunken px-3 py-2">
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium">
          {name}
          <span className="font-normal text-ink-soft">
            {details.filter(Boolean).map((detail) => ` · ${String(detail)}`)}
          </span>
        </p>
        {balance && <RollState balance={balance} />}
      </div>
      <div className="flex flex-wrap gap-touch-gap">
        <Button icon="qr" onPress={() => setDialog('show')} aria-label={`${t('stock.show')} – ${name}`}>
          {t('stock.show')}
        </Button>
        {mayEdit && remaining !== undefined && (
          <Button onPress={() => setDialog('recount')} aria-label={`${t('stock.recount')} – ${name}`}>
            {t('stock.recount')}
          </Button>
        )}
        {mayEdit && (
          <Button onPress={() => setDialog('offcut')} aria-label={`${t('stock.offcut')} – ${name}`}>
            {t('stock.offcut')}
          </Button>
        )}
      </div>
      {dialog === 'show' && <RollDialog roll={roll} name={name} onClose={close} />}
      {dialog === 'recount' && remaining !== undefined && (
        <RecountDialog roll={roll} remainingMm={remaining} onClose={close} />
      )}
      {dialog === 'offcut' && <RollForm film={film} parent={roll} onClose={close} />}
    </li>
  )
}

/** What the film's sheet says, as far as somebody entered it. */
function sheetOf(film: FilmEntry, { t, language }: Words): string[] {
  const of = <T,>(field: { readonly value?: T | undefined }, say: (value: T) => string) =>
    field.value === undefined ? [] : [say(field.value)]
  return [
    ...of(film.finish, (finish) => t(`record.finish.${finish}`)),
    ...of(film.thicknessMicrons, (microns) => `${formatNumber(microns, language)}\u00A0µm`),
    ...of(film.widthMm, (width) => `${formatNumber(width, language)}\u00A0mm`),
    ...of(film.centsPerM2, (cents) => `${formatEuros(cents, language)}/m²`),
    ...of(film.warrantyYears, (count) => t('stock.warranty', { count })),
    ...limits(film.minAirDeci.value, film.maxAirDeci.value, (deci) => formatCelsius(deci, language)),
    ...limits(film.minHumidity.value, film.maxHumidity.value, (percent) => formatPercent(percent, language)),
  ]
}

function limits(min: number | undefined, max: number | undefined, say: (value: number) => string): string[] {
  if (min !== undefined && max !== undefined) return [`${say(min)} – ${say(max)}`]
  if (min !== undefined) return [`≥\u00A0${say(min)}`]
  return max === undefined ? [] : [`≤\u00A0${say(max)}`]
}
