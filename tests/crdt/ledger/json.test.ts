import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson, toJson, wellFormed, type Json } from '../../../src/crdt/ledger/index.ts'

const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>

test('[L15] what is spelt canonically reads back as itself', () => {
  fc.assert(
    fc.property(json, (value) => {
      // JSON knows no −0: it is spelt 0.
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('[L15] one value has one spelling, in whatever order its members came', () => {
  const turned = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(turned)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, member]) => [key, turned(member)]),
    )
  }
  fc.assert(
    fc.property(json, (value) => {
      expect(canonicalJson(turned(value))).toBe(canonicalJson(value))
    }),
  )
})

test('[L15] different values have different spellings', () => {
  fc.assert(
    fc.property(json, json, (a, b) => {
      const same = canonicalJson(a) === canonicalJson(b)
      expect(same).toBe(canonicalJson(JSON.parse(JSON.stringify(a))) === canonicalJson(JSON.parse(JSON.stringify(b))))
      if (same) expect(JSON.parse(JSON.stringify(a))).toEqual(JSON.parse(JSON.stringify(b)))
    }),
  )
})

test('[L15] spelling the parsed spelling gives the spelling', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value))
    }),
  )
})

test.each([
  [{ b: 1, a: 2 }, '{"a":2,"b":1}'],
  [{ a: undefined, b: [] }, '{"b":[]}'],
  [-0, '0'],
  [1e21, '1e+21'],
  ['é🚗\u2028"', '"é🚗\u2028\\""'],
  [{ Z: 1, a: 1, É: 1, '10': 1, '9': 1 }, '{"10":1,"9":1,"Z":1,"a":1,"É":1}'],
])('[L15] %j is spelt %s', (value, spelling) => {
  expect(canonicalJson(value)).toBe(spelling)
})

test.each([Number.NaN, Number.POSITIVE_INFINITY, 1n, undefined, () => 1, [undefined]])(
  '[L15] %s has no spelling: it throws',
  (value) => {
    expect(() => canonicalJson(value)).toThrow('canonical JSON')
  },
)

test('[L14] a stranger’s value is taken as a copy that equals it, or not at all', () => {
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true }), (value) => {
      const taken = toJson(value)
      if (taken === undefined) return
      expect(taken).toEqual(value)
      expect(JSON.parse(JSON.stringify(taken))).toEqual(JSON.parse(canonicalJson(taken)))
    }),
    { numRuns: 2000 },
  )
})

test('[L14] [F37] depth is bounded, and so is size', () => {
  const nested = (depth: number): Json => (depth === 0 ? 1 : [nested(depth - 1)])
  expect(toJson(nested(16))).toBeDefined()
  expect(toJson(nested(17))).toBeUndefined()
  let abyss: unknown = 0
  for (let i = 0; i < 100_000; i++) abyss = { a: abyss }
  expect(toJson(abyss)).toBeUndefined()
  expect(toJson('x'.repeat(1 << 20))).toBeUndefined()
  expect(toJson(Array.from({ length: 1 << 20 }, () => 0))).toBeUndefined()
  expect(toJson({ ['k'.repeat(1 << 20)]: 0 })).toBeUndefined()
  expect(toJson(Array.from({ length: 1000 }, () => 'x'.repeat(1000)))).toBeUndefined()
})

test('[L14] [F36] a `__proto__` key is refused wherever it stands, and sets no prototype', () => {
  for (const text of ['{"__proto__":{"admin":true}}', '{"a":[{"__proto__":1}]}']) {
    expect(toJson(JSON.parse(text))).toBeUndefined()
  }
  // As lib0 reads the key: it assigns, and so sets the prototype.
  const polluted: Record<string, unknown> = { a: 1 }
  polluted['__proto__'] = { admin: true }
  expect(toJson(polluted)).toBeUndefined()
  expect(({} as { admin?: boolean }).admin).toBeUndefined()
})

test('[L10] well-formed text is left as it is, and no half of a pair survives', () => {
  const value = { '\ud83d': ['\ude97', '🚗', { a: '\ud83dx' }], b: 1, c: null }
  expect(wellFormed(value)).toEqual({ '\ufffd': ['\ufffd', '🚗', { a: '\ufffdx' }], b: 1, c: null })
})
