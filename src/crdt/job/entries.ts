/**
 * Rows as a job shows them: read, judged, and joined with the claims about them. Each is computed once and kept
 * with its row, for rows never change; only those that people correct ask whether a claim arrived. So a new
 * photo costs one photo, and lists of hundreds keep their objects.
 */
import { readField, type Claim, type Field, type Ledger, type Row } from '../ledger/index.ts'
import type { Severity } from '../vocabulary/index.ts'
import { judgeThickness } from './conditions.ts'
import { DEFECT_FIELDS, FILM_USE_FIELDS, PHOTO_FIELDS, READING_FIELDS, SESSION_FIELDS } from './fields.ts'
import { defectItem, photoItem, readingLiftItem, sessionEndItem, spoiltItem } from './items.ts'
import type { ReadingEntry } from './readings.ts'
import { readRow, type Entry, type RowType, type RowTypes } from './rows.ts'
import type { DefectView, FilmUseView, PhotoEntry, SessionView, ThicknessView } from './view.ts'

export function readReadings(ledger: Ledger): readonly ReadingEntry[] {
  return readAll(ledger, 'reading', (reading) => {
    const item = readingLiftItem(reading.id)
    return whileClaimed(ledger, reading, [item], () => ({
      ...reading,
      lifted: readField(ledger, item, READING_FIELDS.lifted),
    }))
  })
}

export const readThickness = (ledger: Ledger): readonly ThicknessView[] => readAll(ledger, 'thickness', judgedPanel)
const judgedPanel = once((panel: Entry & RowTypes['thickness']) => ({
  ...panel,
  verdict: judgeThickness(panel.microns),
}))

export function readFilmUses(ledger: Ledger): readonly FilmUseView[] {
  return readAll(ledger, 'film_use', (use) => {
    const item = spoiltItem(use.id)
    return whileClaimed(ledger, use, [item], (): FilmUseView => {
      const spoilt = readField(ledger, item, FILM_USE_FIELDS.spoilt)
      const head = spoilt.heads.findLast(({ value }) => value === true)
      // While somebody says that it is spoilt, nothing is covered by it.
      if (!head || spoilt.value === false) return measured(use)
      const { why = '', by, at } = head
      return { ...measured({ ...use, purpose: 'error', netMm2: 0 }), spoilt: { why, by, at } }
    })
  })
}
const measured = once((use: Entry & RowTypes['film_use']) => {
  const cutMm2 = use.widthMm * use.lengthMm
  return { ...use, cutMm2, wasteMm2: cutMm2 - use.netMm2, costCents: costCents(cutMm2, use.centsPerM2) }
})

/** Rounded to the nearest cent, half a cent up. The product may exceed 2^53. */
function costCents(cutMm2: number, centsPerM2: number | null): number | null {
  if (centsPerM2 === null) return null
  return Number((BigInt(cutMm2) * BigInt(centsPerM2) + 500_000n) / 1_000_000n)
}

export function readDefects(ledger: Ledger): readonly DefectView[] {
  return readAll(ledger, 'defect', (row) => {
    const items = [defectItem(row.id, 'outcome'), defectItem(row.id, 'severity'), defectItem(row.id, 'acceptedBy')]
    return whileClaimed(ledger, row, items, (): DefectView => {
      const outcome = readField(ledger, items[0]!, DEFECT_FIELDS.outcome)
      const severity = readField(ledger, items[1]!, DEFECT_FIELDS.severity)
      const acceptedBy = readField(ledger, items[2]!, DEFECT_FIELDS.acceptedBy)
      const open = outcome.contested || outcome.value === undefined || outcome.value === 'open'
      return { ...row, severity: worst(severity) ?? row.severity, outcome, acceptedBy, open }
    })
  })
}

/** While it is contested, the worst of what stands: a blocking defect does not pass because someone disagrees. */
function worst(severity: Field<Severity>): Severity | undefined {
  if (!severity.contested) return severity.value
  const stated = severity.heads.map((head) => DEFECT_FIELDS.severity(head.value)).filter((each) => each !== undefined)
  return stated.length === 0 ? undefined : (Math.max(...stated) as Severity)
}

export function readPhotos(ledger: Ledger): readonly PhotoEntry[] {
  return readAll(ledger, 'photo', (photo) => {
    const [zone, phase, seen] = [photoItem(photo.id, 'zone'), photoItem(photo.id, 'phase'), photoItem(photo.id, 'view')]
    return whileClaimed(ledger, photo, [zone, phase, seen], (): PhotoEntry => {
      const moved = {
        zone: readField(ledger, zone, PHOTO_FIELDS.zone).value,
        phase: readField(ledger, phase, PHOTO_FIELDS.phase).value,
        view: readField(ledger, seen, PHOTO_FIELDS.view).value,
      }
      const said = Object.entries(moved).filter(([, value]) => value !== undefined)
      return said.length === 0 ? photo : { ...photo, ...Object.fromEntries(said) }
    })
  })
}

export function readSessions(ledger: Ledger): readonly SessionView[] {
  return readAll(ledger, 'session', (session) => {
    const item = sessionEndItem(session.id)
    return whileClaimed(ledger, session, [item], () => ({
      ...session,
      end: readField(ledger, item, SESSION_FIELDS.end).value,
    }))
  })
}

export const readPlain = <T extends RowType>(ledger: Ledger, type: T): readonly (Entry & RowTypes[T])[] =>
  readAll(ledger, type, (entry) => entry)

/** Rows of a type that stand and cannot be read, or of which this version knows nothing. */
export function unreadRows(ledger: Ledger, known: ReadonlySet<string>): number {
  let unread = 0
  for (const type of ledger.rowTypes()) {
    const rows = ledger.rows(type)
    unread += known.has(type) ? rows.filter((row) => !readOnce(type as RowType, row)).length : rows.length
  }
  return unread
}

function readAll<T extends RowType, V>(ledger: Ledger, type: T, show: (entry: Entry & RowTypes[T]) => V): readonly V[] {
  const views: V[] = []
  for (const row of ledger.rows(type)) {
    const entry = readOnce(type, row)
    if (entry) views.push(show(entry))
  }
  return views
}

const read = new WeakMap<Row, { readonly entry: Entry | undefined }>()
function readOnce<T extends RowType>(type: T, row: Row): (Entry & RowTypes[T]) | undefined {
  let known = read.get(row)
  if (!known) read.set(row, (known = { entry: readRow(type, row) }))
  return known.entry as (Entry & RowTypes[T]) | undefined
}

function once<E extends object, V>(compute: (entry: E) => V): (entry: E) => V {
  const known = new WeakMap<E, { readonly view: V }>()
  return (entry) => {
    let found = known.get(entry)
    if (!found) known.set(entry, (found = { view: compute(entry) }))
    return found.view
  }
}

interface Kept {
  readonly heads: readonly (readonly Claim[])[]
  readonly view: unknown
}
const kept = new WeakMap<Entry, Kept>()
/** The view of an entry, computed again when the claims about it are others. */
function whileClaimed<V>(ledger: Ledger, entry: Entry, items: readonly string[], compute: () => V): V {
  const heads = items.map((item) => ledger.heads(item))
  const known = kept.get(entry)
  // A ledger answers with the same array until a claim about that item arrives.
  if (known?.heads.every((each, i) => each === heads[i])) return known.view as V
  const view = compute()
  kept.set(entry, { heads, view })
  return view
}
