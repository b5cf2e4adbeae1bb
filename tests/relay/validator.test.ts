import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { differingContent } from '../../sync-relay/src/validator/equivocation.ts'
import { inspectUpdate, isStateVector } from '../../sync-relay/src/validator/inspect.ts'
import { judgeUpdate, unstorable } from '../../sync-relay/src/validator/judge.ts'
import { mergePlain } from '../../sync-relay/src/validator/merge.ts'
import { Standing } from '../../sync-relay/src/validator/standing.ts'
import { checkJson } from '../../sync-relay/src/validator/strict-json.ts'
import { Malformed } from '../../sync-relay/src/validator/strict-reader.ts'
import { Random } from '../simulation/random.ts'
import { bytesOf, CASES, editsOn, SHOP, VECTORS } from './support/attacks.ts'
import { contentOf, editAtRandom, openRoots } from './support/edits.ts'
import { honestTraffic } from './support/honest-traffic.ts'
import { complaints } from './support/validator.ts'

const SEED = 8417
const VALIDATOR = { inspectUpdate, isStateVector, judgeUpdate, unstorable, Standing }

describe('one update against one document', () => {
  test.each(CASES)('$name: $answer', (given) => {
    expect(complaints(VALIDATOR, given)).toEqual([])
  })

  test.each(CASES.filter(({ answer }) => answer === 'plain'))('Yjs takes it as it stands: $name', (given) => {
    const doc = new Y.Doc()
    const standing = new Standing()
    for (const update of [...(given.stored ?? [SHOP]), given.bytes]) {
      Y.applyUpdate(doc, update)
      standing.apply(shapeOf(update), [])
    }
    expect(doc.store).toMatchObject({ pendingStructs: null, pendingDs: null })
    expect(standing.stateVector()).toEqual(Y.encodeStateVector(doc))
  })

  test.each(VECTORS)('a state vector $name: $isOne', ({ bytes, isOne }) => {
    expect(isStateVector(bytes)).toBe(isOne)
  })
})

test('why several values under one key are refused: cut in two, they kill the document of whoever deletes the map', () => {
  const doc = new Y.Doc()
  const mapWithTwoUnderOneKey = bytesOf(1, 2, 20, 0, 7, 1, 'list', 1, 36, 0, 20, 0, 'k', 'ab', 0)
  Y.applyUpdate(doc, mapWithTwoUnderOneKey)
  Y.applyUpdate(doc, bytesOf(0, 1, 20, 1, 2, 1))
  expect(() => Y.applyUpdate(doc, bytesOf(0, 1, 20, 1, 0, 1))).toThrow('Unexpected case')
  const judgement = judgeUpdate(shapeOf(mapWithTwoUnderOneKey), new Standing(), JOE, { recovery: 'closed' })
  expect(judgement).toMatchObject({ verdict: 'refused', code: 4409 })
})

describe('honest traffic', () => {
  const SEEDS = process.env['RPMA_GATES'] === '1' ? 100 : 3
  test(`[F18, F29, F30] ${SEEDS} × 2,000 edits with partitions, new clientIDs and relays that were lost and filled: none refused, all alike`, () => {
    let frames = 0
    for (let seed = 0; seed < SEEDS; seed++) {
      const report = honestTraffic(seed, 2000)
      expect([...report.refusals], `seed ${seed}`).toEqual([])
      expect(report.divergences, `seed ${seed}`).toEqual([])
      expect(report.plain, `seed ${seed}`).toBeGreaterThan(100)
      expect(report.document, `seed ${seed}`).toBeGreaterThan(100)
      frames += report.frames
    }
    expect(frames).toBeGreaterThan(SEEDS * 500)
  })

  test('a judge that gives a filled id to whoever brings it would be noticed', () => {
    const greedy: typeof judgeUpdate = (shape, standing, writer, policy) =>
      judgeUpdate(shape, standing, writer, { ...policy, fill: false })
    const refusals = [0, 1].flatMap((seed) => [...honestTraffic(seed, 2000, greedy).refusals.keys()])
    expect(refusals).toContainEqual(expect.stringContaining('is another device'))
  })
})

describe('joining by copying', () => {
  const script = fc.record({
    seed: fc.nat(),
    peers: fc.integer({ min: 1, max: 3 }),
    edits: fc.integer({ min: 1, max: 40 }),
    from: fc.nat({ max: 20 }),
    gc: fc.boolean(),
  })

  test('what it makes does what Y.mergeUpdates makes, and a stock document that takes it is the same', () => {
    fc.assert(
      fc.property(script, ({ seed, peers, edits, from, gc }) => {
        const { updates, doc } = committed(seed, peers, edits, gc)
        const start = Math.min(from, updates.length)
        const ours = mergePlain(updates.slice(start).map(inspected))
        const base = updates.slice(0, start)
        const a = rebuilt([...base, ours])
        const b = rebuilt([...base, Y.mergeUpdates([Uint8Array.of(0, 0), ...updates.slice(start)])])
        expect(Y.encodeStateAsUpdate(a)).toEqual(Y.encodeStateAsUpdate(b))
        expect(Y.encodeStateVector(a)).toEqual(Y.encodeStateVector(doc))
        expect(contentOf(a)).toEqual(contentOf(doc))
        expect(a.store).toMatchObject({ pendingStructs: null, pendingDs: null })
        // It can be joined further, and is itself what passes the door.
        expect(inspectUpdate(ours)).toMatchObject({ ok: true })
        expect(mergePlain([inspected(ours), inspected(Uint8Array.of(0, 0))])).toEqual(ours)
      }),
      { numRuns: 150, seed: SEED },
    )
  })

  test('where updates overlap or leave gaps, Yjs joins them', () => {
    const edits = editsOn(SHOP, 20, (doc) => {
      for (const word of ['a', 'b', 'c', 'd']) doc.getText('notes').insert(0, word)
    })
    const whole = Y.mergeUpdates(edits)
    for (const some of [[whole, ...edits], [edits[0], edits[2], edits[3]], edits.toReversed()] as Uint8Array[][]) {
      expect(mergePlain(some.map(inspected))).toEqual(Y.mergeUpdates(some))
    }
  })

  test('nothing joined is the update of nothing; one alone is itself', () => {
    expect(mergePlain([])).toEqual(Uint8Array.of(0, 0))
    expect(mergePlain([inspected(SHOP)])).toBe(SHOP)
  })
})

describe('the standing', () => {
  test('judges what it was built from as known, whether by commits or by the state of the document', () => {
    fc.assert(
      fc.property(fc.nat(), fc.boolean(), (seed, gc) => {
        const { updates, doc } = committed(seed, 3, 30, gc)
        const byCommits = new Standing()
        for (const update of updates) byCommits.apply(shapeOf(update), [])
        const state = Y.encodeStateAsUpdate(doc)
        const byState = new Standing()
        byState.apply(shapeOf(state), [])
        expect(byCommits.stateVector()).toEqual(Y.encodeStateVector(doc))
        expect(byState.stateVector()).toEqual(Y.encodeStateVector(doc))
        for (const update of updates) {
          const judgement = judgeUpdate(shapeOf(update), byState, JOE, { recovery: 'closed' })
          expect(judgement).toMatchObject({ verdict: 'known' })
        }
        expect(judgeUpdate(shapeOf(Y.mergeUpdates(updates)), byCommits, JOE, { recovery: 'closed' }).verdict).toBe(
          'known',
        )
      }),
      { numRuns: 60, seed: SEED },
    )
  })
})

describe('[F31] equivocation', () => {
  const write = (client: number, edit: (doc: Y.Doc) => void): Uint8Array => Y.mergeUpdates(editsOn(null, client, edit))
  const inText = (text: string) => (doc: Y.Doc) => doc.getText('notes').insert(0, text)
  const inMap =
    (value: unknown, key = 'k') =>
    (doc: Y.Doc) =>
      doc.getMap('facts').set(key, value)
  const compare = (known: Uint8Array, other: Uint8Array) => differingContent(rebuilt([known]), other, shapeOf(other))

  test.each<[string, (doc: Y.Doc) => void, (doc: Y.Doc) => void, number]>([
    ['another text', inText('abc'), inText('abd'), 0],
    ['a text that goes on', inText('abc'), inText('abcdef'), -1],
    ['another value', inMap(1), inMap(2), 0],
    ['another kind of value', inMap(1), inMap('1'), 0],
    ['deep in a value', inMap({ a: [1, { b: 2 }] }), inMap({ a: [1, { b: 3 }] }), 0],
    ['other bytes', inMap(new Uint8Array([1])), inMap(new Uint8Array([2])), 0],
    ['another key', inMap(1), inMap(1, 'l'), 0],
    ['another root', inMap(1), (doc) => doc.getMap('other').set('k', 1), 0],
    ['another type', (doc) => inMap(new Y.Map())(doc), (doc) => inMap(new Y.Array())(doc), 0],
    ['another element', element('p'), element('h1'), 0],
    ['another embed', embed({ a: 1 }), embed({ a: 2 }), 0],
    ['another format', format({ bold: true }), format({ bold: false }), 3],
    [
      'another place',
      (doc) => (inText('ab')(doc), doc.getText('notes').insert(1, 'x')),
      (doc) => (inText('ab')(doc), doc.getText('notes').insert(2, 'x')),
      2,
    ],
    [
      'another neighbour to the right',
      (doc) => doc.getArray('list').insert(0, [1, 2]),
      (doc) => (doc.getArray('list').insert(0, [1]), doc.getArray('list').insert(0, [2])),
      1,
    ],
  ])('%s under the same id', (_what, known, other, clock) => {
    const difference = compare(write(7, known), write(7, other))
    expect(difference).toEqual(clock < 0 ? null : { client: 7, clock })
    expect(compare(write(7, known), write(7, known))).toBeNull()
  })

  test('two documents that heard different ones first have equal state vectors and stay apart: only this tells', () => {
    const [first, second] = [write(7, inMap(100)), write(7, inMap(999))]
    const [ana, joe] = [rebuilt([first, second]), rebuilt([second, first])]
    expect(Y.encodeStateVector(ana)).toEqual(Y.encodeStateVector(joe))
    expect(ana.getMap('facts').get('k')).not.toBe(joe.getMap('facts').get('k'))
    expect(compare(first, second)).toEqual({ client: 7, clock: 0 })
  })

  test('what is deleted or collected on either side has nothing left to compare', () => {
    const known = write(7, inText('abc'))
    const gone = write(7, (doc) => (inText('abd')(doc), doc.getText('notes').delete(0, 3)))
    expect(compare(gone, known)).toBeNull()
    expect(compare(known, Y.encodeStateAsUpdate(rebuilt([gone])))).toBeNull()
    expect(compare(known, bytesOf(1, 1, 7, 0, 0, 3, 0))).toBeNull()
  })

  test('honest peers never differ, however Yjs split, merged and collected what they hold', () => {
    fc.assert(
      fc.property(fc.nat(), fc.boolean(), fc.boolean(), (seed, gc, relayCollects) => {
        const { updates, doc } = committed(seed, 3, 40, gc)
        const relay = openRoots(new Y.Doc({ gc: relayCollects }))
        for (const update of updates) {
          expect(differingContent(relay, update, shapeOf(update))).toBeNull()
          Y.applyUpdate(relay, update)
        }
        for (const update of [...updates, Y.encodeStateAsUpdate(doc), Y.mergeUpdates(updates)]) {
          expect(differingContent(relay, update, shapeOf(update))).toBeNull()
        }
      }),
      { numRuns: 60, seed: SEED },
    )
  })
})

describe('JSON without building it', () => {
  const encoder = new TextEncoder()
  const passes = (text: string): boolean => {
    const bytes = encoder.encode(text)
    try {
      checkJson(bytes, 0, bytes.length)
      return true
    } catch (error) {
      if (error instanceof Malformed) return false
      throw error
    }
  }
  const parses = (text: string): boolean => {
    try {
      JSON.parse(text)
      return true
    } catch {
      return false
    }
  }

  test('takes exactly what JSON.parse takes', () => {
    const scraps = fc.constantFrom(
      ...Array.from('[]{}:,"\\u019-+.eE \n\t\0é😀\u2028\u00a0\ufeff'),
      'true',
      'false',
      'null',
      '"a"',
      '"b":',
      '-0',
      '1e5',
      '00',
    )
    fc.assert(
      fc.property(
        fc.array(scraps, { maxLength: 9 }).map((list) => list.join('')),
        (text) => {
          expect(passes(text)).toBe(parses(text))
        },
      ),
      { numRuns: 20_000, seed: SEED },
    )
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 6 }),
        fc.nat(),
        fc.constantFrom('', '"', '}', ',', '\\', ' '),
        (text, at, scrap) => {
          expect(passes(text)).toBe(!text.includes('__proto__'))
          const place = at % (text.length + 1)
          const damaged = text.slice(0, place) + scrap + text.slice(place + 1)
          if (!damaged.includes('__proto__')) expect(passes(damaged)).toBe(parses(damaged))
        },
      ),
      { numRuns: 2000, seed: SEED },
    )
  })
})

const JOE = { device: 'joe', role: 'technician' } as const

/** What a relay would have stored of some peers' edits, in order: each goes on exactly where the document ended. */
function committed(seed: number, peers: number, edits: number, gc: boolean): { updates: Uint8Array[]; doc: Y.Doc } {
  const random = new Random(seed)
  const relay = openRoots(new Y.Doc({ gc }))
  const updates: Uint8Array[] = []
  relay.on('update', (update: Uint8Array) => void updates.push(update))
  const docs = Array.from({ length: peers }, (_, i) => {
    const doc = openRoots(new Y.Doc({ gc }))
    doc.clientID = 100 * (i + 1)
    return doc
  })
  for (let i = 0; i < edits; i++) {
    const doc = random.pick(docs)
    editAtRandom(doc, random)
    if (random.chance(0.3)) {
      Y.applyUpdate(relay, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(relay)))
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(relay, Y.encodeStateVector(doc)))
    }
  }
  return { updates, doc: relay }
}

function rebuilt(updates: readonly Uint8Array[]): Y.Doc {
  const doc = openRoots(new Y.Doc())
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

function inspected(bytes: Uint8Array) {
  return { bytes, shape: shapeOf(bytes) }
}

function shapeOf(bytes: Uint8Array) {
  const inspection = inspectUpdate(bytes)
  if (!inspection.ok) throw new Error(`expected an update that passes, saw ${inspection.reason}`)
  return inspection.shape
}

function element(name: string) {
  return (doc: Y.Doc) => doc.getXmlFragment('page').insert(0, [new Y.XmlElement(name)])
}

function embed(value: object) {
  return (doc: Y.Doc) => doc.getText('notes').insertEmbed(0, value)
}

function format(attributes: object) {
  return (doc: Y.Doc) => {
    doc.getText('notes').insert(0, 'abc')
    doc.getText('notes').format(0, 1, attributes)
  }
}
