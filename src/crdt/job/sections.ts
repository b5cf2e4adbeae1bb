/**
 * The parts of a job's view, each computed from its own facts only and kept until one of them changes. A tick
 * in a job of 5,000 facts recomputes one zone, not the job.
 */
import {
  decisionsAbout,
  readField,
  type Decision,
  type Fact,
  type Field,
  type Ledger,
  type LedgerChange,
} from '../ledger/index.ts'
import { CHECKLISTS, compareZones, isZoneId, type ChecklistId, type Extent, type ZoneId } from '../vocabulary/index.ts'
import {
  readDefects,
  readFilmUses,
  readPhotos,
  readPlain,
  readReadings,
  readSessions,
  readThickness,
  unreadRows,
} from './entries.ts'
import { decodeCheck, FIELDS, OVERRIDES, unreadClaims, ZONE_FIELDS } from './fields.ts'
import { checkItem, ITEM, overrideItem, zoneCheckItem, zoneItem, zoneOfItem } from './items.ts'
import { decoders } from './rows.ts'
import { SignedReader, type SinceSigned } from './signed.ts'
import { StandingReader } from './standing.ts'
import { ZONE_CHECK_IDS, type GateId, type Standing, type WithdrawnOverride } from './view.ts'

const ROW_TYPES: ReadonlySet<string> = new Set(Object.keys(decoders))

const readers = {
  identity: (ledger: Ledger) => ({
    number: readField(ledger, ITEM.number, FIELDS.number),
    title: readField(ledger, ITEM.title, FIELDS.title),
    client: readField(ledger, ITEM.client, FIELDS.client),
    vehicle: readField(ledger, ITEM.vehicle, FIELDS.vehicle),
    package: readField(ledger, ITEM.package, FIELDS.package),
    priority: readField(ledger, ITEM.priority, FIELDS.priority),
    scheduleStart: readField(ledger, ITEM.scheduleStart, FIELDS.scheduleStart),
    scheduleEnd: readField(ledger, ITEM.scheduleEnd, FIELDS.scheduleEnd),
    odometerKm: readField(ledger, ITEM.odometer, FIELDS.odometer),
    tags: readField(ledger, ITEM.tags, FIELDS.tags),
    coatings: readField(ledger, ITEM.coatings, FIELDS.coatings),
    damageReviewed: readField(ledger, ITEM.damageReviewed, FIELDS.damageReviewed),
    suspended: readField(ledger, ITEM.suspended, FIELDS.suspended),
    cancelled: readField(ledger, ITEM.cancelled, FIELDS.cancelled),
  }),
  checklists: (ledger: Ledger) => ({
    reception: readChecklist(ledger, 'reception'),
    preparation: readChecklist(ledger, 'preparation'),
    control: readChecklist(ledger, 'control'),
    handover: readChecklist(ledger, 'handover'),
  }),
  overrides: (ledger: Ledger) => {
    const read = (gate: GateId) => ({
      override: readField(ledger, overrideItem(gate), OVERRIDES[gate]),
      withdrawn: withdrawnOverrides(ledger, gate),
    })
    return { installation: read('installation'), ready: read('ready'), delivery: read('delivery') }
  },
  reading: readReadings,
  thickness: readThickness,
  defect: readDefects,
  film_use: readFilmUses,
  photo: readPhotos,
  mark: (ledger: Ledger) => readPlain(ledger, 'mark'),
  comment: (ledger: Ledger) => readPlain(ledger, 'comment'),
  session: readSessions,
  assignment: (ledger: Ledger) => readPlain(ledger, 'assignment'),
  signature: (ledger: Ledger) => readPlain(ledger, 'signature'),
  refusal: (ledger: Ledger) => readPlain(ledger, 'refusal'),
  satisfaction: (ledger: Ledger) => readPlain(ledger, 'satisfaction'),
  notes: (ledger: Ledger) => ledger.textNames().map((name) => ({ name, text: ledger.readText(name) })),
  conflicts: (ledger: Ledger) =>
    ledger
      .contestedItems()
      .filter((item) => isAsked(ledger, item))
      .map((item) => ({ item, heads: ledger.heads(item) })),
  decisions: (ledger: Ledger): readonly Decision[] =>
    ledger.mergedItems().flatMap((item) => decisionsAbout(ledger, item)),
  unreadRows: (ledger: Ledger) => unreadRows(ledger, ROW_TYPES),
  /** Ids of zones that anything was said about, in walk order. */
  zoneIds: (ledger: Ledger) => {
    const zones = new Set<ZoneId>()
    for (const item of ledger.spokenItems()) {
      const zone = zoneOfItem(item)
      if (isZoneId(zone)) zones.add(zone)
    }
    return [...zones].sort(compareZones)
  },
} as const

type Readers = typeof readers
export type SectionName = keyof Readers
export type SectionValue<S extends SectionName> = ReturnType<Readers[S]>
export type ZoneSection = ReturnType<typeof readZone>

export class Sections {
  readonly #ledger: Ledger
  readonly #values = new Map<SectionName, unknown>()
  readonly #zones = new Map<ZoneId, ZoneSection>()
  readonly #standing: StandingReader
  readonly #signed: SignedReader
  /** Items with standing claims that this version cannot read, and how many. Undefined: not counted yet. */
  #unreadClaims: Map<string, number> | undefined
  #computed = 0

  constructor(ledger: Ledger) {
    this.#ledger = ledger
    this.#standing = new StandingReader(ledger)
    this.#signed = new SignedReader(ledger)
  }

  /** How many sections and zones were computed so far: tests count work instead of time. */
  get computed(): number {
    return this.#computed
  }

  get<S extends SectionName>(name: S): SectionValue<S> {
    if (!this.#values.has(name)) {
      this.#values.set(name, readers[name](this.#ledger))
      this.#computed++
    }
    return this.#values.get(name) as SectionValue<S>
  }
  zone(zone: ZoneId): ZoneSection {
    let section = this.#zones.get(zone)
    if (!section) {
      this.#zones.set(zone, (section = readZone(this.#ledger, zone)))
      this.#computed++
    }
    return section
  }
  standing(): Standing {
    return this.#standing.read()
  }
  /** Signatures or refusals, with what came since. */
  papers<T extends 'signature' | 'refusal'>(type: T): readonly (SectionValue<T>[number] & SinceSigned)[] {
    return this.get(type).map((paper) => this.#signed.read(paper))
  }
  /** What is kept in the document and shown nowhere: facts, rows and claims that this version cannot read. */
  unreadCount(): number {
    if (!this.#unreadClaims) {
      this.#unreadClaims = new Map()
      for (const item of this.#ledger.spokenItems()) this.#countUnread(item)
    }
    const claims = [...this.#unreadClaims.values()].reduce((sum, each) => sum + each, 0)
    return this.#ledger.unknownCount + this.get('unreadRows') + claims
  }

  /** Forgets what the change may have altered. */
  touch(change: LedgerChange): void {
    this.#standing.touch(change)
    this.#signed.touch(change)
    if (change.everything) {
      this.#values.clear()
      this.#zones.clear()
      this.#unreadClaims = undefined
      return
    }
    if (change.texts.length > 0) this.#values.delete('notes')
    for (const fact of change.facts) this.#touchFact(fact)
  }

  #touchFact(fact: Fact): void {
    switch (fact.kind) {
      case 'claim':
        this.#touchItem(fact.item)
        break
      case 'row':
        if (ROW_TYPES.has(fact.type)) this.#values.delete(fact.type as SectionName)
        this.#values.delete('unreadRows')
        this.#values.delete('conflicts') // one about a defect that was withdrawn is asked no more
        break
      case 'void': {
        const target = this.#ledger.fact(fact.of)
        if (target && target.kind !== 'void') this.#touchFact(target)
        break
      }
      case 'seal': // the standing alone, which looks after itself
    }
  }

  #countUnread(item: string): void {
    const count = unreadClaims(this.#ledger, item)
    if (count > 0) this.#unreadClaims?.set(item, count)
    else this.#unreadClaims?.delete(item)
  }

  #touchItem(item: string): void {
    this.#values.delete('conflicts')
    if (this.#ledger.isMerged(item)) this.#values.delete('decisions')
    this.#countUnread(item)
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
      case 'film_use':
      case 'reading':
      case 'session':
      case 'photo':
        this.#values.delete(first)
        break
      default:
        this.#values.delete('identity')
    }
  }
}

/** Heads of items that speak about a row. */
const ABOUT_ROWS: ReadonlySet<string> = new Set(['defect', 'photo', 'session', 'reading', 'film_use'])

/**
 * Whether a conflict is anybody's business: one about a zone that is not part of the job, or about a row that
 * was withdrawn, could be decided nowhere on the screen and would still hold the gate.
 */
function isAsked(ledger: Ledger, item: string): boolean {
  const [head, id, property] = item.split('/', 3)
  if (head === 'zone')
    return property === 'extent' || isPresent(readField(ledger, zoneItem(id!, 'extent'), ZONE_FIELDS.extent))
  if (!ABOUT_ROWS.has(head!)) return true
  return ledger.fact(id!)?.kind === 'row' && !ledger.isWithdrawn(id!)
}

/** Those that somebody took back with a reason; one that its author undid never stood. */
function withdrawnOverrides(ledger: Ledger, gate: GateId): readonly WithdrawnOverride[] {
  return ledger.history(overrideItem(gate)).flatMap((back) => {
    if (back.value !== null || ledger.isWithdrawn(back.id)) return []
    return back.supersedes.flatMap((id) => {
      const given = ledger.fact(id)
      const said = given?.kind === 'claim' && given.item === back.item ? OVERRIDES[gate](given.value) : undefined
      if (!given || !said || ledger.isWithdrawn(id)) return []
      const { reason } = said
      return [{ reason, by: given.by, at: given.at, withdrawnBy: back.by, withdrawnAt: back.at, why: back.why ?? '' }]
    })
  })
}

/** A field with its check's name: the same object while the field is. */
function named<C extends string, F extends Field<unknown>>(check: C, field: F): F & { readonly check: C } {
  let both = namedFields.get(field)
  if (both?.check !== check) namedFields.set(field, (both = { check, ...field }))
  return both as F & { readonly check: C }
}
const namedFields = new WeakMap<Field<unknown>, Field<unknown> & { readonly check: string }>()

function readChecklist(ledger: Ledger, list: ChecklistId) {
  const checks = Object.keys(CHECKLISTS[list].checks).map((check) =>
    named(check, readField(ledger, checkItem(list, check), decodeCheck)),
  )
  return { list, checks, done: checks.filter((check) => check.value === true).length, total: checks.length }
}

function readZone(ledger: Ledger, zone: ZoneId) {
  const checks = ZONE_CHECK_IDS.map((check) => named(check, readField(ledger, zoneCheckItem(zone, check), decodeCheck)))
  const extent = readField(ledger, zoneItem(zone, 'extent'), ZONE_FIELDS.extent)
  const film = readField(ledger, zoneItem(zone, 'film'), ZONE_FIELDS.film)
  const score = readField(ledger, zoneItem(zone, 'score'), ZONE_FIELDS.score)
  const name = readField(ledger, zoneItem(zone, 'name'), ZONE_FIELDS.name)
  return {
    zone,
    name,
    extent,
    film,
    score,
    checks,
    checksDone: checks.filter((check) => check.value === true).length,
    present: isPresent(extent),
    contested: [extent, film, score, name, ...checks].some((field) => field.contested),
  }
}

/** Somebody wants it done: a contested extent is no reason to forget a zone. */
function isPresent(extent: Field<Extent | null>): boolean {
  return extent.contested || (extent.value !== undefined && extent.value !== null)
}
