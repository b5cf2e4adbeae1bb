/** A film of the catalogue: what its sheet says. Only what was changed is claimed. */
import { useState } from 'react'
import { setFilm } from '../../../crdt/shop/index.ts'
import type { FilmEntry } from '../../../crdt/shop/index.ts'
import { useWords } from '../../i18n/index.ts'
import { Button } from '../../ui/Button.tsx'
import { Segments } from '../../ui/Choice.tsx'
import { TextInput } from '../../ui/Field.tsx'
import { NumberInput } from '../../ui/NumberInput.tsx'
import { DialogBox } from '../../ui/Overlay.tsx'
import { FINISHES } from '../job/describeRecords.ts'
import { useKeypadWords } from '../job/useKeypadWords.ts'
import { readNumber, showNumber } from './numbers.ts'
import { useStockEdit } from './useStockEdit.ts'

const NUMBERS = [
  { name: 'thicknessMicrons', key: 'record.thickness', unit: 'µm', scale: 1, min: 1, max: 2000 },
  { name: 'widthMm', key: 'film.width', unit: 'mm', scale: 1, min: 1, max: 10_000 },
  { name: 'rollLengthMm', key: 'record.rollLength', unit: 'm', scale: 1000, min: 1, max: 1_000_000 },
  { name: 'warrantyYears', key: 'record.warrantyYears', unit: '', scale: 1, min: 0, max: 100 },
  { name: 'centsPerM2', key: 'record.price', unit: '€/m²', scale: 100, min: 0, max: 10_000_000 },
  { name: 'minAirDeci', key: 'record.minAir', unit: '°C', scale: 10, min: -500, max: 800, negative: true },
  { name: 'maxAirDeci', key: 'record.maxAir', unit: '°C', scale: 10, min: -500, max: 800, negative: true },
  { name: 'minHumidity', key: 'record.minHumidity', unit: '%', scale: 1, min: 0, max: 100 },
  { name: 'maxHumidity', key: 'record.maxHumidity', unit: '%', scale: 1, min: 0, max: 100 },
] as const

export function FilmForm({ film, onClose }: { readonly film?: FilmEntry | undefined; readonly onClose: () => void }) {
  const { t } = useWords()
  const keypad = useKeypadWords()
  const save = useStockEdit()
  const [brand, setBrand] = useState(film?.brand.value ?? '')
  const [range, setRange] = useState(film?.range.value ?? '')
  const [sku, setSku] = useState(film?.sku.value ?? '')
  const [finish, setFinish] = useState(film?.finish.value ?? null)
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(NUMBERS.map((field) => [field.name, showNumber(field, film?.[field.name].value)])),
  )
  const [tried, setTried] = useState(false)
  const numbers = Object.fromEntries(NUMBERS.map((field) => [field.name, readNumber(field, typed[field.name] ?? '')]))
  const nameless = brand.trim() === '' && range.trim() === ''
  const wrong = Object.values(numbers).includes(null)
  const go = () => {
    setTried(true)
    if (nameless || wrong) return
    const all: Readonly<Record<string, string | number | null | undefined>> = {
      brand: brand.trim(),
      range: range.trim(),
      sku: sku.trim(),
      finish,
      ...numbers,
    }
    const stood = film as unknown as Readonly<Record<string, { readonly value?: unknown }>> | undefined
    const changed = Object.entries(all).filter(
      ([name, value]) => value !== null && value !== undefined && value !== (stood?.[name]?.value ?? ''),
    )
    save((ledger, pen) => setFilm(ledger, film?.id, Object.fromEntries(changed), pen), t('stock.filmSaved'))
    onClose()
  }
  return (
    <DialogBox
      title={t(film ? 'stock.editFilm' : 'stock.addFilm')}
      open
      keepOpen
      size="wide"
      onClose={onClose}
      closeLabel={t('action.close')}
      actions={
        <>
          <Button onPress={onClose}>{t('action.cancel')}</Button>
          <Button kind="primary" onPress={go}>
            {t('action.save')}
          </Button>
        </>
      }
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <TextInput
          label={t('vehicle.make')}
          value={brand}
          onChange={setBrand}
          maxLength={120}
          autoFocus
          error={tried && nameless ? t('stock.nameless') : undefined}
        />
        <TextInput label={t('record.range')} value={range} onChange={setRange} maxLength={120} />
        <div className="sm:col-span-2">
          <Segments
            label={t('record.finish')}
            value={finish}
            onChange={setFinish}
            options={FINISHES.map((id) => ({ id, label: t(`record.finish.${id}`) }))}
          />
        </div>
        {NUMBERS.map((field) => (
          <NumberInput
            key={field.name}
            label={t(field.key)}
            unit={field.unit}
            decimal={field.scale > 1}
            negative={'negative' in field}
            value={typed[field.name] ?? ''}
            onChange={(next) => setTyped({ ...typed, [field.name]: next })}
            words={keypad}
            error={tried && numbers[field.name] === null ? t('stock.numberFault') : undefined}
          />
        ))}
        <TextInput label={t('record.sku')} value={sku} onChange={setSku} maxLength={120} />
      </div>
    </DialogBox>
  )
}
