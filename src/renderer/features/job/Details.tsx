/** What the job is about and when, who works on it, and whether it goes on. */
import { useState } from 'react'
import type { ReactNode } from 'react'
import { checkVin, normaliseVin, setVehicleFields } from '../../../crdt/client/index.ts'
import type { VehicleView } from '../../../crdt/client/index.ts'
import {
  assign,
  cancel,
  resume,
  setPriority,
  setSchedule,
  setTitle,
  suspend,
  uncancel,
  withdrawFact,
} from '../../../crdt/job/index.ts'
import type { Field, Ledger } from '../../../crdt/ledger/index.ts'
import { PRIORITIES } from '../../../crdt/vocabulary/index.ts'
import type { Priority } from '../../../crdt/vocabulary/index.ts'
import { usePen } from '../../api/desk.ts'
import { formatDateTime } from '../../i18n/format.ts'
import { useWords } from '../../i18n/index.ts'
import { useShop } from '../../shell/shop.tsx'
import { Button } from '../../ui/Button.tsx'
import { CheckToggle } from '../../ui/CheckToggle.tsx'
import { Segments } from '../../ui/Choice.tsx'
import { DateTimeInput } from '../../ui/DateTimeInput.tsx'
import { TextInput } from '../../ui/Field.tsx'
import { Card } from '../jobs/NewJobScreen.tsx'
import { useJobDesk } from './context.tsx'
import { FieldPeople } from './PresenceMarks.tsx'
import { ReasonDialog } from './ReasonDialog.tsx'
import { Story, useSaid } from './Story.tsx'

export function Details() {
  const { t, word } = useWords()
  const { view, edit, vehicle, clientLedger, may } = useJobDesk()
  return (
    <div className="mx-auto grid max-w-5xl items-start gap-4 p-4 lg:grid-cols-2">
      <div className="flex flex-col gap-4">
        <Card title={t('details.job')}>
          <Told field={view.title}>
            <Committed
              label={t('item.title')}
              disabled={!may(view.title)}
              stands={view.title.value ?? ''}
              onCommit={(title) => edit((ledger, pen) => setTitle(ledger, title, pen))}
              fault={(text) => (text.trim() === '' ? t('draft.title') : undefined)}
            />
          </Told>
          <Told field={view.priority}>
            <Segments
              label={t('item.priority')}
              disabled={!may(view.priority)}
              value={view.priority.value ?? null}
              onChange={(priority: Priority) => edit((ledger, pen) => setPriority(ledger, priority, pen))}
              options={(Object.keys(PRIORITIES) as Priority[]).map((id) => ({ id, label: word(PRIORITIES[id]) }))}
            />
          </Told>
          <Schedule />
        </Card>
        <Going />
      </div>
      <div className="flex flex-col gap-4">
        <People />
        <ClientCard />
        {vehicle && clientLedger && <VehicleCard vehicle={vehicle} ledger={clientLedger} />}
      </div>
    </div>
  )
}

/** A field with its story beside it. */
function Told({ field, children }: { readonly field: Field<unknown>; readonly children: ReactNode }) {
  return (
    <div className="flex items-start gap-1">
      <div className="min-w-0 flex-1" data-field={field.item}>
        {children}
        <FieldPeople field={field.item} />
      </div>
      <div className="pt-6">
        <Story item={field.item} />
      </div>
    </div>
  )
}

interface CommittedProps {
  readonly label: string
  readonly stands: string
  readonly onCommit: (text: string) => void
  readonly fault?: (text: string) => string | undefined
  readonly hint?: string | undefined
  readonly upperCase?: boolean
  readonly disabled?: boolean
}

/** Written when the field is left, and only when it changed: a claim for each letter would drown the history. */
function Committed({ label, stands, onCommit, fault, hint, upperCase, disabled }: CommittedProps) {
  const { canEdit } = useJobDesk()
  const [typed, setTyped] = useState<string | null>(null)
  const error = typed === null ? undefined : fault?.(typed)
  const leave = () => {
    if (typed === null || error !== undefined) return
    if (typed.trim() !== stands) onCommit(typed.trim())
    setTyped(null)
  }
  return (
    <TextInput
      label={label}
      value={typed ?? stands}
      onChange={setTyped}
      onBlur={leave}
      error={error}
      hint={hint}
      upperCase={upperCase ?? false}
      disabled={disabled ?? !canEdit}
    />
  )
}

function Schedule() {
  const { t } = useWords()
  const { view, edit, may } = useJobDesk()
  const blocked = !may(view.scheduleStart) || !may(view.scheduleEnd)
  const [start, end] = [view.scheduleStart.value, view.scheduleEnd.value]
  const set = (nextStart: number | undefined, nextEnd: number | undefined) => {
    const first = nextStart ?? nextEnd
    if (first === undefined) return
    edit((ledger, pen) => setSchedule(ledger, first, Math.max(first, nextEnd ?? first), pen))
  }
  return (
    <div className="flex flex-col gap-3">
      <Told field={view.scheduleStart}>
        <Moment label={t('new.start')} disabled={blocked} stands={start} onCommit={(time) => set(time, end)} />
      </Told>
      <Told field={view.scheduleEnd}>
        <Moment label={t('new.end')} disabled={blocked} stands={end} onCommit={(time) => set(start, time)} />
      </Told>
    </div>
  )
}

interface MomentProps {
  readonly label: string
  readonly stands: number | undefined
  readonly disabled: boolean
  readonly onCommit: (timeMs: number) => void
}

/** Like {@link Committed}: each digit that is typed already makes a valid date, and only the last one is meant. */
function Moment({ label, stands, disabled, onCommit }: MomentProps) {
  const [typed, setTyped] = useState<number>()
  const leave = () => {
    // A year of which only the first digit was typed is a date of long ago.
    if (typed !== undefined && typed > 0 && typed !== stands) onCommit(typed)
    setTyped(undefined)
  }
  return <DateTimeInput label={label} value={typed ?? stands} onChange={setTyped} onBlur={leave} disabled={disabled} />
}

function People() {
  const { t } = useWords()
  const { shop } = useShop()
  const { view, edit, canEdit } = useJobDesk()
  const rowsOf = (person: string) => view.assignments.filter((each) => each.person === person && each.zone === null)
  return (
    <Card title={t('new.people')}>
      <ul className="flex flex-col gap-1.5">
        {(shop?.people ?? [])
          .filter((person) => person.name.value && (person.active.value !== false || rowsOf(person.id).length > 0))
          .map((person) => (
            <li key={person.id} className="flex">
              <CheckToggle
                label={person.name.value ?? ''}
                state={rowsOf(person.id).length > 0 ? 'on' : 'off'}
                disabled={!canEdit}
                onToggle={(on) =>
                  edit((ledger, pen) => {
                    if (on) assign(ledger, { person: person.id, zone: null }, pen)
                    // Two devices may have assigned the same person: all of these rows are meant.
                    else for (const row of rowsOf(person.id)) withdrawFact(ledger, row.id, t('details.unassigned'), pen)
                  })
                }
              />
            </li>
          ))}
      </ul>
    </Card>
  )
}

function ClientCard() {
  const { t } = useWords()
  const { client } = useJobDesk()
  const lines = [client?.company.value, client?.phone.value, client?.email.value, client?.address.value].filter(Boolean)
  return (
    <Card title={t('new.client')}>
      <p className="font-semibold">{client?.name.value ?? t('details.noClient')}</p>
      {lines.length > 0 && <p className="text-ink-soft">{lines.join(' · ')}</p>}
    </Card>
  )
}

function VehicleCard({ vehicle, ledger }: { readonly vehicle: VehicleView; readonly ledger: Ledger }) {
  const { t } = useWords()
  const { canEdit } = useJobDesk()
  const pen = usePen()
  const set = (values: Parameters<typeof setVehicleFields>[2]) => {
    if (canEdit) setVehicleFields(ledger, vehicle.id, values, pen)
  }
  const vin = vehicle.vin.value ?? ''
  const verdict = checkVin(vin)
  const needed = (text: string) => (text.trim() === '' ? t('form.required') : undefined)
  return (
    <Card title={t('new.vehicle')}>
      <div className="grid gap-3 sm:grid-cols-2">
        <Committed
          label={t('vehicle.plate')}
          stands={vehicle.plate.value ?? ''}
          onCommit={(plate) => set({ plate })}
          fault={needed}
          upperCase
        />
        <Committed
          label={t('vehicle.colour')}
          stands={vehicle.colour.value ?? ''}
          onCommit={(colour) => set({ colour })}
        />
        <div className="sm:col-span-2">
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
        </div>
        <Committed
          label={t('vehicle.make')}
          stands={vehicle.make.value ?? ''}
          onCommit={(make) => set({ make })}
          fault={needed}
        />
        <Committed
          label={t('vehicle.model')}
          stands={vehicle.model.value ?? ''}
          onCommit={(model) => set({ model })}
          fault={needed}
        />
      </div>
    </Card>
  )
}

/** Suspended, cancelled, or going on. */
function Going() {
  const { t, language } = useWords()
  const { view, edit, canEdit, supervising } = useJobDesk()
  const said = useSaid()
  const [asking, setAsking] = useState<'suspend' | 'cancel' | null>(null)
  const { suspended, cancelled } = view
  return (
    <Card title={t('details.going')}>
      {suspended.value && (
        <p>
          <strong>{t('details.suspended')}</strong> {suspended.value.reason}
          <span className="block text-sm text-ink-soft">{said(suspended)}</span>
        </p>
      )}
      {cancelled.value && (
        <p>
          <strong>{t('details.cancelled')}</strong> {cancelled.value.reason}
          <span className="block text-sm text-ink-soft">{said(cancelled)}</span>
        </p>
      )}
      {!suspended.value && !cancelled.value && (
        <p className="text-ink-soft">
          {view.number.at > 0 && t('details.since', { when: formatDateTime(view.number.at, language) })}
        </p>
      )}
      {canEdit && (
        <div className="flex flex-wrap gap-2">
          {suspended.value ? (
            <Button onPress={() => edit((ledger, pen) => resume(ledger, pen))}>{t('details.resume')}</Button>
          ) : (
            <Button onPress={() => setAsking('suspend')}>{t('details.suspend')}</Button>
          )}
          {supervising &&
            (cancelled.value ? (
              <Button onPress={() => edit((ledger, pen) => uncancel(ledger, pen))}>{t('details.uncancel')}</Button>
            ) : (
              <Button kind="danger" onPress={() => setAsking('cancel')}>
                {t('details.cancel')}
              </Button>
            ))}
        </div>
      )}
      {asking && (
        <ReasonDialog
          title={t(`details.${asking}`)}
          text={t(`details.${asking}Text`)}
          action={t(`details.${asking}`)}
          onClose={() => setAsking(null)}
          onReason={(why) =>
            edit((ledger, pen) => (asking === 'suspend' ? suspend(ledger, why, pen) : cancel(ledger, why, pen)))
          }
        />
      )}
    </Card>
  )
}
