/** One opened database file as the log needs it: every call one transaction, failures thrown. See `sqlite-log.ts`. */
import { crc32 } from 'node:zlib'
import { MAX_NUMBER_JUMP } from '../../../src/crdt/protocol/index.ts'
import type { ChangesReply } from '../../../src/crdt/protocol/index.ts'
import type { AllocatedNumber, Allocation, Append, Committed, Lease, LogFailure, StoredDocument } from './log.ts'
import { newRelayId, openDatabase, skipCursors } from './sqlite-schema.ts'
import type { Connection, OpenDatabaseOptions } from '../sqlite-open.ts'
import { Unreadable } from './unreadable.ts'

export type SqliteFile = ReturnType<typeof openSqliteFile>

/**
 * The rows of 'documents' follow their updates at every 64th commit: they lie scattered, and writing them each
 * time costs a quarter of a commit's CPU. Until then memory knows, and an opening finds them again among the updates.
 */
const COMMITS_PER_TOUCH = 64
/** Rows that compaction covered go a few at a time, on the back of commits that happen anyway. */
const PRUNE_ROWS = 64
const FORGOTTEN_PAGES = 8000

type UpdateRow = readonly [cursor: number, bytes: Uint8Array, crc32: number]

/** Throws `DataFolderProblem` when the folder cannot be used. */
export function openSqliteFile(folder: string, options?: OpenDatabaseOptions) {
  const db = openDatabase(folder, options)
  const run = prepare(db)
  let cursor = skipCursors(db)
  let relay = run.relay.get() as string
  /** Cursors that 'documents' does not have yet, in order of change. All are above every cursor that it has. */
  const untold = new Map((run.untold.all() as { name: string; cursor: number }[]).map((row) => [row.name, row.cursor]))
  let commitsUntold = 0
  /** Documents with rows that compaction covered. */
  const wasteful = new Set(run.wasteful.all() as string[])

  function prune(limit: number): void {
    for (const document of wasteful) {
      limit -= run.prune.run(document, document, limit).changes
      if (limit <= 0) return
      wasteful.delete(document)
    }
  }

  /** All of them, always: see `untold`. */
  function tell(): void {
    for (const [document, at] of untold) run.touch.run(document, at)
  }

  const commit = db.transaction((batch: readonly Append[]) => {
    let next = cursor
    const tells = commitsUntold >= COMMITS_PER_TOUCH
    if (tells) tell()
    for (const { document, update, leases } of batch) {
      next++
      run.append.run(next, document, update, crc32(update))
      if (tells) run.touch.run(document, next)
      for (const { client, device } of leases) run.lease.run(document, client, device)
    }
    prune(PRUNE_ROWS)
    return tells
  })
  const compact = db.transaction((document: string, state: Uint8Array, through: number): boolean => {
    const row = run.document.get(document) as { base: number } | undefined
    if (row !== undefined && row.base >= through) return false // compacted beyond it already
    if (run.replace.run(state, crc32(state), through, document).changes === 0) return false
    tell()
    run.rebase.run(through, document)
    wasteful.add(document)
    prune(PRUNE_ROWS)
    return true
  })
  const sweep = db.transaction(() => prune(PRUNE_ROWS))
  const tellAll = db.transaction(tell)
  const allocate = db.transaction((series: string, request: string, atLeast: number): Allocation => {
    const known = run.number.get(series, request) as number | undefined
    if (known !== undefined) return { kind: 'given', number: known }
    const highest = run.highestNumber.get(series) as number
    if (atLeast > highest + MAX_NUMBER_JUMP) return { kind: 'too-far', highest }
    const number = Math.max(highest, atLeast) + 1
    run.addNumber.run(series, request, number)
    return { kind: 'given', number }
  })
  // No transaction: nobody else has the file, and nothing of ours runs in between.
  const read = (document: string, after: number): StoredDocument => {
    const row = run.document.get(document) as { cursor: number; base: number } | undefined
    const through = untold.get(document) ?? row?.cursor
    if (through === undefined) {
      if (run.anyRow.get(document) !== undefined) throw new Unreadable(`${document}: expected no rows, saw some`)
      return { updates: [], through: 0, leases: [] }
    }
    const base = row?.base ?? 0
    const from = Math.max(after, base - 1)
    const rows = run.rows.all(document, from) as UpdateRow[]
    const updates = rows.map(([cursor, bytes, crc]) => {
      if (crc32(bytes) !== crc) throw new Unreadable(`${document}: row ${cursor} is damaged`)
      return bytes
    })
    // A document whose rows are gone is damaged, not new [F12].
    const [first, last] = [rows[0]?.[0] ?? from, rows.at(-1)?.[0] ?? from]
    if (after < through && last !== through) throw new Unreadable(`${document}: ends at ${last}, expected ${through}`)
    if (after < base && first !== base) throw new Unreadable(`${document}: begins at ${first}, expected ${base}`)
    return { updates, through, leases: run.leases.all(document) as Lease[] }
  }

  return {
    commit(batch: readonly Append[]): Committed[] {
      const told = restoring(() => commit.immediate(batch))
      if (told) forget()
      else {
        commitsUntold++
        batch.forEach(({ document }, i) => {
          untold.delete(document) // so that the order stays that of change
          untold.set(document, cursor + i + 1)
        })
      }
      const committed = batch.map((_, i) => ({ kind: 'committed' as const, cursor: cursor + i + 1 }))
      cursor += batch.length
      return committed
    },
    /** What was committed after `after`; see `Log.loadAfter`. */
    read,
    compact(document: string, state: Uint8Array, through: number): null {
      if (restoring(() => compact.immediate(document, state, through))) forget()
      return null
    },
    /** There are rows that compaction covered. */
    wasteful: () => wasteful.size > 0,
    /** Removes some of them. True when there are more. */
    sweep(): boolean {
      if (wasteful.size > 0) restoring(() => sweep.immediate())
      return wasteful.size > 0
    },
    /** The caller checkpoints now and then, between commits; SQLite itself only when it was forgotten. */
    checkpointByHand: () => void db.pragma(`wal_autocheckpoint = ${FORGOTTEN_PAGES}`),
    checkpoint: () => void db.pragma('wal_checkpoint(PASSIVE)'),
    changes(since: number, limit: number): ChangesReply {
      if (since > cursor || run.neverHandedOut.get(since, since) !== undefined) {
        const renewed = newRelayId()
        run.setRelay.run(renewed)
        relay = renewed
        since = 0
      }
      const rows = changed(since, limit)
      const full = rows.length === limit
      return { relay, cursor: full ? (rows.at(-1)?.cursor ?? cursor) : cursor, documents: rows.map((row) => row.name) }
    },
    allocate: (series: string, request: string, atLeast: number): Allocation =>
      allocate.immediate(series, request, atLeast),
    numbers: (): AllocatedNumber[] => run.numbers.all() as AllocatedNumber[],
    relayId: () => relay,
    close(): void {
      try {
        if (untold.size > 0) tellAll.immediate()
      } catch {
        // The next opening finds them among the updates.
      }
      db.close()
    },
  }

  function forget(): void {
    untold.clear()
    commitsUntold = 0
  }

  function changed(since: number, limit: number): { name: string; cursor: number }[] {
    const found: { name: string; cursor: number }[] = []
    for (let from = since; found.length < limit;) {
      const page = run.changes.all(from, limit) as { name: string; cursor: number }[]
      found.push(...page.filter((row) => !untold.has(row.name)))
      if (page.length < limit) break
      from = page.at(-1)?.cursor ?? from
    }
    for (const [name, at] of untold) if (at > since) found.push({ name, cursor: at })
    return found.slice(0, limit)
  }

  /** A transaction that failed has undone its removals: they are to be done again. */
  function restoring<T>(write: () => T): T {
    const before = [...wasteful]
    try {
      return write()
    } catch (error) {
      for (const document of before) wasteful.add(document)
      throw error
    }
  }
}

function prepare(db: Connection) {
  return {
    relay: db.prepare("SELECT value FROM meta WHERE key = 'relay'").pluck(),
    setRelay: db.prepare("UPDATE meta SET value = ? WHERE key = 'relay'"),
    append: db.prepare('INSERT INTO updates (cursor, document, bytes, crc32) VALUES (?, ?, ?, ?)'),
    touch: db.prepare(
      'INSERT INTO documents (name, cursor) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET cursor = excluded.cursor',
    ),
    lease: db.prepare('INSERT INTO leases (document, client, device) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
    leases: db.prepare('SELECT client, device FROM leases WHERE document = ?'),
    untold: db.prepare(
      'SELECT document AS name, max(cursor) AS cursor FROM updates ' +
        'WHERE cursor > (SELECT coalesce(max(cursor), 0) FROM documents) GROUP BY document ORDER BY 2',
    ),
    document: db.prepare('SELECT cursor, base FROM documents WHERE name = ?'),
    anyRow: db.prepare('SELECT 1 FROM updates WHERE document = ? LIMIT 1').pluck(),
    rows: db
      .prepare('SELECT cursor, bytes, crc32 FROM updates WHERE document = ? AND cursor > ? ORDER BY cursor')
      .raw(),
    replace: db.prepare('UPDATE updates SET bytes = ?, crc32 = ? WHERE cursor = ? AND document = ?'),
    rebase: db.prepare('UPDATE documents SET base = ? WHERE name = ?'),
    prune: db.prepare(
      'DELETE FROM updates WHERE cursor IN (SELECT cursor FROM updates WHERE document = ? AND cursor < ' +
        '(SELECT base FROM documents WHERE name = ?) ORDER BY cursor LIMIT ?)',
    ),
    wasteful: db
      .prepare(
        'SELECT name FROM documents WHERE base > 0 AND ' +
          'EXISTS (SELECT 1 FROM updates WHERE document = name AND updates.cursor < base)',
      )
      .pluck(),
    changes: db.prepare('SELECT name, cursor FROM documents WHERE cursor > ? ORDER BY cursor LIMIT ?'),
    neverHandedOut: db.prepare('SELECT 1 FROM openings WHERE after < ? AND ? < upto').pluck(),
    number: db.prepare('SELECT number FROM numbers WHERE series = ? AND request = ?').pluck(),
    highestNumber: db.prepare('SELECT coalesce(max(number), 0) FROM numbers WHERE series = ?').pluck(),
    numbers: db.prepare('SELECT series, request, number FROM numbers ORDER BY series, number'),
    addNumber: db.prepare('INSERT INTO numbers (series, request, number) VALUES (?, ?, ?)'),
  }
}

export function failureOf(error: unknown): LogFailure {
  const message = error instanceof Error ? error.message : String(error)
  const code = (error as { code?: string } | null)?.code ?? ''
  if (error instanceof Unreadable || code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return { kind: 'unreadable', message }
  }
  return { kind: code === 'SQLITE_FULL' ? 'full' : 'io', message: code === '' ? message : `${code}: ${message}` }
}
