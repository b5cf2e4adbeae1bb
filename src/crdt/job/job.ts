import type * as Y from 'yjs'
import { Ledger, openView, type Conflict, type OpenView, type PersonId } from '../ledger/index.ts'
import type { ZoneId } from '../vocabulary/index.ts'
import { readGates } from './gates.ts'
import { createReadingJudge } from './readings.ts'
import { Sections, type ZoneSection } from './sections.ts'
import { jobState, zoneState } from './state.ts'
import { readTotals } from './totals.ts'
import type {
  AssignmentEntry,
  DefectView,
  FilmUseView,
  JobView,
  PhotoEntry,
  RefusalEntry,
  SessionView,
  SignatureEntry,
  ZoneView,
} from './view.ts'

/** An open job. Unchanged parts of its view stay the same objects across changes. */
export type Job = OpenView<JobView>

export function openJob(doc: Y.Doc): Job {
  const ledger = new Ledger(doc)
  const sections = new Sections(ledger)
  return openView(ledger, createFolder(ledger, sections), (change) => sections.touch(change))
}

/** The fold. What depends on several sections is kept, too, while none of them changed. */
function createFolder(ledger: Ledger, sections: Sections): () => JobView {
  const zoneFolder = new ZoneFolder()
  const totals = latest(readTotals)
  const judge = createReadingJudge()
  const signatures = steady<SignatureEntry>((a, b) => a === b)
  const refusals = steady<RefusalEntry>((a, b) => a === b)
  const conflicts = steady<Conflict>((a, b) => a.item === b.item && a.heads === b.heads)
  return () => {
    const checklists = sections.get('checklists')
    const rows = {
      filmUses: sections.get('film_use'),
      defects: sections.get('defect'),
      photos: sections.get('photo'),
      sessions: sections.get('session'),
      assignments: sections.get('assignment'),
    }
    const prepared = checklists.preparation.done === checklists.preparation.total
    const zones = zoneFolder.fold(
      sections.get('zoneIds').map((zone) => sections.zone(zone)),
      rows,
      prepared,
    )
    const parts = {
      ...sections.get('identity'),
      ...rows,
      checklists,
      zones,
      readings: judge(sections.get('reading'), rows.filmUses),
      thickness: sections.get('thickness'),
      marks: sections.get('mark'),
      comments: sections.get('comment'),
      signatures: signatures(sections.papers('signature')),
      refusals: refusals(sections.papers('refusal')),
      satisfaction: sections.get('satisfaction'),
      notes: sections.get('notes'),
      conflicts: conflicts(sections.get('conflicts')),
      standing: sections.standing(),
    }
    const gates = readGates(parts, sections.get('overrides'))
    const lists = Object.values(checklists)
    return {
      ...parts,
      gates,
      state: jobState({ ...parts, gates }),
      progress: {
        done: sum(lists.map((list) => list.done)) + sum(zones.map((zone) => zone.checksDone)),
        total: sum(lists.map((list) => list.total)) + sum(zones.map((zone) => zone.checks.length)),
      },
      totals: totals(rows.filmUses, rows.sessions),
      decisions: sections.get('decisions'),
      authors: ledger.authors(),
      factCount: ledger.size,
      unknownCount: sections.unreadCount(),
    }
  }
}

/** Keeps the last result while the arguments are the same objects. */
function latest<A extends readonly unknown[], R>(compute: (...args: A) => R): (...args: A) => R {
  let last: { readonly args: A; readonly result: R } | undefined
  return (...args) => {
    if (!last?.args.every((arg, i) => arg === args[i])) last = { args, result: compute(...args) }
    return last!.result
  }
}

/** Keeps the last list while the next one holds the same. */
function steady<T>(same: (a: T, b: T) => boolean): (next: readonly T[]) => readonly T[] {
  let last: readonly T[] = []
  return (next) => {
    const unchanged = last.length === next.length && next.every((each, i) => same(each, last[i]!))
    return unchanged ? last : (last = next)
  }
}

interface ZoneRows {
  readonly filmUses: readonly FilmUseView[]
  readonly defects: readonly DefectView[]
  readonly photos: readonly PhotoEntry[]
  readonly sessions: readonly SessionView[]
  readonly assignments: readonly AssignmentEntry[]
}

/** Joins a zone's claims with the rows about it, and keeps the result while neither changed. */
class ZoneFolder {
  #rows: ZoneRows | undefined
  #byZone = groupByZone(undefined)
  #folded = new Map<ZoneId, { section: ZoneSection; of: OfZone; prepared: boolean; view: ZoneView }>()
  #list: readonly ZoneView[] = []

  fold(sections: readonly ZoneSection[], rows: ZoneRows, prepared: boolean): readonly ZoneView[] {
    const same = this.#rows && (Object.keys(rows) as (keyof ZoneRows)[]).every((key) => rows[key] === this.#rows![key])
    if (!same) this.#byZone = groupByZone(rows)
    this.#rows = rows
    const list = sections.filter((section) => section.present).map((section) => this.#foldZone(section, prepared))
    return (this.#list = sameItems(this.#list, list) ? this.#list : list)
  }

  #foldZone(section: ZoneSection, prepared: boolean): ZoneView {
    const known = this.#folded.get(section.zone)
    let of = this.#byZone(section.zone)
    if (known && sameOfZone(known.of, of)) of = known.of
    if (known?.section === section && known.of === of && known.prepared === prepared) return known.view
    const { present: _, ...claims } = section
    const view: ZoneView = { ...claims, ...of, state: zoneState(section, of.filmUses, of.defects, prepared) }
    this.#folded.set(section.zone, { section, of, prepared, view })
    return view
  }
}

function sameOfZone(a: OfZone, b: OfZone): boolean {
  return (Object.keys(a) as (keyof OfZone)[]).every((key) => sameItems<unknown>(a[key], b[key]))
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a === b || (a.length === b.length && a.every((each, i) => each === b[i]))
}

type OfZone = Pick<ZoneView, 'filmUses' | 'defects' | 'photos' | 'people'>

function groupByZone(rows: ZoneRows | undefined): (zone: ZoneId) => OfZone {
  const groups = new Map<
    ZoneId,
    { filmUses: FilmUseView[]; defects: DefectView[]; photos: PhotoEntry[]; people: Set<PersonId> }
  >()
  const group = (zone: ZoneId) => {
    let found = groups.get(zone)
    if (!found) groups.set(zone, (found = { filmUses: [], defects: [], photos: [], people: new Set() }))
    return found
  }
  for (const use of rows?.filmUses ?? []) for (const zone of new Set(use.zones)) group(zone).filmUses.push(use)
  for (const defect of rows?.defects ?? []) group(defect.zone).defects.push(defect)
  for (const photo of rows?.photos ?? []) if (photo.zone !== null) group(photo.zone).photos.push(photo)
  for (const work of rows?.sessions ?? []) if (work.zone !== null) group(work.zone).people.add(work.person)
  for (const task of rows?.assignments ?? []) if (task.zone !== null) group(task.zone).people.add(task.person)
  const nothing: OfZone = { filmUses: [], defects: [], photos: [], people: [] }
  const sorted = new Map([...groups].map(([zone, of]) => [zone, { ...of, people: [...of.people].sort() }]))
  return (zone) => sorted.get(zone) ?? nothing
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0)
}
