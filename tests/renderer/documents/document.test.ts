import 'fake-indexeddb/auto'
import { afterEach, expect, test } from 'vitest'
import * as idb from 'lib0/indexeddb'
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { openDocument } from '../../../src/renderer/documents/document.ts'
import type { OpenDocument } from '../../../src/renderer/documents/document.ts'
import { createClock, createFakeMain, until } from './fake-main.ts'

const NAME = 'job/01ARZ3NDEKTSV4RRFFQ69G5FAV'
let names = 0
const newCache = () => `test-${names++}`
const opened: OpenDocument[] = []
afterEach(async () => {
  for (const document of opened.splice(0)) await document.close()
})

function open(main: ReturnType<typeof createFakeMain>, cacheName: string | null, clock = createClock()) {
  const troubles: string[] = []
  const document = openDocument({
    name: NAME,
    api: main.api,
    cacheName,
    schedule: clock.schedule,
    onTrouble: (what) => troubles.push(what),
  })
  opened.push(document)
  const ready = () => until('ready', () => document.condition().phase === 'ready')
  return { document, troubles, ready, map: document.doc.getMap('facts'), clock }
}

test('an edit is unsaved until main has answered, and saved after', async () => {
  const main = createFakeMain()
  const { document, ready, map } = open(main, null)
  await ready()
  map.set('a', 1)
  expect(document.condition().unsaved).toBe(1)
  await document.whenSaved()
  expect(document.condition().unsaved).toBe(0)
  expect(main.kept.getMap('facts').get('a')).toBe(1)
})

test('[F6] a refused save keeps the edit, says why, tries again with growing pauses, and never drops it', async () => {
  const main = createFakeMain()
  const { document, ready, map, clock } = open(main, null)
  await ready()
  main.fail({ kind: 'not-saved', message: 'disk full' })
  map.set('a', 1)
  map.set('b', 2)
  await until('first pause', () => clock.delays().length === 1)
  const pauses = [...clock.delays()]
  for (let attempt = 0; attempt < 7; attempt++) {
    clock.tick()
    await until('next pause', () => clock.delays().length === 1)
    pauses.push(...clock.delays())
  }
  expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16000, 30000, 30000])
  expect(document.condition()).toMatchObject({ unsaved: 2, saveProblem: { kind: 'not-saved' } })
  main.fail(null)
  document.retry()
  await document.whenSaved()
  expect(document.condition()).toMatchObject({ unsaved: 0, saveProblem: null })
  expect(main.kept.getMap('facts').toJSON()).toEqual({ a: 1, b: 2 })
})

test('a bridge that throws counts as a refused save', async () => {
  const main = createFakeMain()
  const { document, ready, map, clock } = open(main, null)
  await ready()
  main.fail('throws')
  map.set('a', 1)
  await until('problem', () => document.condition().saveProblem !== null)
  main.fail(null)
  clock.tick()
  await document.whenSaved()
  expect(main.kept.getMap('facts').get('a')).toBe(1)
})

test("main's updates are shown and not sent back to it", async () => {
  const main = createFakeMain()
  const { ready, map } = open(main, null)
  await ready()
  const other = new Y.Doc()
  other.getMap('facts').set('theirs', true)
  main.emit('document.update', { name: NAME, update: Y.encodeStateAsUpdate(other) })
  expect(map.get('theirs')).toBe(true)
  expect(main.appended).toEqual([])
})

test('edits made before main answers reach it, once', async () => {
  const main = createFakeMain()
  main.kept.getMap('facts').set('old', 1)
  let release = () => {}
  main.holdOpen(new Promise((resolve) => (release = resolve)))
  const { document, ready, map } = open(main, null)
  map.set('early', 2)
  release()
  await ready()
  await document.whenSaved()
  expect(main.kept.getMap('facts').toJSON()).toEqual({ old: 1, early: 2 })
  expect(main.appended).toHaveLength(1)
})

test('[F9] what only the cache held is sent to main, deletions included; a second opening sends nothing', async () => {
  const cacheName = newCache()
  const main = createFakeMain()
  const first = open(main, cacheName)
  await first.ready()
  await until('cache', () => first.document.condition().cache === 'ready')
  first.map.set('gone', 1)
  await first.document.whenSaved()
  main.fail({ kind: 'not-saved', message: 'disk full' })
  first.map.set('kept', 2)
  first.map.delete('gone')
  await until('refused', () => first.document.condition().saveProblem !== null)
  await first.document.close() // the window dies with two unsaved edits
  opened.length = 0

  main.fail(null)
  const second = open(main, cacheName)
  await second.ready()
  await until('main has it', () => main.kept.getMap('facts').has('kept'))
  expect(main.kept.getMap('facts').toJSON()).toEqual({ kept: 2 })
  await second.document.whenSaved()
  await second.document.close()
  opened.length = 0

  const before = main.appended.length
  const third = open(main, cacheName)
  await third.ready()
  await until('cache', () => third.document.condition().cache === 'ready')
  expect(main.appended).toHaveLength(before)
  expect(third.map.toJSON()).toEqual({ kept: 2 })
})

test("[F7] a damaged cache row is set aside; main's state and the sound rows are shown", async () => {
  const cacheName = newCache()
  const sound = new Y.Doc()
  sound.getMap('facts').set('sound', 1)
  await addRows(cacheName, [Uint8Array.of(255, 255, 1, 2, 3), Y.encodeStateAsUpdate(sound), 'nonsense'])
  const main = createFakeMain()
  main.kept.getMap('facts').set('main', 2)
  const { document, ready, map, troubles } = open(main, cacheName)
  await ready()
  await until('cache', () => document.condition().cache === 'ready')
  expect(map.toJSON()).toEqual({ sound: 1, main: 2 })
  expect(troubles).toEqual(['damaged rows set aside'])
  await document.whenSaved()
  expect(main.kept.getMap('facts').get('sound')).toBe(1)
})

test('[F8] a cache closed under us neither throws into an edit nor stops saving', async () => {
  const main = createFakeMain()
  const cacheName = newCache()
  const { document, ready, map, troubles } = open(main, cacheName)
  await ready()
  await until('cache', () => document.condition().cache === 'ready')
  await closeAllConnections(cacheName)
  map.set('a', 1)
  map.set('b', 2)
  await document.whenSaved()
  expect(main.kept.getMap('facts').toJSON()).toEqual({ a: 1, b: 2 })
  await until('the cache noticed', () => document.condition().cache === 'off')
  expect(troubles).toHaveLength(1)
})

test('[F8] a cache whose writes fail (quota) is turned off, without an error that nobody catches', async () => {
  const main = createFakeMain()
  const { document, ready, map, troubles } = open(main, newCache())
  await ready()
  await until('cache', () => document.condition().cache === 'ready')
  const add = IDBObjectStore.prototype.add
  IDBObjectStore.prototype.add = function (this: IDBObjectStore, ...row: Parameters<typeof add>) {
    const request = add.apply(this, row)
    this.transaction.abort()
    return request
  }
  try {
    map.set('a', 1)
    await until('cache off', () => document.condition().cache === 'off')
  } finally {
    IDBObjectStore.prototype.add = add
  }
  map.set('b', 2)
  await document.whenSaved()
  expect(troubles).toHaveLength(1)
  expect(main.kept.getMap('facts').toJSON()).toEqual({ a: 1, b: 2 })
})

test('a cache of many rows is trimmed and holds everything afterwards', async () => {
  const main = createFakeMain()
  const cacheName = newCache()
  const first = open(main, cacheName)
  await first.ready()
  await until('cache', () => first.document.condition().cache === 'ready')
  for (let i = 0; i < 600; i++) first.map.set(`k${i}`, i)
  await first.document.whenSaved()
  await until('trimmed', () => first.document.condition().cache === 'ready')
  await first.document.close()
  opened.length = 0
  expect(await countRows(cacheName)).toBeLessThan(300)
  main.fail({ kind: 'offline', message: 'main is away' })
  const second = open(main, cacheName)
  await until('from the cache', () => second.map.size === 600)
})

test('without IndexedDB a document opens and saves all the same', async () => {
  const main = createFakeMain()
  const whole = globalThis.indexedDB
  Object.defineProperty(globalThis, 'indexedDB', {
    configurable: true,
    value: {
      open() {
        throw new Error('IndexedDB is forbidden here')
      },
    },
  })
  try {
    const { document, ready, map } = open(main, newCache())
    await ready()
    map.set('a', 1)
    await document.whenSaved()
    await until('cache off', () => document.condition().cache === 'off')
    expect(main.kept.getMap('facts').get('a')).toBe(1)
  } finally {
    Object.defineProperty(globalThis, 'indexedDB', { configurable: true, value: whole })
  }
})

test('[F12] an opening that fails is never taken for an empty document: nothing is sent until main has answered', async () => {
  const main = createFakeMain()
  main.kept.getMap('facts').set('old', 1)
  main.fail({ kind: 'storage', message: 'unreadable' })
  const { document, ready, map } = open(main, null)
  await until('failed', () => document.condition().phase === 'failed')
  expect(document.condition().error?.kind).toBe('storage')
  map.set('early', 2)
  expect(main.appended).toEqual([])
  main.fail(null)
  document.retry()
  await ready()
  await document.whenSaved()
  expect(main.kept.getMap('facts').toJSON()).toEqual({ old: 1, early: 2 })
})

test('[F12] a state that does not read is a failure with a kind', async () => {
  const main = createFakeMain()
  main.answerWith(() => Uint8Array.of(255, 255, 255, 255, 1))
  const { document } = open(main, null)
  await until('failed', () => document.condition().phase === 'failed')
  expect(document.condition().error?.kind).toBe('storage')
})

test('an update that does not read is reported and the document goes on', async () => {
  const main = createFakeMain()
  const { ready, map, document, troubles } = open(main, null)
  await ready()
  main.emit('document.update', { name: NAME, update: Uint8Array.of(255, 255, 1) })
  map.set('a', 1)
  await document.whenSaved()
  expect(troubles).toEqual(['an update does not read'])
  expect(main.kept.getMap('facts').get('a')).toBe(1)
})

test('presence goes both ways and is withdrawn on closing; what main sent is not sent back', async () => {
  const main = createFakeMain()
  const { document, ready } = open(main, null)
  await ready()
  document.awareness.setLocalState({ person: 'ana', zone: 'hood' })
  const sent = main.presence.length
  expect(sent).toBeGreaterThan(0)
  const other = new Awareness(new Y.Doc())
  other.setLocalState({ person: 'joe', zone: 'roof' })
  main.emit('document.presence', { name: NAME, update: encodeAwarenessUpdate(other, [other.clientID]) })
  expect(document.awareness.getStates().get(other.clientID)).toEqual({ person: 'joe', zone: 'roof' })
  expect(main.presence).toHaveLength(sent)
  other.destroy()
  await document.close()
  opened.length = 0
  expect(main.presence.length).toBeGreaterThan(sent)
  expect(main.closed).toEqual([NAME])
  expect(main.listening()).toBe(0)
})

async function addRows(cacheName: string, rows: readonly unknown[]): Promise<void> {
  const database = await idb.openDB(cacheName, (db) =>
    idb.createStores(db, [['updates', { autoIncrement: true }], ['custom']]),
  )
  const [store] = idb.transact(database, ['updates'])
  for (const row of rows) await idb.addAutoKey(store!, row as ArrayBuffer)
  database.close()
}

async function countRows(cacheName: string): Promise<number> {
  const database = await idb.openDB(cacheName, () => undefined)
  const [store] = idb.transact(database, ['updates'], 'readonly')
  const count = await idb.count(store!)
  database.close()
  return count
}

/** As Chromium does when storage is cleared: a higher version forces every connection to close. */
async function closeAllConnections(cacheName: string): Promise<void> {
  const request = indexedDB.deleteDatabase(cacheName)
  await new Promise<void>((resolve) => {
    request.addEventListener('success', () => resolve())
    request.addEventListener('error', () => resolve())
    request.addEventListener('blocked', () => resolve())
  })
}
