/** The log on SQLite, one file per relay. See `log.ts` for what it promises and `sqlite-schema.ts` for the file. */
import { crc32 } from 'node:zlib'
import type { ChangesReply } from '../../src/crdt/protocol/index.ts'
import type { Committed, Done, Log, LogFailure, Result, StoredDocument } from './log.ts'
import { newRelayId, openDatabase, skipCursors } from './sqlite-schema.ts'
import type { Connection } from './sqlite-schema.ts'

interface UpdateRow {
  readonly cursor: number
  readonly bytes: Uint8Array
  readonly crc32: number
}

/** Throws `DataFolderProblem` when the folder cannot be used. */
export function openSqliteLog(folder: string): Log {
  let file = openFile(folder)
  return {
    commit: (batch, done) => answer(done, () => file.commit(batch)),
    load: (document, done) => answer(done, () => file.load(document)),
    loadAfter: (document, _cursor, done) => answer(done, () => file.load(document)),
    onForeignCommit: () => () => {},
    compact: (document, state, through, done) => answer(done, () => file.compact(document, state, through)),
    changes: (since, limit, done) => answer(done, () => file.changes(since, limit)),
    allocate: (series, request, done) => answer(done, () => file.allocate(series, request)),
    relayId: () => file.relayId(),
    recover: (done) =>
      answer(done, () => {
        file.close()
        file = openFile(folder) // its opening record is the write that proves the disk takes one
        return null
      }),
    close: () => file.close(),
  }
}

function openFile(folder: string) {
  const db = openDatabase(folder)
  const run = prepare(db)
  let cursor = skipCursors(db)
  let relay = run.relay.get() as string

  const commit = db.transaction((batch: Parameters<Log['commit']>[0]) => {
    let next = cursor
    for (const { document, update } of batch) {
      next++
      run.append.run(next, document, update, crc32(update))
      run.touch.run(document, next)
    }
  })
  const compact = db.transaction((document: string, state: Uint8Array, through: number) => {
    const written = run.replace.run(state, crc32(state), through, document)
    if (written.changes !== 1) throw new Error(`compact ${document}: expected a row at ${through}, saw none`)
    run.prune.run(document, through)
  })
  const allocate = db.transaction((series: string, request: string) => {
    const known = run.number.get(series, request) as number | undefined
    if (known !== undefined) return known
    const number = run.nextNumber.get(series) as number
    run.addNumber.run(series, request, number)
    return number
  })

  return {
    commit(batch: Parameters<Log['commit']>[0]): Committed[] {
      commit.immediate(batch)
      const cursors = batch.map((_, i) => ({ kind: 'committed' as const, cursor: cursor + i + 1 }))
      cursor += batch.length
      return cursors
    },
    load(document: string): StoredDocument {
      const rows = run.load.all(document) as UpdateRow[]
      for (const row of rows) {
        if (crc32(row.bytes) !== row.crc32) throw new Unreadable(`${document}: row ${row.cursor} is damaged`)
      }
      const touched = run.touched.get(document) as number | undefined
      const through = rows.at(-1)?.cursor ?? 0
      // A document whose rows are gone is damaged, not new [F12].
      if ((touched ?? 0) !== through) throw new Unreadable(`${document}: ends at ${through}, expected ${touched ?? 0}`)
      return { updates: rows.map((row) => row.bytes), through, leases: [] }
    },
    compact(document: string, state: Uint8Array, through: number): null {
      compact.immediate(document, state, through)
      return null
    },
    changes(since: number, limit: number): ChangesReply {
      if (since > cursor || run.neverHandedOut.get(since, since) !== undefined) {
        const renewed = newRelayId()
        run.setRelay.run(renewed)
        relay = renewed
        since = 0
      }
      const rows = run.changes.all(since, limit) as { name: string; cursor: number }[]
      const full = rows.length === limit
      return { relay, cursor: full ? (rows.at(-1)?.cursor ?? cursor) : cursor, documents: rows.map((row) => row.name) }
    },
    allocate: (series: string, request: string): number => allocate.immediate(series, request),
    relayId: () => relay,
    close: () => void db.close(),
  }
}

class Unreadable extends Error {}

function prepare(db: Connection) {
  return {
    relay: db.prepare("SELECT value FROM meta WHERE key = 'relay'").pluck(),
    setRelay: db.prepare("UPDATE meta SET value = ? WHERE key = 'relay'"),
    append: db.prepare('INSERT INTO updates (cursor, document, bytes, crc32) VALUES (?, ?, ?, ?)'),
    touch: db.prepare(
      'INSERT INTO documents (name, cursor) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET cursor = excluded.cursor',
    ),
    touched: db.prepare('SELECT cursor FROM documents WHERE name = ?').pluck(),
    load: db.prepare('SELECT cursor, bytes, crc32 FROM updates WHERE document = ? ORDER BY cursor'),
    replace: db.prepare('UPDATE updates SET bytes = ?, crc32 = ? WHERE cursor = ? AND document = ?'),
    prune: db.prepare('DELETE FROM updates WHERE document = ? AND cursor < ?'),
    changes: db.prepare('SELECT name, cursor FROM documents WHERE cursor > ? ORDER BY cursor LIMIT ?'),
    neverHandedOut: db.prepare('SELECT 1 FROM openings WHERE after < ? AND ? < upto').pluck(),
    number: db.prepare('SELECT number FROM numbers WHERE series = ? AND request = ?').pluck(),
    nextNumber: db.prepare('SELECT coalesce(max(number), 0) + 1 FROM numbers WHERE series = ?').pluck(),
    addNumber: db.prepare('INSERT INTO numbers (series, request, number) VALUES (?, ?, ?)'),
  }
}

function answer<T>(done: Done<T>, run: () => T): void {
  let result: Result<T>
  try {
    result = { ok: true, value: run() }
  } catch (error) {
    result = { ok: false, failure: failureOf(error) }
  }
  done(result)
}

function failureOf(error: unknown): LogFailure {
  const message = error instanceof Error ? error.message : String(error)
  const code = (error as { code?: string } | null)?.code ?? ''
  if (error instanceof Unreadable || code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return { kind: 'unreadable', message }
  }
  return { kind: code === 'SQLITE_FULL' ? 'full' : 'io', message: code === '' ? message : `${code}: ${message}` }
}
