import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import { encodeAwarenessUpdate } from 'y-protocols/awareness'
import { writeSyncStep1, writeSyncStep2 } from 'y-protocols/sync'
import * as Y from 'yjs'
import { MESSAGE, SYNC } from '../../../src/crdt/protocol/index.ts'
import { StoreFault, type Store } from '../../../src/main/store/index.ts'
import { Documents } from '../../../src/main/replica/documents.ts'
import type { DocumentEvents } from '../../../src/main/replica/live-document.ts'
import { startRelay } from '../../../sync-relay/src/index.ts'
import { keysOf, newId, openDesk, tempFolder, until, type Window } from './support.ts'

const quiet: DocumentEvents = {
  toSend() {},
  changed() {},
  acknowledged() {},
  lost() {},
  shutOut() {},
  reached() {},
  now: () => 1,
}
const viewer = () => ({ update() {}, presence() {} })

/** A relay that says nothing until told to, and answers every barrier at once. */
async function silentRelay() {
  const heard: string[] = []
  let socket: WebSocket | undefined
  const server = createServer()
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (connection) => {
    socket = connection
    connection.on('message', (data: Buffer) => {
      const reader = decoding.createDecoder(new Uint8Array(data))
      const type = decoding.readVarUint(reader)
      if (type === MESSAGE.barrier) connection.send(data)
      heard.push(type === MESSAGE.sync ? `sync ${decoding.readVarUint(reader)}` : `message ${type}`)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const client of sockets.clients) client.terminate()
    server.close()
  })
  const say = (write: (encoder: encoding.Encoder) => void) => {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, MESSAGE.sync)
    write(encoder)
    socket!.send(encoding.toUint8Array(encoder))
  }
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    isConnected: () => socket !== undefined,
    speak() {
      const empty = new Y.Doc()
      say((encoder) => writeSyncStep1(encoder, empty))
      say((encoder) => writeSyncStep2(encoder, empty))
    },
  }
}

test('no barrier is asked before what was made offline has been sent: its answer would cover that too', async () => {
  const desk = await openDesk()
  const job = `job/${newId()}`
  const earlier = await desk.window(job)
  await earlier.set('made offline')
  const pending = async () => (await desk.store.pending(job))[0]?.updates ?? 0
  const relay = await silentRelay()
  earlier.live.connect({ url: relay.url, socketClass: globalThis.WebSocket })
  await until('the socket is open', () => relay.heard.includes(`sync ${SYNC.step1}`))

  // Another client id, and nothing that builds on the edit above: the relay could store it by itself.
  const later = await desk.window(job)
  await later.set('made now')
  await until('the relay got the new edit', () => relay.heard.includes(`sync ${SYNC.update}`))
  relay.speak()
  await until('a barrier was asked', () => relay.heard.includes(`message ${MESSAGE.barrier}`))
  expect(relay.heard.indexOf(`message ${MESSAGE.barrier}`)).toBeGreaterThan(relay.heard.indexOf(`sync ${SYNC.step2}`))
  expect(relay.heard.indexOf(`sync ${SYNC.step2}`)).toBeGreaterThan(relay.heard.indexOf(`sync ${SYNC.update}`))
  await until('then it is acknowledged', async () => (await pending()) === 0)
})

/** A store whose disk can be full, and which tells what it was given. */
function moody(full: { now: boolean }): (store: Store) => Store {
  return (store) => ({
    ...store,
    async append(...input) {
      if (full.now) throw new StoreFault({ kind: 'full', fr: '', en: '', detail: '' })
      return store.append(...input)
    },
  })
}

test('[F6] what the disk refuses is told, shown to nobody and sent nowhere; offered again, it goes its way', async () => {
  const relay = await startRelay({ data: tempFolder(), auth: 'none' })
  onTestFinished(() => relay.close())
  const full = { now: false }
  const a = await openDesk({ relay: relay.url, wrap: moody(full) })
  const b = await openDesk({ relay: relay.url })
  const job = `job/${newId()}`
  const [atA, alsoAtA, atB] = [await a.window(job), await a.window(job), await b.window(job)]
  await atA.set('saved')
  await until('b has it', () => atB.keys().includes('saved'))

  full.now = true
  const made: Uint8Array[] = []
  atA.doc.on('update', (update: Uint8Array) => made.push(update))
  await expect(atA.set('refused')).rejects.toThrow('full')
  await until('it shows', async () => (await a.replica.status()).problem === 'storage')
  // B's edits travel after whatever A would have sent: once A has one, B would have seen the refused one.
  await atB.set('from b')
  await until('the relay has it', b.isSynced)
  expect(alsoAtA.keys()).toEqual(['saved'])
  expect(atB.keys()).toEqual(['from b', 'saved'])
  expect(await a.keys(job)).toEqual(['saved'])

  full.now = false
  await atA.live.append(made[0]!, atA)
  await until('b has that too', () => atB.keys().includes('refused'))
  await until('what b typed meanwhile is saved and shown', () => alsoAtA.keys().length === 3)
  expect(await a.keys(job)).toEqual(['from b', 'refused', 'saved'])
  await until('nothing is wrong any more', async () => (await a.replica.status()).state === 'synced')
})

test('an edit received while the disk refuses is on disk after a restart, though the document is closed', async () => {
  const relay = await startRelay({ data: tempFolder(), auth: 'none' })
  onTestFinished(() => relay.close())
  const full = { now: false }
  const dir = tempFolder()
  const a = await openDesk({ dir, relay: relay.url, wrap: moody(full) })
  const b = await openDesk({ relay: relay.url })
  const job = `job/${newId()}`
  const [atA, atB] = [await a.window(job), await b.window(job)]
  await atB.set('first')
  await until('a has it', () => atA.keys().includes('first'))
  full.now = true
  await atB.set('while full')
  await until('a received it', () => atA.live.doc.getMap('plain').has('while full'))
  expect(atA.keys()).toEqual(['first'])
  await a.close()

  const again = await openDesk({ dir, relay: relay.url })
  await until('the feed brought it again', async () => (await again.keys(job)).length === 2)
})

test('presence travels, and goes with its window, with nobody else', async () => {
  const relay = await startRelay({ data: tempFolder(), auth: 'none' })
  onTestFinished(() => relay.close())
  const [a, b] = [await openDesk({ relay: relay.url }), await openDesk({ relay: relay.url })]
  const job = `job/${newId()}`
  const [ana, other, joe] = [await a.window(job), await a.window(job), await b.window(job)]
  await until('both are connected', () => ana.live.isConnected && joe.live.isConnected)
  const sees = (window: Window, ...names: string[]) =>
    until(`${names.join()} is seen`, () => window.others().map(String).sort().join() === names.join())
  ana.show({ name: 'ana' })
  other.awareness.setLocalState(null)
  await sees(joe, 'ana')
  await sees(other, 'ana')

  // An update that brings nothing new, then a stranger's: the stranger is not ana's, and stays when she goes.
  ana.live.present(encodeAwarenessUpdate(ana.awareness, [ana.doc.clientID]), ana)
  joe.show({ name: 'joe' })
  await sees(ana, 'joe')
  await ana.close()
  await sees(other, 'joe')
  await until('ana is gone at the other device', () => joe.others().length === 0)
  await joe.close()
  await sees(other)
})

test('a document that is asked for while it closes, or is closed while it opens, is there and whole', async () => {
  const { store } = await openDesk()
  const documents = new Documents(store, quiet)
  const job = `job/${newId()}`
  const [first, second] = [viewer(), viewer()]
  const opened = await documents.open(job, first)
  const doc = new Y.Doc()
  doc.getMap('plain').set('before', true)
  await opened.append(Y.encodeStateAsUpdate(doc), first)

  // In one turn: the second finds it loaded, the first leaves before the second is counted in.
  const opening = documents.open(job, second)
  const closing = documents.close(job, first)
  const live = await opening
  await closing
  expect(documents.loaded(job)).toBe(live)
  doc.getMap('plain').set('after', true)
  await live.append(Y.encodeStateAsUpdate(doc), second)
  expect([...live.doc.getMap('plain').keys()].sort()).toEqual(['after', 'before'])

  const leaving = documents.close(job, second)
  const again = await documents.open(job, first)
  await leaving
  expect(again).not.toBe(live)
  expect([...again.doc.getMap('plain').keys()].sort()).toEqual(['after', 'before'])
  await documents.close(job, first)

  const late = documents.open(job, first)
  await documents.close(job, first)
  await expect(late).rejects.toThrow('closed by its viewer')
  expect(documents.loaded(job)).toBeUndefined()
  await documents.closeAll()
  await expect(documents.open(job, first)).rejects.toThrow('were closed')
})

test('what the background commits while a document is being loaded is shown', async () => {
  const desk = await openDesk()
  let release = () => {}
  const slow: Store = {
    ...desk.store,
    async read(name) {
      const read = await desk.store.read(name)
      await new Promise<void>((resolve) => (release = resolve))
      return read
    },
  }
  const documents = new Documents(slow, quiet)
  const job = `job/${newId()}`
  const doc = new Y.Doc()
  doc.getMap('plain').set('meanwhile', true)
  const update = Y.encodeStateAsUpdate(doc)
  const opening = documents.open(job, viewer())
  await until('it reads', async () => (await desk.store.documentNames()).length === 0 && release !== undefined)
  await desk.store.append(job, update, 'remote', 1)
  documents.absorb(job, update)
  await until('it has read', () => (release(), documents.loaded(job) !== undefined))
  const live = await opening
  await until('it is shown', () => keysOf(Y.encodeStateAsUpdate(live.doc)).includes('meanwhile'))

  const shown: Uint8Array[] = []
  await documents.open(job, { update: (bytes) => shown.push(bytes), presence() {} })
  doc.getMap('plain').set('later', true)
  documents.absorb(job, Y.encodeStateAsUpdate(doc))
  expect(shown).toHaveLength(1)
  // Committed by who brought it: not written a second time, as if a socket had received it.
  await documents.closeAll()
  expect(await desk.keys(job)).toEqual(['meanwhile'])
})

test('an error while loading is not an empty document: the next opening tries again', async () => {
  const desk = await openDesk()
  let broken = true
  const documents = new Documents(
    { ...desk.store, read: (name) => (broken ? Promise.reject(new Error('unreadable')) : desk.store.read(name)) },
    quiet,
  )
  const job = `job/${newId()}`
  await expect(documents.open(job, viewer())).rejects.toThrow('unreadable')
  expect(documents.loaded(job)).toBeUndefined()
  broken = false
  expect((await documents.open(job, viewer())).name).toBe(job)
  await documents.closeAll()
})
