/**
 * The parts of a job's view, each computed from its own facts only and kept until one of them changes. A tick
 * in a job of 5,000 facts recomputes one zone, not the job.
 */
import {
  decodeFlag,
  decodeInteger,
  decodeOneOf,
  decodeText,
  readField,
  type Decode,
  type Fact,
  type Ledger,
  type LedgerChange,
} from '../ledger/index.ts'
import {
  CHECKLISTS,
  compareZones,
  EXTENTS,
  isZoneId,
  OUTCOMES,
  PACKAGES,
  PRIORITIES,
  type ChecklistId,
  type Severity,
  type ZoneId,
} from '../vocabulary/index.ts'
import { judgeReading, judgeThickness } from './conditions.ts'
import {
  checkItem,
  defectItem,
  ITEM,
  overrideItem,
  photoZoneItem,
  sessionEndItem,
  zoneCheckItem,
  zoneItem,
  zoneOfItem,
} from './items.ts'
import { BOUNDS, readRow, type Entry, type RowType, type RowTypes } from './rows.ts'
import { readStanding } from './standing.ts'
import type { GateId } from './view.ts'
import { ZONE_CHECK_IDS } from './view.ts'

const decodeTime = decodeInteger(0, Number.MAX_SAFE_INTEGER)
const decodeReason: Decode<{ readonly reason: string } | null> = (value) => {
  if (value === null) return null
  if (typeof value !== 'object' || Array.isArray(value)) return undefined
  const reason = (value as { readonly reason?: unknown }).reason
  return typeof reason === 'string' ? { reason } : undefined
}
const decodeTags: Decode<readonly string[]> = (value) =>
  Array.isArray(value) && value.every((tag) => typeof tag === 'string') ? value : undefined
const decodeSeverity: Decode<Severity> = (value) => (value === 1 || value === 2 || value === 3 ? value : undefined)
const oneOfOrNull = <T extends string>(words: Readonly<Record<T, unknown>>): Decode<T | null> => {
  const decode = decodeOneOf(words)
  return (value) => (value === null ? null : decode(value))
}

const readers = {
  identity: (ledger: Ledger) => ({
    number: readField(ledger, ITEM.number, decodeText),
    title: readField(ledger, ITEM.title, decodeText),
    client: readField(ledger, ITEM.client, decodeText),
    vehicle: readField(ledger, ITEM.vehicle, decodeText),
    package: readField(ledger, ITEM.package, decodeOneOf(PACKAGES)),
    priority: readField(ledger, ITEM.priority, decodeOneOf(PRIORITIES)),
    scheduleStart: readField(ledger, ITEM.scheduleStart, decodeTime),
    scheduleEnd: readField(ledger, ITEM.scheduleEnd, decodeTime),
    odometerKm: readField(ledger, ITEM.odometer, decodeInteger(0, BOUNDS.odometerKm)),
    tags: readField(ledger, ITEM.tags, decodeTags),
    coatings: readField(ledger, ITEM.coatings, decodeText),
    damageReviewed: readField(ledger, ITEM.damageReviewed, decodeFlag),
    suspended: readField(ledger, ITEM.suspended, decodeReason),
    cancelled: readField(ledger, ITEM.cancelled, decodeReason),
  }),
  checklists: (ledger: Ledger) => ({
    reception: readChecklist(ledger, 'reception'),
    preparation: readChecklist(ledger, 'preparation'),
    control: readChecklist(ledger, 'control'),
    handover: readChecklist(ledger, 'handover'),
  }),
  overrides: (ledger: Ledger) => {
    const read = (gate: GateId) => readField(ledger, overrideItem(gate), decodeReason)
    return { installation: read('installation'), ready: read('ready'), delivery: read('delivery') }
  },
  reading: (ledger: Ledger) =>
    readRows(ledger, 'reading').map((reading) => ({ ...reading, verdict: judgeReading(reading) })),
  thickness: (ledger: Ledger) =>
    readRows(ledger, 'thickness').map((panel) => ({ ...panel, verdict: judgeThickness(panel.microns) })),
  defect: (ledger: Ledger) =>
    readRows(ledger, 'defect').map((defect) => {
      const outcome = readField(ledger, defectItem(defect.id, 'outcome'), decodeOneOf(OUTCOMES))
      const severity = readField(ledger, defectItem(defect.id, 'severity'), decodeSeverity)
      return {
        ...defect,
        severity: severity.value ?? defect.severity,
        outcome,
        open: outcome.contested || outcome.value === undefined || outcome.value === 'open',
      }
    }),
  film_use: (ledger: Ledger) =>
    readRows(ledger, 'film_use').map((use) => {
      const cutMm2 = use.widthMm * use.lengthMm
      return {
        ...use,
        cutMm2,
        wasteMm2: cutMm2 - use.netMm2,
        costCents: use.centsPerM2 === null ? null : Math.round((cutMm2 * use.centsPerM2) / 1_000_000),
      }
    }),
  photo: (ledger: Ledger) =>
    readRows(ledger, 'photo').map((photo) => {
      const moved = readField(ledger, photoZoneItem(photo.id), (value) =>
        value === null ? null : isZoneId(value) ? value : undefined,
      )
      return moved.value === undefined ? photo : { ...photo, zone: moved.value }
    }),
  comment: (ledger: Ledger) => readRows(ledger, 'comment'),
  session: (ledger: Ledger) =>
    readRows(ledger, 'session').map((session) => ({
      ...session,
      end: readField(ledger, sessionEndItem(session.id), decodeTime).value,
    })),
  assignment: (ledger: Ledger) => readRows(ledger, 'assignment'),
  signature: (ledger: Ledger) => readRows(ledger, 'signature'),
  refusal: (ledger: Ledger) => readRows(ledger, 'refusal'),
  notes: (ledger: Ledger) => ledger.textNames().map((name) => ({ name, text: ledger.text(name).toString() })),
  conflicts: (ledger: Ledger) => ledger.contestedItems().map((item) => ({ item, heads: ledger.heads(item) })),
  /** Ids of zones that anything was said about, in walk order. */
  zoneIds: (ledger: Ledger) => {
    const zones = new Set<ZoneId>()
    for (const item of ledger.items()) {
      const zone = zoneOfItem(item)
      if (isZoneId(zone)) zones.add(zone)
    }
    return [...zones].sort(compareZones)
  },
  standing: readStanding,
} as const

type Readers = typeof readers
export type SectionName = keyof Readers
export type SectionValue<S extends SectionName> = ReturnType<Readers[S]>
export type ZoneSection = ReturnType<typeof readZone>

export class Sections {
  readonly #ledger: Ledger
  readonly #values = new Map<SectionName, unknown>()
  readonly #zones = new Map<ZoneId, ZoneSection>()

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  get<S extends SectionName>(name: S): SectionValue<S> {
    if (!this.#values.has(name)) this.#values.set(name, readers[name](this.#ledger))
    return this.#values.get(name) as SectionValue<S>
  }
  zone(zone: ZoneId): ZoneSection {
    let section = this.#zones.get(zone)
    if (!section) this.#zones.set(zone, (section = readZone(this.#ledger, zone)))
    return section
  }

  /** Forgets what the change may have altered. */
  touch(change: LedgerChange): void {
    if (change.everything) {
      this.#values.clear()
      this.#zones.clear()
      return
    }
    this.#values.delete('standing')
    if (change.texts.length > 0) this.#values.delete('notes')
    for (const fact of change.facts) this.#touchFact(fact)
  }

  #touchFact(fact: Fact): void {
    switch (fact.kind) {
      case 'claim':
        this.#touchItem(fact.item)
        break
      case 'row':
        this.#values.delete(fact.type as SectionName)
        break
      case 'void': {
        const target = this.#ledger.fact(fact.of)
        if (target && target.kind !== 'void') this.#touchFact(target)
        break
      }
      case 'seal': // the standing alone, forgotten already
    }
  }

  #touchItem(item: string): void {
    this.#values.delete('conflicts')
    const zone = zoneOfItem(item)
    if (zone !== undefined) {
      this.#zones.delete(zone)
      if (!this.get('zoneIds').includes(zone)) this.#values.delete('zoneIds')
      return
    }
    const [first] = item.split('/', 1)
    switch (first) {
      case 'check':
        this.#values.delete('checklists')
        break
      case 'override':
        this.#values.delete('overrides')
        break
      case 'defect':
      case 'session':
      case 'photo':
        this.#values.delete(first)
        break
      default:
        this.#values.delete('identity')
    }
  }
}

function readRows<T extends RowType>(ledger: Ledger, type: T): readonly (Entry & RowTypes[T])[] {
  return ledger
    .rows(type)
    .map((row) => readRow(type, row))
    .filter((row) => row !== undefined)
}

function readChecklist(ledger: Ledger, list: ChecklistId) {
  const checks = Object.keys(CHECKLISTS[list].checks).map((check) => ({
    check,
    ...readField(ledger, checkItem(list, check), decodeFlag),
  }))
  return { list, checks, done: checks.filter((check) => check.value === true).length, total: checks.length }
}

function readZone(ledger: Ledger, zone: ZoneId) {
  const checks = ZONE_CHECK_IDS.map((check) => ({
    check,
    ...readField(ledger, zoneCheckItem(zone, check), decodeFlag),
  }))
  const extent = readField(ledger, zoneItem(zone, 'extent'), oneOfOrNull(EXTENTS))
  const film = readField(ledger, zoneItem(zone, 'film'), decodeText)
  const score = readField(ledger, zoneItem(zone, 'score'), decodeInteger(0, 10))
  return {
    zone,
    extent,
    film,
    score,
    checks,
    checksDone: checks.filter((check) => check.value === true).length,
    /** Somebody wants it done: a contested extent is no reason to forget a zone. */
    present: extent.contested || (extent.value !== undefined && extent.value !== null),
    contested: extent.contested || film.contested || score.contested || checks.some((check) => check.contested),
  }
}
