import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useDeferredValue, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { AppError, CallOutput } from '../../../contract/index.ts'
import { checkVin, normaliseVin } from '../../../crdt/client/index.ts'
import { drawingOf } from '../../../crdt/drawing/index.ts'
import { BODY_TYPES, compareZones, PACKAGES, PAINTS, PRIORITIES, zoneLabel } from '../../../crdt/vocabulary/index.ts'
import type { BodyType, Extent, PackageId, Paint, Priority, ZoneId } from '../../../crdt/vocabulary/index.ts'
import { ask, errorOf } from '../../api/calls.ts'
import { useDesk, usePen } from '../../api/desk.ts'
import { clientOf, useDocument, useView } from '../../documents/hooks.ts'
import { useWords } from '../../i18n/index.ts'
import { Problem } from '../../shell/Problem.tsx'
import { useShop } from '../../shell/shop.tsx'
import { Button } from '../../ui/Button.tsx'
import { CheckToggle } from '../../ui/CheckToggle.tsx'
import { Choice, Segments } from '../../ui/Choice.tsx'
import { Banner, EmptyState } from '../../ui/Feedback.tsx'
import { DateTimeInput } from '../../ui/DateTimeInput.tsx'
import { SearchInput, TextInput } from '../../ui/Field.tsx'
import { focusFirstFault } from '../../ui/focusFault.ts'
import { ZoneMap } from '../zone-map/ZoneMap.tsx'
import type { ZoneMark } from '../zone-map/ZoneMap.tsx'
import { draftFaults, EMPTY_VEHICLE, writeJob, zonesForBody, zonesOfPackage } from './draft.ts'
import type { DraftFault, JobDraft, VehicleDraft } from './draft.ts'

type ClientRow = CallOutput<'clients.list'>[number]

export function NewJobScreen() {
  const { t, word } = useWords()
  const desk = useDesk()
  const pen = usePen()
  const navigate = useNavigate()
  const { shop } = useShop()
  const [client, setClient] = useState<ClientRow | null>(null)
  const [newClient, setNewClient] = useState({ name: '', company: '', phone: '', email: '' })
  const [making, setMaking] = useState(false)
  const [vehicleId, setVehicleId] = useState<string | null>(null)
  const [vehicle, setVehicle] = useState<VehicleDraft>(EMPTY_VEHICLE)
  const [packageId, setPackage] = useState<PackageId>('full_front')
  const [zones, setZones] = useState<ReadonlyMap<ZoneId, Extent>>(() =>
    zonesOfPackage('full_front', EMPTY_VEHICLE.body),
  )
  const [zonesBody, setZonesBody] = useState<BodyType | undefined>(EMPTY_VEHICLE.body)
  const [people, setPeople] = useState<readonly string[]>([pen.person])
  const [priority, setPriority] = useState<Priority>('normal')
  const [start, setStart] = useState<number>()
  const [end, setEnd] = useState<number>()
  const [typedTitle, setTitle] = useState<string | null>(null)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)

  const clientView = useView(clientOf(useDocument(client ? `client/${client.id}` : null)))
  const body = vehicleId ? clientView?.vehicles.find((each) => each.id === vehicleId)?.body.value : vehicle.body
  if (body !== zonesBody) {
    // Another vehicle has other zones: the wish stays, the zones follow.
    setZonesBody(body)
    setZones(zonesForBody(zones, packageId, zonesBody, body))
  }
  const knownVehicle = client?.vehicles.find((each) => each.id === vehicleId)
  const vehicleWords = knownVehicle?.label ?? [vehicle.make, vehicle.model].filter((part) => part.trim()).join(' ')
  const title = typedTitle ?? [word(PACKAGES[packageId].label), vehicleWords].filter(Boolean).join(' – ')
  const draft: JobDraft = {
    client: client ? { id: client.id } : { id: null, ...newClient },
    vehicle: vehicleId ? { id: vehicleId } : { id: null, ...vehicle },
    body,
    title,
    package: packageId,
    zones,
    people,
    priority,
    start,
    end,
  }
  const chosen = client !== null || making
  const faults = draftFaults(draft)
  const shown = (fault: DraftFault) => (tried && faults.has(fault) ? t(`draft.${fault}`) : undefined)

  const form = useRef<HTMLFormElement>(null)
  const create = async () => {
    if (!chosen || faults.size > 0) return focusFirstFault(form.current, () => setTried(true))
    setBusy(true)
    setError(null)
    try {
      const { number } = await ask(desk.api, 'numbers.next', { series: 'job' })
      const jobId = writeJob(desk.documents, draft, number, pen)
      void navigate({ to: '/jobs/$jobId', params: { jobId } })
    } catch (cause) {
      setError(errorOf(cause))
      setBusy(false)
    }
  }
  const setZone = (zone: ZoneId) => {
    const next = new Map(zones)
    if (next.has(zone)) next.delete(zone)
    else next.set(zone, 'full')
    setZones(next)
  }

  return (
    <main className="relative h-full overflow-auto">
      <form
        ref={form}
        noValidate
        className="mx-auto flex max-w-5xl flex-col gap-4 p-4 pb-24"
        onSubmit={(event) => {
          event.preventDefault()
          void create()
        }}
      >
        <h1 className="text-xl font-bold">{t('new.title')}</h1>
        <Card title={t('new.client')}>
          {client ? (
            <Chosen
              title={client.name}
              detail={[client.company, client.phone, client.email].filter(Boolean).join(' · ')}
              action={t('new.otherClient')}
              onPress={() => {
                setClient(null)
                setVehicleId(null)
              }}
            />
          ) : making ? (
            <div className="grid gap-3 sm:grid-cols-2">
              <TextInput
                label={t('client.name')}
                value={newClient.name}
                onChange={(name) => setNewClient({ ...newClient, name })}
                required
                autoFocus
                error={shown('client-name')}
                maxLength={120}
              />
              <TextInput
                label={t('client.company')}
                value={newClient.company}
                onChange={(company) => setNewClient({ ...newClient, company })}
                maxLength={120}
              />
              <TextInput
                label={t('client.phone')}
                value={newClient.phone}
                onChange={(phone) => setNewClient({ ...newClient, phone })}
                type="tel"
                maxLength={40}
              />
              <TextInput
                label={t('client.email')}
                value={newClient.email}
                onChange={(email) => setNewClient({ ...newClient, email })}
                type="email"
                error={shown('email')}
                maxLength={120}
              />
              <div>
                <Button kind="quiet" icon="back" onPress={() => setMaking(false)}>
                  {t('new.existingClient')}
                </Button>
              </div>
            </div>
          ) : (
            <ClientPicker
              onPick={(row) => {
                setClient(row)
                setVehicleId(row.vehicles[0]?.id ?? null)
              }}
              onNew={(name) => {
                setNewClient({ ...newClient, name })
                setMaking(true)
              }}
              missing={tried}
            />
          )}
        </Card>

        {chosen && (
          <Card title={t('new.vehicle')}>
            {client && client.vehicles.length > 0 && (
              <Segments
                label={t('new.whichVehicle')}
                value={vehicleId ?? 'new'}
                onChange={(id) => setVehicleId(id === 'new' ? null : id)}
                options={[
                  ...client.vehicles.map((each) => ({
                    id: each.id,
                    label: [each.plate, each.label].filter(Boolean).join(' · '),
                  })),
                  { id: 'new', label: t('new.otherVehicle') },
                ]}
              />
            )}
            {!vehicleId && <VehicleFields vehicle={vehicle} onChange={setVehicle} shown={shown} />}
          </Card>
        )}

        <Card title={t('new.zones')}>
          <Segments
            label={t('new.package')}
            value={packageId}
            onChange={(id) => {
              setPackage(id)
              setZones(zonesOfPackage(id, body))
            }}
            options={(Object.keys(PACKAGES) as PackageId[]).map((id) => ({ id, label: word(PACKAGES[id].label) }))}
          />
          <p className="text-sm text-ink-soft">{t('new.zonesHint', { count: zones.size })}</p>
          <ZoneMap
            art={drawingOf(body)}
            marks={new Map<ZoneId, ZoneMark>([...zones.keys()].map((zone) => [zone, PICKED]))}
            selected={null}
            onSelect={setZone}
            label={t('map.label')}
            nameOf={(zone) => `${word(zoneLabel(zone))} – ${zones.has(zone) ? t('new.zoneIn') : t('new.zoneOut')}`}
            tellOf={(zone) => ({
              title: word(zoneLabel(zone)),
              state: null,
              lines: [zones.has(zone) ? t('new.zoneIn') : t('new.zoneOut')],
            })}
            captionOf={(view) => t(`map.view.${view}`)}
            picking
          />
          <p className="text-sm">
            {[...zones.keys()]
              .sort(compareZones)
              .map((zone) => word(zoneLabel(zone)))
              .join(' · ') || t('new.noZones')}
          </p>
        </Card>

        <Card title={t('new.organisation')}>
          <TextInput
            label={t('new.jobTitle')}
            value={title}
            onChange={setTitle}
            required
            error={shown('title')}
            maxLength={160}
          />
          <div className="grid gap-3 sm:grid-cols-2">
            <DateTimeInput label={t('new.start')} value={start} onChange={setStart} />
            <DateTimeInput label={t('new.end')} value={end} onChange={setEnd} error={shown('schedule')} />
          </div>
          <Segments
            label={t('new.priority')}
            value={priority}
            onChange={setPriority}
            options={(Object.keys(PRIORITIES) as Priority[]).map((id) => ({ id, label: word(PRIORITIES[id]) }))}
          />
          <div role="group" aria-label={t('new.people')} className="flex flex-col gap-1">
            <span className="text-sm font-medium">{t('new.people')}</span>
            <div className="grid gap-2 sm:grid-cols-2">
              {(shop?.people ?? [])
                .filter((person) => person.active.value !== false && person.name.value)
                .map((person) => (
                  <CheckToggle
                    key={person.id}
                    label={person.name.value ?? ''}
                    state={people.includes(person.id) ? 'on' : 'off'}
                    onToggle={(on) => setPeople(on ? [...people, person.id] : people.filter((id) => id !== person.id))}
                  />
                ))}
            </div>
          </div>
        </Card>

        {error && <Problem error={error} />}
        {tried && (!chosen || faults.size > 0) && <Banner tone="bad" title={t('new.incomplete')} />}
        <div className="flex justify-end gap-2">
          <Button onPress={() => void navigate({ to: '/' })}>{t('action.cancel')}</Button>
          <Button kind="primary" type="submit" isDisabled={busy}>
            {busy ? t('action.busy') : t('new.create')}
          </Button>
        </div>
      </form>
    </main>
  )
}

const PICKED: ZoneMark = { state: 'installed', conflict: false, openDefects: 0, film: false, present: [] }

export function Card({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4">
      <h2 className="text-lg font-semibold">{title}</h2>
      {children}
    </section>
  )
}

function Chosen(props: {
  readonly title: string
  readonly detail: string
  readonly action: string
  readonly onPress: () => void
}) {
  return (
    <div className="flex items-center justify-between gap-3 rounded-lg bg-accent-soft px-4 py-2">
      <span className="min-w-0">
        <span className="block truncate font-semibold">{props.title}</span>
        <span className="block truncate text-sm text-ink-soft">{props.detail}</span>
      </span>
      <Button kind="quiet" onPress={props.onPress}>
        {props.action}
      </Button>
    </div>
  )
}

function ClientPicker(props: {
  readonly onPick: (row: ClientRow) => void
  readonly onNew: (name: string) => void
  readonly missing: boolean
}) {
  const { t } = useWords()
  const { api } = useDesk()
  const [typed, setTyped] = useState('')
  const search = useDeferredValue(typed.trim())
  const found = useQuery({
    queryKey: ['clients', search],
    queryFn: () => ask(api, 'clients.list', { search, limit: 20 }),
    placeholderData: (previous) => previous,
  })
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap gap-2">
        <div className="min-w-64 flex-1">
          <SearchInput
            label={t('new.searchClient')}
            placeholder={t('new.searchClientHint')}
            clearLabel={t('action.clear')}
            value={typed}
            onChange={setTyped}
            invalid={props.missing}
          />
        </div>
        <Button icon="plus" kind="primary" onPress={() => props.onNew(typed.trim())}>
          {t('new.newClient')}
        </Button>
      </div>
      {props.missing && <p className="text-sm font-medium text-bad">{t('draft.client')}</p>}
      {found.error && <Problem error={errorOf(found.error)} onRetry={() => void found.refetch()} />}
      {found.data?.length === 0 ? (
        <EmptyState icon="person" title={search === '' ? t('new.noClients') : t('new.noClientFound')}>
          {t('new.noClientsText')}
        </EmptyState>
      ) : (
        <ul className="flex max-h-64 flex-col gap-1 overflow-auto" aria-label={t('new.client')}>
          {found.data?.map((row) => (
            <li key={row.id} className="flex">
              <Button kind="quiet" wide onPress={() => props.onPick(row)}>
                <span className="flex w-full min-w-0 items-center justify-between gap-3 py-1 text-left">
                  <span className="min-w-0">
                    <span className="block truncate font-medium">{row.name}</span>
                    <span className="block truncate text-sm text-ink-soft">
                      {[row.company, row.phone].filter(Boolean).join(' · ')}
                    </span>
                  </span>
                  <span className="truncate text-sm text-ink-soft">
                    {row.vehicles.map((each) => each.plate).join(', ')}
                  </span>
                </span>
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

interface VehicleFieldsProps {
  readonly vehicle: VehicleDraft
  readonly onChange: (vehicle: VehicleDraft) => void
  readonly shown: (fault: DraftFault) => string | undefined
}

function VehicleFields({ vehicle, onChange, shown }: VehicleFieldsProps) {
  const { t, word } = useWords()
  const set = (change: Partial<VehicleDraft>) => onChange({ ...vehicle, ...change })
  const vin = normaliseVin(vehicle.vin)
  const verdict = vin === '' ? undefined : checkVin(vin)
  return (
    <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
      <TextInput
        label={t('vehicle.plate')}
        value={vehicle.plate}
        onChange={(plate) => set({ plate })}
        required
        upperCase
        error={shown('plate')}
        maxLength={20}
      />
      <div className="sm:col-span-1 lg:col-span-3">
        <TextInput
          label={t('vehicle.vin')}
          value={vehicle.vin}
          onChange={(next) => set({ vin: next })}
          upperCase
          hint={
            verdict === undefined
              ? t('vehicle.vinHint')
              : verdict === 'malformed'
                ? t('vehicle.vinLength', { count: vin.length })
                : t(`vehicle.vin.${verdict}`)
          }
          error={shown('vin')}
          maxLength={24}
        />
      </div>
      <TextInput
        label={t('vehicle.make')}
        value={vehicle.make}
        onChange={(make) => set({ make })}
        required
        error={shown('make')}
        maxLength={60}
      />
      <TextInput
        label={t('vehicle.model')}
        value={vehicle.model}
        onChange={(model) => set({ model })}
        required
        error={shown('model')}
        maxLength={60}
      />
      <TextInput
        label={t('vehicle.year')}
        value={vehicle.year}
        onChange={(year) => set({ year })}
        error={shown('year')}
        maxLength={4}
      />
      <TextInput
        label={t('vehicle.colour')}
        value={vehicle.colour}
        onChange={(colour) => set({ colour })}
        maxLength={60}
      />
      <div className="sm:col-span-2">
        <Choice
          label={t('vehicle.body')}
          value={vehicle.body}
          onChange={(body) => set({ body })}
          options={(Object.keys(BODY_TYPES) as BodyType[]).map((id) => ({ id, label: word(BODY_TYPES[id]) }))}
        />
      </div>
      <div className="sm:col-span-2">
        <Choice
          label={t('vehicle.paint')}
          value={vehicle.paint}
          onChange={(paint) => set({ paint })}
          options={(Object.keys(PAINTS) as Paint[]).map((id) => ({ id, label: word(PAINTS[id]) }))}
        />
      </div>
    </div>
  )
}
