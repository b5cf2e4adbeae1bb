/** What the job is about and when, who works on it, and whether it goes on. */
import { useState } from 'react'
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
import type { Field } from '../../../crdt/ledger/index.ts'
import { PRIORITIES } from '../../../crdt/vocabulary/index.ts'
import type { Priority } from '../../../crdt/vocabulary/index.ts'
import { formatDateTime } from '../../i18n/format.ts'
import { useWords } from '../../i18n/index.ts'
import { useShop } from '../../shell/shop.tsx'
import { Button } from '../../ui/Button.tsx'
import { CheckToggle } from '../../ui/CheckToggle.tsx'
import { Segments } from '../../ui/Choice.tsx'
import { DateTimeInput } from '../../ui/DateTimeInput.tsx'
import { Card } from '../jobs/NewJobScreen.tsx'
import { Committed, Told } from './Committed.tsx'
import { useJobDesk } from './context.tsx'
import { ReasonDialog } from './ReasonDialog.tsx'
import { Story, useSaid, useWritten } from './Story.tsx'
import { useWhenGone } from './useWhenGone.ts'
import { VehicleFields } from './VehicleFields.tsx'

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
        {vehicle && clientLedger && (
          <Card title={t('new.vehicle')}>
            <VehicleFields vehicle={vehicle} ledger={clientLedger} />
          </Card>
        )}
      </div>
    </div>
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
  useWhenGone(leave)
  return <DateTimeInput label={label} value={typed ?? stands} onChange={setTyped} onBlur={leave} disabled={disabled} />
}

function People() {
  const { t } = useWords()
  const { shop } = useShop()
  const { view, edit, canEdit } = useJobDesk()
  const written = useWritten()
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
                detail={rowsOf(person.id).map(written).join(', ') || undefined}
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
  const { client, clientLedger } = useJobDesk()
  const fields = client ? [client.company, client.phone, client.email, client.address] : []
  const Line = ({ field, strong }: { readonly field: Field<string>; readonly strong?: boolean }) => (
    <div className="flex items-center gap-1">
      <span className={strong ? 'min-w-0 flex-1 font-semibold' : 'min-w-0 flex-1 text-ink-soft'}>
        {field.contested ? t('zone.contested') : field.value}
      </span>
      {clientLedger && <Story item={field.item} ledger={clientLedger} />}
    </div>
  )
  return (
    <Card title={t('new.client')}>
      {client && client.name.heads.length > 0 ? (
        <Line field={client.name} strong />
      ) : (
        <p className="font-semibold">{t('details.noClient')}</p>
      )}
      {fields.map((field) => (field.value || field.contested) && <Line key={field.item} field={field} />)}
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
