/** Two relays on one log, as on one PostgreSQL: order is decided in the log, and nobody is told before. */
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Writer } from '../../sync-relay/src/authorize.ts'
import { createRelayCore } from '../../sync-relay/src/index.ts'
import type { Log, RelayCoreOptions } from '../../sync-relay/src/index.ts'
import { shareMemoryLog } from '../../sync-relay/src/log/memory-log.ts'
import { CLOSE, RETRY, SYNC } from '../../src/crdt/protocol/index.ts'
import { syncFrame } from '../../sync-relay/src/core/frames.ts'
import { holdCommits } from './support/logs.ts'
import { createClock, Peer } from './support/world.ts'

const COMMIT_MS = 6
const JOB = 'job/01JD8V4E5RZK3T9QF0W6HX7YBN'
const technician = (device: string): Writer => ({ device, role: 'technician' })

/** `wakes`: whether relays hear of each other's commits at all. */
function twoRelays(wakes = true) {
  const clock = createClock()
  const shared = shareMemoryLog('r', (wake) => wakes && wake())
  const relay = (log: Log, options: Partial<RelayCoreOptions> = {}) => {
    const core = createRelayCore({ log, schedule: clock.schedule, now: clock.now, ...options })
    return {
      core,
      peer: (doc = new Y.Doc(), writer?: Writer, name = JOB) => new Peer(core, name, doc, writer),
    }
  }
  const held = holdCommits(shared.open())
  return { clock, shared, held, slow: relay(held), quick: relay(shared.open()) }
}

function rebuilt(log: Log): Y.Doc {
  const doc = new Y.Doc()
  log.load(JOB, (result) => {
    if (!result.ok) throw new Error(result.failure.message)
    for (const update of result.value.updates) Y.applyUpdate(doc, update)
  })
  expect([doc.store.pendingStructs, doc.store.pendingDs]).toEqual([null, null])
  return doc
}

test('[F25] what one relay commits reaches those of the other; a newcomer there gets it', () => {
  const { clock, held, slow, quick } = twoRelays()
  const ana = slow.peer()
  const joe = quick.peer()
  joe.doc.getMap('m').set('joe', 1)
  joe.sendEdits()
  clock.pass(COMMIT_MS)
  expect(ana.doc.getMap('m').toJSON()).toEqual({ joe: 1 })
  ana.doc.getMap('m').set('ana', 1)
  ana.sendEdits()
  clock.pass(COMMIT_MS)
  held.release()
  expect(joe.doc.getMap('m').toJSON()).toEqual({ joe: 1, ana: 1 })
  const late = quick.peer()
  late.ask()
  expect(late.doc.getMap('m').toJSON()).toEqual({ joe: 1, ana: 1 })
})

test.each([true, false])(
  '[F25] both commit at once (woken: %s): the later one looks again, then commits, then answers',
  (wakes) => {
    const { clock, shared, held, slow, quick } = twoRelays(wakes)
    const ana = slow.peer()
    const joe = quick.peer()
    ana.doc.getText('t').insert(0, 'ana')
    ana.sendEdits()
    ana.barrier(1)
    clock.pass(COMMIT_MS)
    expect(held.held()).toBe(1)
    joe.doc.getText('t').insert(0, 'joe')
    joe.sendEdits()
    joe.barrier(1)
    clock.pass(COMMIT_MS)
    expect(joe.barriers).toEqual([1])
    ana.doc.getText('t').insert(0, 'more of ') // while the first is under way
    ana.sendEdits()
    ana.barrier(2)
    held.release() // stale
    expect(ana.barriers).toEqual([])
    expect(joe.doc.getText('t').toString()).toBe('joe')
    expect(ana.doc.getText('t').toString()).toContain('joe')
    clock.pass(COMMIT_MS)
    expect(ana.barriers).toEqual([])
    held.release()
    expect(ana.barriers).toEqual([1, 2])
    expect(slow.core.figures().staleCommit).toBe(1)
    expect(rebuilt(shared.open()).getText('t').toString()).toBe(ana.doc.getText('t').toString())
    expect(ana.closed).toBeNull()
  },
)

test('[F25] an edit that a device sent to both relays is stored once, and acknowledged by both', () => {
  const { clock, shared, held, slow, quick } = twoRelays()
  const ana = slow.peer()
  ana.doc.getMap('m').set('a', 1)
  const [update = new Uint8Array()] = ana.takeUnsent()
  ana.send(syncFrame(SYNC.update, update))
  ana.barrier(1)
  clock.pass(COMMIT_MS)
  const again = quick.peer(ana.doc)
  again.send(syncFrame(SYNC.update, update))
  again.barrier(2)
  clock.pass(COMMIT_MS)
  held.release()
  clock.pass(COMMIT_MS)
  expect([ana.barriers, again.barriers]).toEqual([[1], [2]])
  let rows = 0
  shared.open().load(JOB, (result) => (rows = result.ok ? result.value.updates.length : -1))
  expect(rows).toBe(1)
})

test('[F29] a clientID that the other relay gave away meanwhile: refused, its barrier never answered', () => {
  const { clock, held, slow, quick } = twoRelays()
  const mine = new Y.Doc()
  const theirs = new Y.Doc()
  mine.clientID = theirs.clientID = 42
  const ana = slow.peer(mine, technician('ana'))
  const joe = quick.peer(theirs, technician('joe'))
  const bystander = slow.peer(new Y.Doc(), technician('bob'))
  mine.getMap('m').set('a', 'ana')
  mine.getMap('m').set('b', 'ana')
  ana.sendEdits()
  ana.barrier(1)
  bystander.doc.getMap('m').set('c', 'bob')
  bystander.sendEdits()
  bystander.barrier(1)
  clock.pass(COMMIT_MS)
  theirs.getMap('m').set('a', 'joe')
  joe.sendEdits()
  clock.pass(COMMIT_MS)
  held.release()
  clock.pass(COMMIT_MS)
  held.release()
  expect(ana.closed?.code).toBe(CLOSE.foreignWork)
  expect(ana.barriers).toEqual([])
  expect(bystander.barriers).toEqual([1])
  const late = quick.peer()
  late.ask()
  expect(late.doc.getMap('m').toJSON()).toEqual({ a: 'joe', c: 'bob' })
})

test('[F25] what leaned on an edit that is refused then has to come again', () => {
  const { clock, held, slow, quick } = twoRelays()
  const mine = new Y.Doc()
  const theirs = new Y.Doc()
  mine.clientID = theirs.clientID = 42
  const ana = slow.peer(mine, technician('ana'))
  mine.getText('t').insert(0, 'abc')
  ana.sendEdits()
  const bob = slow.peer(new Y.Doc(), technician('bob'))
  Y.applyUpdate(bob.doc, Y.encodeStateAsUpdate(mine), bob) // by another way
  bob.doc.getText('t').insert(1, 'x')
  bob.sendEdits()
  bob.barrier(1)
  clock.pass(COMMIT_MS)
  const joe = quick.peer(theirs, technician('joe'))
  theirs.getMap('m').set('only', 1)
  joe.sendEdits()
  clock.pass(COMMIT_MS)
  held.release()
  clock.pass(COMMIT_MS)
  held.release()
  expect([ana.closed?.code, bob.closed?.code]).toEqual([CLOSE.foreignWork, RETRY.unavailable])
  expect(bob.barriers).toEqual([])
})

test('[F25] the other relay compacted beyond what is here: the document is taken whole, members get what they lack', () => {
  const clock = createClock()
  const shared = shareMemoryLog('r', () => {})
  const log = shared.open()
  const core = createRelayCore({ log, schedule: clock.schedule, now: clock.now })
  const other = createRelayCore({ log: shared.open(), schedule: clock.schedule, now: clock.now })
  const ana = new Peer(core, JOB, new Y.Doc())
  ana.doc.getText('t').insert(0, 'abcdef')
  ana.sendEdits()
  clock.pass(COMMIT_MS)
  const joe = new Peer(other, JOB, new Y.Doc())
  joe.ask()
  for (let i = 0; i < 260; i++) {
    joe.doc.getText('t').insert(joe.doc.getText('t').length, 'x')
    joe.sendEdits()
    clock.pass(COMMIT_MS)
  }
  joe.doc.getText('t').delete(0, 3)
  joe.sendEdits()
  clock.pass(COMMIT_MS)
  expect(other.figures().compaction).toBeGreaterThan(0)
  ana.doc.getMap('m').set('late', 1)
  ana.sendEdits()
  ana.barrier(1)
  clock.pass(4 * COMMIT_MS)
  expect(ana.barriers).toEqual([1])
  expect(ana.doc.getText('t').toString()).toBe(`def${'x'.repeat(260)}`)
  const late = new Peer(core, JOB, new Y.Doc())
  late.ask()
  expect(late.doc.toJSON()).toEqual(rebuilt(shared.open()).toJSON())
  expect(late.doc.getMap('m').toJSON()).toEqual({ late: 1 })
})

test('[F25] a feed of one relay wakes for what the other committed', () => {
  const { clock, slow, quick } = twoRelays()
  let woken = 0
  slow.core.onCommit(() => void woken++)
  const joe = quick.peer()
  joe.doc.getMap('m').set('a', 1)
  joe.sendEdits()
  clock.pass(COMMIT_MS)
  expect(woken).toBe(1)
})

test('[F25] what was known only from an edit that is refused then is judged itself: no barrier for what is not stored', () => {
  const { clock, held, slow, quick } = twoRelays()
  const mine = new Y.Doc()
  const theirs = new Y.Doc()
  mine.clientID = theirs.clientID = 42
  const ana = slow.peer(mine, technician('ana'))
  mine.getText('t').insert(0, 'longer than what joe wrote')
  const [update = new Uint8Array()] = ana.takeUnsent()
  ana.send(syncFrame(SYNC.update, update))
  const again = slow.peer(new Y.Doc(), technician('ana'))
  again.send(syncFrame(SYNC.update, update)) // known, from what waits
  again.barrier(1)
  clock.pass(COMMIT_MS)
  const third = slow.peer(new Y.Doc(), technician('ana'))
  third.send(syncFrame(SYNC.update, update)) // known, from what is under way
  third.barrier(2)
  let accepted: boolean | null = null
  const entry = { name: JOB, stateVector: Uint8Array.of(0), update }
  slow.core.sync([entry], technician('ana'), (result) => (accepted = result.ok && result.value[0]?.accepted === true))
  const joe = quick.peer(theirs, technician('joe'))
  theirs.getMap('m').set('a', 'joe')
  joe.sendEdits()
  clock.pass(COMMIT_MS)
  held.release()
  clock.pass(COMMIT_MS)
  held.release()
  expect([again.barriers, third.barriers, accepted]).toEqual([[], [], false])
  expect([again.closed?.code, third.closed?.code]).toEqual([CLOSE.foreignWork, CLOSE.foreignWork])
})
