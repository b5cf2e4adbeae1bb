import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import * as Y from 'yjs'
import type { Log } from '../../sync-relay/src/log/log.ts'
import { createMemoryLog } from '../../sync-relay/src/log/memory-log.ts'
import { migrateLog } from '../../sync-relay/src/log/migrate-log.ts'
import { migrateRegister } from '../../sync-relay/src/log/migrate-register.ts'
import { migrate } from '../../sync-relay/src/log/migrate.ts'
import { openPostgresLog } from '../../sync-relay/src/log/postgres-log.ts'
import { openSqliteLog } from '../../sync-relay/src/log/sqlite-log.ts'
import { createMemoryRegister } from '../../sync-relay/src/trust/memory-register.ts'
import { openSqliteRegister } from '../../sync-relay/src/trust/sqlite-register.ts'
import { asked, commit, cursorOf, held, load, number, submit } from '../contracts/relay-log.ts'
import { startPostgres, whyNoPostgres } from './support/postgres.ts'
import type { PostgresServer } from './support/postgres.ts'

/** Edits of several clients, deletions among them, one update each. */
function history(clients: number, edits: number, seed = 0): Uint8Array[] {
  const updates: Uint8Array[] = []
  const main = new Y.Doc()
  main.on('update', (update: Uint8Array) => updates.push(update))
  for (let client = 1; client <= clients; client++) {
    const doc = new Y.Doc()
    doc.clientID = client + seed
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(main))
    const text = doc.getText('notes')
    doc.on('update', (update: Uint8Array) => Y.applyUpdate(main, update))
    for (let i = 0; i < edits; i++) {
      if (i % 3 === 2) text.delete(0, 1)
      else text.insert(text.length, `${client}.${i} `)
      doc.getMap('facts').set(`${client}-${i}`, { value: i, said: 'été' })
    }
  }
  return updates
}

async function fill(log: Log, name: string, updates: readonly Uint8Array[]): Promise<number> {
  let { through } = await load(log, name)
  for (const [i, update] of updates.entries()) {
    const leases = i === 0 ? [{ client: 1, device: `device of ${name}` }] : []
    through = cursorOf((await submit(log, { document: name, update, after: through, leases }))[0])
  }
  return through
}

function textOf(updates: readonly Uint8Array[]): unknown {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return [doc.getText('notes').toJSON(), doc.getMap('facts').toJSON()]
}

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'rpma-migrate-'))
  onTestFinished(() => rm(made, { recursive: true, force: true }))
  return made
}

test('every document arrives with its content, deletions and leases, and the numbers with their requests', async () => {
  const [from, to] = [createMemoryLog('a'), createMemoryLog('b')]
  for (let i = 0; i < 5; i++) await fill(from, `job/${i}`, history(3, 10, i))
  for (const [series, request] of [
    ['F2026', 'x'],
    ['F2026', 'y'],
    ['D2026', 'z'],
  ] as const) {
    await number(from, series, request)
  }
  expect(await migrateLog({ from, to })).toEqual({ copied: 5, same: 0, numbers: 3, problems: [] })
  for (let i = 0; i < 5; i++) {
    const [a, b] = [await load(from, `job/${i}`), await load(to, `job/${i}`)]
    expect(textOf(b.updates)).toEqual(textOf(a.updates))
    expect(held(b)).toEqual([{ client: 1, device: `device of job/${i}` }])
  }
  expect(await number(to, 'F2026', 'y')).toBe(2)
  expect(await number(to, 'F2026', 'new')).toBe(3)
})

test('where the numbers jumped, they jump in the target too', async () => {
  const [from, to] = [createMemoryLog('a'), createMemoryLog('b')]
  await number(from, 'F2026', 'x', 40)
  await number(from, 'F2026', 'y', 99_000)
  expect(await migrateLog({ from, to })).toMatchObject({ numbers: 2, problems: [] })
  const numbers = (log: Log) => asked((done) => log.numbers(done))
  expect(await numbers(to)).toEqual(await numbers(from))
})

test('run again it copies nothing; after more edits only what is new', async () => {
  const [from, to] = [createMemoryLog('a'), createMemoryLog('b')]
  const updates = history(3, 10)
  await fill(from, 'job/1', updates.slice(0, -5))
  await fill(from, 'job/2', history(1, 5))
  await number(from, 'F2026', 'x')
  await migrateLog({ from, to })
  const { through } = await load(to, 'job/1')
  expect(await migrateLog({ from, to })).toEqual({ copied: 0, same: 2, numbers: 1, problems: [] })
  expect((await load(to, 'job/1')).through).toBe(through)
  await fill(from, 'job/1', updates.slice(-5))
  expect(await migrateLog({ from, to })).toMatchObject({ copied: 1, same: 1, problems: [] })
  const [before, after] = (await load(to, 'job/1')).updates
  expect(after?.length ?? Infinity).toBeLessThan(before?.length ?? 0)
  expect(textOf((await load(to, 'job/1')).updates)).toEqual(textOf(updates))
})

test('a compacted source and a target that compacted are the same document', async () => {
  const [from, to] = [createMemoryLog('a'), createMemoryLog('b')]
  const updates = history(4, 12)
  const through = await fill(from, 'job/1', updates)
  await migrateLog({ from, to })
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  await asked((done) => from.compact('job/1', Y.encodeStateAsUpdate(doc), through, done))
  expect(await migrateLog({ from, to })).toMatchObject({ copied: 0, same: 1, problems: [] })
})

test('a deletion alone is something to copy', async () => {
  const [from, to] = [createMemoryLog('a'), createMemoryLog('b')]
  const doc = new Y.Doc()
  doc.getText('notes').insert(0, 'all of it')
  await fill(from, 'job/1', [Y.encodeStateAsUpdate(doc)])
  await migrateLog({ from, to })
  let deletion: Uint8Array = Uint8Array.of()
  doc.on('update', (update: Uint8Array) => {
    deletion = update
  })
  doc.getText('notes').delete(0, 4)
  await fill(from, 'job/1', [deletion])
  expect(await migrateLog({ from, to })).toMatchObject({ copied: 1, problems: [] })
  expect(textOf((await load(to, 'job/1')).updates)).toEqual(['of it', {}])
})

describe('a target that holds something else is left alone', () => {
  test('more edits', async () => {
    const [from, to] = [createMemoryLog('a'), createMemoryLog('b')]
    const updates = history(2, 10)
    await fill(from, 'job/1', updates.slice(0, 10))
    await fill(to, 'job/1', updates)
    await fill(from, 'job/2', history(1, 3))
    const { problems, copied } = await migrateLog({ from, to })
    expect(copied).toBe(1)
    expect(problems).toEqual(['job/1: the target holds something that the source does not'])
    expect((await load(to, 'job/1')).updates).toHaveLength(updates.length)
  })

  test('[F31] the same ids with other content, equal state vectors', async () => {
    const said = (text: string): Uint8Array => {
      const doc = new Y.Doc()
      doc.clientID = 9
      doc.getText('notes').insert(0, text)
      return Y.encodeStateAsUpdate(doc)
    }
    const [from, to] = [createMemoryLog('a'), createMemoryLog('b')]
    await fill(from, 'job/1', [said('black')])
    await fill(to, 'job/1', [said('white')])
    expect((await migrateLog({ from, to })).problems).toHaveLength(1)
    expect((await load(to, 'job/1')).updates).toHaveLength(1)
  })

  test('a clientID of another device', async () => {
    const [from, to] = [createMemoryLog('a'), createMemoryLog('b')]
    const [update = new Uint8Array()] = history(1, 1)
    await submit(from, { document: 'job/1', update, after: 0, leases: [{ client: 1, device: 'mine' }] })
    await submit(to, { document: 'job/1', update, after: 0, leases: [{ client: 1, device: 'other' }] })
    expect((await migrateLog({ from, to })).problems).toEqual([
      'job/1: in the target a clientID belongs to another device',
    ])
  })

  test('numbers that went to others', async () => {
    const [from, to] = [createMemoryLog('a'), createMemoryLog('b')]
    await number(from, 'F2026', 'mine')
    await number(to, 'F2026', 'other')
    const { problems, numbers } = await migrateLog({ from, to })
    expect(problems).toHaveLength(1)
    expect(numbers).toBe(0)
    expect(await asked((done) => to.numbers(done))).toHaveLength(1)
  })
})

test('a source whose updates lack predecessors is named and not copied', async () => {
  const [from, to] = [createMemoryLog('a'), createMemoryLog('b')]
  await fill(from, 'job/1', history(1, 5).slice(2))
  expect((await migrateLog({ from, to })).problems).toEqual(['job/1: updates lack predecessors'])
  expect((await load(to, 'job/1')).updates).toEqual([])
})

test('one document alone goes without the numbers; one that does not exist is said', async () => {
  const [from, to] = [createMemoryLog('a'), createMemoryLog('b')]
  await fill(from, 'job/1', history(1, 3))
  await fill(from, 'job/2', history(1, 3))
  await number(from, 'F2026', 'x')
  expect(await migrateLog({ from, to, document: 'job/2' })).toMatchObject({ copied: 1, numbers: 0, problems: [] })
  expect((await load(to, 'job/1')).through).toBe(0)
  expect((await migrateLog({ from, to, document: 'job/9' })).problems).toHaveLength(1)
})

test('interrupted in the middle of a document, the next run completes it', async () => {
  const [from, to] = [createMemoryLog('a'), createMemoryLog('b')]
  const big = Array.from({ length: 6 }, (_, i) => {
    const doc = new Y.Doc()
    doc.clientID = i + 1
    doc.getText(`part ${i}`).insert(0, String(i).repeat(400_000))
    return Y.encodeStateAsUpdate(doc)
  })
  await fill(from, 'job/1', big)
  let commits = 0
  const breaking = {
    ...to,
    commit: ((batch, done) =>
      ++commits === 2
        ? done({ ok: false, failure: { kind: 'io', message: 'gone' } })
        : to.commit(batch, done)) as Log['commit'],
  }
  await expect(migrateLog({ from, to: breaking })).rejects.toThrow(/gone/)
  expect((await load(to, 'job/1')).updates).toHaveLength(1)
  expect(await migrateLog({ from, to })).toMatchObject({ copied: 1, problems: [] })
  expect(await migrateLog({ from, to })).toMatchObject({ same: 1 })
})

test('members, grants and late work move once; the members of another shop are left alone', async () => {
  const [from, to] = [createMemoryRegister(), createMemoryRegister()]
  const entry = (n: number, shop = 's') => ({ entry: `${shop}${n}`, signature: `sig ${n}`, receivedAt: n })
  await from.commit({ membership: { from: 0, entries: [entry(0), entry(1)] } })
  await from.commit({ grant: { device: 'd', grant: 'jws', epoch: 1, expiresAt: 5 } })
  await from.seen(new Map([['d', 7]]))
  await from.quarantine({ device: 'd', document: 'job/1', update: Uint8Array.of(1, 2), at: 3 }, 10_000)
  for (let run = 0; run < 2; run++) expect(await migrateRegister(from, to)).toEqual([])
  expect(await to.membership(0)).toEqual([entry(0), entry(1)])
  expect(await to.grants()).toEqual(await from.grants())
  expect(await to.lastSeen()).toEqual(new Map([['d', 7]]))
  expect(await to.quarantined(10)).toHaveLength(1)
  const other = createMemoryRegister()
  await other.commit({ membership: { from: 0, entries: [entry(0, 'other')] } })
  expect(await migrateRegister(from, other)).toHaveLength(1)
  expect(await other.grants()).toEqual([])
})

test.each([
  ['no target', ['--from', 'a'], 2],
  ['an unknown option', ['--from', 'a', '--to', 'b', '--fast'], 2],
  ['the same place', ['--from', 'a', '--to', './a'], 2],
  ['a password that everyone can read', ['--from', 'a', '--to', 'postgres://user:hush@127.0.0.1/db'], 2],
  ['an address that is not set', ['--from', 'a', '--to', 'postgres'], 2],
  ['a source that is no data folder', ['--from', 'nothing', '--to', 'b'], 1],
])('the command refuses %s', async (_, args, code) => {
  expect(await migrate(args, {}, await folder())).toBe(code)
})

const title = `to PostgreSQL and back${whyNoPostgres === null ? '' : ` (skipped: ${whyNoPostgres})`}`
describe.skipIf(whyNoPostgres !== null)(title, () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.stop())

  test('a relay’s folder moves to PostgreSQL and into another folder, by the command', async () => {
    const [first, last] = [await folder(), await folder()]
    const database = await server.database()
    const log = openSqliteLog(first)
    for (let i = 0; i < 20; i++) await fill(log, `job/${i}`, history(2, 6, i))
    await number(log, 'F2026', 'x')
    await log.close()
    const register = openSqliteRegister(first)
    await register.commit({ membership: { from: 0, entries: [{ entry: 'e', signature: 's', receivedAt: 1 }] } })
    await register.close()

    expect(await migrate(['--from', first, '--to', database], {}, '/')).toBe(0)
    expect(await migrate(['--from', 'postgres', '--to', last], { RPMA_RELAY_DATABASE_URL: database }, '/')).toBe(0)
    const [before, between, after] = [openSqliteLog(first), await openPostgresLog(database), openSqliteLog(last)]
    for (const name of ['job/0', 'job/19']) {
      const all = await Promise.all([before, between, after].map((one) => load(one, name)))
      const [a, b, c] = all.map((stored) => textOf(stored.updates))
      expect(b).toEqual(a)
      expect(c).toEqual(a)
      const lease = [{ client: 1, device: `device of ${name}` }]
      expect(all.map(held)).toEqual([lease, lease, lease])
    }
    expect(await number(after, 'F2026', 'x')).toBe(1)
    expect(await commit(after, ['job/new', 1])).toHaveLength(1)
    await Promise.all([before.close(), between.close(), after.close()])
    const moved = openSqliteRegister(last)
    expect(await moved.membership(0)).toHaveLength(1)
    await moved.close()
  })
})
