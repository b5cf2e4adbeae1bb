import { request } from 'node:http'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { CLOSE, encodeBarrier, SYNC } from '../../src/crdt/protocol/index.ts'
import { syncFrame } from '../../sync-relay/src/core/frames.ts'
import { rawClient, stockBarrier, stockClient, until } from './support/client.ts'
import { scratchFolder } from './support/folder.ts'
import { relayHere } from './support/relay.ts'

const ROOM = 'job/01JD8V4E5RZK3T9QF0W6HX7YBN'

test('stock y-websocket clients converge through the relay, edits made before the connection included', async () => {
  const relay = await relayHere()
  const ana = new Y.Doc()
  ana.getMap('m').set('before', 1)
  const joe = new Y.Doc()
  joe.getText('t').insert(0, 'offline')
  const a = stockClient(relay.url, ROOM, ana)
  const b = stockClient(relay.url, ROOM, joe)
  await until(() => a.synced && b.synced)
  // Synced is level with the relay, which may have heard of the other a moment later.
  await until(() => joe.getMap('m').has('before') && ana.getText('t').length === 7)
  ana.getMap('m').set('after', 2)
  joe.getMap('m').delete('before')
  await until(() => ana.getText('t').length === 7 && joe.getMap('m').get('after') === 2)
  await until(() => !ana.getMap('m').has('before'))
  expect(ana.getMap('m').toJSON()).toEqual(joe.getMap('m').toJSON())
  expect(ana.getText('t').toString()).toBe('offline')
})

test('an edit at the very moment of connecting, on top of offline ones, is not refused', async () => {
  const relay = await relayHere()
  const doc = new Y.Doc()
  doc.getText('t').insert(0, 'offline')
  const provider = stockClient(relay.url, ROOM, doc)
  provider.on('status', ({ status }: { status: string }) => {
    if (status === 'connected') doc.getText('t').insert(7, ' and now') // sent before the sync step 2
  })
  await until(() => provider.synced)
  await stockBarrier(provider, 1)
  const late = stockClient(relay.url, ROOM)
  await until(() => late.doc.getText('t').length > 0)
  expect(late.doc.getText('t').toString()).toBe('offline and now')
  expect(provider.shouldConnect).toBe(true)
})

test('presence of stock clients comes and goes', async () => {
  const relay = await relayHere()
  const a = stockClient(relay.url, ROOM)
  const b = stockClient(relay.url, ROOM)
  await until(() => a.synced && b.synced)
  a.awareness.setLocalStateField('name', 'ana')
  await until(() => b.awareness.getStates().get(a.doc.clientID)?.['name'] === 'ana')
  a.destroy()
  await until(() => !b.awareness.getStates().has(a.doc.clientID))
  expect(b.awareness.getStates().size).toBe(1)
})

test('documents do not mix', async () => {
  const relay = await relayHere()
  const a = stockClient(relay.url, 'job/1')
  const b = stockClient(relay.url, 'job/2')
  await until(() => a.synced && b.synced)
  a.doc.getMap('m').set('a', 1)
  await stockBarrier(a, 1)
  await stockBarrier(b, 2)
  expect(b.doc.getMap('m').size).toBe(0)
})

test('the relay started again has everything that a barrier acknowledged', async () => {
  const data = await scratchFolder()
  const first = await relayHere({ data })
  const a = stockClient(first.url, ROOM)
  await until(() => a.synced)
  a.doc.getMap('m').set('a', 1)
  a.doc.getMap('m').set('b', 1)
  await stockBarrier(a, 1)
  a.doc.getMap('m').delete('a')
  await stockBarrier(a, 2)
  a.destroy()
  await first.close()
  const second = await relayHere({ data })
  expect(second.relayId).toBe(first.relayId)
  const b = stockClient(second.url, ROOM)
  await until(() => b.synced)
  expect(b.doc.getMap('m').toJSON()).toEqual({ b: 1 })
})

test('closing answers the barriers that wait and says 1001', async () => {
  const relay = await relayHere()
  const client = await rawClient(`${relay.url}/${ROOM}`)
  const doc = new Y.Doc()
  doc.getMap('m').set('a', 1)
  client.send(syncFrame(SYNC.step2, Y.encodeStateAsUpdate(doc)))
  const answered = client.barrier(1)
  await until(() => client.socket.bufferedAmount === 0)
  const met = await rawClient(`${relay.url}/${ROOM}`) // a round trip: the frames above have arrived
  await relay.close()
  expect(await answered).toBe(true)
  expect([(await client.closed).code, (await met.closed).code]).toEqual([1001, 1001])
})

test('[F40] a frame above 1 MiB closes with a code that stock clients take as final', async () => {
  const relay = await relayHere()
  const client = await rawClient(`${relay.url}/${ROOM}`)
  client.send(new Uint8Array((1 << 20) + 1))
  expect((await client.closed).code).toBe(CLOSE.tooLarge)
})

test('a text frame and an address that names no document are refused', async () => {
  const relay = await relayHere()
  const text = await rawClient(`${relay.url}/${ROOM}`)
  text.socket.send('hello')
  expect((await text.closed).code).toBe(CLOSE.structureRefused)
  for (const name of ['', 'job/1/2', 'job/..%2f1', 'JOB', `job/${'x'.repeat(65)}`, 'job/%ff']) {
    const client = await rawClient(`${relay.url}/${name}`)
    expect((await client.closed).code).toBe(CLOSE.notAllowed)
  }
})

test('[F42] a web page and a rebound host name are turned away, on the socket and on HTTP', async () => {
  const relay = await relayHere()
  await expect(rawClient(`${relay.url}/${ROOM}`, { origin: 'https://evil.example' })).rejects.toThrow('403')
  await expect(rawClient(`${relay.url}/${ROOM}`, { host: 'evil.example' })).rejects.toThrow('403')
  const status = (headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      request(`${relay.http}/healthz`, { headers }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
        .on('error', reject)
        .end()
    })
  expect(await status({ origin: 'null' })).toBe(403)
  expect(await status({ host: `evil.example:${relay.port}` })).toBe(403)
  expect(await status({ host: `localhost:${relay.port}` })).toBe(200)
})

test('[F20] a reader that does not read is cut off; the others go on', async () => {
  const relay = await relayHere()
  const slow = await rawClient(`${relay.url}/${ROOM}`)
  slow.socket.pause()
  const writer = await rawClient(`${relay.url}/${ROOM}`)
  const doc = new Y.Doc()
  const frames: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => frames.push(syncFrame(SYNC.update, update)))
  const cut = slow.closed.then(() => true)
  let n = 0
  let isCut = false
  void cut.then(() => (isCut = true))
  // A paused socket does not notice its end: the relay's own count of sessions does.
  const sessions = async () =>
    /rpma_relay_sessions (\d+)/.exec(await (await fetch(`${relay.http}/metrics`)).text())?.[1]
  while (!isCut && (await sessions()) === '2' && n < 60) {
    doc.getMap<Uint8Array>('m').set('photo', new Uint8Array(480_000).fill(n))
    for (const frame of frames.splice(0)) writer.send(frame)
    expect(await writer.barrier(++n)).toBe(true)
  }
  expect(await sessions()).toBe('1')
})

test('a document larger than the buffer limit still reaches a reader that reads', async () => {
  const relay = await relayHere()
  const writer = await rawClient(`${relay.url}/${ROOM}`)
  const doc = new Y.Doc()
  doc.on('update', (update: Uint8Array) => writer.send(syncFrame(SYNC.update, update)))
  for (let i = 0; i < 12; i++) doc.getMap<Uint8Array>('m').set(`${i}`, new Uint8Array(500_000).fill(i))
  expect(await writer.barrier(1)).toBe(true)
  const reader = stockClient(relay.url, ROOM)
  await until(() => reader.synced)
  expect(reader.doc.getMap('m').size).toBe(12)
})

test('a barrier alone is echoed as it came', async () => {
  const relay = await relayHere()
  const client = await rawClient(`${relay.url}/${ROOM}`)
  const echo = new Promise<Buffer>((resolve) => {
    client.socket.on('message', (data: Buffer) => data[0] === 102 && resolve(data))
  })
  client.send(encodeBarrier(300))
  expect(new Uint8Array(await echo)).toEqual(encodeBarrier(300))
})
