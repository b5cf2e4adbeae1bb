/** Whole relays on one PostgreSQL: log, register and wake-ups behind real doors. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { SYNC } from '../../src/crdt/protocol/index.ts'
import type { ReadyReply } from '../../src/crdt/protocol/index.ts'
import { syncFrame } from '../../sync-relay/src/core/frames.ts'
import { rawClient, stockClient, until } from './support/client.ts'
import { startPostgres, whyNoPostgres } from './support/postgres.ts'
import type { PostgresServer } from './support/postgres.ts'
import { relayHere } from './support/relay.ts'
import { createTestShop } from './support/shop.ts'

const JOB = 'job/01JD8V4E5RZK3T9QF0W6HX7YBN'

describe.skipIf(whyNoPostgres !== null)(`two relays on one PostgreSQL${whyNoPostgres ?? ''}`, () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres()
  }, 120_000)
  afterAll(() => server?.stop())

  test('[F25] what one acknowledged the other passes on', async () => {
    const databaseUrl = await server.database()
    const one = await relayHere({ log: 'postgres', databaseUrl })
    const other = await relayHere({ log: 'postgres', databaseUrl })
    expect(other.relayId).toBe(one.relayId)
    const reader = stockClient(other.url, JOB)
    await until(() => reader.synced)
    const writer = await rawClient(`${one.url}/${JOB}`)
    const doc = new Y.Doc()
    doc.getMap('m').set('a', 1)
    writer.send(syncFrame(SYNC.update, Y.encodeStateAsUpdate(doc)))
    expect(await writer.barrier(1)).toBe(true)
    await until(() => reader.doc.getMap('m').get('a') === 1)
  })

  test('[F46] a session of one holds at the other, and a revocation at one cuts the device off at the other', async () => {
    const databaseUrl = await server.database()
    const one = await relayHere({ auth: 'grants', log: 'postgres', databaseUrl })
    const other = await relayHere({ auth: 'grants', log: 'postgres', databaseUrl })
    const shop = createTestShop()
    const tablet = shop.admit('technician')
    const session = await shop.openSession(one.http, tablet)
    await until(() => true)
    let client = await rawClient(`${other.url}/${JOB}`, session)
    while (!(await client.barrier(1))) client = await rawClient(`${other.url}/${JOB}`, session) // the list is on its way
    shop.revoke(tablet)
    await shop.push(one.http)
    expect((await client.closed).code).toBe(4403)
  })

  test('[F24] without the database a relay is alive and not ready; with it again, it is', async () => {
    const databaseUrl = await server.database()
    const relay = await relayHere({ log: 'postgres', databaseUrl })
    const ready = async () => (await (await fetch(`${relay.http}/readyz`)).json()) as ReadyReply
    expect(await ready()).toEqual({ ready: true, reason: null })
    await server.kill()
    while ((await ready()).ready) await until(() => true) // the answer of a second ago
    expect((await fetch(`${relay.http}/healthz`)).status).toBe(200)
    await server.start()
    while (!(await ready()).ready) await until(() => true)
  })
})

test('a database that cannot be reached: a sentence, without the password', async () => {
  const databaseUrl = 'postgres://me:hunter2@127.0.0.1:9/rpma'
  const refused = relayHere({ log: 'postgres', databaseUrl })
  await expect(refused).rejects.toThrow(/./)
  await refused.catch((error: Error) => expect(error.message).not.toContain('hunter2'))
})
