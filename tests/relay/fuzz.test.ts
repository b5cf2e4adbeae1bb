import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { encodeBarrier, MESSAGE, SYNC } from '../../src/crdt/protocol/index.ts'
import { inspectUpdate } from '../../sync-relay/src/validator/inspect.ts'
import { syncFrame } from '../../sync-relay/src/core/frames.ts'
import { fuzzFrames } from './support/fuzz-frames.ts'
import { createWorld, presenceFrame } from './support/world.ts'
import type { Peer } from './support/world.ts'

const RUNS = Number(process.env['RPMA_FUZZ_RUNS'] ?? 1500)
const COMMIT_MS = 5

/** Edits of every kind that Yjs knows, from a list of numbers. */
function edit(doc: Y.Doc, numbers: readonly number[]): void {
  for (const n of numbers) {
    const text = doc.getText('t')
    const array = doc.getArray<unknown>('a')
    const map = doc.getMap<unknown>('m')
    switch (n % 9) {
      case 0:
        text.insert(n % (text.length + 1), `é😀${n}`)
        break
      case 1:
        if (text.length > 2) text.delete(n % (text.length - 2), 2)
        break
      case 2:
        map.set(`k${n % 5}`, { n, deep: [null, undefined, true, n / 3, 12345678901234n, new Uint8Array([n % 256])] })
        break
      case 3:
        map.delete(`k${n % 5}`)
        break
      case 4:
        array.insert(0, [new Y.Map([['x', n]]), n, 'text'])
        break
      case 5:
        if (array.length > 0) array.delete(n % array.length, 1)
        break
      case 6:
        text.format(0, Math.min(3, text.length), { bold: n % 2 === 0 })
        break
      case 7:
        text.insertEmbed(0, { image: `${n}` })
        break
      case 8: {
        const element = new Y.XmlElement('p')
        element.setAttribute('class', `${n}`)
        doc.getXmlFragment('x').insert(0, [element, new Y.XmlText('hi')])
      }
    }
  }
}

const edits = fc.array(fc.nat({ max: 100_000 }), { minLength: 1, maxLength: 30 })

describe('honest updates', () => {
  test('[F33, F35] the strict reader refuses nothing that Yjs writes: edits, merges, differences, snapshots', () => {
    fc.assert(
      fc.property(edits, edits, fc.boolean(), (ours, theirs, gc) => {
        const ana = new Y.Doc({ gc })
        const joe = new Y.Doc({ gc })
        const updates: Uint8Array[] = []
        for (const doc of [ana, joe]) doc.on('update', (update: Uint8Array) => updates.push(update))
        edit(ana, ours)
        Y.applyUpdate(joe, Y.encodeStateAsUpdate(ana))
        edit(joe, theirs)
        Y.applyUpdate(ana, Y.encodeStateAsUpdate(joe, Y.encodeStateVector(ana)))
        const all = [...updates, Y.encodeStateAsUpdate(ana), Y.mergeUpdates(updates), Y.mergeUpdates(updates.slice(1))]
        for (const update of all) expect(inspectUpdate(update)).toMatchObject({ ok: true })
      }),
      { numRuns: 60, seed: 8417 },
    )
  })

  test('[F18] two who edit, part and meet again converge with the relay; nothing of theirs is refused', () => {
    const step = fc.record({ who: fc.nat({ max: 1 }), edits, does: fc.constantFrom('send', 'lose', 'reconnect') })
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        const world = createWorld()
        const peers: Peer[] = [world.peer('job/1'), world.peer('job/1')]
        const meet = (peer: Peer): void => {
          peer.ask()
          peer.answer()
          world.pass(COMMIT_MS)
        }
        for (const { who, edits: numbers, does } of steps) {
          const peer = peers[who] as Peer
          edit(peer.doc, numbers)
          if (does === 'send') peer.sendEdits()
          else peer.takeUnsent()
          if (does === 'reconnect') {
            peer.leave()
            meet((peers[who] = world.peer('job/1', peer.doc)))
          }
          world.pass(COMMIT_MS)
        }
        for (const i of [0, 1, 0, 1]) {
          const peer = peers[i] as Peer
          expect(peer.closed).toBeNull()
          peer.leave()
          meet((peers[i] = world.peer('job/1', peer.doc)))
        }
        const late = world.peer('job/1')
        late.ask()
        const [a, b] = peers.map((peer) => Y.snapshot(peer.doc)) as [Y.Snapshot, Y.Snapshot]
        expect(Y.equalSnapshots(a, b)).toBe(true)
        expect(Y.equalSnapshots(a, Y.snapshot(late.doc))).toBe(true)
      }),
      { numRuns: 60, seed: 8417 },
    )
  })
})

describe('garbage', () => {
  const doc = new Y.Doc()
  edit(doc, [0, 2, 4, 6, 7, 8, 1, 5, 3, 90, 92, 94])
  const real = [
    syncFrame(SYNC.update, Y.encodeStateAsUpdate(doc)),
    syncFrame(SYNC.step1, Y.encodeStateVector(doc)),
    presenceFrame(7, 3, { name: 'ana' }),
    encodeBarrier(300),
  ]
  /** A real frame with bytes changed, cut out or doubled: reaches far deeper than random bytes. */
  const damaged = fc
    .record({
      frame: fc.constantFrom(...real),
      at: fc.nat({ max: 400 }),
      bytes: fc.uint8Array({ maxLength: 6 }),
      drop: fc.nat({ max: 3 }),
    })
    .map(({ frame, at, bytes, drop }) => {
      const cut = at % frame.length
      return Uint8Array.of(...frame.subarray(0, cut), ...bytes, ...frame.subarray(cut + drop))
    })
  const wild = fc
    .tuple(fc.constantFrom(...Object.values(MESSAGE)), fc.nat({ max: 2 }), fc.uint8Array({ maxLength: 60 }))
    .map(([type, kind, body]) => Uint8Array.of(type, kind, body.length, ...body))

  test(`[F34] ${RUNS} frames: the relay neither throws nor stops serving the others, and never acknowledges a refusal`, () => {
    const world = createWorld()
    const joe = world.peer('job/1')
    let n = 0
    let refused = 0
    fc.assert(
      fc.property(fc.oneof(damaged, wild, fc.uint8Array({ maxLength: 80 })), (frame) => {
        const bad = world.peer('job/1')
        bad.send(frame)
        bad.barrier(++n)
        world.pass(COMMIT_MS)
        if (bad.closed !== null) {
          refused++
          expect(bad.barriers).not.toContain(n)
        }
        bad.leave()
        if (n % 50 === 0) {
          joe.doc.getMap('joe').set('n', n)
          joe.sendEdits()
          joe.barrier(n)
          world.pass(COMMIT_MS)
          expect(joe.barriers.at(-1)).toBe(n)
        }
      }),
      { numRuns: RUNS, seed: 8417 },
    )
    expect(joe.closed).toBeNull()
    expect(world.reports.filter((what) => what !== 'refused')).toEqual([])
    expect(refused).toBeGreaterThan(RUNS / 2)
    const late = world.peer('job/1')
    late.ask()
    expect(late.doc.getMap('joe').get('n')).toBe(joe.doc.getMap('joe').get('n'))
  })
})

describe('structured nonsense', () => {
  const FRAMES = Number(process.env['RPMA_FUZZ_FRAMES'] ?? 3000)
  test.each([8417, 7])(
    `[F31, F33–F37] ${FRAMES} frames, seed %i: Yjs takes what the validator lets in, and nothing else happens`,
    (seed) => {
      const report = fuzzFrames(FRAMES, seed)
      expect(report.failures).toEqual([])
      expect(report.frames).toBeGreaterThanOrEqual(FRAMES)
      // Deep enough to mean something: every verdict was given to many.
      for (const verdict of ['refused', 'missing', 'known', 'plain', 'document'] as const) {
        expect(report[verdict], verdict).toBeGreaterThan(FRAMES / 40)
      }
    },
  )

  test('the same seed gives the same run', () => {
    const [one, other] = [fuzzFrames(1000, 5), fuzzFrames(1000, 5)]
    expect({ ...one, slowestMs: 0 }).toEqual({ ...other, slowestMs: 0 })
  })
})
