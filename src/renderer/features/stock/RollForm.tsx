/** A roll that came in, or an offcut kept from one. */
import { useState } from 'react'
import { setRoll } from '../../../crdt/shop/index.ts'
import type { FilmEntry, RollEntry } from '../../../crdt/shop/index.ts'
import { useWords } from '../../i18n/index.ts'
import { Button } from '../../ui/Button.tsx'
import { DateTimeInput } from '../../ui/DateTimeInput.tsx'
import { TextInput } from '../../ui/Field.tsx'
import { NumberInput } from '../../ui/NumberInput.tsx'
import { DialogBox } from '../../ui/Overlay.tsx'
import { useKeypadWords } from '../job/useKeypadWords.ts'
import { readNumber, showNumber } from './numbers.ts'
import { useStockEdit } from './useStockEdit.ts'

const LENGTH = { name: 'receivedMm', unit: 'm', scale: 1000, min: 1, max: 1_000_000 } as const

export interface RollFormProps {
  readonly film: FilmEntry
  /** The roll that this one is an offcut of. */
  readonly parent?: RollEntry | undefined
  readonly onClose: () => void
}

export function RollForm({ film, parent, onClose }: RollFormProps) {
  const { t } = useWords()
  const keypad = useKeypadWords()
  const save = useStockEdit()
  const [lot, setLot] = useState(parent?.lot.value ?? '')
  const [serial, setSerial] = useState('')
  const [place, setPlace] = useState(parent?.location.value ?? '')
  const [length, setLength] = useState(parent ? '' : showNumber(LENGTH, film.rollLengthMm.value))
  const [expiresAt, setExpiresAt] = useState(parent?.expiresAt.value)
  const [tried, setTried] = useState(false)
  const receivedMm = readNumber(LENGTH, length)
  const nameless = lot.trim() === '' && serial.trim() === ''
  const go = () => {
    setTried(true)
    if (nameless || receivedMm === null || receivedMm === undefined) return
    save((ledger, pen) => {
      const said = {
        film: film.id,
        lot: lot.trim(),
        serial: serial.trim(),
        location: place.trim(),
        parent: parent?.id ?? '',
      }
      const texts = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== ''))
      const expiry = expiresAt === undefined ? {} : { expiresAt }
      setRoll(ledger, undefined, { ...texts, ...expiry, receivedMm, receivedAt: pen.now() }, pen)
    }, t('stock.rollSaved'))
    onClose()
  }
  return (
    <DialogBox
      title={t(parent ? 'stock.offcut' : 'stock.receive')}
      open
      keepOpen
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
        {parent && <p className="text-ink-soft sm:col-span-2">{t('stock.offcutText')}</p>}
        <TextInput
          label={t('record.lot')}
          value={lot}
          onChange={setLot}
          maxLength={120}
          autoFocus
          error={tried && nameless ? t('stock.rollNameless') : undefined}
        />
        <TextInput label={t('record.serial')} value={serial} onChange={setSerial} maxLength={120} />
        <NumberInput
          label={t('record.received')}
          unit="m"
          decimal
          required
          value={length}
          onChange={setLength}
          words={keypad}
          error={tried && typeof receivedMm !== 'number' ? t('film.lengthFault') : undefined}
        />
        <TextInput label={t('record.location')} value={place} onChange={setPlace} maxLength={120} />
        <DateTimeInput label={t('record.expiresAt')} value={expiresAt} onChange={setExpiresAt} />
      </div>
    </DialogBox>
  )
}
