import { createEncoder, toUint8Array, writeVarUint } from 'lib0/encoding'
import * as Y from 'yjs'
import { describe, expect, test } from 'vitest'
import { CLOSE, encodeBarrier, RETRY, SYNC } from '../../src/crdt/protocol/index.ts'
import { syncFrame } from '../../sync-relay/src/core/frames.ts'
import { inspectUpdate } from '../../sync-relay/src/validator/inspect.ts'
import { createMemoryLog } from '../../sync-relay/src/index.ts'
import type { StoredDocument } from '../../sync-relay/src/index.ts'
import { failCommits, holdCommits } from './support/logs.ts'
import { createWorld, presenceFrame, readPresence } from './support/world.ts'

const COMMIT_MS = 5
const PRESENCE_MS = 50

function stored(log: ReturnType<typeof createMemoryLog>, name: string): StoredDocument {
  let found: StoredDocument | null = null
  log.load(name, (result) => {
    if (result.ok) found = result.value
  })
  if (found === null) throw new Error('expected a readable document')
  return found
}

describe('commit', () => {
  test('nothing is acknowledged or passed on before the commit, everything after it, the echo included', () => {
    const log = holdCommits(createMemoryLog('r'))
    const world = createWorld(log)
    const ana = world.peer('job/1')
    const joe = world.peer('job/1')
    ana.doc.getMap('m').set('a', 1)
    ana.sendEdits()
    ana.barrier(7)
    joe.ask()
    world.pass(COMMIT_MS)
    expect(log.held()).toBe(1)
    expect(ana.barriers).toEqual([])
    expect(joe.doc.getMap('m').toJSON()).toEqual({})
    log.release()
    world.pass(COMMIT_MS)
    expect(ana.barriers).toEqual([7])
    expect(ana.heard).toHaveLength(1)
    expect(joe.doc.getMap('m').toJSON()).toEqual({ a: 1 })
  })

  test('frames that arrive during a commit are taken, and leave with the next one', () => {
    const log = holdCommits(createMemoryLog('r'))
    const world = createWorld(log)
    const ana = world.peer('job/1')
    ana.doc.getMap('m').set('a', 1)
    ana.sendEdits()
    world.pass(COMMIT_MS)
    ana.doc.getMap('m').set('b', 2)
    ana.sendEdits()
    ana.barrier(1)
    const late = world.peer('job/1')
    late.ask()
    log.release()
    expect(late.doc.getMap('m').toJSON()).toEqual({ a: 1 })
    world.pass(COMMIT_MS)
    expect(ana.barriers).toEqual([])
    log.release()
    expect(ana.barriers).toEqual([1])
    expect(late.doc.getMap('m').toJSON()).toEqual({ a: 1, b: 2 })
  })

  test('[F5] a failed commit acknowledges nothing, closes sockets for now, and turns the relay read-only', () => {
    const memory = createMemoryLog('r')
    const log = failCommits(memory)
    const world = createWorld(log)
    const ana = world.peer('job/1')
    ana.doc.getMap('m').set('a', 1)
    ana.sendEdits()
    world.pass(COMMIT_MS)
    log.failure = { kind: 'full', message: 'disk full' }
    const joe = world.peer('job/1')
    ana.doc.getMap('m').set('b', 2)
    ana.sendEdits()
    ana.barrier(1)
    world.pass(COMMIT_MS)
    expect(ana.barriers).toEqual([])
    expect([ana.closed?.code, joe.closed?.code]).toEqual([RETRY.unavailable, RETRY.unavailable])
    expect(joe.heard).toEqual([])
    expect(world.core.status()).toBe('read-only')
    expect(stored(memory, 'job/1').updates).toHaveLength(1)

    const reader = world.peer('job/1')
    reader.ask()
    expect(reader.doc.getMap('m').toJSON()).toEqual({ a: 1 })
    const back = world.peer('job/1', ana.doc)
    back.answer()
    expect(back.closed?.code).toBe(RETRY.unavailable)

    log.failure = null
    world.pass(5000)
    expect(world.core.status()).toBe('ok')
    const again = world.peer('job/1', ana.doc)
    again.answer()
    again.barrier(2)
    world.pass(COMMIT_MS)
    expect(again.barriers).toEqual([2])
    expect(stored(memory, 'job/1').updates).toHaveLength(2)
  })

  test('[F22] a delete-only edit is stored and acknowledged though the state vector stays', () => {
    const memory = createMemoryLog('r')
    const world = createWorld(memory)
    const ana = world.peer('job/1')
    ana.doc.getMap('m').set('a', 1)
    ana.sendEdits()
    world.pass(COMMIT_MS)
    const before = Y.encodeStateVector(ana.doc)
    ana.doc.getMap('m').delete('a')
    expect(Y.encodeStateVector(ana.doc)).toEqual(before)
    ana.sendEdits()
    ana.barrier(1)
    world.pass(COMMIT_MS)
    expect(ana.barriers).toEqual([1])
    const rebuilt = new Y.Doc()
    for (const update of stored(memory, 'job/1').updates) Y.applyUpdate(rebuilt, update)
    expect(rebuilt.getMap('m').size).toBe(0)
  })

  test('an update without news needs no row and is acknowledged', () => {
    const memory = createMemoryLog('r')
    const world = createWorld(memory)
    const ana = world.peer('job/1')
    ana.doc.getText('t').insert(0, 'hello')
    ana.doc.getText('t').delete(1, 2)
    ana.sendEdits()
    world.pass(COMMIT_MS)
    const rows = stored(memory, 'job/1').updates.length
    ana.answer()
    ana.barrier(3)
    expect(ana.barriers).toEqual([3])
    world.pass(COMMIT_MS)
    expect(stored(memory, 'job/1').updates).toHaveLength(rows)
  })

  test('an update already on its way to the disk by another socket is acknowledged after its commit only', () => {
    const log = holdCommits(createMemoryLog('r'))
    const world = createWorld(log)
    const ana = world.peer('job/1')
    ana.doc.getMap('m').set('a', 1)
    const [update = new Uint8Array()] = ana.takeUnsent()
    ana.send(syncFrame(SYNC.update, update))
    const joe = world.peer('job/1')
    joe.send(syncFrame(SYNC.update, update))
    joe.barrier(1)
    world.pass(COMMIT_MS)
    expect(joe.barriers).toEqual([])
    log.release()
    expect(joe.barriers).toEqual([1])
  })

  test('[F13] a document that is dropped from memory is read back from the log', () => {
    const world = createWorld()
    const ana = world.peer('job/1')
    ana.doc.getMap('m').set('a', 1)
    ana.sendEdits()
    ana.leave() // before the commit
    expect(world.core.figures().rooms).toBe(1)
    world.pass(10 * 60_000)
    expect(world.core.figures().rooms).toBe(0)
    const joe = world.peer('job/1')
    joe.ask()
    expect(joe.doc.getMap('m').toJSON()).toEqual({ a: 1 })
  })

  test('[F14] compaction keeps the document and shortens the log', () => {
    const memory = createMemoryLog('r')
    const world = createWorld(memory)
    const ana = world.peer('job/1')
    for (let i = 0; i < 1000; i++) {
      ana.doc.getMap('m').set(`k${i % 10}`, i)
      ana.sendEdits()
      if (i % 3 === 0) world.pass(COMMIT_MS)
    }
    world.pass(COMMIT_MS)
    expect(stored(memory, 'job/1').updates.length).toBeLessThan(500)
    const rebuilt = new Y.Doc()
    for (const update of stored(memory, 'job/1').updates) Y.applyUpdate(rebuilt, update)
    expect(rebuilt.getMap('m').toJSON()).toEqual(ana.doc.getMap('m').toJSON())
  })

  test('draining commits what waits, answers its barrier, then says goodbye', () => {
    const memory = createMemoryLog('r')
    const world = createWorld(memory)
    const ana = world.peer('job/1')
    ana.doc.getMap('m').set('a', 1)
    ana.sendEdits()
    ana.barrier(1)
    let drained = false
    world.core.drain(() => {
      drained = true
    })
    expect(drained).toBe(true)
    expect(ana.barriers).toEqual([1])
    expect(ana.closed?.code).toBe(1001)
    expect(stored(memory, 'job/1').updates).toHaveLength(1)
    expect(world.peer('job/1').closed?.code).toBe(1001)
  })
})

test('a Y.Doc is built only for what the standing cannot judge, and goes when it is not needed any more', () => {
  const world = createWorld()
  const ana = world.peer('job/1')
  ana.doc.getMap('m').set('a', 1)
  ana.doc.getText('t').insert(0, 'plain')
  ana.sendEdits()
  world.pass(COMMIT_MS)
  const reader = world.peer('job/1')
  reader.ask()
  expect(world.core.figures()).toMatchObject({ docs: 0, document: 0, update: 2 })
  ana.doc.getArray('list').insert(0, [new Y.Map([['nested', 1]])])
  ana.sendEdits()
  expect(world.core.figures()).toMatchObject({ docs: 1, document: 1 })
  ana.doc.getText('t').insert(0, 'more of the ')
  ana.sendEdits()
  world.pass(5000)
  expect(world.core.figures().docs).toBe(0)
  const late = world.peer('job/1')
  late.ask()
  expect(late.doc.getMap('m').toJSON()).toEqual({ a: 1 })
  expect(late.doc.getText('t').toString()).toBe('more of the plain')
  expect(late.doc.getArray('list').toJSON()).toEqual([{ nested: 1 }])
})

test('after a quiet while an edit is committed at once; then there is one commit every 5 ms at most', () => {
  const world = createWorld()
  const ana = world.peer('job/1')
  world.pass(1000)
  ana.doc.getMap('m').set('a', 0)
  ana.sendEdits()
  ana.barrier(1)
  world.pass(0)
  expect(ana.barriers).toEqual([1])
  for (let ms = 0; ms < 100; ms++) {
    ana.doc.getMap('m').set('a', ms)
    ana.sendEdits()
    world.pass(1)
  }
  expect(world.core.figures().commit).toBeLessThanOrEqual(21)
})

test('draining works off first what arrived while a document was loaded, and what is looked at elsewhere', () => {
  const memory = createMemoryLog('r')
  const later: (() => void)[] = []
  const slow = Object.assign(Object.create(memory) as typeof memory, {
    load: (name: string, done: Parameters<typeof memory.load>[1]) => void later.push(() => memory.load(name, done)),
  })
  const world = createWorld(slow, {
    inspect: (bytes, done) => void later.push(() => done(inspectUpdate(bytes))),
  })
  const ana = world.peer('job/1')
  ana.doc.getMap('m').set('a', 1)
  ana.sendEdits()
  ana.barrier(1)
  let drained = false
  world.core.drain(() => (drained = true))
  ana.doc.getMap('m').set('b', 1)
  ana.sendEdits() // too late
  ana.barrier(2)
  expect([later.length, drained]).toEqual([1, false])
  later.shift()?.()
  expect([later.length, drained]).toEqual([1, false])
  later.shift()?.()
  world.pass(COMMIT_MS)
  expect([drained, ana.barriers, ana.closed?.code]).toEqual([true, [1], 1001])
  expect(stored(memory, 'job/1').updates).toHaveLength(1)
})

describe('missing predecessors', () => {
  test('[F23] an edit sent before its predecessors is held, asked for, and acknowledged once all of it is stored', () => {
    const world = createWorld()
    const doc = new Y.Doc()
    doc.getText('t').insert(0, 'typed offline')
    const ana = world.peer('job/1', doc)
    const joe = world.peer('job/1')
    doc.getText('t').insert(13, '!') // before the relay's question is answered
    ana.sendEdits()
    ana.barrier(1)
    world.pass(COMMIT_MS)
    expect(ana.barriers).toEqual([])
    expect(joe.heard).toEqual([])
    ana.answer()
    world.pass(COMMIT_MS)
    expect(ana.barriers).toEqual([1])
    expect(joe.doc.getText('t').toString()).toBe('typed offline!')
    expect(ana.closed).toBeNull()
  })

  test('[F23] a gap after the greeting makes the relay ask again', () => {
    const world = createWorld()
    const ana = world.peer('job/1')
    ana.answer()
    ana.doc.getText('t').insert(0, 'a')
    ana.takeUnsent() // lost on the way
    ana.doc.getText('t').insert(1, 'b')
    ana.sendEdits()
    ana.doc.getText('t').delete(0, 1)
    ana.sendEdits()
    ana.barrier(1)
    world.pass(COMMIT_MS)
    expect(ana.barriers).toEqual([])
    expect(ana.asked).toHaveLength(1)
    ana.answer()
    world.pass(COMMIT_MS)
    expect(ana.barriers).toEqual([1])
    const late = world.peer('job/1')
    late.ask()
    expect(late.doc.getText('t').toString()).toBe('b')
  })

  test('[F23] an edit on top of what came from another device by another way waits for that too', () => {
    const world = createWorld()
    const joe = new Y.Doc()
    joe.getText('t').insert(0, 'by joe')
    const ana = world.peer('job/1')
    Y.applyUpdate(ana.doc, Y.encodeStateAsUpdate(joe), ana) // by a USB stick: never sent to the relay
    ana.doc.getText('t').insert(6, ', and ana')
    ana.sendEdits()
    ana.barrier(1)
    world.pass(COMMIT_MS)
    expect([ana.barriers, ana.closed]).toEqual([[], null])
    ana.answer()
    world.pass(COMMIT_MS)
    expect(ana.barriers).toEqual([1])
    const late = world.peer('job/1')
    late.ask()
    expect(late.doc.getText('t').toString()).toBe('by joe, and ana')
  })

  test('an answer that does not close the gap is to come again; its barrier is never answered', () => {
    const world = createWorld()
    const ana = world.peer('job/1')
    ana.doc.getText('t').insert(0, 'a')
    ana.takeUnsent()
    ana.doc.getText('t').insert(1, 'b')
    ana.sendEdits()
    ana.barrier(1)
    ana.send(syncFrame(SYNC.step2, Y.encodeStateAsUpdate(new Y.Doc())))
    world.pass(COMMIT_MS)
    expect(ana.closed?.code).toBe(RETRY.unavailable)
    expect(ana.barriers).toEqual([])
  })

  test('[F30] a deletion of what nobody has yet is not stored', () => {
    const memory = createMemoryLog('r')
    const world = createWorld(memory)
    const ana = world.peer('job/1')
    ana.send(syncFrame(SYNC.step2, Uint8Array.of(0, 1, 9, 1, 0, 100)))
    world.pass(COMMIT_MS)
    expect(ana.closed?.code).toBe(RETRY.unavailable)
    expect(stored(memory, 'job/1').updates).toEqual([])
  })
})

describe('refusals', () => {
  const cases: [string, Uint8Array, number][] = [
    ['[F34] garbage in place of an update', syncFrame(SYNC.update, Uint8Array.of(1, 2, 3)), CLOSE.structureRefused],
    [
      '[F33] a count larger than the bytes',
      syncFrame(SYNC.update, varUints(1, 30_000_000, 5, 0)),
      CLOSE.structureRefused,
    ],
    [
      '[F35] a client id above 2^32',
      syncFrame(SYNC.update, varUints(1, 1, 2 ** 40, 0, 0, 1, 0)),
      CLOSE.structureRefused,
    ],
    [
      '[F30] a delete range above 2^32',
      syncFrame(SYNC.update, varUints(0, 1, 7, 1, 0, 2 ** 50)),
      CLOSE.structureRefused,
    ],
    ['bytes after the update', syncFrame(SYNC.update, Uint8Array.of(0, 0, 0)), CLOSE.structureRefused],
    ['an unknown message', Uint8Array.of(55, 1, 0), CLOSE.structureRefused],
    ['an unknown sync message', Uint8Array.of(0, 9, 0), CLOSE.structureRefused],
    ['an empty frame', new Uint8Array(), CLOSE.structureRefused],
    ['a state vector that lies about its length', syncFrame(SYNC.step1, varUints(100_000)), CLOSE.structureRefused],
    ['bytes after a barrier', Uint8Array.of(...encodeBarrier(1), 0), CLOSE.structureRefused],
    ['[F40] a frame above the limit', new Uint8Array((1 << 20) + 1), CLOSE.tooLarge],
    ['[F38] a presence above 4 KB', presenceFrame(1, 1, 'x'.repeat(5000)), CLOSE.tooLarge],
    ['[F36] a __proto__ key', syncFrame(SYNC.update, mapSet('__proto__')), CLOSE.structureRefused],
    ['[F37] a value nested 100 deep', syncFrame(SYNC.update, mapSet('deep', nested(100))), CLOSE.structureRefused],
    ['[F37] types nested 100 deep', syncFrame(SYNC.update, nestedTypes(100)), CLOSE.structureRefused],
    ['V2 where V1 is spoken', syncFrame(SYNC.update, v2Update()), CLOSE.structureRefused],
    [
      'a second block of one client',
      syncFrame(SYNC.update, varUints(2, ...gc(7, 0, 1), ...gc(7, 1, 1), 0)),
      CLOSE.structureRefused,
    ],
    ['a struct of length 0', syncFrame(SYNC.update, varUints(1, ...gc(7, 0, 0), 0)), CLOSE.structureRefused],
    ['items that lean on each other', syncFrame(SYNC.update, circle()), CLOSE.structureRefused],
    ['a sub-document', syncFrame(SYNC.update, subDocument()), CLOSE.structureRefused],
  ]
  test.each(cases)('%s closes the socket; its barrier is never answered, the others go on', (_, frame, code) => {
    const memory = createMemoryLog('r')
    const world = createWorld(memory)
    const joe = world.peer('job/1')
    const bad = world.peer('job/1')
    bad.send(frame)
    bad.barrier(1)
    world.pass(COMMIT_MS)
    expect(bad.closed?.code).toBe(code)
    expect(bad.barriers).toEqual([])
    expect(stored(memory, 'job/1').updates).toEqual([])
    joe.doc.getMap('m').set('a', 1)
    joe.sendEdits()
    joe.barrier(2)
    world.pass(COMMIT_MS)
    expect(joe.barriers).toEqual([2])
    expect(joe.closed).toBeNull()
    const late = world.peer('job/1')
    late.ask()
    expect(late.doc.getMap('m').toJSON()).toEqual({ a: 1 })
  })

  test('a spoiling update does not take along what others sent in the same commit', () => {
    const memory = createMemoryLog('r')
    const world = createWorld(memory)
    const joe = world.peer('job/1')
    const late = world.peer('job/1')
    joe.doc.getMap('m').set('a', 1)
    joe.sendEdits()
    joe.barrier(1)
    world.peer('job/1').send(syncFrame(SYNC.update, nestedTypes(100)))
    expect(joe.barriers).toEqual([])
    world.pass(COMMIT_MS)
    expect(joe.barriers).toEqual([1])
    expect(Object.keys(late.doc.getMap('m').toJSON())).toEqual(['a'])
    expect(late.doc.getArray('deep').length).toBe(0)
    expect(stored(memory, 'job/1').updates).toHaveLength(1)
  })

  test('[F31] a second content under a known id changes nothing: the first stands for everyone', () => {
    const world = createWorld()
    const first = new Y.Doc()
    const second = new Y.Doc()
    first.clientID = second.clientID = 42
    const ana = world.peer('job/1', first)
    first.getMap('m').set('a', 'first')
    ana.sendEdits()
    world.pass(COMMIT_MS)
    const twin = world.peer('job/1', second)
    second.getMap('m').set('a', 'second')
    second.getMap('m').set('b', 'later')
    twin.sendEdits()
    world.pass(COMMIT_MS)
    const joe = world.peer('job/1')
    joe.ask()
    expect(joe.doc.getMap('m').toJSON()).toEqual({ a: 'first', b: 'later' })
    expect(ana.doc.getMap('m').toJSON()).toEqual({ a: 'first', b: 'later' })
  })
})

describe('loading', () => {
  test('[F12] a load error closes the socket for now; it is never an empty document', () => {
    const memory = createMemoryLog('r')
    const broken = Object.assign(Object.create(memory) as typeof memory, {
      load: (_: string, done: Parameters<typeof memory.load>[1]) =>
        done({ ok: false, failure: { kind: 'unreadable', message: 'damaged' } }),
    })
    const world = createWorld(broken)
    const ana = world.peer('job/1')
    ana.doc.getMap('m').set('a', 1)
    ana.sendEdits()
    ana.barrier(1)
    world.pass(COMMIT_MS)
    expect(ana.closed?.code).toBe(RETRY.unavailable)
    expect([ana.asked, ana.barriers]).toEqual([[], []])
    expect(stored(memory, 'job/1').updates).toEqual([])
  })

  test('[F12] a document with stored bytes that Yjs cannot read is not opened', () => {
    const memory = createMemoryLog('r')
    memory.commit([{ document: 'job/1', update: Uint8Array.of(9, 9, 9), after: 0, leases: [] }], () => {})
    const ana = createWorld(memory).peer('job/1')
    expect(ana.closed?.code).toBe(RETRY.unavailable)
  })

  test('[F12] a document whose stored updates lack predecessors is not opened', () => {
    const doc = new Y.Doc()
    doc.getText('t').insert(0, 'a')
    const before = Y.encodeStateVector(doc)
    doc.getText('t').insert(1, 'b')
    const memory = createMemoryLog('r')
    memory.commit([{ document: 'job/1', update: Y.encodeStateAsUpdate(doc, before), after: 0, leases: [] }], () => {})
    const world = createWorld(memory)
    expect(world.peer('job/1').closed?.code).toBe(RETRY.unavailable)
    expect(world.reports).toEqual(['document cannot be loaded'])
  })

  test('frames that arrive while a document loads are handled after, in order', () => {
    const memory = createMemoryLog('r')
    let finish = (): void => {}
    const slow = Object.assign(Object.create(memory) as typeof memory, {
      load: (name: string, done: Parameters<typeof memory.load>[1]) => {
        finish = () => memory.load(name, done)
      },
    })
    const world = createWorld(slow)
    const ana = world.peer('job/1')
    ana.doc.getMap('m').set('a', 1)
    ana.doc.getMap('m').set('a', 2)
    ana.sendEdits()
    ana.barrier(1)
    world.pass(COMMIT_MS)
    expect([ana.asked, ana.barriers]).toEqual([[], []])
    finish()
    world.pass(COMMIT_MS)
    expect(ana.asked).toHaveLength(1)
    expect(ana.barriers).toEqual([1])
  })
})

describe('presence', () => {
  test('it is passed to everyone in the document, shown to newcomers, and removed at disconnect', () => {
    const world = createWorld()
    const ana = world.peer('job/1')
    const joe = world.peer('job/1')
    const elsewhere = world.peer('job/2')
    ana.send(presenceFrame(1, 1, { name: 'ana' }))
    world.pass(PRESENCE_MS)
    expect(joe.presence.map(readPresence)).toEqual([[[1, { name: 'ana' }]]])
    expect(ana.presence).toHaveLength(1) // stock clients need to hear something every 30 s
    expect(elsewhere.presence).toEqual([])
    const late = world.peer('job/1')
    expect(late.presence.map(readPresence)).toEqual([[[1, { name: 'ana' }]]])
    ana.leave()
    world.pass(PRESENCE_MS)
    expect(joe.presence.map(readPresence).at(-1)).toEqual([[1, null]])
  })

  test('stock clients repeat what they hear: an echo neither travels again nor brings back who left', () => {
    const world = createWorld()
    const ana = world.peer('job/1')
    const joe = world.peer('job/1')
    ana.send(presenceFrame(1, 1, 'here'))
    world.pass(PRESENCE_MS)
    joe.send(presenceFrame(1, 1, 'here'))
    world.pass(PRESENCE_MS)
    expect(joe.presence).toHaveLength(1)
    ana.leave()
    world.pass(PRESENCE_MS)
    joe.send(presenceFrame(1, 1, 'here'))
    expect(world.peer('job/1').presence).toEqual([])
  })

  test('newcomers get a crowd in pieces that they may send back', () => {
    const world = createWorld()
    const crowd = world.peer('job/1')
    for (let client = 1; client <= 100; client++) crowd.send(presenceFrame(client, 1, { note: 'é'.repeat(100) }))
    const late = world.peer('job/1')
    expect(late.presence.flatMap(readPresence)).toHaveLength(100)
    for (const body of late.presence) expect(body.length).toBeLessThan(4000)
  })
})

function varUints(...numbers: number[]): Uint8Array {
  const encoder = createEncoder()
  for (const number of numbers) writeVarUint(encoder, number)
  return toUint8Array(encoder)
}

/** A block of one client with one collected struct. */
function gc(client: number, clock: number, length: number): number[] {
  return [1, client, clock, 0, length]
}

/** Two one-letter texts, each saying that it stands right of the other. */
function circle(): Uint8Array {
  const item = (client: number, left: number): number[] => [1, client, 0, 128 + 4, left, 0, 1, 97]
  return Uint8Array.of(2, ...item(8, 9), ...item(9, 8), 0)
}

function mapSet(key: string, value: unknown = 1): Uint8Array {
  const doc = new Y.Doc()
  doc.getMap('m').set(key, value)
  return Y.encodeStateAsUpdate(doc)
}

function nested(depth: number): unknown {
  return depth === 0 ? 1 : [nested(depth - 1)]
}

function nestedTypes(depth: number): Uint8Array {
  const doc = new Y.Doc()
  let array: Y.Array<unknown> = doc.getArray('deep')
  for (let i = 0; i < depth; i++) {
    const inner = new Y.Array<unknown>()
    array.insert(0, [inner])
    array = inner
  }
  return Y.encodeStateAsUpdate(doc)
}

function v2Update(): Uint8Array {
  const doc = new Y.Doc()
  doc.getMap('m').set('a', 1)
  return Y.encodeStateAsUpdateV2(doc)
}

function subDocument(): Uint8Array {
  const doc = new Y.Doc()
  doc.getMap('m').set('sub', new Y.Doc())
  return Y.encodeStateAsUpdate(doc)
}
