/**
 * Rows derived from a document, and how they get into the tables. Written in the transaction of the update that
 * they show. What is derived can be derived again: a projector that fails never stops an edit from being saved.
 */
import type { Database } from 'better-sqlite3'
import type * as Y from 'yjs'

type Row<Columns> = Readonly<Columns & { id: string }>

/** Column names as in migrations 3, 4 and 6; `document` is added when they are written. */
export interface ProjectionRows {
  readonly jobs: readonly Row<{
    number: string
    title: string
    client: string
    vehicle: string
    state: string
    priority: string
    zones_total: number
    zones_done: number
    conflicts: number
    open_defects: number
    scheduled_start: number | null
    changed_at: number
  }>[]
  /** `id` is the person's. */
  readonly job_people: readonly Row<{ position: number }>[]
  readonly film_uses: readonly Row<{ film: string; roll: string; lot: string; width_mm: number; length_mm: number }>[]
  /** `id` is the sha256. Small things (thumbnails, signatures) have the lower rank and are fetched first. */
  readonly blob_refs: readonly Row<{ mime: string; rank: number }>[]
  readonly clients: readonly Row<{ name: string; company: string; phone: string; email: string }>[]
  readonly vehicles: readonly Row<{ client: string; plate: string; label: string; vin: string }>[]
  readonly people: readonly Row<{ name: string; role: string }>[]
  readonly rolls: readonly Row<{ film: string; lot: string; serial: string; received_mm: number }>[]
  /** `id` is the item in question; `said` is JSON. */
  readonly inbox: readonly Row<{
    kind: 'conflict' | 'double-seal' | 'modified'
    said: string
    count: number
    oldest_at: number
  }>[]
  readonly search_entries: readonly Row<{ kind: 'job' | 'client' | 'vehicle' | 'roll'; words: string }>[]
}
export type ProjectionTable = keyof ProjectionRows

/**
 * An open, incremental view of one document. A list that is the same object as last time is not looked into, so
 * `rows` and what is written cost what changed since it was last asked.
 */
export interface DocumentProjection {
  rows(): Partial<ProjectionRows>
  close(): void
}
export type Projector = (name: string, doc: Y.Doc) => DocumentProjection

const columns: { readonly [T in ProjectionTable]: readonly string[] } = {
  jobs: [
    'number',
    'title',
    'client',
    'vehicle',
    'state',
    'priority',
    'zones_total',
    'zones_done',
    'conflicts',
    'open_defects',
    'scheduled_start',
    'changed_at',
  ],
  job_people: ['position'],
  film_uses: ['film', 'roll', 'lot', 'width_mm', 'length_mm'],
  blob_refs: ['mime', 'rank'],
  clients: ['name', 'company', 'phone', 'email'],
  vehicles: ['client', 'plate', 'label', 'vin'],
  people: ['name', 'role'],
  rolls: ['film', 'lot', 'serial', 'received_mm'],
  inbox: ['kind', 'said', 'count', 'oldest_at'],
  search_entries: ['kind', 'words'],
}
export const PROJECTION_TABLES = Object.keys(columns) as readonly ProjectionTable[]

/** Rows of one document as they are in the database: the list they came in, and each as JSON. */
export type WrittenRows = Map<
  ProjectionTable,
  { readonly list: readonly unknown[]; readonly byId: Map<string, string> }
>
const NONE: readonly never[] = []

export type ProjectionWriter = ReturnType<typeof projectionWriter>

export function projectionWriter(db: Database) {
  const statements = new Map(PROJECTION_TABLES.map((table) => [table, tableStatements(db, table)]))
  const mark = db.prepare<[number, number, number]>(
    `INSERT INTO projected (document, seq, version) VALUES (?, ?, ?)
     ON CONFLICT (document) DO UPDATE SET seq = excluded.seq, version = excluded.version`,
  )
  const stale = db
    .prepare<[number], string>(
      `SELECT d.name FROM documents d LEFT JOIN projected p ON p.document = d.id
       WHERE p.document IS NULL OR p.seq <> d.last_seq OR p.version <> ? ORDER BY d.name`,
    )
    .pluck()

  return {
    /** Writes what differs from `written` (null: unknown, so everything) and answers what is written now. */
    write(document: number, rows: Partial<ProjectionRows>, written: WrittenRows | null): WrittenRows {
      const now: WrittenRows = new Map()
      for (const [table, { put, remove, clear }] of statements) {
        const list = rows[table] ?? NONE
        const before = written?.get(table)
        if (before?.list === list) {
          now.set(table, before)
          continue
        }
        if (!before) clear.run(document)
        const byId = new Map<string, string>()
        for (const row of list) {
          if (byId.has(row.id)) continue
          const json = JSON.stringify(row)
          byId.set(row.id, json)
          if (before?.byId.get(row.id) === json) continue
          const values = row as Readonly<Record<string, unknown>>
          put.run(document, row.id, ...columns[table].map((name) => values[name]))
        }
        for (const id of before?.byId.keys() ?? []) if (!byId.has(id)) remove.run(document, id)
        now.set(table, { list, byId })
      }
      return now
    },

    mark: (document: number, seq: number, version: number): void => void mark.run(document, seq, version),
    /** Documents whose rows do not show their state as this version projects it. */
    stale: (version: number): string[] => stale.all(version),
  }
}

function tableStatements(db: Database, table: ProjectionTable) {
  const names = ['document', 'id', ...columns[table]]
  const updates = columns[table].map((name) => `${name} = excluded.${name}`)
  return {
    put: db.prepare<unknown[]>(
      `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})
       ON CONFLICT (document, id) DO UPDATE SET ${updates.join(', ')}`,
    ),
    remove: db.prepare<[number, string]>(`DELETE FROM ${table} WHERE document = ? AND id = ?`),
    clear: db.prepare<[number]>(`DELETE FROM ${table} WHERE document = ?`),
  }
}
