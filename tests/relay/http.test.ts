import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import {
  CLOSE,
  decodeSyncReply,
  encodeSyncRequest,
  LIMITS,
  MAX_NUMBER_JUMP,
  PROTOCOL_VERSION,
  RETRY,
  SYNC,
} from '../../src/crdt/protocol/index.ts'
import type { ChangesReply, HealthReply, NumberReply, SyncRequestEntry } from '../../src/crdt/protocol/index.ts'
import { syncFrame } from '../../sync-relay/src/core/frames.ts'
import { createMemoryLog } from '../../sync-relay/src/index.ts'
import type { Relay } from '../../sync-relay/src/index.ts'
import { rawClient, stockClient, until } from './support/client.ts'
import { failCommits, holdCommits } from './support/logs.ts'
import { relayHere } from './support/relay.ts'

const NOTHING = new Uint8Array()

async function getChanges(relay: Relay, query: string): Promise<ChangesReply> {
  return (await (await fetch(`${relay.http}/v1/changes?${query}`)).json()) as ChangesReply
}

async function postSync(relay: Relay, entries: SyncRequestEntry[]) {
  const body = encodeSyncRequest(entries) as Uint8Array<ArrayBuffer>
  const response = await fetch(`${relay.http}/v1/sync`, { method: 'POST', body })
  expect(response.status).toBe(200)
  return decodeSyncReply(new Uint8Array(await response.arrayBuffer()))
}

function docWith(key: string, value: unknown): Y.Doc {
  const doc = new Y.Doc()
  doc.getMap('m').set(key, value)
  return doc
}

const all = (name: string, doc: Y.Doc): SyncRequestEntry => ({
  name,
  stateVector: Y.encodeStateVector(doc),
  update: Y.encodeStateAsUpdate(doc),
})

describe('changes', () => {
  test('the feed names what changed after the cursor, and only that', async () => {
    const relay = await relayHere()
    await postSync(relay, [all('job/1', docWith('a', 1)), all('shop', docWith('a', 1))])
    const first = await getChanges(relay, 'since=0')
    expect(first).toMatchObject({ relay: relay.relayId, documents: ['job/1', 'shop'] })
    await postSync(relay, [all('job/1', docWith('b', 1))])
    const second = await getChanges(relay, `since=${first.cursor}`)
    expect(second.documents).toEqual(['job/1'])
    expect(second.cursor).toBeGreaterThan(first.cursor)
  })

  test('a long poll answers when something is committed, by whichever door', async () => {
    const relay = await relayHere()
    const { cursor } = await getChanges(relay, 'since=0')
    const waiting = getChanges(relay, `since=${cursor}&wait=30000`)
    const client = await rawClient(`${relay.url}/job/7`)
    client.send(syncFrame(SYNC.step2, Y.encodeStateAsUpdate(docWith('a', 1))))
    expect((await waiting).documents).toEqual(['job/7'])
  })

  test('a long poll without news ends with an empty list and the same cursor', async () => {
    const relay = await relayHere()
    const { cursor } = await getChanges(relay, 'since=0')
    expect(await getChanges(relay, `since=${cursor}&wait=20`)).toEqual({
      relay: relay.relayId,
      cursor,
      documents: [],
    })
  })

  test('[F16] the cursor of another relay is told apart, and costs nobody else anything', async () => {
    const relay = await relayHere()
    await postSync(relay, [all('job/1', docWith('a', 1))])
    const reply = await getChanges(relay, 'since=12345678901&wait=30000&relay=another')
    expect(reply).toMatchObject({ relay: relay.relayId, documents: ['job/1'] })
  })

  test.each(['since=-1', 'since=1.5', 'since=x', 'since=0&wait=-5'])('%s is refused', async (query) => {
    const relay = await relayHere()
    expect((await fetch(`${relay.http}/v1/changes?${query}`)).status).toBe(400)
  })

  test('closing the relay answers waiting polls', async () => {
    const log = createMemoryLog('asked')
    let asked = 0
    const counting = Object.assign(Object.create(log) as typeof log, {
      changes: (...input: Parameters<typeof log.changes>) => {
        asked++
        log.changes(...input)
      },
    })
    const relay = await relayHere({ log: counting })
    const waiting = getChanges(relay, 'since=0&wait=30000')
    await until(() => asked === 1)
    await relay.close()
    expect((await waiting).documents).toEqual([])
  })
})

describe('sync', () => {
  test('a batch goes both ways; sockets hear of it', async () => {
    const relay = await relayHere()
    const reader = stockClient(relay.url, 'job/1')
    await until(() => reader.synced)
    const ana = docWith('ana', 1)
    const [one, two] = await postSync(relay, [
      all('job/1', ana),
      { name: 'job/2', stateVector: Y.encodeStateVector(new Y.Doc()), update: NOTHING },
    ])
    expect(one).toMatchObject({ name: 'job/1', accepted: true, stateVector: Y.encodeStateVector(ana) })
    expect(two).toMatchObject({ name: 'job/2', accepted: true, update: Y.encodeStateAsUpdate(new Y.Doc()) })
    await until(() => reader.doc.getMap('m').has('ana'))

    const joe = docWith('joe', 2)
    const [reply] = await postSync(relay, [all('job/1', joe)])
    if (!reply?.accepted) throw new Error('expected to be accepted')
    Y.applyUpdate(joe, reply.update)
    expect(joe.getMap('m').toJSON()).toEqual({ ana: 1, joe: 2 })
  })

  test('asking does not create a document', async () => {
    const relay = await relayHere()
    await postSync(relay, [{ name: 'job/1', stateVector: Y.encodeStateVector(new Y.Doc()), update: NOTHING }])
    expect((await getChanges(relay, 'since=0')).documents).toEqual([])
  })

  test('the answer comes after the commit only', async () => {
    const log = holdCommits(createMemoryLog('slow'))
    const relay = await relayHere({ log })
    let answered = false
    const reply = postSync(relay, [all('job/1', docWith('a', 1))]).then((replies) => {
      answered = true
      return replies
    })
    await until(() => log.held() === 1)
    await fetch(`${relay.http}/healthz`) // a full round trip meanwhile
    expect(answered).toBe(false)
    log.release()
    expect((await reply)[0]?.accepted).toBe(true)
  })

  test('[F23] an update without its predecessors is to be sent again, with the rest; other entries stand', async () => {
    const relay = await relayHere()
    const doc = docWith('a', 1)
    const before = Y.encodeStateVector(doc)
    doc.getMap('m').set('b', 2)
    const late = { name: 'job/1', stateVector: before, update: Y.encodeStateAsUpdate(doc, before) }
    const replies = await postSync(relay, [late, all('job/2', docWith('c', 3))])
    expect(replies[0]).toMatchObject({ accepted: false, code: RETRY.resync })
    expect(replies[1]?.accepted).toBe(true)
    expect((await getChanges(relay, 'since=0')).documents).toEqual(['job/2'])
    expect((await postSync(relay, [all('job/1', doc)]))[0]?.accepted).toBe(true)
  })

  test('[F34] a malformed update or state vector is refused for good, entry by entry', async () => {
    const relay = await relayHere()
    const empty = Y.encodeStateVector(new Y.Doc())
    const replies = await postSync(relay, [
      { name: 'job/1', stateVector: empty, update: Uint8Array.of(1, 2, 3) },
      { name: 'job/2', stateVector: Uint8Array.of(200), update: NOTHING },
      all('job/3', docWith('a', 1)),
    ])
    expect(replies.map((reply) => (reply.accepted ? 0 : reply.code))).toEqual([
      CLOSE.structureRefused,
      CLOSE.structureRefused,
      0,
    ])
  })

  test('an update too big for a frame travels here', async () => {
    const relay = await relayHere()
    const big = docWith('photo', new Uint8Array(3 * LIMITS.maxFrameBytes))
    expect((await postSync(relay, [all('job/1', big)]))[0]?.accepted).toBe(true)
    const [reply] = await postSync(relay, [{ name: 'job/1', stateVector: Uint8Array.of(0), update: NOTHING }])
    if (!reply?.accepted) throw new Error('expected to be accepted')
    const copy = new Y.Doc()
    Y.applyUpdate(copy, reply.update)
    expect(copy.getMap<Uint8Array>('m').get('photo')?.length).toBe(3 * LIMITS.maxFrameBytes)
  })

  test('[F35] a document does not grow above its limit; what it holds stays', async () => {
    const relay = await relayHere()
    const doc = docWith('a', new Uint8Array(LIMITS.maxDocumentBytes - 1000))
    expect((await postSync(relay, [all('job/1', doc)]))[0]?.accepted).toBe(true)
    const more = async () => (await postSync(relay, [all('job/1', docWith('b', new Uint8Array(2000)))]))[0]
    let reply = await more()
    while (reply?.accepted === false && reply.code === RETRY.unavailable) {
      await new Promise((resolve) => setTimeout(resolve, 50)) // being compacted: it might fit then
      reply = await more()
    }
    expect(reply).toMatchObject({ accepted: false, code: CLOSE.tooLarge })
    expect((await postSync(relay, [all('job/1', docWith('c', 1))]))[0]?.accepted).toBe(true)
  })

  test('[F5] 503 while nothing can be stored, and reading still works', async () => {
    const log = failCommits(createMemoryLog('full'))
    const relay = await relayHere({ log })
    await postSync(relay, [all('job/1', docWith('a', 1))])
    log.failure = { kind: 'full', message: 'disk full' }
    const body = encodeSyncRequest([all('job/1', docWith('b', 1))]) as Uint8Array<ArrayBuffer>
    expect((await fetch(`${relay.http}/v1/sync`, { method: 'POST', body })).status).toBe(503)
    const health = (await (await fetch(`${relay.http}/healthz`)).json()) as HealthReply
    expect(health.status).toBe('read-only')
    expect((await postSync(relay, [all('job/1', docWith('c', 1))]))[0]).toMatchObject({ code: RETRY.unavailable })
    const [read] = await postSync(relay, [{ name: 'job/1', stateVector: Uint8Array.of(0), update: NOTHING }])
    if (!read?.accepted) throw new Error('expected to be accepted')
    const copy = new Y.Doc()
    Y.applyUpdate(copy, read.update)
    expect(copy.getMap('m').toJSON()).toEqual({ a: 1 })
  })

  test('a body that is not a request, too many documents and a bad name are refused whole', async () => {
    const relay = await relayHere()
    const post = async (body: Uint8Array) =>
      (await fetch(`${relay.http}/v1/sync`, { method: 'POST', body: body as Uint8Array<ArrayBuffer> })).status
    expect(await post(Uint8Array.of(9, 9, 9))).toBe(400)
    const many = Array.from({ length: LIMITS.maxSyncBatch + 1 }, (_, i) => all(`job/${i}`, new Y.Doc()))
    expect(await post(encodeSyncRequest(many))).toBe(400)
    expect(await post(encodeSyncRequest([all('../etc', new Y.Doc())]))).toBe(400)
    expect(await post(new Uint8Array(LIMITS.maxSyncBytes + 1))).toBe(413)
  })
})

describe('numbers', () => {
  const ask = (relay: Relay, series: string, body: unknown) =>
    fetch(`${relay.http}/v1/numbers/${series}`, { method: 'POST', body: JSON.stringify(body) })
  const number = async (relay: Relay, series: string, request: string) =>
    (await (await ask(relay, series, { request })).json()) as NumberReply

  test('each request gets the next number; asked again, the same one', async () => {
    const relay = await relayHere()
    expect(await number(relay, 'F-2026', '01A')).toEqual({ series: 'F-2026', number: 1 })
    expect(await number(relay, 'F-2026', '01B')).toEqual({ series: 'F-2026', number: 2 })
    expect(await number(relay, 'F-2026', '01A')).toEqual({ series: 'F-2026', number: 1 })
    expect(await number(relay, 'D-2026', '01A')).toEqual({ series: 'D-2026', number: 1 })
  })

  test('a new relay goes on above what the asker has seen; a jump out of all reason is refused and says why', async () => {
    const relay = await relayHere()
    const above = (request: string, atLeast: unknown) => ask(relay, 'F', { request, atLeast })
    expect(await (await above('a', 41)).json()).toEqual({ series: 'F', number: 42 })
    expect(await number(relay, 'F', 'b')).toEqual({ series: 'F', number: 43 })
    const far = await above('c', 43 + MAX_NUMBER_JUMP + 1)
    expect(far.status).toBe(400)
    expect(await far.json()).toMatchObject({ kind: 'too-far', highest: 43 })
    for (const wrong of [-1, 1.5, '7', null, 2 ** 60]) expect((await above('c', wrong)).status).toBe(400)
    expect(await number(relay, 'F', 'c')).toEqual({ series: 'F', number: 44 })
  })

  test('many askers at once: no number twice, none left out', async () => {
    const relay = await relayHere()
    const replies = await Promise.all(Array.from({ length: 40 }, (_, i) => number(relay, 'F', `r${i % 20}`)))
    expect(new Set(replies.map((reply) => reply.number)).size).toBe(20)
    expect(Math.max(...replies.map((reply) => reply.number))).toBe(20)
  })

  test('malformed requests are refused', async () => {
    const relay = await relayHere()
    expect((await ask(relay, 'F%2f..', { request: 'a' })).status).toBe(400)
    expect((await ask(relay, 'F', {})).status).toBe(400)
    expect((await ask(relay, 'F', { request: 'x'.repeat(2000) })).status).toBe(400)
  })
})

test('health and metrics', async () => {
  const relay = await relayHere()
  await postSync(relay, [all('job/1', docWith('a', 1))])
  expect(await (await fetch(`${relay.http}/healthz`)).json()).toEqual({
    status: 'ok',
    relay: relay.relayId,
    protocolVersion: PROTOCOL_VERSION,
  })
  const metrics = await (await fetch(`${relay.http}/metrics`)).text()
  expect(metrics).toMatch(/^rpma_relay_updates_total 1$/m)
  expect(metrics).toMatch(/^rpma_relay_writable 1$/m)
  expect((await fetch(`${relay.http}/nothing`)).status).toBe(404)
})
