import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { startRelay } from '../../../sync-relay/src/index.ts'
import { StoreFault } from '../../../src/main/store/index.ts'
import { httpBetween, newId, openDesk, tempFolder, until } from './support.ts'

/** A relay's HTTP, answered by hand. */
async function front(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer((request, response) => {
    // A relay that asks nobody who they are.
    if (request.url === '/v1/challenge') json(response, {}, 404)
    else answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => (server.closeAllConnections(), void server.close()))
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const json = (response: ServerResponse, body: unknown, status = 200) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
const health = { status: 'ok', relay: 'R', protocolVersion: 1 }

test('closing never waits for a relay: not one that is silent, nor a poll, nor the pause before the next attempt', async () => {
  const relay = await startRelay({ data: tempFolder(), auth: 'none' })
  onTestFinished(() => relay.close())
  const silent = await front(() => {})
  const dead = 'ws://127.0.0.1:9'
  const a = await openDesk()
  for (const url of [silent, dead, relay.url, silent]) {
    await a.replica.setRelay(url)
    if (url === dead) await until('it is away', async () => (await a.replica.status()).relay.state === 'offline')
    if (url === relay.url) expect(await a.replica.whenLevel(40_000)).toBe(true)
  }
  const waiting = a.replica.whenLevel(3_600_000)
  await a.replica.setRelay(null) // within the time of the test, and not after an hour
  expect(await waiting).toBe(false)
  expect((await a.replica.status()).relay).toEqual({ state: 'none' })
})

test('two changes of relay at once leave one relay, the last, and nothing that still talks to the first', async () => {
  let open = 0
  const first = await front((request, response) => {
    open++
    response.on('close', () => open--)
    if (request.url === '/healthz') json(response, health) // and nothing else is ever answered
  })
  const relay = await startRelay({ data: tempFolder(), auth: 'none' })
  onTestFinished(() => relay.close())
  const a = await openDesk()
  await Promise.all([a.replica.setRelay(first), a.replica.setRelay(relay.url)])
  expect(await a.replica.whenLevel(40_000)).toBe(true)
  expect((await a.store.relayCursor()).relay).toBe(relay.relayId)
  const window = await a.window(`job/${newId()}`)
  await window.set('k')
  await until('synced', a.isSynced)
  expect(open).toBe(0)
})

test('synced is never said of a relay that was not met, and is said offline of the one that acknowledged', async () => {
  const relay = await startRelay({ data: tempFolder(), auth: 'none' })
  const dir = tempFolder()
  const a = await openDesk({ dir, relay: relay.url })
  const job = `job/${newId()}`
  const window = await a.window(job)
  await window.set('k')
  await until('synced', a.isSynced)
  await relay.close()
  await a.close()

  const again = await openDesk({ dir, relay: relay.url })
  await until('it is known to be away', async () => (await again.replica.status()).relay.state === 'offline')
  expect((await again.replica.status()).state).toBe('synced')
  expect((await again.replica.documentStatus(job)).state).toBe('synced')
  await again.replica.setRelay('ws://127.0.0.1:9')
  await until('that one is away too', async () => (await again.replica.status()).relay.state === 'offline')
  expect((await again.replica.status()).state).toBe('local')
  expect((await again.replica.documentStatus(job)).state).toBe('local')
})

test('a relay that refuses us is said to refuse; one that only reads is said to only read', async () => {
  const closed = await front((_request, response) => json(response, { error: 'no' }, 401))
  const a = await openDesk({ relay: closed })
  await until('it is refused', async () => (await a.replica.status()).problem === 'refused')
  expect((await a.replica.status()).relay).toMatchObject({ state: 'refused', code: 401 })

  let full = true
  const real = await startRelay({
    data: tempFolder(),
    auth: 'none',
    recoverMs: 50,
    log: fullLog(await memoryLog(), () => full),
  })
  onTestFinished(() => real.close())
  const b = await openDesk({ relay: real.url })
  const window = await b.window(`job/${newId()}`)
  // Through the socket: it is closed, and nothing but a question by HTTP tells why.
  await until('the socket is open', () => window.live.isConnected)
  await window.set('k')
  await until('it shows', async () => (await b.replica.status()).problem === 'relay-read-only')
  expect((await b.replica.status()).pending.updates).toBe(1)
  full = false
  await until('it is over', b.isSynced)
})

async function memoryLog() {
  const { createMemoryLog } = await import('../../../sync-relay/src/index.ts')
  return createMemoryLog('memory')
}
function fullLog(log: Awaited<ReturnType<typeof memoryLog>>, isFull: () => boolean): typeof log {
  const failure = { ok: false, failure: { kind: 'full', message: 'no room' } } as const
  return {
    ...log,
    commit: (batch, done) => (isFull() ? done(failure) : log.commit(batch, done)),
    recover: (done) => (isFull() ? done(failure) : log.recover(done)),
  }
}

test('a relay that answers nonsense, or another name each time, is not asked without a pause', async () => {
  let asked = 0
  const nonsense = await front((_request, response) => {
    asked++
    json(response, { relay: 7 })
  })
  const a = await openDesk({ relay: nonsense })
  await until('it is called offline', async () => (await a.replica.status()).relay.state === 'offline')
  let met = 0
  const changing = await front((request, response) => {
    if (request.url === '/healthz') met++
    if (request.url === '/healthz') json(response, health)
    else json(response, { relay: `other ${met}`, cursor: 0, documents: [] })
  })
  await a.replica.setRelay(changing)
  const seen = asked
  await until('it was met again', () => met >= 3)
  // Growing pauses, the third of 2.4 s: a loop without them would have met it hundreds of times by now.
  expect(met).toBeLessThan(6)
  expect(asked).toBe(seen)
})

test('an edit saved while the relay is being met is sent, though nothing else happens after', async () => {
  const relay = await startRelay({ data: tempFolder(), auth: 'none' })
  onTestFinished(() => relay.close())
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  let polls = 0
  const url = await httpBetween(relay.http, {
    before: (path) => (path.startsWith('/v1/changes') && ++polls === 1 ? held : undefined),
  })
  const a = await openDesk({ relay: url })
  await until('it has offered what it had, and looks at the feed', () => polls === 1)
  const window = await a.window(`job/${newId()}`)
  await window.set('in between')
  await window.close()
  release()
  await until('synced', a.isSynced, 20_000) // well before the poll that waits ends by itself
})

test('after sleep a poll into a dead connection is given up and the relay met again at once', async () => {
  let polls = 0
  const url = await front((request, response) => {
    if (request.url === '/healthz') return void json(response, health)
    if (!request.url!.startsWith('/v1/changes')) return void json(response, {}, 404)
    polls++
    // The first is answered; the ones that wait are never: the connection slept with the machine.
    if (request.url!.includes('wait=0')) json(response, { relay: 'R', cursor: 0, documents: [] })
  })
  const a = await openDesk({ relay: url })
  await until('it polls', () => polls === 2)
  a.replica.wake()
  await until('it polls anew', () => polls === 4)
  expect((await a.replica.status()).relay.state).toBe('connected')
})

test('[F4] a disk that fails is shown for as long as it does, also when nothing can be read from it any more', async () => {
  const relay = await startRelay({ data: tempFolder(), auth: 'none' })
  onTestFinished(() => relay.close())
  let broken = false
  const fail = () => Promise.reject(new StoreFault({ kind: 'io', fr: '', en: '', detail: '' }))
  const a = await openDesk({
    relay: relay.url,
    wrap: (store) => ({
      ...store,
      append: (...input) => (broken ? fail() : store.append(...input)),
      pending: (...input) => (broken ? fail() : store.pending(...input)),
    }),
  })
  const window = await a.window(`job/${newId()}`)
  await window.set('saved')
  await until('synced', a.isSynced)
  broken = true
  await expect(window.set('not saved')).rejects.toMatchObject({ kind: 'io' })
  await until('everybody is told', () => a.statuses.at(-1)?.problem === 'storage')
  broken = false // what SQLite would not do: the state stays all the same until the data was opened again
  await window.set('later')
  expect((await a.replica.status()).problem).toBe('storage')
})
