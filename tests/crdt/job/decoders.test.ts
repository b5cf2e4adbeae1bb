import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decoders, type RowType, type RowTypes } from '../../../src/crdt/job/index.ts'
import { decoderOf } from '../../../src/crdt/job/fields.ts'
import { toJson, type JsonObject } from '../../../src/crdt/ledger/index.ts'
import { runs } from '../script.ts'

const HASH = 'cd'.repeat(32)
const GOOD: { readonly [T in RowType]: RowTypes[T] } = {
  reading: { airDeci: 213, surfaceDeci: null, humidity: 55, place: 'cabine' },
  thickness: { zone: 'hood', microns: [110, 120] },
  defect: { zone: 'hood', phase: 'inspection', type: 'tear', severity: 3, note: '', position: { x: 0, y: 1000 } },
  film_use: {
    zones: ['hood'],
    film: 'f',
    roll: 'r',
    lot: 'L',
    widthMm: 1520,
    lengthMm: 1800,
    netMm2: 2_000_000,
    centsPerM2: 5500,
    purpose: 'cut',
  },
  photo: {
    sha256: HASH,
    thumbnail: HASH,
    rendition: null,
    mime: 'image/jpeg',
    bytes: 1,
    width: 1,
    height: 1,
    phase: 'after',
    view: 'front',
    zone: 'hood',
    defect: null,
  },
  mark: { photo: 'p', defect: null, place: { x: 0, y: 1000 }, arrow: null },
  comment: { text: 'x', zone: null },
  session: { person: 'ana', zone: null, start: 0 },
  assignment: { person: 'ana', zone: 'hood' },
  signature: { signer: 'Client', role: 'client', email: '', hash: HASH, strokes: [[0, 0, 10, 10]] },
  refusal: { signer: 'Client', reason: 'absent', hash: HASH },
  satisfaction: { score: 9, remark: '', client: 'Client' },
}
const TYPES = Object.keys(GOOD) as RowType[]
const read = (type: RowType, data: object) => decoders[type](data as JsonObject)

test.each(TYPES)('[V18] a good %s reads back as it is, and what a newer version added to it is left out', (type) => {
  expect(read(type, GOOD[type])).toEqual(GOOD[type])
  expect(read(type, { ...GOOD[type], ofTomorrow: 1 })).toEqual(GOOD[type])
})

/** Where « not said » is the same as null, because an older version did not know of it. */
const OPTIONAL = new Set([
  'surfaceDeci',
  'position',
  'centsPerM2',
  'thumbnail',
  'rendition',
  'view',
  'zone',
  'defect',
  'arrow',
])
const WRONG = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -99_999,
  0.5,
  1e300,
  'x'.repeat(1 << 20),
  true,
  [null],
  { x: 1 },
  '__proto__',
]

test.each(TYPES.flatMap((type) => Object.keys(GOOD[type]).map((key) => [type, key] as const)))(
  '[V18] [F39] a %s with nonsense for its %s is no such row',
  (type, key) => {
    const optional = OPTIONAL.has(key) && !(key === 'zone' && (type === 'thickness' || type === 'defect'))
    expect(read(type, { ...GOOD[type], [key]: null }) !== undefined).toBe(optional)
    for (const wrong of WRONG) {
      const found = read(type, { ...GOOD[type], [key]: wrong }) as unknown as Record<string, unknown> | undefined
      // « __proto__ » is a short text, and as good as another where any text is.
      const freeText = wrong === '__proto__' && typeof found?.[key] === 'string'
      if (key === 'position') expect(found).toMatchObject({ position: null })
      else if (!freeText) expect(found).toBeUndefined()
    }
  },
)

test('[V18] no row decoder throws, or lets through a number that is not finite [F39]', () => {
  const anything = fc.anything({ withBigInt: true, maxDepth: 3 })
  const row = fc
    .constantFrom(...TYPES)
    .chain((type) =>
      fc
        .dictionary(fc.constantFrom(...Object.keys(GOOD[type])), anything, { maxKeys: 3 })
        .map((changes) => ({ type, data: { ...GOOD[type], ...changes } })),
    )
  fc.assert(
    fc.property(row, ({ type, data }) => {
      const found = read(type, data)
      if (found) expect(toJson(found)).toEqual(found)
    }),
    { numRuns: runs(3000) },
  )
})

test.each([
  ['number', 'J-1', 1],
  ['odometer', 120_000, 2_000_001],
  ['odometer', 0, 1.5],
  ['priority', 'urgent', 'toString'],
  ['package', 'track', '__proto__'],
  ['schedule/start', 0, -1],
  ['damage/reviewed', true, 'true'],
  ['suspended', { reason: 'attente' }, { reason: 1 }],
  ['suspended', null, 'attente'],
  ['tags', ['a'], [1]],
  ['zone/hood/extent', 'leading', 'trailing'],
  ['zone/hood/extent', null, ''],
  ['zone/hood/score', 10, 11],
  ['zone/hood/score', 0, 0.5],
  ['zone/hood/check/heat', false, 0],
  ['zone/custom:01ARZ3NDEKTSV4RRFFQ69G5FAV/film', 'f', null],
  ['check/handover/warranty', true, null],
  ['override/ready', { reason: 'r' }, {}],
  ['defect/01A/severity', 3, 4],
  ['defect/01A/outcome', 'accepted', 'done'],
  ['session/01A/end', 5, Number.NaN],
  ['photo/01A/zone', null, 'Hood'],
])('[V19] %s may be %j and not %j', (item, good, bad) => {
  expect(decoderOf(item)!(good as never)).toEqual(good)
  expect(decoderOf(item)!(bad as never)).toBeUndefined()
})

test.each([
  '',
  'toString',
  '__proto__',
  'zone',
  'zone/hood',
  'zone/Hood/extent',
  'zone/hood/extent/x',
  'zone/hood/check',
  'zone/hood/check/toString',
  'zone/hood/constructor',
  'check/reception/heat',
  'check/toString/heat',
  'override/toString',
  'override/ready/x',
  'defect/01A/zone',
  'photo/01A',
  'number/x',
])('[V19] « %s » is no item of this version', (item) => {
  expect(decoderOf(item)).toBeUndefined()
})
