import fc from 'fast-check'
import * as encoding from 'lib0/encoding'
import * as decoding from 'lib0/decoding'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { decodeFact, encodeFact, Ledger, LIMITS, type Fact } from '../../../src/crdt/ledger/index.ts'
import { openJob } from '../../../src/crdt/job/index.ts'
import { forge } from '../desks.ts'
import { runs } from '../script.ts'

const HASH = 'ab'.repeat(32)
const said = { v: 1, by: 'ana', dev: 'd1', at: 1_790_000_000_000 }
const GOOD = {
  claim: { ...said, k: 'claim', item: 'title', value: 'x', sup: ['A'], why: 'parce que' },
  row: { ...said, k: 'row', type: 'comment', data: { text: 'x' } },
  void: { ...said, k: 'void', of: 'A', why: '' },
  seal: { ...said, k: 'seal', hash: HASH, sup: [], covers: 'AQEB', texts: { note: HASH } },
} as const

test.each(Object.entries(GOOD))('[L1] a %s is stored under these keys and reads back', (kind, stored) => {
  const fact = decodeFact('01A', stored)!
  expect(fact.kind).toBe(kind)
  expect(fact).toMatchObject({ id: '01A', by: 'ana', device: 'd1', at: said.at })
  expect(encodeFact(fact)).toEqual(stored)
})

/** Values that no field of a fact may hold, or that only some may. */
const WRONG: readonly unknown[] = [
  undefined,
  null,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -1,
  0.5,
  2 ** 53,
  '',
  '__proto__',
  'x'.repeat(LIMITS.textLength + 1),
  [],
  [1],
  {},
  1n,
  new Uint8Array(3),
  new Date(0),
  () => 1,
]
test.each(
  Object.entries(GOOD).flatMap(([kind, stored]) => Object.keys(stored).map((key) => [kind, key, stored] as const)),
)(
  '[L14] a %s whose `%s` is missing or of another kind never throws, and is a fact only if it reads as one',
  (kind, key, stored) => {
    const { [key as 'v']: _, ...without } = stored
    expect(decodeFact('01A', without) === undefined).toBe(key !== 'why' || kind === 'void')
    for (const wrong of WRONG) {
      const fact = decodeFact('01A', { ...stored, [key]: wrong })
      if (fact) expect(encodeFact(fact)).toEqual({ ...stored, [key]: wrong })
    }
    for (const number of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(decodeFact('01A', { ...stored, [key]: number })).toBeUndefined()
      expect(decodeFact('01A', { ...stored, more: { deep: [number] } })).toBeUndefined()
    }
  },
)

test.each([
  ['a newer version', { ...GOOD.row, v: 2 }],
  ['another kind', { ...GOOD.row, k: 'note' }],
  ['time with a fraction', { ...GOOD.row, at: 1.5 }],
  ['time before 1970', { ...GOOD.row, at: -1 }],
  ['a megabyte name', { ...GOOD.row, by: 'x'.repeat(1 << 20) }],
  ['a megabyte item', { ...GOOD.claim, item: 'x'.repeat(1 << 20) }],
  ['a megabyte value', { ...GOOD.claim, value: 'x'.repeat(1 << 20) }],
  ['a megabyte in parts', { ...GOOD.claim, value: Array.from({ length: 1024 }, () => 'x'.repeat(1024)) }],
  ['too many superseded', { ...GOOD.claim, sup: Array.from({ length: LIMITS.supersedes + 1 }, (_, i) => `${i}`) }],
  ['an upper-case hash', { ...GOOD.seal, hash: HASH.toUpperCase() }],
  ['a short hash', { ...GOOD.seal, hash: 'ab' }],
  ['a list', [GOOD.row]],
])('[L14] [F39] %s is no fact', (_, stored) => {
  expect(decodeFact('01A', stored)).toBeUndefined()
})

test.each(['', '__proto__', 'x'.repeat(65)])('[L14] [F36] « %s » is no id', (id) => {
  expect(decodeFact(id, GOOD.row)).toBeUndefined()
})

const hostile = fc.anything({
  key: fc.oneof(fc.constantFrom('__proto__', 'constructor', 'toString', 'k', 'v', 'value'), fc.string()),
  values: [
    fc.double(),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.constant(undefined),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.uint8Array(),
    fc.constantFrom('claim', 'row', '__proto__', '\ud800'),
  ],
  maxDepth: 5,
})
/** A good fact in which some members are anything. */
const almost = fc
  .tuple(
    fc.constantFrom(...Object.values(GOOD)),
    fc.dictionary(
      fc.constantFrom(...'v,k,by,dev,at,item,value,sup,why,type,data,of,hash,covers,texts'.split(',')),
      hostile,
      { maxKeys: 2 },
    ),
  )
  .map(([good, changes]) => ({ ...good, ...changes }))

const finite = (value: unknown): boolean => {
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || value === null) return ['string', 'boolean'].includes(typeof value) || value === null
  if (!Array.isArray(value) && ![Object.prototype, null].includes(Object.getPrototypeOf(value))) return false
  return !Object.hasOwn(value, '__proto__') && Object.values(value).every(finite)
}

test('[L14] [F36] [F39] the door never throws, and lets in plain finite JSON only', () => {
  fc.assert(
    fc.property(fc.oneof(almost, hostile), fc.oneof(fc.string(), fc.constant('01A')), (stored, id) => {
      const fact: Fact | undefined = decodeFact(id, stored)
      if (fact) expect(finite(fact)).toBe(true)
    }),
    { numRuns: runs(3000) },
  )
})

test('[L14] [F36] [F39] neither do a ledger and a view over what lib0 makes of hostile bytes', () => {
  const asRead = (value: unknown) => {
    const encoder = encoding.createEncoder()
    encoding.writeAny(encoder, value as never)
    return decoding.readAny(decoding.createDecoder(encoding.toUint8Array(encoder)))
  }
  fc.assert(
    fc.property(fc.array(fc.oneof(almost, hostile), { maxLength: 8 }), (values) => {
      const [source, copy] = [new Y.Doc(), new Y.Doc()]
      const job = openJob(copy)
      values.forEach((value, i) => {
        let read: unknown
        try {
          read = asRead(value)
          // A `__proto__` that is a typed array makes an object which lib0 reads and cannot write again: it would
          // stop whoever holds it from sending anything. Only the relay's validator can keep it out.
          asRead(read)
        } catch {
          return
        }
        // What has a prototype of its own making is no plain value to Y.Map.
        if (read !== null && typeof read === 'object' && read.constructor !== Object && !Array.isArray(read)) return
        forge(source, `H${i}`, read)
      })
      Y.applyUpdate(copy, Y.encodeStateAsUpdate(source))
      expect(job.ledger.size + job.ledger.unknownCount).toBe(source.getMap('facts').size)
      expect(finite(job.ledger.facts())).toBe(true)
      job.view()
    }),
    { numRuns: runs(500) },
  )
})

test('[L14] shared types where a fact should be are kept and counted', () => {
  const doc = new Y.Doc()
  const ledger = new Ledger(doc)
  doc.getMap('facts').set('M', new Y.Map([['v', 1]]))
  doc.getMap('facts').set('T', new Y.Text('x'))
  ;(doc.getMap('facts').get('M') as Y.Map<unknown>).set('k', 'row')
  expect(ledger.unknownCount).toBe(2)
  expect(ledger.size).toBe(0)
})
