/** What only the log on PostgreSQL has to show: a server that goes away, and two writers at the same moment. */
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { DatabaseProblem } from '../../sync-relay/src/log/postgres-schema.ts'
import { openPostgresLog } from '../../sync-relay/src/log/postgres-log.ts'
import type { PostgresOptions } from '../../sync-relay/src/log/postgres-connection.ts'
import type { PostgresLog } from '../../sync-relay/src/log/postgres-log.ts'
import { append, asked, bytesOf, changes, commit, cursorOf, load, submit } from '../contracts/relay-log.ts'
import { startPostgres, whyNoPostgres } from './support/postgres.ts'
import type { PostgresServer } from './support/postgres.ts'

const title = `PostgreSQL${whyNoPostgres === null ? '' : ` (skipped: ${whyNoPostgres})`}`

describe.skipIf(whyNoPostgres !== null)(title, () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.stop())

  async function open(address: string, options?: PostgresOptions): Promise<PostgresLog> {
    const log = await openPostgresLog(address, options)
    onTestFinished(async () => {
      await log.close()
    })
    return log
  }

  async function session(address: string): Promise<pg.Client> {
    const client = new pg.Client(address)
    client.on('error', () => {})
    await client.connect()
    onTestFinished(() => client.end().catch(() => {}))
    return client
  }

  test('a feed never passes a commit that is still under way', async () => {
    const address = await server.database()
    const log = await open(address)
    const { cursor: start } = await changes(log, 0)
    // The slow commit holds its cursor, uncommitted, while a quick one on another document arrives.
    const slow = await session(address)
    await slow.query('BEGIN')
    const one = (name: string) => [[name], [0], Buffer.of(1), [1], [2768625435], [], [], []]
    const text = 'SELECT given::float8 FROM rpma_relay.append($1, $2, $3, $4, $5, $6, $7, $8, $9)'
    const slowCursor = (await slow.query(text, ['slow', ...one('job/slow')])).rows[0].given as number
    const quick = submit(log, append('job/quick', [1], 0))
    let quickDone = false
    void quick.then(() => (quickDone = true))
    await expect.poll(() => waitingFor(server, address)).toBe(1)
    expect(quickDone).toBe(false)
    expect(await changes(log, start)).toMatchObject({ documents: [], cursor: start })
    await slow.query('COMMIT')
    const quickCursor = cursorOf((await quick)[0])
    expect(quickCursor).toBeGreaterThan(slowCursor)
    expect((await changes(log, start)).documents).toEqual(['job/slow', 'job/quick'])
  })

  test('[F25] who judged against a state that another is just replacing waits, and is stale', async () => {
    const address = await server.database()
    const log = await open(address)
    // Rows that exist: that two insert the same one at once is held up by the database itself.
    const [one = 0, two = 0] = await commit(log, ['job/1', 9], ['job/2', 9])
    const slow = await session(address)
    await slow.query('BEGIN')
    const text = 'SELECT given::float8 FROM rpma_relay.append($1, $2, $3, $4, $5, $6, $7, $8, $9)'
    const crcs = [2768625435, 2768625435]
    const lease = [['job/2'], [7], ['theirs']]
    await slow.query(text, ['slow', ['job/1', 'job/2'], [one, two], Buffer.of(1, 1), [1, 1], crcs, ...lease])
    const late = submit(log, append('job/1', [2], one), append('job/2', [2], two, [{ client: 7, device: 'ours' }]))
    await expect.poll(() => waitingFor(server, address)).toBe(1)
    await slow.query('COMMIT')
    expect((await late).map(({ kind }) => kind)).toEqual(['stale', 'stale'])
    expect(bytesOf(await load(log, 'job/1'))).toEqual([[9], [1]])
    expect((await load(log, 'job/2')).leases).toEqual([{ client: 7, device: 'theirs' }])
  })

  test('[F25] a thousand commits of four relays at once: the feed misses none, every document is in order', async () => {
    const address = await server.database()
    const logs = await Promise.all([1, 2, 3, 4].map(() => open(address, { poolSize: 2 })))
    const committed = new Map<string, number[]>()
    let writing = true
    const seen = new Map<string, number>()
    const follow = (async () => {
      // Follows the feed as a device does: what was handed out once is never asked for again.
      for (let since = 0, last = false; ;) {
        const [log] = logs
        if (log === undefined) throw new Error('expected a log')
        const reply = await changes(log, since, 7)
        for (const name of reply.documents) seen.set(name, reply.cursor)
        since = reply.cursor
        if (reply.documents.length === 0 && last) return
        last = !writing
      }
    })()
    await Promise.all(
      logs.map(async (log, relay) => {
        for (let i = 0; i < 250; i++) {
          const names = [`job/${i % 5}`, `job/own-${relay}-${i}`]
          const batch = await Promise.all(
            names.map(async (name) => append(name, [relay, i], (await load(log, name)).through)),
          )
          const answers = await submit(log, ...batch)
          for (const [at, answer] of answers.entries()) {
            if (answer.kind === 'committed') {
              const name = names[at] ?? ''
              committed.set(name, [...(committed.get(name) ?? []), answer.cursor])
            }
          }
        }
      }),
    )
    writing = false
    await follow
    expect([...seen.keys()].toSorted()).toEqual([...committed.keys()].toSorted())
    const all = [...committed.values()].flat()
    expect(new Set(all).size).toBe(all.length)
    for (const name of ['job/0', 'job/4']) {
      const [log] = logs
      const stored = await load(log ?? expect.fail(), name)
      expect(stored.updates).toHaveLength(committed.get(name)?.length ?? 0)
      expect(stored.through).toBe(Math.max(...(committed.get(name) ?? [])))
    }
  })

  test('[F25] a relay that stands still in the middle of a commit holds up nobody', async () => {
    const address = await server.database()
    const log = await open(address)
    await commit(log, ['job/1', 1])
    // All that a relay ever has open between two packets is a question: no transaction, no lock.
    await submit(log, append('job/1', [2], (await load(log, 'job/1')).through))
    const { rows } = await server.sql(
      `SELECT state FROM pg_stat_activity WHERE application_name = 'rpma-relay' AND state LIKE 'idle in transaction%'`,
    )
    expect(rows).toEqual([])
    const other = await open(address)
    expect(await commit(other, ['job/1', 3])).toHaveLength(1)
  })

  test('[F24] the server is killed: commits fail, nothing false is said, and after recovery all goes on', async () => {
    const address = await server.database()
    const log = await open(address, { connectMs: 500 })
    const woken: (string | null)[] = []
    log.onForeignCommit((name) => woken.push(name))
    const acknowledged: number[] = []
    let through = 0
    const storm = (async () => {
      for (let i = 0; ; i++) {
        const [answer] = await submit(log, append('job/1', [i % 256, i >> 8], through))
        through = cursorOf(answer)
        acknowledged.push(i)
      }
    })()
    await expect.poll(() => acknowledged.length).toBeGreaterThan(20)
    const fails = expect(storm).rejects.toThrow(/^io/)
    await server.kill()
    await fails
    await expect(load(log, 'job/1')).rejects.toThrow(/^io/)
    await expect(asked((done) => log.recover(done))).rejects.toThrow(/^io/)
    await server.start()
    const up = Date.now()
    await expect
      .poll(
        () =>
          asked((done) => log.recover(done)).then(
            () => true,
            () => false,
          ),
        { timeout: 20_000 },
      )
      .toBe(true)
    const stored = bytesOf(await load(log, 'job/1')).map(([low = 0, high = 0]) => low + (high << 8))
    // The one under way may have landed; every acknowledged one must have.
    expect(stored.slice(0, acknowledged.length)).toEqual(acknowledged)
    expect(stored.length - acknowledged.length).toBeLessThanOrEqual(1)
    await expect.poll(() => woken, { timeout: 20_000 }).toContain(null)
    expect(Date.now() - up).toBeLessThan(10_000)
    // And the line hears again.
    const other = await open(address)
    await commit(other, ['job/2', 1])
    await expect.poll(() => woken).toContain('job/2')
  })

  test('a listening connection that is cut comes back and says that anything may have changed', async () => {
    const address = await server.database()
    const [log, other] = [await open(address), await open(address)]
    const woken: (string | null)[] = []
    log.onForeignCommit((name) => woken.push(name))
    await server.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      address,
    )
    await expect.poll(() => woken, { timeout: 20_000 }).toEqual([null])
    await expect
      .poll(() =>
        commit(other, ['job/1', 1]).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true)
    await expect.poll(() => woken).toEqual([null, 'job/1'])
  })

  test('the new relay id of one side reaches the others', async () => {
    const address = await server.database()
    const [log, other] = [await open(address), await open(address)]
    const { cursor } = await changes(log, 0)
    const { relay } = await changes(log, cursor + 1)
    expect(log.relayId()).toBe(relay)
    await expect.poll(() => other.relayId()).toBe(relay)
  })

  test('[F16] a cursor out of a skipped stretch betrays a database restored from an old copy', async () => {
    const address = await server.database()
    const log = await open(address)
    await commit(log, ['job/1', 1])
    const { relay, cursor } = await changes(log, 0)
    await open(address) // skips on
    expect((await changes(log, 0)).cursor).toBeGreaterThan(cursor + 1)
    const reply = await changes(log, cursor + 1)
    expect(reply.relay).not.toBe(relay)
    expect(reply.documents).toEqual(['job/1'])
  })

  test('[F10] a damaged row makes its document unreadable, not empty, and leaves the others alone', async () => {
    const address = await server.database()
    const log = await open(address)
    await commit(log, ['job/1', 1, 2, 3], ['job/2', 5])
    await server.sql(`UPDATE rpma_relay.updates SET bytes = '\\x010204' WHERE document = 'job/1'`, address)
    const [damaged, whole] = await Promise.allSettled([load(log, 'job/1'), load(log, 'job/2')])
    expect(damaged).toMatchObject({ status: 'rejected', reason: { message: expect.stringMatching(/^unreadable/) } })
    expect(whole).toMatchObject({ status: 'fulfilled' })
  })

  test('[F12] a document whose rows are gone is unreadable, and so are rows without their document', async () => {
    const address = await server.database()
    const log = await open(address)
    await commit(log, ['job/1', 1], ['job/2', 2])
    await server.sql(`DELETE FROM rpma_relay.updates WHERE document = 'job/1'`, address)
    await server.sql(`DELETE FROM rpma_relay.documents WHERE name = 'job/2'`, address)
    await expect(load(log, 'job/1')).rejects.toThrow(/^unreadable/)
    await expect(load(log, 'job/2')).rejects.toThrow(/^unreadable/)
  })

  test('rows that compaction covered go in small transactions', async () => {
    const address = await server.database()
    const log = await open(address)
    let through = 0
    for (let i = 0; i < 1200; i++) through = cursorOf((await submit(log, append('job/1', [i % 256], through)))[0])
    await asked((done) => log.compact('job/1', Uint8Array.of(12), through, done))
    expect(bytesOf(await load(log, 'job/1'))).toEqual([[12]])
    const count = async () => (await server.sql('SELECT count(*)::int AS n FROM rpma_relay.updates', address)).rows[0].n
    await expect.poll(count).toBe(1)
  })

  test('a statement that takes too long is given up and fails', async () => {
    const address = await server.database()
    const log = await open(address, { statementMs: 300 })
    await commit(log, ['job/1', 1])
    const holder = await session(address)
    await holder.query('BEGIN; SELECT * FROM rpma_relay.clock FOR UPDATE')
    await expect(commit(log, ['job/1', 2])).rejects.toThrow(/^io/)
    await holder.query('ROLLBACK')
    expect(await commit(log, ['job/1', 3])).toHaveLength(1)
    expect(bytesOf(await load(log, 'job/1'))).toEqual([[1], [3]])
  })

  test('five hundred documents asked for at once come each with its own', async () => {
    const address = await server.database()
    const log = await open(address)
    await submit(log, ...Array.from({ length: 500 }, (_, i) => append(`job/${i}`, [i % 256, i >> 8], 0)))
    const all = await Promise.all(Array.from({ length: 500 }, (_, i) => load(log, `job/${i}`)))
    expect(all.map((stored) => bytesOf(stored))).toEqual(Array.from({ length: 500 }, (_, i) => [[i % 256, i >> 8]]))
  })

  test('two relays that open an empty database at once share what one of them made', async () => {
    const address = await server.database()
    const logs = await Promise.all([1, 2, 3, 4].map(() => open(address)))
    expect(new Set(logs.map((log) => log.relayId())).size).toBe(1)
  })

  test('a ping says whether the database answers', async () => {
    const log = await open(await server.database())
    expect(await asked((done) => log.ping(done))).toBe(null)
    await log.close()
    await expect(asked((done) => log.ping(done))).rejects.toThrow(/^io/)
  })

  describe('databases that cannot be used are named and left as they are', () => {
    test.each(['synchronous_commit', 'fsync'])('[F2] with %s off', async (setting) => {
      const address = await server.database()
      if (setting === 'fsync') {
        await server.sql('ALTER SYSTEM SET fsync = off')
        await server.sql('SELECT pg_reload_conf()')
        onTestFinished(async () => {
          await server.sql('ALTER SYSTEM RESET fsync')
          await server.sql('SELECT pg_reload_conf()')
        })
        await expect.poll(async () => (await server.sql('SHOW fsync')).rows[0].fsync).toBe('off')
      } else {
        await server.sql(`ALTER DATABASE ${new URL(address).pathname.slice(1)} SET synchronous_commit = off`)
      }
      await expect(openPostgresLog(address)).rejects.toThrow(new RegExp(`${setting} = off`))
      const { rows } = await server.sql("SELECT 1 FROM pg_namespace WHERE nspname = 'rpma_relay'", address)
      expect(rows).toEqual([])
    })

    test('[F2] a connection whose commits became lazy later stores nothing', async () => {
      const address = await server.database()
      const log = await open(address, { poolSize: 1 })
      await commit(log, ['job/1', 1])
      await server.sql(`ALTER DATABASE ${new URL(address).pathname.slice(1)} SET synchronous_commit = off`)
      await server.sql(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
        address,
      )
      await expect
        .poll(() =>
          commit(log, ['job/1', 2]).then(
            () => 'stored',
            (error: Error) => error.message,
          ),
        )
        .toMatch(/synchronous_commit is off/)
      await expect(asked((done) => log.recover(done))).rejects.toThrow(/synchronous_commit = off/)
      expect(bytesOf(await load(log, 'job/1'))).toEqual([[1]])
    })

    test('a newer schema', async () => {
      const address = await server.database()
      await (await open(address)).close()
      await server.sql("UPDATE rpma_relay.meta SET value = '99' WHERE key = 'schema'", address)
      await expect(openPostgresLog(address)).rejects.toThrow(/newer relay \(schema 99/)
    })

    test('a database that does not exist, a server that does not run', async () => {
      const address = await server.database()
      await expect(openPostgresLog(address.replace(/[^/]*$/, 'nowhere'))).rejects.toThrow(DatabaseProblem)
      const deaf = openPostgresLog('postgres://someone:hush@127.0.0.1:9/log')
      await expect(deaf).rejects.toThrow(DatabaseProblem)
      await expect(deaf).rejects.not.toThrow(/hush/)
    })
  })
})

/** Sessions of that database that wait for a lock. */
async function waitingFor(server: PostgresServer, address: string): Promise<number> {
  await pause(20)
  const { rows } = await server.sql(
    "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    address,
  )
  return rows[0].n as number
}
