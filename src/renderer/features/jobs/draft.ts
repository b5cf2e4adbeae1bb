/** A job that is being prepared on the creation screen; it is written only when the person says so. */
import { setClientFields, setVehicleFields, checkVin, normaliseVin } from '../../../crdt/client/index.ts'
import { drawingOf, drawnZones, packageZones } from '../../../crdt/drawing/index.ts'
import { createJob } from '../../../crdt/job/index.ts'
import type { Pen } from '../../../crdt/ledger/index.ts'
import type { BodyType, Extent, PackageId, Paint, Priority, ZoneId } from '../../../crdt/vocabulary/index.ts'
import { clientOf, jobOf } from '../../documents/hooks.ts'
import type { DocumentRegistry } from '../../documents/registry.ts'

export interface VehicleDraft {
  readonly plate: string
  readonly vin: string
  readonly make: string
  readonly model: string
  readonly year: string
  readonly colour: string
  readonly body: BodyType
  readonly paint: Paint
}
export interface JobDraft {
  readonly client:
    | { readonly id: string }
    | {
        readonly id: null
        readonly name: string
        readonly company: string
        readonly phone: string
        readonly email: string
      }
  readonly vehicle: { readonly id: string } | ({ readonly id: null } & VehicleDraft)
  /** The vehicle's, known or being typed: what it is drawn as, and which zones it has. */
  readonly body: BodyType | undefined
  readonly title: string
  readonly package: PackageId
  readonly zones: ReadonlyMap<ZoneId, Extent>
  readonly people: readonly string[]
  readonly priority: Priority
  /** Milliseconds since 1970. */
  readonly start: number | undefined
  readonly end: number | undefined
}

export const EMPTY_VEHICLE: VehicleDraft = {
  plate: '',
  vin: '',
  make: '',
  model: '',
  year: '',
  colour: '',
  body: 'sedan',
  paint: 'oem',
}

export type DraftFault = 'client-name' | 'email' | 'plate' | 'make' | 'model' | 'vin' | 'year' | 'title' | 'schedule'

/** What must be put right before the job can be written. */
export function draftFaults(draft: JobDraft): ReadonlySet<DraftFault> {
  const faults = new Set<DraftFault>()
  if (draft.client.id === null) {
    if (draft.client.name.trim() === '') faults.add('client-name')
    if (draft.client.email.trim() !== '' && !isEmail(draft.client.email)) faults.add('email')
  }
  if (draft.vehicle.id === null) {
    const { plate, make, model, vin, year } = draft.vehicle
    if (plate.trim() === '') faults.add('plate')
    if (make.trim() === '') faults.add('make')
    if (model.trim() === '') faults.add('model')
    if (vin.trim() !== '' && checkVin(normaliseVin(vin)) === 'malformed') faults.add('vin')
    if (year.trim() !== '' && !isYear(year)) faults.add('year')
  }
  if (draft.title.trim() === '') faults.add('title')
  if (draft.start !== undefined && draft.end !== undefined && draft.end < draft.start) faults.add('schedule')
  return faults
}

/** As far as it can be told without sending anything: a mistyped address must not get stuck in the client's file. */
const isEmail = (text: string) => /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(text.trim())
const isYear = (text: string) => /^\d{4}$/.test(text.trim()) && Number(text) >= 1886 && Number(text) <= 2200

/** The package's zones that such a vehicle has, before anything is added or taken away by hand. */
export function zonesOfPackage(id: PackageId, body: BodyType | undefined): Map<ZoneId, Extent> {
  return new Map<ZoneId, Extent>(packageZones(id, body))
}

/**
 * The same wish for another body: the package is expanded anew, what was taken away by hand stays away, and what was
 * added by hand stays where the vehicle has it.
 */
export function zonesForBody(
  zones: ReadonlyMap<ZoneId, Extent>,
  id: PackageId,
  from: BodyType | undefined,
  to: BodyType | undefined,
): Map<ZoneId, Extent> {
  const before = zonesOfPackage(id, from)
  const shown = drawnZones(drawingOf(to))
  const kept = [...zonesOfPackage(id, to)].filter(([zone]) => zones.has(zone) || !before.has(zone))
  const added = [...zones].filter(([zone]) => !before.has(zone) && shown.has(zone))
  return new Map([...kept, ...added])
}

/**
 * Writes the client, the vehicle and the job into their documents. Returns the job's id at once: the documents
 * stay held until main has committed them, and say so on every screen when it cannot.
 */
export function writeJob(documents: DocumentRegistry, draft: JobDraft, number: string, pen: Pen): string {
  const clientId = draft.client.id ?? pen.newId()
  const clientName = `client/${clientId}`
  const client = clientOf(documents.acquire(clientName))!
  if (draft.client.id === null) {
    const { name, company, phone, email } = draft.client
    const kind = company.trim() === '' ? 'individual' : 'business'
    setClientFields(client.ledger, { kind, ...filled({ name, company, phone, email }) }, pen)
  }
  let vehicleId = draft.vehicle.id
  if (draft.vehicle.id === null) {
    const { plate, vin, make, model, year, colour, body, paint } = draft.vehicle
    vehicleId = setVehicleFields(
      client.ledger,
      undefined,
      {
        ...filled({ plate: plate.toUpperCase(), vin: normaliseVin(vin), make, model, colour }),
        ...(year.trim() === '' ? {} : { year: Number(year) }),
        body,
        paint,
      },
      pen,
    )
  }
  documents.release(clientName)

  const jobId = pen.newId()
  const jobName = `job/${jobId}`
  const job = jobOf(documents.acquire(jobName))!
  const packaged = [...zonesOfPackage(draft.package, draft.body).keys()].every((zone) => draft.zones.has(zone))
  createJob(
    job.ledger,
    {
      number,
      title: draft.title.trim(),
      client: clientId,
      vehicle: vehicleId!,
      // A package with zones taken away was not sold as that package.
      package: packaged ? draft.package : 'a_la_carte',
      body: draft.body,
      zones: [...draft.zones],
      people: draft.people,
      priority: draft.priority,
      ...(draft.start === undefined ? {} : { scheduleStart: draft.start }),
      ...(draft.end === undefined ? {} : { scheduleEnd: draft.end }),
    },
    pen,
  )
  documents.release(jobName)
  return jobId
}

function filled<T extends Record<string, string>>(values: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(values)
      .map(([key, value]) => [key, value.trim()])
      .filter(([, value]) => value !== ''),
  ) as Partial<T>
}
