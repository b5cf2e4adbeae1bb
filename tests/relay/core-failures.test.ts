/** What must not follow from a failure elsewhere: a relay that falls over, or that never gets up again. */
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createMemoryLog } from '../../sync-relay/src/index.ts'
import type { SyncReplyEntry } from '../../src/crdt/protocol/index.ts'
import type { Allocation, Done, Log, LogFailure, StoredDocument } from '../../sync-relay/src/log/log.ts'
import type { Inspection } from '../../sync-relay/src/validator/inspect.ts'
import { inspectUpdate } from '../../sync-relay/src/validator/inspect.ts'
import { ANYONE } from '../../sync-relay/src/authorize.ts'
import { RETRY } from '../../src/crdt/protocol/index.ts'
import { failCommits, holdCommits } from './support/logs.ts'
import { createWorld } from './support/world.ts'

const COMMIT_MS = 5
const RECOVER_MS = 5000
const FULL: LogFailure = { kind: 'full', message: 'no space' }

/** A log whose numbers fail while `failure` is set. */
function failNumbers(log: Log) {
  const failing = Object.assign(Object.create(log) as Log, {
    failure: null as LogFailure | null,
    allocate(series: string, request: string, atLeast: number, done: Done<Allocation>) {
      if (failing.failure === null) log.allocate(series, request, atLeast, done)
      else done({ ok: false, failure: failing.failure })
    },
  })
  return failing
}

test('[F4] a commit that lands after its rooms were given up falls over nothing and acknowledges nothing', () => {
  const held = holdCommits(createMemoryLog('r'))
  const log = failNumbers(held)
  const world = createWorld(log)
  const ana = world.peer('job/1')
  ana.doc.getMap('m').set('a', 1)
  ana.sendEdits()
  ana.barrier(1)
  world.pass(COMMIT_MS)
  expect(held.held()).toBe(1)
  log.failure = FULL
  world.core.allocate('works', 'r1', 0, () => {})
  log.failure = null
  expect(ana.closed?.code).toBe(RETRY.unavailable)
  held.release()
  expect(ana.barriers).toEqual([])
  world.pass(RECOVER_MS)
  const late = world.peer('job/1')
  late.doc.getMap('m').set('b', 2)
  late.sendEdits()
  late.barrier(2)
  world.pass(COMMIT_MS)
  held.release()
  expect(late.barriers).toEqual([2])
})

test('[F5] who asks for numbers of a full relay neither keeps it from storing again nor cuts off its readers', () => {
  const commits = failCommits(createMemoryLog('r'))
  const log = failNumbers(commits)
  const world = createWorld(log)
  const ana = world.peer('job/1')
  commits.failure = log.failure = FULL
  ana.doc.getMap('m').set('a', 1)
  ana.sendEdits()
  world.pass(COMMIT_MS)
  expect(world.core.status()).toBe('read-only')
  const reader = world.peer('job/2')
  for (let second = 1; second < 4; second++) {
    world.pass(1000)
    world.core.allocate('works', `r${second}`, 0, () => {})
  }
  expect(reader.closed).toBeNull()
  commits.failure = log.failure = null
  world.pass(RECOVER_MS - 3000)
  expect(world.core.status()).toBe('ok')
})

test('[F4] a log that died while nobody wrote is opened again when it cannot be read', () => {
  const memory = createMemoryLog('r')
  const dead: LogFailure = { kind: 'io', message: 'its thread ended' }
  let isDead = false
  const log: Log = Object.assign(Object.create(memory) as Log, {
    load: (name: string, done: Done<StoredDocument>) =>
      isDead ? done({ ok: false, failure: dead }) : memory.load(name, done),
    commit: (batch: Parameters<Log['commit']>[0], done: Parameters<Log['commit']>[1]) =>
      isDead ? done({ ok: false, failure: dead }) : memory.commit(batch, done),
    recover(done: Done<null>) {
      isDead = false
      done({ ok: true, value: null })
    },
  })
  const world = createWorld(log)
  isDead = true
  expect(world.peer('job/1').closed?.code).toBe(RETRY.unavailable)
  expect(world.core.status()).toBe('read-only')
  world.pass(RECOVER_MS)
  expect(world.core.status()).toBe('ok')
  expect(world.peer('job/1').closed).toBeNull()
})

test('[F12] one document that cannot be read is no reason to stop storing the others', () => {
  const memory = createMemoryLog('r')
  const log: Log = Object.assign(Object.create(memory) as Log, {
    load: (name: string, done: Done<StoredDocument>) =>
      name === 'job/1' ? done({ ok: false, failure: { kind: 'io', message: 'bad sector' } }) : memory.load(name, done),
  })
  const world = createWorld(log)
  const joe = world.peer('job/2')
  expect(world.peer('job/1').closed?.code).toBe(RETRY.unavailable)
  expect([world.core.status(), joe.closed]).toEqual(['ok', null])
})

test('an update that makes the relay stumble costs its sender only, and draining still ends', () => {
  let stumbles = false
  const world = createWorld(createMemoryLog('r'), {
    recovery() {
      if (stumbles) throw new Error('a fault of ours')
      return 'closed'
    },
  })
  const ana = world.peer('job/1')
  const joe = world.peer('job/1')
  ana.doc.getMap('m').set('a', 1)
  stumbles = true
  ana.sendEdits()
  stumbles = false
  expect(ana.closed?.code).toBe(1011)
  joe.doc.getMap('m').set('b', 1)
  joe.sendEdits()
  joe.barrier(1)
  let isDrained = false
  world.core.drain(() => (isDrained = true))
  expect([isDrained, joe.barriers]).toEqual([true, [1]])
})

test('an upload that makes the relay stumble is answered, and is nobody else’s business', () => {
  let stumbles = false
  const waiting: (() => void)[] = []
  const world = createWorld(createMemoryLog('r'), {
    inspect: (bytes: Uint8Array, done: (inspection: Inspection | null) => void) =>
      void waiting.push(() => done(inspectUpdate(bytes))),
    recovery() {
      if (stumbles) throw new Error('a fault of ours')
      return 'closed'
    },
  })
  const doc = new Y.Doc()
  doc.getMap('m').set('a', 1)
  let replies: readonly SyncReplyEntry[] | null = null
  const entry = { name: 'job/1', stateVector: Uint8Array.of(0), update: Y.encodeStateAsUpdate(doc) }
  world.core.sync([entry], ANYONE, (result) => (replies = result.ok ? result.value : []))
  stumbles = true
  waiting.shift()?.()
  expect(replies).toMatchObject([{ accepted: false, code: RETRY.unavailable }])
  let isDrained = false
  world.core.drain(() => (isDrained = true))
  expect(isDrained).toBe(true)
})

test('barriers held for a predecessor that never comes do not pile up without bound', () => {
  const world = createWorld()
  const far = new Y.Doc()
  far.getText('t').insert(0, 'a')
  const ana = world.peer('job/1', far)
  far.getText('t').insert(1, 'b')
  const [update] = ana.takeUnsent()
  ana.asked.length = 0
  expect(update).toBeDefined()
  ana.doc.getText('t').insert(2, 'c')
  ana.sendEdits() // leans on b, which is never sent
  for (let n = 0; n < 5000 && ana.closed === null; n++) ana.barrier(n)
  expect(ana.closed?.code).toBe(RETRY.unavailable)
  expect(ana.barriers).toEqual([])
})
