/** Wake-ups and reads of a log that is elsewhere arrive when they arrive: also in the middle of our own commits. */
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { SyncReplyEntry } from '../../src/crdt/protocol/index.ts'
import { ANYONE } from '../../sync-relay/src/authorize.ts'
import type { Done, Log, StoredDocument } from '../../sync-relay/src/log/log.ts'
import { shareMemoryLog } from '../../sync-relay/src/log/memory-log.ts'
import { holdCommits } from './support/logs.ts'
import { createWorld } from './support/world.ts'

const ROOM = 'job/01JD8V4E5RZK3T9QF0W6HX7YBN'

/** Reads of what is new wait until released, and see what the log holds then; wake-ups come when the test says so. */
function holdReads(log: Log) {
  const held: (() => void)[] = []
  const listeners = new Set<(document: string | null) => void>()
  const slow: Log = {
    ...log,
    loadAfter: (document: string, cursor: number, done: Done<StoredDocument>) =>
      void held.push(() => log.loadAfter(document, cursor, done)),
    onForeignCommit(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  return {
    log: slow,
    held: () => held.length,
    release: () => held.shift()?.(),
    wake: () => listeners.forEach((listener) => listener(ROOM)),
  }
}

test('[F25] what was read while our own commit landed is read again: nothing is taken twice', () => {
  const memory = shareMemoryLog('shared')
  const reads = holdReads(memory.open())
  const world = createWorld(reads.log)
  const ana = world.peer(ROOM)
  ana.doc.getMap('facts').set('one', 1)
  ana.sendEdits()
  world.pass(20)
  reads.wake()
  expect(reads.held()).toBe(1)
  ana.doc.getMap('facts').set('two', 2)
  ana.sendEdits()
  ana.barrier(1)
  world.pass(20)
  expect(ana.barriers).toEqual([1])
  reads.release()
  while (reads.held() > 0) reads.release()
  ana.doc.getMap('facts').set('three', 3)
  ana.sendEdits()
  ana.barrier(2)
  world.pass(20)
  expect(ana.closed).toBe(null)
  expect(ana.barriers).toEqual([1, 2])
  const late = world.peer(ROOM)
  late.ask()
  expect(late.doc.getMap('facts').toJSON()).toEqual({ one: 1, two: 2, three: 3 })
})

test('[F25] what was read while our own commit is under way waits for its answer', () => {
  const memory = shareMemoryLog('shared')
  const reads = holdReads(memory.open())
  const slow = holdCommits(reads.log)
  const world = createWorld(slow)
  const other = createWorld(memory.open())
  const [ana, joe] = [world.peer(ROOM), other.peer(ROOM)]
  ana.doc.getText('notes').insert(0, 'a')
  ana.sendEdits()
  world.pass(20)
  slow.release()
  reads.wake()
  ana.doc.getText('notes').insert(1, 'b')
  ana.sendEdits()
  world.pass(20)
  expect([slow.held(), reads.held()]).toEqual([1, 1])
  ana.doc.getText('notes').insert(2, 'c') // leans on what is in flight
  ana.sendEdits()
  ana.barrier(1)
  reads.release()
  while (slow.held() > 0 || reads.held() > 0) {
    slow.release()
    reads.release()
    world.pass(20)
  }
  expect(ana.closed).toBe(null)
  expect(ana.barriers).toEqual([1])
  other.pass(20)
  expect(joe.doc.getText('notes').toJSON()).toBe('abc')
})

const EMPTY_VECTOR = Uint8Array.of(0)

function factsOf(reply: SyncReplyEntry | undefined): unknown {
  if (reply?.accepted !== true) return reply
  const doc = new Y.Doc()
  Y.applyUpdate(doc, reply.update)
  return doc.getMap('facts').toJSON()
}

test('[F25] whoever asks while the document is being read for another gets what was committed before it asked', () => {
  const memory = shareMemoryLog('shared', () => {}) // the wake-up comes too late
  const inner = memory.open()
  const loads: (() => void)[] = []
  const log: Log = {
    ...inner,
    load(document: string, done: Done<StoredDocument>) {
      inner.load(document, (result) => void loads.push(() => done(result))) // read now, answered later
    },
  }
  const world = createWorld(log)
  const other = createWorld(memory.open())
  world.peer(ROOM)
  const joe = other.peer(ROOM)
  joe.doc.getMap('facts').set('one', 1)
  joe.sendEdits()
  joe.barrier(1)
  other.pass(20)
  expect(joe.barriers).toEqual([1])
  let replies: readonly SyncReplyEntry[] = []
  const entry = { name: ROOM, stateVector: EMPTY_VECTOR, update: new Uint8Array() }
  world.core.sync([entry], ANYONE, (result) => (replies = result.ok ? result.value : []))
  loads.shift()?.()
  world.pass(20)
  expect(factsOf(replies[0])).toEqual({ one: 1 })
})

test('[F25] whoever asks is answered though people write without a pause', () => {
  const memory = shareMemoryLog('shared')
  const reads = holdReads(memory.open())
  const slow = holdCommits(reads.log)
  const world = createWorld(slow)
  const ana = world.peer(ROOM)
  const write = (): void => {
    ana.doc.getMap('facts').set('n', Math.random())
    ana.sendEdits()
  }
  write()
  world.pass(20)
  let isAnswered = false
  const entry = { name: ROOM, stateVector: EMPTY_VECTOR, update: new Uint8Array() }
  for (let round = 0; round < 20 && !isAnswered; round++) {
    write() // there is always something for the next commit, and each read takes longer than a commit
    slow.release()
    world.pass(20)
    if (round === 0) world.core.sync([entry], ANYONE, () => (isAnswered = true))
    reads.release()
  }
  expect(isAnswered).toBe(true)
})
