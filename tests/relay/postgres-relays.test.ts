/** Two relays on one real PostgreSQL, with stock clients on both [F24, F25]. */
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { decodeBarrierBody, encodeBarrier, MESSAGE } from '../../src/crdt/protocol/index.ts'
import { openPostgresLog } from '../../sync-relay/src/log/postgres-log.ts'
import { load } from '../contracts/relay-log.ts'
import { stockBarrier, stockClient, until } from './support/client.ts'
import { holdCommits } from './support/logs.ts'
import type { HeldLog } from './support/logs.ts'
import { startPostgres, whyNoPostgres } from './support/postgres.ts'
import type { PostgresServer } from './support/postgres.ts'
import { relayHere, relayProcess } from './support/relay.ts'
import { scratchFolder } from './support/folder.ts'

const ROOM = 'job/01JD8V4E5RZK3T9QF0W6HX7YBN'
const OTHER = 'job/01JD8V4E5RZK3T9QF0W6HX7YBP'
/** What is promised for devices after the database is back [F24]. */
const HEALED_MS = 10_000

const facts = (doc: Y.Doc): Record<string, unknown> => doc.getMap('facts').toJSON()

/** Edits one fact after the other; `safe` are those that the relay acknowledged. */
function editor(provider: WebsocketProvider, name: string) {
  const safe: string[] = []
  const echoes = new Map<number, () => void>()
  provider.messageHandlers[MESSAGE.barrier] = (_encoder, decoder) => echoes.get(decodeBarrierBody(decoder))?.()
  let running = true
  const ended = (async () => {
    for (let i = 1; running; i++) {
      const socket = provider.ws
      // Only what goes out on an open, synced socket is told apart from what the next diff carries.
      if (socket === null || socket.readyState !== 1 || !provider.synced) {
        await pause(20)
        continue
      }
      provider.doc.getMap('facts').set(`${name}-${i}`, i)
      const echoed = new Promise<boolean>((resolve) => {
        const closed = (): void => resolve(false)
        socket.addEventListener('close', closed)
        echoes.set(i, () => {
          socket.removeEventListener('close', closed)
          resolve(true)
        })
      })
      socket.send(encodeBarrier(i) as Uint8Array<ArrayBuffer>)
      if (await echoed) safe.push(`${name}-${i}`)
      await pause(2)
    }
  })()
  return {
    safe,
    async stop(): Promise<void> {
      running = false
      await ended
    },
  }
}

const title = `two relays on PostgreSQL${whyNoPostgres === null ? '' : ` (skipped: ${whyNoPostgres})`}`
describe.skipIf(whyNoPostgres !== null)(title, () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.stop())

  test('clients of both converge, those that come later find everything, and the feed of each names both', async () => {
    const address = await server.database()
    const [a, b] = [
      await relayHere({ log: await openPostgresLog(address) }),
      await relayHere({ log: await openPostgresLog(address) }),
    ]
    expect(a.relayId).toBe(b.relayId)
    const [ana, joe] = [stockClient(a.url, ROOM), stockClient(b.url, ROOM)]
    await until(() => ana.synced && joe.synced)
    for (let i = 0; i < 50; i++) {
      ana.doc.getMap('facts').set(`ana-${i}`, i)
      joe.doc.getMap('facts').set(`joe-${i}`, i)
      ana.doc.getText('notes').insert(0, 'a')
      if (i % 5 === 0) await pause(3)
    }
    joe.doc.getText('notes').delete(0, joe.doc.getText('notes').length)
    await Promise.all([stockBarrier(ana, 1), stockBarrier(joe, 1)])
    await until(() => Object.keys(facts(ana.doc)).length === 100 && Object.keys(facts(joe.doc)).length === 100)
    await until(() => ana.doc.getText('notes').toJSON() === joe.doc.getText('notes').toJSON())
    const late = stockClient(b.url, ROOM)
    await until(() => Object.keys(facts(late.doc)).length === 100)
    expect(facts(late.doc)).toEqual(facts(ana.doc))
    for (const relay of [a, b]) {
      const reply = (await (await fetch(`${relay.http}/v1/changes?since=0`)).json()) as { documents: string[] }
      expect(reply.documents).toEqual([ROOM])
    }
  })

  test('[F25] a commit that comes too late is judged again, and both edits stand', async () => {
    const address = await server.database()
    const slow: HeldLog = holdCommits(await openPostgresLog(address))
    const [a, b] = [await relayHere({ log: slow }), await relayHere({ log: await openPostgresLog(address) })]
    const [ana, joe] = [stockClient(a.url, ROOM), stockClient(b.url, ROOM)]
    await until(() => ana.synced && joe.synced)
    ana.doc.getMap('facts').set('ana', 1)
    let acknowledged = false
    void stockBarrier(ana, 1).then(() => (acknowledged = true))
    await until(() => slow.held() === 1)
    joe.doc.getMap('facts').set('joe', 1)
    await stockBarrier(joe, 1)
    expect(acknowledged).toBe(false)
    expect(facts(joe.doc)).toEqual({ joe: 1 })
    // The held one is stale now; what follows it is not held back any more.
    const release = setInterval(() => slow.release(), 5)
    onTestFinished(() => clearInterval(release))
    await until(() => acknowledged)
    await until(() => facts(joe.doc)['ana'] === 1 && facts(ana.doc)['joe'] === 1)
    const metrics = await (await fetch(`${a.http}/metrics`)).text()
    expect(metrics).toMatch(/^\S*stale_commits\S* [1-9]/m)
    const log = await openPostgresLog(address)
    expect((await load(log, ROOM)).updates).toHaveLength(2)
    await log.close()
  })

  test('[F25] a relay that is stopped while the other commits goes on where it is, losing nothing', async () => {
    const address = await server.database()
    const flags = ['--auth', 'none', '--log', 'postgres', '--database-url', address, '--port', '0']
    const [a, b] = [
      await relayProcess(['--data', await scratchFolder(), ...flags]),
      await relayProcess(['--data', await scratchFolder(), ...flags]),
    ]
    const [ana, joe] = [stockClient(a.url, ROOM), stockClient(b.url, ROOM)]
    await until(() => ana.synced && joe.synced)
    const [writing, busy] = [editor(ana, 'ana'), editor(joe, 'joe')]
    await until(() => writing.safe.length > 20 && busy.safe.length > 20)
    for (let round = 0; round < 3; round++) {
      a.child.kill('SIGSTOP')
      const before = busy.safe.length
      // The other one is not held up by whatever the stopped one was doing.
      await until(() => busy.safe.length > before + 30)
      a.child.kill('SIGCONT')
      const resumed = writing.safe.length
      await until(() => writing.safe.length > resumed + 10)
    }
    await Promise.all([writing.stop(), busy.stop()])
    await until(() => JSON.stringify(sorted(ana.doc)) === JSON.stringify(sorted(joe.doc)))
    for (const key of [...writing.safe, ...busy.safe]) expect(facts(joe.doc)).toHaveProperty(key)
    await expectStored(address, ROOM, [...writing.safe, ...busy.safe])
  })

  test('[F24] the database is killed under load: nothing acknowledged is lost, and devices heal', async () => {
    const address = await server.database()
    const [a, b] = [
      await relayHere({ log: await openPostgresLog(address) }),
      await relayHere({ log: await openPostgresLog(address) }),
    ]
    const places = [
      [a, ROOM],
      [b, ROOM],
      [a, OTHER],
      [b, OTHER],
    ] as const
    const clients = places.map(([relay, room]) => stockClient(relay.url, room))
    await until(() => clients.every((client) => client.synced))
    const editors = clients.map((client, i) => editor(client, `client${i}`))
    for (let round = 0; round < 2; round++) {
      const safe = editors.map((one) => one.safe.length)
      await until(() => editors.every((one, i) => one.safe.length > (safe[i] ?? 0) + 30))
      await server.kill()
      // They go on working without it.
      clients.forEach(({ doc }, i) => doc.getMap('facts').set(`offline-${i}-${round}`, round))
      await pause(500)
      const silent = editors.map((one) => one.safe.length)
      await pause(300)
      expect(editors.map((one) => one.safe.length)).toEqual(silent)
      await server.start()
      await expect
        .poll(() => editors.every((one, i) => one.safe.length > (silent[i] ?? 0)), { timeout: HEALED_MS })
        .toBe(true)
    }
    await Promise.all(editors.map((one) => one.stop()))
    const same = (i: number, j: number) =>
      JSON.stringify(sorted(clients[i]?.doc ?? new Y.Doc())) === JSON.stringify(sorted(clients[j]?.doc ?? new Y.Doc()))
    await until(() => same(0, 1) && same(2, 3))
    const [one = [], two = [], three = [], four = []] = editors.map((each) => each.safe)
    await expectStored(address, ROOM, [...one, ...two, 'offline-0-0', 'offline-1-1'])
    await expectStored(address, OTHER, [...three, ...four, 'offline-2-0', 'offline-3-1'])
  })
})

async function expectStored(address: string, room: string, keys: readonly string[]): Promise<void> {
  const log = await openPostgresLog(address)
  const stored = await load(log, room)
  await log.close()
  const doc = new Y.Doc()
  for (const update of stored.updates) Y.applyUpdate(doc, update)
  expect(keys.length).toBeGreaterThan(0)
  expect(keys.filter((key) => !doc.getMap('facts').has(key))).toEqual([])
}

function sorted(doc: Y.Doc): [string, unknown][] {
  return Object.entries(facts(doc)).toSorted(([a], [b]) => (a < b ? -1 : 1))
}
