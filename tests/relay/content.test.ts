/** Answers from committed bytes, judged by what Yjs itself makes of them. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { Content } from '../../sync-relay/src/core/content.ts'
import { inspectUpdate } from '../../sync-relay/src/validator/inspect.ts'

const RUNS = 150
const step = fc.record({ who: fc.nat({ max: 2 }), what: fc.nat({ max: 7 }), n: fc.nat({ max: 9999 }) })

function edit(doc: Y.Doc, what: number, n: number): void {
  const text = doc.getText('t')
  const map = doc.getMap<unknown>('m')
  const list = doc.getArray<unknown>('a')
  switch (what) {
    case 0:
    case 1:
      return text.insert(n % (text.length + 1), `é😀${n}`)
    case 2:
      if (text.length > 3) text.delete(n % (text.length - 3), 3)
      return
    case 3:
      return void map.set(`k${n % 4}`, { n, deep: [null, undefined, 1.5, 12345678901234n, new Uint8Array([n % 256])] })
    case 4:
      return map.delete(`k${n % 4}`)
    case 5:
      return list.insert(0, [n, 'x', new Y.Map([['y', n]])])
    case 6:
      if (list.length > 0) list.delete(n % list.length, 1)
      return
    default:
      return text.format(0, Math.min(4, text.length), { bold: n % 2 === 0 })
  }
}

/** Three who edit apart and meet, and every update in the order in which a relay would have stored it. */
function history(steps: readonly { who: number; what: number; n: number }[]) {
  const docs = [1, 2, 3].map((clientID) => Object.assign(new Y.Doc(), { clientID }))
  const relay = new Y.Doc()
  const updates: Uint8Array[] = []
  const vectors: Uint8Array[] = []
  relay.on('update', (update: Uint8Array) => updates.push(update))
  for (const { who, what, n } of steps) {
    const doc = docs[who] as Y.Doc
    edit(doc, what, n)
    if (n % 3 !== 0) Y.applyUpdate(relay, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(relay)))
    if (n % 5 === 0) Y.applyUpdate(doc, Y.encodeStateAsUpdate(relay, Y.encodeStateVector(doc)))
    vectors.push(Y.encodeStateVector(doc))
  }
  return { relay, updates, vectors }
}

function docOf(...updates: Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

function expectSame(doc: Y.Doc, relay: Y.Doc): void {
  expect([doc.store.pendingStructs, doc.store.pendingDs]).toEqual([null, null])
  expect(Y.equalSnapshots(Y.snapshot(doc), Y.snapshot(relay))).toBe(true)
}

test('what comes out is what went in, whole and as the difference to any state; asked early, late and again', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), fc.nat({ max: 3 }), (steps, often) => {
      const { relay, updates, vectors } = history(steps)
      const content = new Content()
      updates.forEach((update, i) => {
        const inspection = inspectUpdate(update)
        if (i % 2 === 0 || !inspection.ok) content.add(update)
        else content.addInspected({ bytes: update, shape: inspection.shape })
        if (often > 0 && i % often === 0) content.everything()
      })
      const whole = content.everything()
      expect(inspectUpdate(whole)).toMatchObject({ ok: true })
      expectSame(docOf(whole), relay)
      expect(Y.decodeStateVector(content.stateVector())).toEqual(Y.decodeStateVector(Y.encodeStateVector(relay)))
      for (const vector of vectors) {
        // Someone with exactly that much: not more of anyone, and none of the deletions.
        const known = Y.diffUpdate(whole, Uint8Array.of(0))
        const difference = content.difference(vector)
        expect(inspectUpdate(difference)).toMatchObject({ ok: true })
        expect(difference.length).toBeLessThanOrEqual(whole.length)
        expectSame(docOf(known, difference), relay)
      }
    }),
    { numRuns: RUNS, seed: 8417 },
  )
})

test('a peer that has a part gets the rest: applied to what it has, nothing is missing and nothing pending', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 4, maxLength: 40 }), fc.nat(), (steps, at) => {
      const { relay, updates } = history(steps)
      if (updates.length === 0) return
      const part = docOf(...updates.slice(0, at % updates.length))
      const content = new Content()
      for (const update of updates) content.add(update)
      const difference = content.difference(Y.encodeStateVector(part))
      Y.applyUpdate(part, difference)
      expectSame(part, relay)
      const yjs = Y.encodeStateAsUpdate(relay, Y.encodeStateVector(docOf(...updates.slice(0, at % updates.length))))
      expect(difference.length).toBeLessThanOrEqual(2 * yjs.length + 1000)
    }),
    { numRuns: RUNS, seed: 8417 },
  )
})

test('a cut inside a long text takes the text whole; who has its beginning gets the end', () => {
  const doc = new Y.Doc()
  const halves: Uint8Array[] = []
  doc.getText('t').insert(0, 'one')
  halves.push(Y.encodeStateAsUpdate(doc))
  doc.getText('t').insert(3, ' two')
  const content = new Content()
  content.add(Y.encodeStateAsUpdate(doc)) // merged: one struct
  const peer = docOf(...halves)
  Y.applyUpdate(peer, content.difference(Y.encodeStateVector(peer)))
  expect(peer.getText('t').toString()).toBe('one two')
})

test('[F10] updates that do not continue each other, or break off, are never answered with', () => {
  const doc = new Y.Doc()
  doc.getText('t').insert(0, 'a')
  const first = Y.encodeStateAsUpdate(doc)
  const vector = Y.encodeStateVector(doc)
  doc.getText('t').insert(1, 'b')
  const second = Y.encodeStateAsUpdate(doc, vector)
  for (const updates of [[second], [first, first], [first, second.subarray(0, second.length - 2)]]) {
    const content = new Content()
    for (const update of updates) content.add(update)
    expect(() => content.everything()).toThrow()
  }
})
