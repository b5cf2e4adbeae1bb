/** Lists and searches over the projected rows. Names are joined here, when read. */
import type { Database } from 'better-sqlite3'
import type { ClientRow, InboxRow, JobRow, RollCut, RollUse } from '../../contract/index.ts'
import type { InboxQuery, JobQuery } from './operations.ts'

/** A job as SQLite answers it; `people` is JSON. */
type JobRecord = Omit<JobRow, 'people'> & { readonly people: string }
type InboxRecord = Omit<InboxRow, 'said' | 'job'> & { readonly said: string; readonly job: string | null }
type ClientRecord = Omit<ClientRow, 'vehicles'> & { readonly vehicles: string }

const ORDER = {
  changed: 'j.changed_at DESC, j.id DESC',
  scheduled: 'j.scheduled_start IS NULL, j.scheduled_start, j.id',
  number: 'j.number DESC, j.id DESC',
} as const satisfies Record<JobQuery['sort'], string>

// The same id in two documents is nonsense from elsewhere: the first document's row is taken, everywhere.
const JOB_COLUMNS = `
  j.id, j.number, j.title, j.state, j.priority,
  COALESCE((SELECT plate FROM vehicles v WHERE v.id = j.vehicle ORDER BY v.document LIMIT 1), '') AS plate,
  COALESCE((SELECT label FROM vehicles v WHERE v.id = j.vehicle ORDER BY v.document LIMIT 1), '') AS vehicle,
  COALESCE((SELECT vin FROM vehicles v WHERE v.id = j.vehicle ORDER BY v.document LIMIT 1), '') AS vin,
  COALESCE((SELECT CASE WHEN company IN ('', name) THEN name WHEN name = '' THEN company
                        ELSE name || ' (' || company || ')' END
            FROM clients c WHERE c.id = j.client ORDER BY c.document LIMIT 1), '') AS client,
  (SELECT json_group_array(p.name ORDER BY jp.position) FROM job_people jp JOIN people p ON p.id = jp.id
   WHERE jp.document = j.document) AS people,
  j.zones_total AS zonesTotal, j.zones_done AS zonesDone, j.conflicts, j.open_defects AS openDefects,
  j.scheduled_start AS scheduledStart, j.changed_at AS changedAt,
  COALESCE((SELECT SUM(updates) FROM pending WHERE pending.document = j.document), 0) AS pendingUpdates`

const INBOX_ORDER = {
  oldest: 'i.oldest_at, d.name, i.id',
  scheduled: 'j.scheduled_start IS NULL, j.scheduled_start, i.oldest_at, d.name, i.id',
} as const satisfies Record<InboxQuery['sort'], string>

const HITS = `SELECT e.kind, e.id FROM search s JOIN search_entries e ON e.rowid = s.rowid WHERE search MATCH ?`
/** Documents of the jobs that one word leads to: through themselves, their client, their vehicle, their rolls. */
const JOBS_OF_WORD = `
  SELECT j.document FROM jobs j, hits h
  WHERE (h.kind = 'job' AND h.id = j.id) OR (h.kind = 'client' AND h.id = j.client)
     OR (h.kind = 'vehicle' AND h.id = j.vehicle)
  UNION SELECT f.document FROM film_uses f JOIN hits h ON h.kind = 'roll' AND h.id = f.roll`
const CLIENTS_OF_WORD = `
  SELECT c.id FROM clients c JOIN hits h ON h.kind = 'client' AND h.id = c.id
  UNION SELECT v.client FROM vehicles v JOIN hits h ON h.kind = 'vehicle' AND h.id = v.id`

export type Lists = ReturnType<typeof readLists>
export function readLists(db: Database) {
  return {
    jobs({ search, states, sort, offset, limit }: JobQuery): { rows: JobRow[]; total: number } {
      const words = searchWords(search)
      const where = [
        ...words.map(() => `j.document IN (WITH hits AS MATERIALIZED (${HITS}) ${JOBS_OF_WORD})`),
        ...(states.length > 0 ? [`j.state IN (${states.map(() => '?').join(', ')})`] : []),
      ]
      const from = `FROM jobs j ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}`
      const filters = [...words, ...states]
      const total =
        db
          .prepare<unknown[], number>(`SELECT COUNT(*) ${from}`)
          .pluck()
          .get(...filters) ?? 0
      const rows = db
        .prepare<unknown[], JobRecord>(`SELECT ${JOB_COLUMNS} ${from} ORDER BY ${ORDER[sort]} LIMIT ? OFFSET ?`)
        .all(...filters, limit, offset)
      return { rows: rows.map((row) => ({ ...row, people: JSON.parse(row.people) as string[] })), total }
    },

    clients({ search, limit }: { search: string; limit: number }): ClientRow[] {
      const words = searchWords(search)
      const where = words.map(() => `c.id IN (WITH hits AS MATERIALIZED (${HITS}) ${CLIENTS_OF_WORD})`)
      const rows = db
        .prepare<unknown[], ClientRecord>(
          `SELECT c.id, c.name, c.company, c.phone, c.email,
             (SELECT json_group_array(json_object('id', v.id, 'plate', v.plate, 'label', v.label, 'vin', v.vin)
                                      ORDER BY v.plate, v.id)
              FROM vehicles v WHERE v.document = c.document AND v.client = c.id) AS vehicles
           FROM clients c ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}
           ORDER BY c.name COLLATE NOCASE, c.company COLLATE NOCASE, c.id LIMIT ?`,
        )
        .all(...words, limit)
      return rows.map((row) => ({ ...row, vehicles: JSON.parse(row.vehicles) as ClientRow['vehicles'] }))
    },

    inbox({ kinds, sort, offset, limit }: InboxQuery): { rows: InboxRow[]; total: number } {
      const where = kinds.length > 0 ? `WHERE i.kind IN (${kinds.map(() => '?').join(', ')})` : ''
      const count = `SELECT COUNT(*) FROM inbox i ${where}`
      const total =
        db
          .prepare<unknown[], number>(count)
          .pluck()
          .get(...kinds) ?? 0
      const records = db
        .prepare<unknown[], InboxRecord>(
          `SELECT d.name AS document, i.id AS item, i.kind, i.said, i.count, i.oldest_at AS oldestAt,
             CASE WHEN j.id IS NULL THEN NULL ELSE json_object('id', j.id, 'number', j.number, 'title', j.title,
               'state', j.state, 'scheduledStart', j.scheduled_start,
               'plate', COALESCE((SELECT plate FROM vehicles v WHERE v.id = j.vehicle ORDER BY v.document LIMIT 1), '')
             ) END AS job,
             COALESCE((SELECT CASE WHEN company = '' OR name <> '' THEN name ELSE company END
                       FROM clients c WHERE c.document = i.document), '') AS client
           FROM inbox i JOIN documents d ON d.id = i.document LEFT JOIN jobs j ON j.document = i.document
           ${where} ORDER BY ${INBOX_ORDER[sort]} LIMIT ? OFFSET ?`,
        )
        .all(...kinds, limit, offset)
      return {
        rows: records.map((row) => ({
          ...row,
          said: JSON.parse(row.said) as InboxRow['said'],
          job: row.job === null ? null : (JSON.parse(row.job) as InboxRow['job']),
        })),
        total,
      }
    },

    highestJobNumber(prefix: string, most: number): number {
      // Fifteen digits are exact in JavaScript; anything longer is no number of ours.
      const sql = `SELECT COALESCE(MAX(CAST(digits AS INTEGER)), 0) FROM
          (SELECT SUBSTR(number, LENGTH(@prefix) + 1) AS digits FROM jobs
           WHERE SUBSTR(number, 1, LENGTH(@prefix)) = @prefix)
        WHERE LENGTH(digits) BETWEEN 1 AND 15 AND digits NOT GLOB '*[^0-9]*' AND CAST(digits AS INTEGER) <= @most`
      return db.prepare<{ prefix: string; most: number }, number>(sql).pluck().get({ prefix, most }) ?? 0
    },

    rollUses(roll?: string): RollUse[] {
      const sql = `SELECT roll, COUNT(*) AS cuts, SUM(length_mm) AS lengthMm,
        COUNT(DISTINCT document) AS jobs FROM film_uses
        ${roll === undefined ? "WHERE roll <> ''" : 'WHERE roll = ?'} GROUP BY roll ORDER BY roll`
      return db.prepare<unknown[], RollUse>(sql).all(...(roll === undefined ? [] : [roll]))
    },

    rollCuts(roll: string): RollCut[] {
      const sql = `SELECT j.id, j.number, j.title, COUNT(*) AS cuts, SUM(f.length_mm) AS lengthMm,
          COALESCE((SELECT plate FROM vehicles v WHERE v.id = j.vehicle ORDER BY v.document LIMIT 1), '') AS plate
        FROM film_uses f JOIN jobs j ON j.document = f.document WHERE f.roll = ?
        GROUP BY f.document, j.id ORDER BY j.changed_at DESC, j.id DESC`
      return db
        .prepare<[string], RollCut['job'] & Omit<RollCut, 'job'>>(sql)
        .all(roll)
        .map(({ cuts, lengthMm, ...job }) => ({ job, cuts, lengthMm }))
    },
  }
}

/**
 * What was typed, as FTS5 phrases: each word a quoted phrase whose last token may go on (`AB-1` finds AB-123-CD).
 * Quoting makes operators of the query language plain text. At most eight words: more narrow nothing down.
 */
export function searchWords(typed: string): string[] {
  return typed
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .slice(0, 8)
    .map((word) => `"${word.replaceAll('"', '""')}" *`)
}
