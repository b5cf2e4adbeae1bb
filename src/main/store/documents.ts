/** The rows of documents, their logs, snapshots and pending edits. Bytes in, bytes out; no Yjs here. */
import type { Database } from 'better-sqlite3'
import { crc32 } from 'node:zlib'
import { storeFault } from './problems.ts'

export interface DocumentRecord {
  readonly id: number
  readonly name: string
  readonly firstAt: number
  /** Highest number given to an update of this document, compacted ones included. */
  readonly lastSeq: number
  /** Updates ever appended. */
  readonly updates: number
  /** Updates in the log, that is since the snapshot, and their bytes. */
  readonly logged: number
  readonly loggedBytes: number
  /** CRC-32 over the bytes of the log, in order. */
  readonly logCrc: number
}

export type LogEnd = Pick<DocumentRecord, 'lastSeq' | 'logCrc'>

export interface PendingEdits {
  readonly name: string
  readonly updates: number
  readonly bytes: number
  /** When the oldest was made; null only when `updates` is 0. */
  readonly oldestAt: number | null
  readonly lastLocalSeq: number
  /** False: the relay is a new one, and all of this was acknowledged by the former or came from it. */
  readonly own: boolean
}

const RECORD = `id, name, first_at AS firstAt, last_seq AS lastSeq, updates, logged, logged_bytes AS loggedBytes,
  log_crc AS logCrc`

export type DocumentRows = ReturnType<typeof documentRows>

export function documentRows(db: Database) {
  const byName = db.prepare<[string], DocumentRecord>(`SELECT ${RECORD} FROM documents WHERE name = ?`)
  const names = db.prepare<[], string>('SELECT name FROM documents ORDER BY name').pluck()
  const insert = db.prepare<[string, number]>(
    `INSERT INTO documents (name, first_at, last_seq, updates, logged, logged_bytes, log_crc)
     VALUES (?, ?, 0, 0, 0, 0, 0)`,
  )
  const insertUpdate = db.prepare<[number, number, number, Uint8Array, number]>(
    'INSERT INTO updates (document, at, local, bytes, crc) VALUES (?, ?, ?, ?, ?)',
  )
  const insertPending = db.prepare<[number, number, number, number, number]>(
    'INSERT INTO pending (seq, document, at, updates, bytes) VALUES (?, ?, ?, ?, ?)',
  )
  const count = db.prepare<[number, number, number, number]>(
    `UPDATE documents SET last_seq = ?, updates = updates + 1,
       logged = logged + 1, logged_bytes = logged_bytes + ?, log_crc = ? WHERE id = ?`,
  )
  const snapshot = db.prepare<[number], { state: Uint8Array; crc: number }>(
    'SELECT state, crc FROM snapshots WHERE document = ?',
  )
  const log = db.prepare<[number], { seq: number; bytes: Uint8Array; crc: number }>(
    'SELECT seq, bytes, crc FROM updates WHERE document = ? ORDER BY seq',
  )
  const writeSnapshot = db.prepare<[number, number, Uint8Array, number]>(
    `INSERT INTO snapshots (document, seq, state, crc) VALUES (?, ?, ?, ?)
     ON CONFLICT (document) DO UPDATE SET seq = excluded.seq, state = excluded.state, crc = excluded.crc`,
  )
  const dropLog = db.prepare<[number, number]>('DELETE FROM updates WHERE document = ? AND seq <= ?')
  const resetLogged = db.prepare<[number]>(
    'UPDATE documents SET logged = 0, logged_bytes = 0, log_crc = 0 WHERE id = ?',
  )
  const acknowledge = db.prepare<[string, number]>(
    'DELETE FROM pending WHERE document = (SELECT id FROM documents WHERE name = ?) AND seq <= ?',
  )
  const pendingSql = (where: string) => `
    SELECT d.name, SUM(p.updates) AS updates, SUM(p.bytes) AS bytes, MIN(p.at) AS oldestAt, MAX(p.seq) AS lastLocalSeq,
      MAX(c.seq IS NULL) AS own
    FROM pending p JOIN documents d ON d.id = p.document LEFT JOIN pending_carried c ON c.seq = p.seq ${where} GROUP BY d.id ORDER BY d.name`
  type PendingRow = Omit<PendingEdits, 'own'> & { readonly own: 0 | 1 }
  const pendingAll = db.prepare<[], PendingRow>(pendingSql(''))
  const pendingOne = db.prepare<[string], PendingRow>(pendingSql('WHERE d.name = ?'))
  const pendingLog = db.prepare<
    [string],
    { seq: number; updates: number; bytes: Uint8Array | null; crc: number | null }
  >(
    `SELECT p.seq, p.updates, u.bytes, u.crc FROM pending p JOIN documents d ON d.id = p.document
     LEFT JOIN updates u ON u.seq = p.seq WHERE d.name = ? ORDER BY p.seq`,
  )
  const clearPending = db.prepare('DELETE FROM pending')
  const allPending = db.prepare(`
    INSERT INTO pending (seq, document, at, updates, bytes)
    SELECT d.last_seq, d.id, d.first_at, d.updates,
      d.logged_bytes + COALESCE((SELECT LENGTH(state) FROM snapshots s WHERE s.document = d.id), 0)
    FROM documents d WHERE d.updates > 0`)
  const withOwn = db
    .prepare<[], number>('SELECT DISTINCT document FROM pending WHERE seq NOT IN (SELECT seq FROM pending_carried)')
    .pluck()
  const clearCarried = db.prepare('DELETE FROM pending_carried')
  const carryBut = db.prepare<[string]>(`
    INSERT INTO pending_carried (seq)
    SELECT seq FROM pending WHERE document NOT IN (SELECT value FROM json_each(?))`)

  return {
    byName(name: string): DocumentRecord | undefined {
      const record = byName.get(name)
      if (record && record.name !== name) throw storeFault('corrupt', `${name}: its row says ${record.name}`)
      return record
    },
    names: (): string[] => names.all(),

    create(name: string, at: number): number {
      return Number(insert.run(name, at).lastInsertRowid)
    },

    /** Answers the number given to the update. `after`: the document as it is before. */
    append(after: LogEnd & { readonly id: number }, bytes: Uint8Array, local: boolean, at: number): LogEnd {
      const crc = crc32(bytes)
      const seq = Number(insertUpdate.run(after.id, at, local ? 1 : 0, bytes, crc).lastInsertRowid)
      // A number given twice would let an old acknowledgement cover a new edit.
      if (seq <= after.lastSeq) throw storeFault('corrupt', `update numbered ${seq} after ${after.lastSeq}`)
      const logCrc = crc32(bytes, after.logCrc)
      count.run(seq, bytes.length, logCrc, after.id)
      if (local) insertPending.run(seq, after.id, at, 1, bytes.length)
      return { lastSeq: seq, logCrc }
    },

    /** Snapshot and log in order; throws `corrupt` unless every byte is the one that was written. */
    history(record: DocumentRecord): Uint8Array[] {
      const parts: Uint8Array[] = []
      const state = snapshot.get(record.id)
      if (state) parts.push(checked(state.state, state.crc, `snapshot of ${record.name}`))
      let logCrc = 0
      for (const row of log.iterate(record.id)) {
        parts.push(checked(row.bytes, row.crc, `update ${row.seq} of ${record.name}`))
        logCrc = crc32(row.bytes, logCrc)
      }
      if (logCrc !== record.logCrc) throw storeFault('corrupt', `the log of ${record.name} is not the one written`)
      if (parts.length === 0) throw storeFault('corrupt', `${record.name}: neither snapshot nor log`)
      return parts
    },

    /** New first, then the old goes: in one transaction of the caller. */
    replaceLog(document: number, seq: number, state: Uint8Array): void {
      writeSnapshot.run(document, seq, state, crc32(state))
      dropLog.run(document, seq)
      resetLogged.run(document)
    },

    acknowledge: (name: string, seq: number): void => void acknowledge.run(name, seq),
    pending: (name?: string): PendingEdits[] =>
      (name === undefined ? pendingAll.all() : pendingOne.all(name)).map((row) => ({ ...row, own: row.own === 1 })),

    /** The pending edits one by one; null when any of them is in the log no more, or stands for several. */
    pendingLog(name: string): Uint8Array[] | null {
      const edits: Uint8Array[] = []
      for (const { seq, updates, bytes, crc } of pendingLog.iterate(name)) {
        if (updates !== 1 || bytes === null || crc === null) return null
        edits.push(checked(bytes, crc, `update ${seq} of ${name}`))
      }
      return edits.length === 0 ? null : edits
    },

    /** One row stands for the whole document: what this relay has of it is unknown. */
    everythingPending(): void {
      const own = withOwn.all()
      clearPending.run()
      clearCarried.run()
      allPending.run()
      carryBut.run(JSON.stringify(own))
    },
  }
}

function checked(bytes: Uint8Array, crc: number, what: string): Uint8Array {
  if (crc32(bytes) !== crc) throw storeFault('corrupt', `${what}: checksum does not match`)
  return bytes
}
