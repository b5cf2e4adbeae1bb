import { useState } from 'react'
import { adjustRoll } from '../../../crdt/shop/index.ts'
import type { RollEntry } from '../../../crdt/shop/index.ts'
import { formatMetres } from '../../i18n/format.ts'
import { useWords } from '../../i18n/index.ts'
import { Button } from '../../ui/Button.tsx'
import { TextInput } from '../../ui/Field.tsx'
import { NumberInput } from '../../ui/NumberInput.tsx'
import { DialogBox } from '../../ui/Overlay.tsx'
import { useKeypadWords } from '../job/useKeypadWords.ts'
import { readNumber } from './numbers.ts'
import { useStockEdit } from './useStockEdit.ts'

const COUNTED = { name: 'counted', unit: 'm', scale: 1000, min: 0, max: 1_000_000 } as const

/** What was measured becomes a difference: cuts that others made meanwhile still count when they arrive. */
export function RecountDialog(props: {
  readonly roll: RollEntry
  readonly remainingMm: number
  readonly onClose: () => void
}) {
  const { roll, remainingMm, onClose } = props
  const { t, language } = useWords()
  const keypad = useKeypadWords()
  const save = useStockEdit()
  const [typed, setTyped] = useState('')
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const counted = readNumber(COUNTED, typed)
  const go = () => {
    setTried(true)
    if (typeof counted !== 'number' || reason.trim() === '') return
    save(
      (ledger, pen) => adjustRoll(ledger, roll.id, counted - remainingMm, reason.trim(), pen),
      t('stock.recounted', { length: formatMetres(counted, language) }),
    )
    onClose()
  }
  return (
    <DialogBox
      title={t('stock.recount')}
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
      <div className="flex flex-col gap-4">
        <p>{t('stock.recountText', { length: formatMetres(remainingMm, language) })}</p>
        <NumberInput
          label={t('stock.counted')}
          unit="m"
          decimal
          required
          value={typed}
          onChange={setTyped}
          words={keypad}
          error={tried && typeof counted !== 'number' ? t('stock.countedFault') : undefined}
        />
        <TextInput
          label={t('reason.label')}
          value={reason}
          onChange={setReason}
          required
          lines={2}
          maxLength={500}
          error={tried && reason.trim() === '' ? t('stock.reasonFault') : undefined}
        />
      </div>
    </DialogBox>
  )
}
