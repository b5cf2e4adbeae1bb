/** What the vehicle is. It belongs to the client's document, so a correction here is one for all of its jobs. */
import { useState } from 'react'
import { checkVin, normaliseVin, setVehicleFields } from '../../../crdt/client/index.ts'
import type { VehicleView } from '../../../crdt/client/index.ts'
import type { Ledger } from '../../../crdt/ledger/index.ts'
import { PAINTS } from '../../../crdt/vocabulary/index.ts'
import type { Paint } from '../../../crdt/vocabulary/index.ts'
import { usePen } from '../../api/desk.ts'
import { useWords } from '../../i18n/index.ts'
import { Segments } from '../../ui/Choice.tsx'
import { NumberInput } from '../../ui/NumberInput.tsx'
import { BodyChoice } from './BodyChoice.tsx'
import { Committed, Told } from './Committed.tsx'
import { useJobTools } from './context.tsx'
import { PlateTwins, usePlateFormat } from './PlateHint.tsx'
import { useKeypadWords } from './useKeypadWords.ts'
import { useWhenGone } from './useWhenGone.ts'

export function VehicleFields({ vehicle, ledger }: { readonly vehicle: VehicleView; readonly ledger: Ledger }) {
  const { t, word } = useWords()
  const { canEdit } = useJobTools()
  const pen = usePen()
  const set = (values: Parameters<typeof setVehicleFields>[2]) => {
    if (canEdit) setVehicleFields(ledger, vehicle.id, values, pen)
  }
  const plate = vehicle.plate.value ?? ''
  const plateHint = usePlateFormat(plate)
  const vin = vehicle.vin.value ?? ''
  const verdict = checkVin(vin)
  const needed = (text: string) => (text.trim() === '' ? t('form.required') : undefined)
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Told field={vehicle.plate} ledger={ledger}>
        <Committed
          label={t('vehicle.plate')}
          stands={plate}
          onCommit={(typed) => set({ plate: typed })}
          fault={needed}
          hint={plateHint}
          upperCase
        />
        <PlateTwins plate={plate} vehicle={vehicle.id} />
      </Told>
      <Told field={vehicle.vin} ledger={ledger}>
        <Committed
          label={t('vehicle.vin')}
          stands={vin}
          upperCase
          onCommit={(text) => set({ vin: normaliseVin(text) })}
          fault={(text) =>
            text.trim() !== '' && checkVin(normaliseVin(text)) === 'malformed' ? t('draft.vin') : undefined
          }
          hint={verdict === 'malformed' ? t('vehicle.vinHint') : t(`vehicle.vin.${verdict}`)}
        />
      </Told>
      <Told field={vehicle.make} ledger={ledger}>
        <Committed
          label={t('vehicle.make')}
          stands={vehicle.make.value ?? ''}
          onCommit={(make) => set({ make })}
          fault={needed}
        />
      </Told>
      <Told field={vehicle.model} ledger={ledger}>
        <Committed
          label={t('vehicle.model')}
          stands={vehicle.model.value ?? ''}
          onCommit={(model) => set({ model })}
          fault={needed}
        />
      </Told>
      <Told field={vehicle.year} ledger={ledger}>
        <Year stands={vehicle.year.value} disabled={!canEdit} onCommit={(year) => set({ year })} />
      </Told>
      <Told field={vehicle.colour} ledger={ledger}>
        <Committed
          label={t('vehicle.colour')}
          stands={vehicle.colour.value ?? ''}
          onCommit={(colour) => set({ colour })}
        />
      </Told>
      <div className="sm:col-span-2">
        <Told field={vehicle.body} ledger={ledger}>
          <BodyChoice disabled={!canEdit} value={vehicle.body.value ?? null} onChange={(body) => set({ body })} />
        </Told>
      </div>
      <div className="sm:col-span-2">
        <Told field={vehicle.paint} ledger={ledger}>
          <Segments
            label={t('vehicle.paint')}
            disabled={!canEdit}
            value={vehicle.paint.value ?? null}
            onChange={(paint: Paint) => set({ paint })}
            options={(Object.keys(PAINTS) as Paint[]).map((id) => ({ id, label: word(PAINTS[id]) }))}
          />
        </Told>
      </div>
    </div>
  )
}

interface YearProps {
  readonly stands: number | undefined
  readonly disabled: boolean
  readonly onCommit: (year: number) => void
}

function Year({ stands, disabled, onCommit }: YearProps) {
  const { t } = useWords()
  const keypad = useKeypadWords()
  const [typed, setTyped] = useState<string | null>(null)
  const year = typed === null ? undefined : yearOf(typed)
  const leave = () => {
    if (typed === null || (typed !== '' && year === undefined)) return
    if (year !== undefined && year !== stands) onCommit(year)
    setTyped(null)
  }
  useWhenGone(leave)
  return (
    <NumberInput
      label={t('vehicle.year')}
      value={typed ?? (stands === undefined ? '' : String(stands))}
      onChange={setTyped}
      onDone={leave}
      words={keypad}
      disabled={disabled}
      error={typed !== null && typed.length >= 4 && year === undefined ? t('draft.year') : undefined}
    />
  )
}

/** Undefined for what no reader would take: a command throws on it. */
function yearOf(text: string): number | undefined {
  const year = Number(text.trim())
  return Number.isInteger(year) && year >= 1886 && year <= 2200 ? year : undefined
}
