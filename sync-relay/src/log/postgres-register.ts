/** The register on PostgreSQL, shared by the relays on one log. See `trust/register.ts` for what it promises. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { QueryResultRow } from 'pg'
import type { AuditEntry, QuarantineItem } from '../../../src/crdt/protocol/index.ts'
import { connectionConfig, end, openPool, problemOf, retried, withClient } from './postgres-connection.ts'
import type { PostgresOptions } from './postgres-connection.ts'
import { openLine } from './postgres-line.ts'
import type { Line } from './postgres-line.ts'
import { TRUST_CHANNEL } from './postgres-register-schema.ts'
import { prepareDatabase } from './postgres-schema.ts'
import { auditBook, MAX_AUDIT_ROWS, QUARANTINE_OVERHEAD_BYTES, storedPairing } from '../trust/register.ts'
import type { Register, StoredEntry, StoredGrant } from '../trust/register.ts'

interface Asked {
  readonly key: string
  readonly expiresAt: number
  readonly answer: (isFirst: boolean) => void
  readonly fail: (error: unknown) => void
}

/** Rejects with `DatabaseProblem` when the database cannot be used. */
export async function openPostgresRegister(url: string, options: PostgresOptions = {}): Promise<Register> {
  const config = connectionConfig(url, options)
  const pool = openPool(config)
  const side = randomUUID()
  const listeners = new Set<() => void>()
  const tell = (): void => {
    for (const listener of [...listeners]) listener()
  }
  let closing: Promise<void> | null = null
  let line: Line
  try {
    await withClient(pool, async (client) => {
      await prepareDatabase(client)
      const secret = randomBytes(32).toString('base64')
      await client.query("INSERT INTO rpma_relay.meta VALUES ('secret', $1) ON CONFLICT DO NOTHING", [secret])
    })
    line = await openLine(config, TRUST_CHANNEL, side, { woken: tell, restored: tell })
  } catch (error) {
    await end(pool)
    throw problemOf(error)
  }

  const rows = async <Row extends QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> =>
    (await retried(() => pool.query<Row>(text, values))).rows
  const changed = async (text: string, values: unknown[]): Promise<number> =>
    (await retried(() => pool.query(text, values))).rowCount ?? 0
  const first = async <Row extends QueryResultRow>(text: string, values: unknown[] = []): Promise<Row | null> =>
    (await rows<Row>(text, values))[0] ?? null

  let asked: Asked[] = []
  /** Keys asked for in one turn share a commit: a thousand devices that come back at once cost a few of them. */
  async function answerAsked(): Promise<void> {
    const batch = asked
    asked = []
    try {
      // In the order of the keys, so that two relays cannot wait for each other.
      const won = await rows<{ key: string }>(
        `INSERT INTO rpma_relay.used SELECT key, expires_at FROM unnest($1::text[], $2::float8[]) AS u (key, expires_at)
         ORDER BY key COLLATE "C" ON CONFLICT DO NOTHING RETURNING key`,
        [batch.map((one) => one.key), batch.map((one) => one.expiresAt)],
      )
      const unclaimed = new Set(won.map((row) => row.key))
      for (const { key, answer } of batch) answer(unclaimed.delete(key))
    } catch (error) {
      for (const { fail } of batch) fail(error)
    }
  }

  return {
    async secret() {
      const row = await first<{ value: string }>("SELECT value FROM rpma_relay.meta WHERE key = 'secret'")
      if (row === null) throw new Error('expected a secret in rpma_relay.meta, saw none')
      return Uint8Array.from(Buffer.from(row.value, 'base64'))
    },
    membership: (from) =>
      rows<StoredEntry & QueryResultRow>(
        'SELECT entry, signature, received_at AS "receivedAt" FROM rpma_relay.membership WHERE seq >= $1 ORDER BY seq',
        [from],
      ),
    async commit(change) {
      const row = await first<{ done: boolean }>('SELECT rpma_relay.register_change($1, $2) AS done', [
        side,
        JSON.stringify(change),
      ])
      if (row?.done !== true) return 'conflict'
      if (change.membership !== undefined) tell()
      return 'done'
    },
    onMembership(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    grant: (device) => first<StoredGrant & QueryResultRow>(`${GRANTS} WHERE device = $1`, [device]),
    grants: () => rows<StoredGrant & QueryResultRow>(`${GRANTS} ORDER BY device COLLATE "C"`),
    async pairing(id) {
      const row = await first<{ body: unknown }>('SELECT body FROM rpma_relay.pairings WHERE id = $1', [id])
      return row === null ? null : storedPairing.parse(row.body)
    },
    useOnce: (key, expiresAt) =>
      new Promise((answer, fail) => {
        if (asked.push({ key, expiresAt, answer, fail }) === 1) setImmediate(() => void answerAsked())
      }),
    async audit(entries, mergeSince) {
      const full = entries.map((one) => ({
        ...one,
        book: auditBook(one.kind),
        alike: sha256(JSON.stringify([one.kind, one.device, one.document, one.detail])).toString('hex'),
      }))
      const values = [JSON.stringify(full), mergeSince, JSON.stringify(MAX_AUDIT_ROWS)]
      await rows('SELECT rpma_relay.audit_add($1, $2, $3)', values)
    },
    auditPage: (before, limit) =>
      rows<AuditEntry & QueryResultRow>(
        `SELECT seq::float8 AS seq, at, kind, device, document, detail, times::float8 AS times
         FROM rpma_relay.audit WHERE seq < $1 ORDER BY seq DESC LIMIT $2`,
        [before ?? Number.MAX_SAFE_INTEGER, limit],
      ),
    async quarantine({ device, document, update, at }, maxBytes) {
      const row = await first<{ kept: boolean }>(
        'SELECT rpma_relay.quarantine_add($1, $2, $3, $4, $5, $6, $7) AS kept',
        [
          device,
          document,
          sha256(update),
          at,
          Buffer.from(update.buffer, update.byteOffset, update.length),
          QUARANTINE_OVERHEAD_BYTES,
          maxBytes,
        ],
      )
      return row?.kept === true ? 'kept' : 'full'
    },
    quarantined: (limit) =>
      rows<QuarantineItem & QueryResultRow>(`SELECT ${ITEM} FROM rpma_relay.quarantine ORDER BY id LIMIT $1`, [limit]),
    quarantinedWork: (id) =>
      first<QuarantineItem & { update: Uint8Array } & QueryResultRow>(
        `SELECT ${ITEM}, work AS "update" FROM rpma_relay.quarantine WHERE id = $1`,
        [id],
      ),
    dropQuarantined: async (id) => (await changed('DELETE FROM rpma_relay.quarantine WHERE id = $1', [id])) === 1,
    async seen(devices) {
      await changed(
        `INSERT INTO rpma_relay.seen AS s SELECT device, at FROM unnest($1::text[], $2::float8[]) AS u (device, at)
         ORDER BY device COLLATE "C" ON CONFLICT (device) DO UPDATE SET at = greatest(s.at, excluded.at)`,
        [[...devices.keys()], [...devices.values()]],
      )
    },
    async lastSeen() {
      const all = await rows<{ device: string; at: number }>('SELECT device, at FROM rpma_relay.seen')
      return new Map(all.map((row) => [row.device, row.at]))
    },
    async sweep(now, keepPairingsMs) {
      await changed('DELETE FROM rpma_relay.used WHERE expires_at < $1', [now])
      await changed('DELETE FROM rpma_relay.pairings WHERE expires_at < $1', [now - keepPairingsMs])
    },
    close() {
      listeners.clear()
      closing ??= line.close().then(() => end(pool))
      return closing
    },
  }
}

const GRANTS = 'SELECT device, jws AS "grant", epoch::float8 AS epoch, expires_at AS "expiresAt" FROM rpma_relay.grants'
const ITEM = 'id::float8 AS id, device, document, length(work) AS bytes, at'

function sha256(bytes: Uint8Array | string): Buffer {
  return createHash('sha256').update(bytes).digest()
}
