import { createHash } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import * as Y from 'yjs'
import {
  CLOSE,
  decodeSyncReply,
  encodeSyncReply,
  RETRY,
  type SyncReplyEntry,
} from '../../../src/crdt/protocol/index.ts'
import { createBackgroundSync } from '../../../src/main/replica/background-sync.ts'
import { createBlobTransfer } from '../../../src/main/replica/blob-transfer.ts'
import { Documents } from '../../../src/main/replica/documents.ts'
import { RelayRefusal, type RelayHttp } from '../../../src/main/replica/relay-http.ts'
import { startRelay } from '../../../sync-relay/src/index.ts'
import { httpBetween, newId, openDesk, tempFolder, until } from './support.ts'

const never = new AbortController().signal
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Relay answers as given; what is not given is not to be asked. */
function answering(answers: Partial<RelayHttp>): RelayHttp {
  return new Proxy(answers, {
    get: (target, key) => Reflect.get(target, key) ?? (() => Promise.reject(new Error(`asked for ${String(key)}`))),
  }) as RelayHttp
}
function level(name: string): SyncReplyEntry {
  const doc = new Y.Doc()
  return { name, accepted: true, stateVector: Y.encodeStateVector(doc), update: new Uint8Array([0, 0]) }
}

async function background() {
  const desk = await openDesk()
  const events = { toSend() {}, changed() {}, acknowledged() {}, lost() {}, shutOut() {}, reached() {}, now: () => 1 }
  const documents = new Documents(desk.store, events)
  onTestFinished(() => documents.closeAll())
  return { desk, documents, sync: createBackgroundSync(desk.store, documents, events) }
}
async function typed(desk: Awaited<ReturnType<typeof openDesk>>): Promise<string> {
  const name = `job/${newId()}`
  const window = await desk.window(name)
  await window.set('typed')
  await window.close()
  return name
}

test('[F34] a refused document needs attention, with the reason; the others go on, and it is not offered for ever', async () => {
  const refusals: unknown[] = []
  const report = (what: string, detail: unknown) => what === 'refused' && refusals.push(detail)
  const relay = await startRelay({ data: tempFolder(), auth: 'none', report })
  onTestFinished(() => relay.close())
  const a = await openDesk({ relay: relay.url })
  const [bad, good] = [`job/${newId()}`, `job/${newId()}`]
  const [badWindow, goodWindow] = [await a.window(bad), await a.window(good)]
  await until('both are connected', () => badWindow.live.isConnected && goodWindow.live.isConnected)
  await badWindow.set('__proto__', 'what no relay takes')
  await until('the document needs attention', async () => (await a.replica.documentStatus(bad)).state === 'attention')
  expect((await a.replica.documentStatus(bad)).problem).toMatch(/^4409 ./)
  await until('everybody sees it', () => a.statuses.at(-1)?.problem === 'document-refused')

  await goodWindow.set('k')
  const b = await openDesk({ relay: relay.url })
  for (let i = 0; i < 12; i++) {
    const name = await typed(a) // each is a push by HTTP
    await until('the others are acknowledged', async () => (await a.store.pending()).length === 1)
    await until('and reach another device', async () => (await b.keys(name)).length === 1)
  }
  expect(await b.keys(good)).toEqual(['k'])
  expect(await a.keys(bad)).toEqual(['__proto__'])
  expect((await a.store.pending(bad))[0]?.updates).toBe(1)
  // By the socket, by HTTP, and once more each when the relay was met: not once for every edit elsewhere.
  expect(refusals.length).toBeLessThan(6)
  const before = refusals.length
  await badWindow.set('and more')
  await until('what is new in it is offered', () => refusals.length > before)
})

test('a document that the relay cannot serve just now is late, not refused', async () => {
  const { desk, sync } = await background()
  const [late, fine] = [await typed(desk), await typed(desk)]
  const asked: string[][] = []
  const http = answering({
    sync: async (entries) => {
      asked.push(entries.map(({ name }) => name))
      return entries.map(({ name }) =>
        name === late ? { name, accepted: false, code: RETRY.unavailable, reason: 'full' } : level(name),
      )
    },
  })
  expect([...(await sync.sync(http, [late, fine], never))]).toEqual([late])
  expect(sync.refused().size).toBe(0)
  expect((await desk.store.pending()).map(({ name }) => name)).toEqual([late])
  expect(asked).toEqual([[late, fine], [fine]])
})

test('the feed goes on past a document that the relay cannot read, and a restart asks for it again', async () => {
  const relay = await startRelay({ data: tempFolder(), auth: 'none' })
  onTestFinished(() => relay.close())
  const b = await openDesk({ relay: relay.url })
  const names = [await typed(b), await typed(b)]
  await until('both are at the relay', b.isSynced)
  // Between device and relay: one document is late until told otherwise.
  const ill = new Set([names[0]!])
  const url = await httpBetween(relay.http, {
    answer: (path, bytes) => (path === '/v1/sync' ? encodeSyncReply(decodeSyncReply(bytes).map(orLate)) : bytes),
  })
  function orLate(reply: SyncReplyEntry): SyncReplyEntry {
    if (!ill.has(reply.name)) return reply
    return { name: reply.name, accepted: false, code: RETRY.unavailable, reason: 'ill' }
  }
  const dir = tempFolder()
  const a = await openDesk({ dir, relay: url })
  await until('the healthy one is here', async () => (await a.keys(names[1]!)).length === 1)
  await typed(b).then((name) => names.push(name))
  await until('and what came later', async () => (await a.keys(names[2]!)).length === 1)
  expect(await a.keys(names[0]!)).toEqual([])
  expect((await a.store.relayCursor()).cursor).toBe(0)
  await a.close()

  ill.clear()
  const again = await openDesk({ dir, relay: url })
  await until('the ill one came after all', async () => (await again.keys(names[0]!)).length === 1)
  await until('and the cursor passed', async () => (await again.store.relayCursor()).cursor > 0)
})

test('an answer that does not read, or is about something else, costs nobody else anything', async () => {
  const { desk, sync } = await background()
  const [garbled, fine] = [await typed(desk), await typed(desk)]
  const http = answering({
    sync: async (entries) =>
      entries.map(({ name }) =>
        name === garbled
          ? ({ ...level(name), update: new Uint8Array([1, 2, 3, 4, 5]) } as SyncReplyEntry)
          : level(name),
      ),
  })
  await sync.sync(http, [garbled, fine], never)
  expect(sync.refused().get(garbled)?.code).toBe(CLOSE.structureRefused)
  expect((await desk.store.pending()).map(({ name }) => name)).toEqual([garbled])

  const other = answering({ sync: async () => [level(`job/${newId()}`)] })
  await expect(sync.sync(other, [garbled], never)).rejects.toThrow('other ones came')
})

test('only what was read before it is acknowledged: an edit made while the difference travels stays pending', async () => {
  const { desk, sync } = await background()
  const name = await typed(desk)
  const window = await desk.window(name)
  let rounds = 0
  const http = answering({
    sync: async (entries) => {
      if (++rounds === 2) await window.set('meanwhile')
      return entries.map((entry) => level(entry.name))
    },
  })
  await sync.sync(http, [name], never)
  expect(rounds).toBe(2)
  expect((await desk.store.pending(name))[0]).toMatchObject({ updates: 1 })
})

test('one photo that is refused, missing or wrong holds up no other', async () => {
  const desk = await openDesk()
  const photos = [1, 2, 3, 4].map((n) => new Uint8Array(n).fill(n))
  for (const photo of photos) await desk.store.putBlob(photo, 'image/jpeg')
  const stored: string[] = []
  let clock = 0
  const http = answering({
    hasBlob: async () => false,
    putBlob: async (hash) => {
      if (hash === sha256(photos[1]!)) throw new RelayRefusal(507, 'a photo')
      stored.push(hash)
    },
    getBlob: async () => null,
  })
  const blobs = createBlobTransfer(
    desk.store,
    () => {},
    () => clock,
  )
  const again = await blobs.run(http, never)
  expect(stored).toEqual([0, 2, 3].map((i) => sha256(photos[i]!)))
  expect(again).toBeGreaterThan(0)
  expect((await desk.store.blobsToSend()).map((blob) => blob.sha256)).toEqual([sha256(photos[1]!)])
  // Not due yet: not asked. Due: asked, ever more rarely.
  const asked: string[] = []
  const counting = answering({
    hasBlob: async (hash) => (asked.push(hash), Promise.reject(new RelayRefusal(500, 'x'))),
  })
  await blobs.run(counting, never)
  expect(asked).toEqual([])
  clock += again!
  const later = await blobs.run(counting, never)
  expect(asked).toHaveLength(1)
  expect(later).toBeGreaterThan(again!)
  await expect(blobs.run(answering({}), never)).resolves.toBe(later)
  clock += later!
  await expect(blobs.run(answering({}), never)).rejects.toThrow('asked for hasBlob') // the relay is away: said so
})

test('[F48] a fetched blob is what its name says, and is stored as the kind of picture that it is', async () => {
  const desk = await openDesk()
  const png = Buffer.from('89504e470d0a1a0a0000', 'hex')
  const blobs = createBlobTransfer(desk.store, () => {}, Date.now)
  const wrong = answering({ getBlob: async () => new Uint8Array([9]) })
  expect(await blobs.fetch(wrong, sha256(png), never)).toBe(false)
  expect(await desk.store.hasBlob(sha256(png))).toBe(false)
  expect(await blobs.fetch(answering({ getBlob: async () => png }), sha256(png), never)).toBe(true)
  expect((await desk.store.readBlob(sha256(png)))?.mime).toBe('image/png')
})
