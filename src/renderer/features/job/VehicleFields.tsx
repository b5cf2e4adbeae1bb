/** What the vehicle is. It belongs to the client's document, so a correction here is one for all of its jobs. */
import { checkVin, normaliseVin, setVehicleFields } from '../../../crdt/client/index.ts'
import type { VehicleView } from '../../../crdt/client/index.ts'
import type { Ledger } from '../../../crdt/ledger/index.ts'
import { BODY_TYPES, PAINTS } from '../../../crdt/vocabulary/index.ts'
import type { BodyType, Paint } from '../../../crdt/vocabulary/index.ts'
import { usePen } from '../../api/desk.ts'
import { useWords } from '../../i18n/index.ts'
import { Segments } from '../../ui/Choice.tsx'
import { Committed, Told } from './Committed.tsx'
import { useJobDesk } from './context.tsx'

export function VehicleFields({ vehicle, ledger }: { readonly vehicle: VehicleView; readonly ledger: Ledger }) {
  const { t, word } = useWords()
  const { canEdit } = useJobDesk()
  const pen = usePen()
  const set = (values: Parameters<typeof setVehicleFields>[2]) => {
    if (canEdit) setVehicleFields(ledger, vehicle.id, values, pen)
  }
  const vin = vehicle.vin.value ?? ''
  const verdict = checkVin(vin)
  const needed = (text: string) => (text.trim() === '' ? t('form.required') : undefined)
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Told field={vehicle.plate} ledger={ledger}>
        <Committed
          label={t('vehicle.plate')}
          stands={vehicle.plate.value ?? ''}
          onCommit={(plate) => set({ plate })}
          fault={needed}
          upperCase
        />
      </Told>
      <Told field={vehicle.colour} ledger={ledger}>
        <Committed
          label={t('vehicle.colour')}
          stands={vehicle.colour.value ?? ''}
          onCommit={(colour) => set({ colour })}
        />
      </Told>
      <div className="sm:col-span-2">
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
      </div>
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
        <Committed
          label={t('vehicle.year')}
          stands={vehicle.year.value === undefined ? '' : String(vehicle.year.value)}
          onCommit={(year) => set({ year: Number(year) })}
          fault={(text) => (yearOf(text) === undefined ? t('draft.year') : undefined)}
        />
      </Told>
      <div className="sm:col-span-2">
        <Told field={vehicle.body} ledger={ledger}>
          <Segments
            label={t('vehicle.body')}
            disabled={!canEdit}
            value={vehicle.body.value ?? null}
            onChange={(body: BodyType) => set({ body })}
            options={(Object.keys(BODY_TYPES) as BodyType[]).map((id) => ({ id, label: word(BODY_TYPES[id]) }))}
          />
        </Told>{' '}
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
        </Told>{' '}
      </div>
    </div>
  )
}

/** Undefined for what no reader would take: a command throws on it. */
function yearOf(text: string): number | undefined {
  const year = Number(text.trim())
  return Number.isInteger(year) && year >= 1886 && year <= 2200 ? year : undefined
}
