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
