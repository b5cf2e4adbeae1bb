/**
 * What people do to a job, named as they would name it. Each command is one transaction; each claim supersedes
 * exactly the heads its author saw. Roles are checked by who calls (main, the renderer), not here: a fact says
 * who said it, and that is for the reader to weigh.
 */
import {
  addRow,
  claim as claimAny,
  decideItem,
  withdraw,
  write,
  type FactId,
  type Json,
  type JsonObject,
  type Ledger,
  type Pen,
} from '../ledger/index.ts'
import { packageZones } from '../drawing/index.ts'
import {
  type BodyType,
  type ChecklistId,
  type Extent,
  type Outcome,
  type PackageId,
  type Priority,
  type ZoneCheckId,
  type ZoneId,
} from '../vocabulary/index.ts'
import { decoderOf } from './fields.ts'
import {
  checkItem,
  defectItem,
  ITEM,
  overrideItem,
  photoItem,
  readingLiftItem,
  sessionEndItem,
  spoiltItem,
  zoneCheckItem,
  zoneItem,
} from './items.ts'
import { decoders, type RowType, type RowTypes } from './rows.ts'
import { coverage, textDigests } from './content-facts.ts'
import { readStanding } from './standing.ts'
import type { GateId } from './view.ts'

export interface NewJob {
  readonly number: string
  readonly title: string
  readonly client: string
  readonly vehicle: string
  readonly package: PackageId
  /** The vehicle's: of the package the job gets the zones that it has. Not stored with the job. */
  readonly body?: BodyType | undefined
  /** Beside the package's own; a zone named in both takes this extent. */
  readonly zones?: readonly (readonly [ZoneId, Extent])[]
  readonly people?: readonly string[]
  readonly priority?: Priority
  readonly scheduleStart?: number
  readonly scheduleEnd?: number
}

/** The package is expanded to zones here, once: a later change of the package's contents does not reach back. */
export function createJob(ledger: Ledger, job: NewJob, pen: Pen): void {
  const zones = new Map<ZoneId, Extent>([...packageZones(job.package, job.body), ...(job.zones ?? [])])
  const say = (item: string, value: Json | undefined) =>
    value === undefined ? [] : [{ kind: 'claim' as const, item, value: acceptable(item, value) }]
  write(
    ledger,
    [
      ...say(ITEM.number, job.number),
      ...say(ITEM.title, job.title),
      ...say(ITEM.client, job.client),
      ...say(ITEM.vehicle, job.vehicle),
      ...say(ITEM.package, job.package),
      ...say(ITEM.priority, job.priority ?? 'normal'),
      ...say(ITEM.scheduleStart, job.scheduleStart),
      ...say(ITEM.scheduleEnd, job.scheduleEnd),
      ...[...zones].flatMap(([zone, extent]) => say(zoneItem(zone, 'extent'), extent)),
      ...(job.people ?? []).map((person) => ({
        kind: 'row' as const,
        type: 'assignment',
        data: { person, zone: null },
      })),
    ],
    pen,
  )
}

/** Throws on a value that no reader would accept: it would hide what stood before, and say nothing. */
function acceptable(item: string, value: Json): Json {
  if (decoderOf(item)?.(value) === undefined) throw new Error(`job: ${item} cannot be ${JSON.stringify(value)}`)
  return value
}
function claim(ledger: Ledger, item: string, value: Json, pen: Pen, why?: string): FactId {
  return claimAny(ledger, item, acceptable(item, value), pen, why)
}

export const setNumber = (ledger: Ledger, number: string, pen: Pen) => claim(ledger, ITEM.number, number, pen)
export const setTitle = (ledger: Ledger, title: string, pen: Pen) => claim(ledger, ITEM.title, title, pen)
export const setClient = (ledger: Ledger, client: string, pen: Pen) => claim(ledger, ITEM.client, client, pen)
export const setVehicle = (ledger: Ledger, vehicle: string, pen: Pen) => claim(ledger, ITEM.vehicle, vehicle, pen)
export const setPriority = (ledger: Ledger, priority: Priority, pen: Pen) => claim(ledger, ITEM.priority, priority, pen)
export const setOdometer = (ledger: Ledger, km: number, pen: Pen) => claim(ledger, ITEM.odometer, km, pen)
export const setTags = (ledger: Ledger, tags: readonly string[], pen: Pen) => claim(ledger, ITEM.tags, tags, pen)
export const setCoatings = (ledger: Ledger, text: string, pen: Pen) => claim(ledger, ITEM.coatings, text, pen)
export function setSchedule(ledger: Ledger, start: number, end: number, pen: Pen): void {
  write(
    ledger,
    [
      { kind: 'claim', item: ITEM.scheduleStart, value: acceptable(ITEM.scheduleStart, start) },
      { kind: 'claim', item: ITEM.scheduleEnd, value: acceptable(ITEM.scheduleEnd, end) },
    ],
    pen,
  )
}

export function check(ledger: Ledger, list: ChecklistId, name: string, value: boolean, pen: Pen): FactId {
  return claim(ledger, checkItem(list, name), value, pen)
}
export const reviewDamage = (ledger: Ledger, reviewed: boolean, pen: Pen) =>
  claim(ledger, ITEM.damageReviewed, reviewed, pen)

/** Supersedes exactly the heads its author saw: a tick made elsewhere meanwhile stays visible. */
export function checkZone(ledger: Ledger, zone: ZoneId, name: ZoneCheckId, value: boolean, pen: Pen): FactId {
  return claim(ledger, zoneCheckItem(zone, name), value, pen)
}
/** Null takes the zone out of the job; what was done on it stays in the history. */
export function setZoneExtent(ledger: Ledger, zone: ZoneId, extent: Extent | null, pen: Pen, why?: string): FactId {
  return claim(ledger, zoneItem(zone, 'extent'), extent, pen, why)
}
/**
 * Adds what the package covers on such a body and the job lacks; zones that are in the job keep their extent. Returns
 * how many were added.
 */
export function addPackage(
  ledger: Ledger,
  id: PackageId,
  on: { readonly body: BodyType | undefined; readonly present: ReadonlySet<ZoneId> },
  pen: Pen,
): number {
  const lacking = packageZones(id, on.body).filter(([zone]) => !on.present.has(zone))
  const claims = lacking.map(([zone, extent]) => ({
    kind: 'claim' as const,
    item: zoneItem(zone, 'extent'),
    value: acceptable(zoneItem(zone, 'extent'), extent),
  }))
  write(ledger, [...claims, { kind: 'claim', item: ITEM.package, value: acceptable(ITEM.package, id) }], pen)
  return lacking.length
}
export const setZoneFilm = (ledger: Ledger, zone: ZoneId, film: string, pen: Pen) =>
  claim(ledger, zoneItem(zone, 'film'), film, pen)
/** 0–10. */
export const setZoneScore = (ledger: Ledger, zone: ZoneId, score: number, pen: Pen) =>
  claim(ledger, zoneItem(zone, 'score'), score, pen)

/** Throws on data that no reader would accept: it would be written for nobody. */
function add<T extends RowType>(ledger: Ledger, type: T, data: RowTypes[T], pen: Pen): FactId {
  const read = decoders[type](data as unknown as JsonObject)
  if (read === undefined) throw new Error(`job: not a ${type}: ${JSON.stringify(data)}`)
  return addRow(ledger, type, read as unknown as JsonObject, pen)
}

export const addReading = (ledger: Ledger, data: RowTypes['reading'], pen: Pen) => add(ledger, 'reading', data, pen)
/** A supervisor's word that one may go on at such air; the reason stays with the reading and is printed. */
export const liftReading = (ledger: Ledger, reading: FactId, reason: string, pen: Pen) =>
  claim(ledger, readingLiftItem(reading), { reason }, pen, reason)
export const addThickness = (ledger: Ledger, data: RowTypes['thickness'], pen: Pen) =>
  add(ledger, 'thickness', data, pen)
export const addDefect = (ledger: Ledger, data: RowTypes['defect'], pen: Pen) => add(ledger, 'defect', data, pen)
export const setDefectOutcome = (ledger: Ledger, defect: FactId, outcome: Outcome, pen: Pen, why?: string) =>
  claim(ledger, defectItem(defect, 'outcome'), outcome, pen, why)
/** The client takes it as it is: what became of it and who said so are one step. */
export function acceptDefect(ledger: Ledger, defect: FactId, client: string, pen: Pen, why?: string): void {
  const say = (property: 'outcome' | 'acceptedBy', value: string) => {
    const item = defectItem(defect, property)
    return { kind: 'claim' as const, item, value: acceptable(item, value), ...(why === undefined ? {} : { why }) }
  }
  write(ledger, [say('outcome', 'accepted'), say('acceptedBy', client)], pen)
}
export const setDefectSeverity = (ledger: Ledger, defect: FactId, severity: 1 | 2 | 3, pen: Pen) =>
  claim(ledger, defectItem(defect, 'severity'), severity, pen)
export const useFilm = (ledger: Ledger, data: RowTypes['film_use'], pen: Pen) => add(ledger, 'film_use', data, pen)
/**
 * A cut that was spoilt and the one in its place, together: all of the first counts as waste, with the reason. It can be
 * taken back like any step; that a cut never took place is said by withdrawing it.
 */
export function recut(ledger: Ledger, spoilt: FactId, data: RowTypes['film_use'], why: string, pen: Pen): void {
  const read = decoders.film_use(data as unknown as JsonObject)
  if (read === undefined) throw new Error(`job: not a film_use: ${JSON.stringify(data)}`)
  const item = spoiltItem(spoilt)
  write(
    ledger,
    [
      { kind: 'claim', item, value: acceptable(item, true), why },
      { kind: 'row', type: 'film_use', data: read as unknown as JsonObject },
    ],
    pen,
  )
}
/** A zone that the trade has no word for, under the name that people give it. Answers its id. */
export function addFreeZone(ledger: Ledger, name: string, extent: Extent, pen: Pen): ZoneId {
  const zone = `custom:${pen.newId()}`
  const claims = Object.entries({ extent, name }).map(([property, value]) => {
    const item = zoneItem(zone, property as 'extent' | 'name')
    return { kind: 'claim' as const, item, value: acceptable(item, value) }
  })
  write(ledger, claims, pen)
  return zone
}
export const nameZone = (ledger: Ledger, zone: ZoneId, name: string, pen: Pen) =>
  claim(ledger, zoneItem(zone, 'name'), name, pen)
export const addPhoto = (ledger: Ledger, data: RowTypes['photo'], pen: Pen) => add(ledger, 'photo', data, pen)
/** To another zone, moment or view, all that is named in one transaction; the rest stays as it is. */
export function movePhoto(
  ledger: Ledger,
  photo: FactId,
  to: Partial<Pick<RowTypes['photo'], 'zone' | 'phase' | 'view'>>,
  pen: Pen,
): void {
  const claims = (['zone', 'phase', 'view'] as const).flatMap((property) => {
    const value = to[property]
    if (value === undefined) return []
    const item = photoItem(photo, property)
    return [{ kind: 'claim' as const, item, value: acceptable(item, value) }]
  })
  write(ledger, claims, pen)
}
/** On a photo; the photo itself stays as it is. */
export const markPhoto = (ledger: Ledger, data: RowTypes['mark'], pen: Pen) => add(ledger, 'mark', data, pen)
export const addComment = (ledger: Ledger, data: RowTypes['comment'], pen: Pen) => add(ledger, 'comment', data, pen)
export const startSession = (ledger: Ledger, data: RowTypes['session'], pen: Pen) => add(ledger, 'session', data, pen)
export const endSession = (ledger: Ledger, session: FactId, end: number, pen: Pen) =>
  claim(ledger, sessionEndItem(session), end, pen)
/** Assigning twice is harmless; both rows stay, and a banner may say so. */
export const assign = (ledger: Ledger, data: RowTypes['assignment'], pen: Pen) => add(ledger, 'assignment', data, pen)
/** Binds the paper to what this document holds now: the caller computes the hash from that very state, in this turn. */
export const sign = (ledger: Ledger, data: RowTypes['signature'], pen: Pen) =>
  add(ledger, 'signature', { ...data, covers: coverage(ledger), texts: textDigests(ledger) }, pen)
export const refuseToSign = (ledger: Ledger, data: RowTypes['refusal'], pen: Pen) =>
  add(ledger, 'refusal', { ...data, covers: coverage(ledger), texts: textDigests(ledger) }, pen)
/** Beside the work, like a signature: it changes nothing of what was sealed. The last one that stands counts. */
export const rateWork = (ledger: Ledger, data: RowTypes['satisfaction'], pen: Pen) =>
  add(ledger, 'satisfaction', data, pen)

/** Withdraws a row or a claim, with a reason; nothing is deleted. */
export const withdrawFact = withdraw

export const suspend = (ledger: Ledger, reason: string, pen: Pen) => claim(ledger, ITEM.suspended, { reason }, pen)
export const resume = (ledger: Ledger, pen: Pen) => claim(ledger, ITEM.suspended, null, pen)
export const cancel = (ledger: Ledger, reason: string, pen: Pen) => claim(ledger, ITEM.cancelled, { reason }, pen)
export const uncancel = (ledger: Ledger, pen: Pen) => claim(ledger, ITEM.cancelled, null, pen)
/** A supervisor's word that a gate may be passed; the report prints it. */
export const overrideGate = (ledger: Ledger, gate: GateId, reason: string, pen: Pen) =>
  claim(ledger, overrideItem(gate), { reason }, pen, reason)
/** The gate closes again. Both reasons are printed. */
export const withdrawOverride = (ledger: Ledger, gate: GateId, why: string, pen: Pen) =>
  claim(ledger, overrideItem(gate), null, pen, why)

/**
 * Decides a contested item: one claim in place of all that stood side by side. The value may be one of them or
 * a third. What was not chosen stays in the history and is printed as a footnote. About an item that only a
 * newer version knows, one of those that stand has to be chosen.
 */
export function decide(ledger: Ledger, item: string, value: Json, pen: Pen, why?: string): FactId {
  return decideItem(ledger, item, value, decoderOf(item), pen, why)
}

/**
 * Closes the version whose canonical content has this hash. The caller computes the hash from the very state
 * of this document, in the same turn: the seal records what the document covered when it was made. What is
 * closed under this hash already stays as it is: the same paper gets no second revision.
 */
export function seal(ledger: Ledger, hash: string, sealer: string, pen: Pen): FactId {
  const standing = readStanding(ledger)
  if (standing.kind === 'sealed' && standing.seal.hash === hash) return standing.seal.id
  return write(ledger, [{ kind: 'seal', hash, sealer, covers: coverage(ledger), texts: textDigests(ledger) }], pen)[0]!
}
