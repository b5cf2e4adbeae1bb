/**
 * The log on PostgreSQL: several relays behind a load balancer share it. Rows are the truth, `NOTIFY` only wakes, and
 * the order of a document is decided under its row lock (`postgres-schema.ts`). A connection that breaks during a
 * commit leaves its outcome unknown: that is a failure, and the rooms are loaded again.
 */
import { randomUUID } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { QueryResultRow } from 'pg'
import { MAX_NUMBER_JUMP } from '../../../src/crdt/protocol/index.ts'
import type { ChangesReply } from '../../../src/crdt/protocol/index.ts'
import type { AllocatedNumber, Allocation, Append, Committed, Done, Log, LogFailure, StoredDocument } from './log.ts'
import { codeOf, connectionConfig, end, openPool, problemOf, retried, withClient } from './postgres-connection.ts'
import type { PostgresOptions } from './postgres-connection.ts'
import { openLine } from './postgres-line.ts'
import type { Line } from './postgres-line.ts'
import { createLoader } from './postgres-load.ts'
import { CHANNEL, prepareDatabase, readRelayId, recordOpening } from './postgres-schema.ts'
import { Unreadable } from './unreadable.ts'

export interface PostgresLog extends Log {
  /** Whether the database answers now. */
  ping(done: Done<null>): void
}

const PRUNE_ROWS = 500

/** Rejects with `DatabaseProblem` when the database cannot be used. */
export async function openPostgresLog(url: string, options: PostgresOptions = {}): Promise<PostgresLog> {
  const config = connectionConfig(url, options)
  const pool = openPool(config)
  const side = randomUUID()
  const listeners = new Set<(document: string | null) => void>()
  const tell = (document: string | null): void => {
    for (const listener of [...listeners]) listener(document)
  }
  let relay = ''
  let closing: Promise<void> | null = null
  let line: Line
  try {
    await prepare()
    line = await openLine(config, CHANNEL, side, {
      woken(kind, text) {
        if (kind === 'd') tell(text)
        if (kind === 'r') relay = text
      },
      async listening(client) {
        relay = await readRelayId(client)
      },
      restored: () => tell(null),
    })
  } catch (error) {
    await end(pool)
    throw problemOf(error)
  }

  async function prepare(): Promise<void> {
    await withClient(pool, async (client) => {
      await prepareDatabase(client)
      await recordOpening(client)
      relay = await readRelayId(client)
    })
  }

  async function query<Row extends QueryResultRow>(name: string, text: string, values: unknown[]): Promise<Row[]> {
    return (await pool.query<Row>({ name, text, values })).rows
  }

  async function commit(batch: readonly Append[]): Promise<Committed[]> {
    if (batch.length === 0) return []
    const leases = batch.flatMap(({ document, leases }) => leases.map((lease) => ({ document, ...lease })))
    const values = [
      side,
      batch.map((one) => one.document),
      batch.map((one) => one.after),
      Buffer.concat(batch.map((one) => one.update)),
      batch.map((one) => one.update.length),
      batch.map((one) => crc32(one.update)),
      leases.map((one) => one.document),
      leases.map((one) => one.client),
      leases.map((one) => one.device),
    ]
    const rows = await retried(() => query<{ given: number | null }>('append', APPEND, values))
    if (rows.length !== batch.length) throw new Error(`append: expected ${batch.length} rows, saw ${rows.length}`)
    return rows.map(({ given }) => (given === null ? { kind: 'stale' } : { kind: 'committed', cursor: given }))
  }

  async function compact(document: string, state: Uint8Array, through: number): Promise<null> {
    const values = [document, Buffer.from(state.buffer, state.byteOffset, state.length), crc32(state), through]
    const [row] = await retried(() => query<{ compacted: boolean }>('compact', COMPACT, values))
    if (row?.compacted === true) void prune(document)
    return null
  }

  /** Small transactions, so that vacuum and other commits get their turn. What a crash leaves, the next one removes. */
  async function prune(document: string): Promise<void> {
    try {
      let removed = PRUNE_ROWS
      while (removed === PRUNE_ROWS && closing === null) {
        removed = (await pool.query({ name: 'prune', text: PRUNE, values: [document, PRUNE_ROWS] })).rowCount ?? 0
      }
    } catch {
      // Costs space only.
    }
  }

  async function changes(since: number, limit: number): Promise<ChangesReply> {
    const [row] = await query<Feed>('changes', CHANGES, [since, limit])
    if (row === undefined) throw new Error('changes: expected a row, saw none')
    if (since > row.clock || row.foreign) {
      await rename(row.relay)
      return changes(0, limit)
    }
    relay = row.relay
    const documents = row.documents ?? []
    const last = documents.length === limit ? documents.at(-1)?.[1] : undefined
    return { relay, cursor: last ?? row.clock, documents: documents.map(([name]) => name) }
  }

  /** Unless another relay was faster. */
  async function rename(old: string): Promise<void> {
    await query('rename', RENAME, [old, randomUUID(), side])
    relay = await readRelayId(pool)
  }

  async function allocate(series: string, request: string, atLeast: number): Promise<Allocation> {
    const values = [series, request, atLeast, MAX_NUMBER_JUMP]
    const [row] = await retried(() => query<{ given: boolean; answer: number }>('allocate', ALLOCATE, values))
    if (row === undefined) throw new Error('allocate: expected a number, saw none')
    return row.given ? { kind: 'given', number: row.answer } : { kind: 'too-far', highest: row.answer }
  }

  const loader = createLoader((names, afters) => query('load', LOAD, [names, afters]))

  // In the order of the calls; a commit that waits here could not have started earlier without overtaking.
  let turn: Promise<unknown> = Promise.resolve()
  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const mine = turn.then(run, run)
    turn = mine
    return mine
  }

  function answer<T>(done: Done<T>, work: Promise<T>): void {
    work.then(
      (value) => done({ ok: true, value }),
      (error: unknown) => done({ ok: false, failure: failureOf(error) }),
    )
  }

  return {
    commit: (batch, done) =>
      answer(
        done,
        inTurn(() => commit(batch)),
      ),
    load: (document, done) => answer<StoredDocument>(done, loader(document, 0)),
    loadAfter: (document, cursor, done) => answer<StoredDocument>(done, loader(document, cursor)),
    isShared: true,
    onForeignCommit(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    compact: (document, state, through, done) => answer(done, compact(document, state, through)),
    changes: (since, limit, done) => answer(done, changes(since, limit)),
    allocate: (series, request, atLeast, done) => answer(done, allocate(series, request, atLeast)),
    numbers: (done) => answer(done, query<AllocatedNumber>('numbers', NUMBERS, [])),
    relayId: () => relay,
    recover: (done) =>
      answer(
        done,
        inTurn(() => prepare()).then(() => null),
      ),
    ping: (done) =>
      answer(
        done,
        query('ping', 'SELECT 1', []).then(() => null),
      ),
    close() {
      closing ??= turn
        .catch(() => {})
        .then(async () => {
          await line.close()
          await end(pool)
        })
      return closing
    },
  }
}

interface Feed {
  readonly relay: string
  readonly clock: number
  readonly foreign: boolean
  readonly documents: [name: string, cursor: number][] | null
}

const APPEND = 'SELECT given::float8 AS given FROM rpma_relay.append($1, $2, $3, $4, $5, $6, $7, $8, $9) ORDER BY place'
const COMPACT = 'SELECT rpma_relay.compact($1, $2, $3, $4) AS compacted'
const PRUNE = `
  DELETE FROM rpma_relay.updates WHERE document = $1 AND cursor IN (
    SELECT u.cursor FROM rpma_relay.updates u JOIN rpma_relay.documents d ON d.name = u.document
    WHERE u.document = $1 AND u.cursor < d.base ORDER BY u.cursor LIMIT $2
  )`
/** One statement: the clock and the documents are of the same moment. */
const CHANGES = `
  SELECT
    (SELECT value FROM rpma_relay.meta WHERE key = 'relay') AS relay,
    (SELECT cursor::float8 FROM rpma_relay.clock) AS clock,
    EXISTS (SELECT 1 FROM rpma_relay.openings WHERE after < $1 AND $1 < upto) AS foreign,
    (SELECT json_agg(json_build_array(name, cursor) ORDER BY cursor) FROM (
      SELECT name, cursor FROM rpma_relay.documents WHERE cursor > $1::bigint ORDER BY cursor LIMIT $2
    ) changed) AS documents`
const RENAME = `
  WITH renamed AS (
    UPDATE rpma_relay.meta SET value = $2 WHERE key = 'relay' AND value = $1 RETURNING value
  )
  SELECT pg_notify('${CHANNEL}', $3 || ':r:' || value) FROM renamed`
const ALLOCATE = 'SELECT given, answer::float8 AS answer FROM rpma_relay.allocate($1, $2, $3, $4)'
const NUMBERS =
  'SELECT series, request, number::float8 AS number FROM rpma_relay.numbers ORDER BY series COLLATE "C", number'
const LOAD = `
  SELECT asked.name, d.cursor::float8 AS through, d.base::float8 AS base, u.body, u.rows, l.leases
  FROM unnest($1::text[], $2::bigint[]) AS asked (name, after)
  LEFT JOIN rpma_relay.documents d ON d.name = asked.name
  CROSS JOIN LATERAL (
    SELECT string_agg(u.bytes, ''::bytea ORDER BY u.cursor) AS body,
      json_agg(json_build_array(u.cursor, length(u.bytes), u.crc32) ORDER BY u.cursor) AS rows
    FROM rpma_relay.updates u
    WHERE u.document = asked.name AND u.cursor > asked.after AND u.cursor >= coalesce(d.base, 0)
  ) u
  CROSS JOIN LATERAL (
    SELECT json_agg(json_build_array(client, device)) AS leases
    FROM rpma_relay.leases WHERE document = asked.name
  ) l`

export function failureOf(error: unknown): LogFailure {
  const code = codeOf(error)
  const text = error instanceof Error && error.message !== '' ? error.message : String(error)
  const message = code === '' ? text : `${code}: ${text}`
  // Class XX: the server found its own files damaged. 53100: its disk is full.
  if (error instanceof Unreadable || code === 'XX001' || code === 'XX002') return { kind: 'unreadable', message }
  return { kind: code === '53100' ? 'full' : 'io', message }
}
