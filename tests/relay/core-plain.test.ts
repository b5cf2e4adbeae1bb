/** Whatever the core accepts, Yjs accepts: what lies in the log makes the document that its members see. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { SYNC } from '../../src/crdt/protocol/index.ts'
import { createMemoryLog } from '../../sync-relay/src/index.ts'
import { syncFrame } from '../../sync-relay/src/core/frames.ts'
import { createWorld } from './support/world.ts'

const RUNS = Number(process.env['RPMA_FUZZ_RUNS'] ?? 300)
const COMMIT_MS = 6

const move = fc.record({
  who: fc.nat({ max: 2 }),
  what: fc.nat({ max: 5 }),
  n: fc.nat({ max: 9999 }),
  /** A byte to change on the way, now and then. */
  spoil: fc.option(fc.record({ at: fc.nat({ max: 60 }), byte: fc.nat({ max: 255 }) }), { freq: 6, nil: null }),
})

function edit(doc: Y.Doc, what: number, n: number): void {
  const text = doc.getText('t')
  if (what < 2) text.insert(n % (text.length + 1), `w${n}`)
  else if (what === 2 && text.length > 2) text.delete(n % (text.length - 2), 2)
  else if (what === 3) doc.getMap('m').set(`k${n % 4}`, n)
  else if (what === 4) doc.getMap('m').delete(`k${n % 4}`)
  else doc.getArray('a').insert(0, [n])
}

function contentOf(doc: Y.Doc): unknown {
  return [doc.getText('t').toString(), doc.getMap('m').toJSON(), doc.getArray('a').toJSON()]
}

test('[F34] spoilt or not, what was accepted applies without throwing and without waiting, and is all that is seen', () => {
  let plain = 0
  let refused = 0
  fc.assert(
    fc.property(fc.array(move, { minLength: 1, maxLength: 40 }), (moves) => {
      const log = createMemoryLog('r')
      const world = createWorld(log)
      const peers = [0, 1, 2].map(() => world.peer('job/1'))
      for (const { who, what, n, spoil } of moves) {
        let peer = peers[who] as (typeof peers)[number]
        if (peer.closed !== null) {
          peer = peers[who] = world.peer('job/1') // with a new document: its own may hold what was refused
          peer.ask()
          world.pass(COMMIT_MS)
        }
        edit(peer.doc, what, n)
        for (const update of peer.takeUnsent()) {
          const bytes = Uint8Array.from(update)
          if (spoil !== null && spoil.at < bytes.length) bytes[spoil.at] = spoil.byte
          peer.send(syncFrame(SYNC.update, bytes))
        }
        if (n % 3 === 0) world.pass(COMMIT_MS)
      }
      world.pass(COMMIT_MS)
      const rebuilt = new Y.Doc()
      log.load('job/1', (result) => {
        if (!result.ok) throw new Error(result.failure.message)
        for (const update of result.value.updates) {
          Y.applyUpdate(rebuilt, update)
          expect([rebuilt.store.pendingStructs, rebuilt.store.pendingDs]).toEqual([null, null])
        }
      })
      // As a new relay reads the log, and as the one that wrote it says.
      for (const relay of [world, createWorld(log)]) {
        const reader = relay.peer('job/1')
        reader.ask()
        expect(reader.closed).toBeNull()
        expect([reader.doc.store.pendingStructs, reader.doc.store.pendingDs]).toEqual([null, null])
        expect(Y.equalSnapshots(Y.snapshot(reader.doc), Y.snapshot(rebuilt))).toBe(true)
        expect(contentOf(reader.doc)).toEqual(contentOf(rebuilt))
      }
      const figures = world.core.figures()
      plain += figures.update - figures.document
      refused += figures.refused
      expect(world.reports.filter((what) => what !== 'refused')).toEqual([])
    }),
    { numRuns: RUNS, seed: 8417 },
  )
  expect(plain).toBeGreaterThan(RUNS)
  expect(refused).toBeGreaterThan(RUNS / 20)
})
