import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'
import { openDocument } from '../../../src/renderer/documents/document.ts'
import { createRegistry } from '../../../src/renderer/documents/registry.ts'
import { createClock, createFakeMain, until } from './fake-main.ts'

const NAME = 'job/01ARZ3NDEKTSV4RRFFQ69G5FAV'

function setUp() {
  const main = createFakeMain()
  const clock = createClock()
  const registry = createRegistry((name) =>
    openDocument({ name, api: main.api, cacheName: null, schedule: clock.schedule }),
  )
  return { main, clock, registry }
}

test('two screens share one document; it closes when the last one leaves', async () => {
  const { main, registry } = setUp()
  const one = registry.acquire(NAME)
  expect(registry.acquire(NAME)).toBe(one)
  registry.release(NAME)
  await Promise.resolve()
  expect(registry.all()).toEqual([one])
  registry.release(NAME)
  await until('closed', () => main.closed.length === 1)
  expect(registry.all()).toEqual([])
})

test('a screen that comes back at once keeps the document open', async () => {
  const { main, registry } = setUp()
  const one = registry.acquire(NAME)
  registry.release(NAME)
  expect(registry.acquire(NAME)).toBe(one)
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(main.closed).toEqual([])
})

test('[F3] a document with unsaved edits stays open after its screen left, until main has them', async () => {
  const { main, clock, registry } = setUp()
  const document = registry.acquire(NAME)
  await until('ready', () => document.condition().phase === 'ready')
  main.fail({ kind: 'not-saved', message: 'disk full' })
  document.doc.getMap('facts').set('a', 1)
  registry.release(NAME)
  await until('refused', () => document.condition().saveProblem !== null)
  expect(registry.all()).toEqual([document])
  expect(main.closed).toEqual([])
  main.fail(null)
  clock.tick()
  await until('closed', () => main.closed.length === 1)
  expect(main.kept.getMap('facts').get('a')).toBe(1)
})

test('[F3] a document that was written and left before main had opened it is saved first, then closed', async () => {
  const { main, registry } = setUp()
  let open = () => {}
  main.holdOpen(new Promise((resolve) => (open = resolve)))
  const document = registry.acquire(NAME)
  document.doc.getMap('facts').set('a', 1)
  registry.release(NAME)
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(document.condition()).toMatchObject({ phase: 'opening', unsaved: 1 })
  expect(main.closed).toEqual([])
  open()
  await until('closed', () => main.closed.length === 1)
  expect(main.kept.getMap('facts').get('a')).toBe(1)
})

test('whoever opens a document while its last screen leaves comes after the leaving, for main as well', async () => {
  const { main } = setUp()
  const asked: string[] = []
  const api = {
    ...main.api,
    call: ((name: never, input: never) => {
      asked.push(name)
      return main.api.call(name, input)
    }) as typeof main.api.call,
  }
  const first = openDocument({ name: NAME, api, cacheName: 'left-and-opened', schedule: createClock().schedule })
  await until('ready', () => first.condition().phase === 'ready')
  const leaving = first.close()
  const second = openDocument({ name: NAME, api, cacheName: null, schedule: createClock().schedule })
  await leaving
  await second.close()
  expect(asked.filter((name) => name !== 'document.presence')).toEqual([
    'document.open',
    'document.close',
    'document.open',
    'document.close',
  ])
})

test('listeners hear of documents that come and of what they say', async () => {
  const { registry } = setUp()
  let heard = 0
  registry.subscribe(() => heard++)
  const document = registry.acquire(NAME)
  const before = heard
  expect(before).toBeGreaterThan(0)
  await until('ready', () => document.condition().phase === 'ready')
  expect(heard).toBeGreaterThan(before)
})
