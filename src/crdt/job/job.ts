import type * as Y from 'yjs'
import { decisionsAbout, Ledger, type PersonId } from '../ledger/index.ts'
import type { ZoneId } from '../vocabulary/index.ts'
import { readGates } from './gates.ts'
import { Sections, type ZoneSection } from './sections.ts'
import { jobState, zoneState } from './state.ts'
import { readTotals } from './totals.ts'
import type { DefectView, FilmUseView, JobView, PhotoEntry, SessionView, AssignmentEntry, ZoneView } from './view.ts'

/** An open job: its ledger to write to, its view to look at. */
export interface Job {
  readonly ledger: Ledger
  /** The same object until something changes; unchanged parts stay the same objects across changes. */
  view(): JobView
  /** Called after a change, once per transaction. Returns what stops it. */
  subscribe(listener: () => void): () => void
  destroy(): void
}

export function openJob(doc: Y.Doc): Job {
  const ledger = new Ledger(doc)
  const sections = new Sections(ledger)
  const zones = new ZoneFolder()
  const authors = new Set<PersonId>()
  for (const fact of ledger.facts()) authors.add(fact.by)
  const listeners = new Set<() => void>()
  let view: JobView | undefined

  ledger.onChange((change) => {
    sections.touch(change)
    for (const fact of change.everything ? ledger.facts() : change.facts) authors.add(fact.by)
    view = undefined
    for (const listener of listeners) listener()
  })

  return {
    ledger,
    view: () => (view ??= foldJob(ledger, sections, zones, authors)),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    destroy() {
      listeners.clear()
      ledger.destroy()
    },
  }
}

function foldJob(ledger: Ledger, sections: Sections, folder: ZoneFolder, authors: ReadonlySet<PersonId>): JobView {
  const identity = sections.get('identity')
  const checklists = sections.get('checklists')
  const rows = {
    filmUses: sections.get('film_use'),
    defects: sections.get('defect'),
    photos: sections.get('photo'),
    sessions: sections.get('session'),
    assignments: sections.get('assignment'),
  }
  const prepared = checklists.preparation.done === checklists.preparation.total
  const zones = folder.fold(
    sections.get('zoneIds').map((zone) => sections.zone(zone)),
    rows,
    prepared,
  )
  const parts = {
    ...identity,
    ...rows,
    checklists,
    zones,
    readings: sections.get('reading'),
    thickness: sections.get('thickness'),
    comments: sections.get('comment'),
    signatures: sections.get('signature'),
    refusals: sections.get('refusal'),
    notes: sections.get('notes'),
    conflicts: sections.get('conflicts'),
    standing: sections.get('standing'),
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
    totals: readTotals(rows.filmUses, rows.sessions),
    decisions: ledger.mergedItems().flatMap((item) => decisionsAbout(ledger, item)),
    authors: [...authors].sort(),
    factCount: ledger.size,
    unknownCount: ledger.unknownCount,
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
  #prepared = false
  #byZone = groupByZone(undefined)
  #folded = new Map<ZoneId, { readonly section: ZoneSection; readonly view: ZoneView }>()

  fold(sections: readonly ZoneSection[], rows: ZoneRows, prepared: boolean): readonly ZoneView[] {
    const same = this.#rows && (Object.keys(rows) as (keyof ZoneRows)[]).every((key) => rows[key] === this.#rows![key])
    if (!same) this.#byZone = groupByZone(rows)
    if (!same || prepared !== this.#prepared) this.#folded.clear()
    this.#rows = rows
    this.#prepared = prepared
    return sections.filter((section) => section.present).map((section) => this.#foldZone(section))
  }

  #foldZone(section: ZoneSection): ZoneView {
    const known = this.#folded.get(section.zone)
    if (known?.section === section) return known.view
    const of = this.#byZone(section.zone)
    const { present: _, ...claims } = section
    const view: ZoneView = { ...claims, ...of, state: zoneState(section, of.filmUses, of.defects, this.#prepared) }
    this.#folded.set(section.zone, { section, view })
    return view
  }
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
  return (zone) => {
    const found = groups.get(zone)
    if (!found) return { filmUses: [], defects: [], photos: [], people: [] }
    return { ...found, people: [...found.people].sort() }
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0)
}
