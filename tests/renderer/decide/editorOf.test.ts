import { expect, test } from 'vitest'
import { CLIENT_FIELDS, VEHICLE_FIELDS } from '../../../src/crdt/client/index.ts'
import {
  checkItem,
  defectItem,
  ITEM,
  overrideItem,
  photoItem,
  sessionEndItem,
  zoneCheckItem,
  zoneItem,
} from '../../../src/crdt/job/index.ts'
import type { Json } from '../../../src/crdt/ledger/index.ts'
import { decoderOfShopItem } from '../../../src/crdt/shop/index.ts'
import { parseDecimal } from '../../../src/renderer/features/decide/decimal.ts'
import { decoderIn, editorOf } from '../../../src/renderer/features/decide/editorOf.ts'
import type { Editor } from '../../../src/renderer/features/decide/editorOf.ts'
import { itemText, valueText } from '../../../src/renderer/features/job/describe.ts'
import { describing } from '../job/describing.ts'

const about = describing('fr')
const known = { films: [{ value: 'f1', label: 'Clarté Ultra' }], rolls: [{ value: 'r1', label: '0007812' }] }
const JOB = 'job/01JD0000000000000000000040'
const CLIENT = 'client/01JD0000000000000000000041'

const jobItems = [
  ...Object.values(ITEM),
  checkItem('reception', 'odometer'),
  ...(['extent', 'film', 'score'] as const).map((property) => zoneItem('hood', property)),
  zoneCheckItem('hood', 'heat'),
  overrideItem('ready'),
  defectItem('d1', 'outcome'),
  defectItem('d1', 'severity'),
  sessionEndItem('s1'),
  ...(['zone', 'phase', 'view'] as const).map((property) => photoItem('p1', property)),
]
const clientItems = [
  ...Object.keys(CLIENT_FIELDS).map((field) => `client/${field}`),
  ...Object.keys(VEHICLE_FIELDS).map((field) => `vehicle/v1/${field}`),
]
const shopItems = [
  ...['name', 'siret', 'vatId', 'address', 'phone', 'email', 'hours', 'warrantyTerms'].map((f) => `organisation/${f}`),
  ...['name', 'role', 'active'].map((field) => `person/p1/${field}`),
  ...[
    'brand',
    'range',
    'finish',
    'thicknessMicrons',
    'widthMm',
    'rollLengthMm',
    'warrantyYears',
    'centsPerM2',
    'sku',
    'minAirDeci',
    'maxAirDeci',
    'minHumidity',
    'maxHumidity',
  ].map((field) => `film/f1/${field}`),
  ...['film', 'lot', 'serial', 'receivedMm', 'receivedAt', 'expiresAt', 'location', 'parent'].map(
    (field) => `roll/r1/${field}`,
  ),
]
const all: readonly (readonly [document: string, item: string])[] = [
  ...jobItems.map((item) => [JOB, item] as const),
  ...clientItems.map((item) => [CLIENT, item] as const),
  ...shopItems.map((item) => ['shop', item] as const),
]

/** Something that each editor would hand over. */
function answersOf(editor: Editor, item: string): readonly Json[] {
  switch (editor.kind) {
    case 'choice':
      return editor.options.map((option) => option.value)
    case 'number':
      return [parseDecimal(item.endsWith('year') ? '2025' : '12', editor.scale)!]
    case 'text':
      return [editor.read(item.endsWith('vin') ? ' wp0zzz99zts392124' : ' Un texte, en deux mots ')]
    case 'time':
      return [Date.UTC(2026, 9, 12)]
    case 'reason':
      return [null, { reason: 'pièce attendue' }]
    case 'client':
    case 'vehicle':
      return ['01JD0000000000000000000042']
  }
}

test.each(all)('%s %s has an editor, and everything that it offers reads', (document, item) => {
  const decode = decoderIn(document, item)
  expect(decode, 'known to this version').toBeDefined()
  const editor = editorOf(document, item, about, known)
  expect(editor).not.toBeNull()
  const answers = answersOf(editor!, item)
  expect(answers.length).toBeGreaterThan(0)
  expect(answers.filter((answer) => decode!(answer) === undefined)).toEqual([])
})

test.each(all)('%s %s is said in words, in both languages', (_document, item) => {
  for (const language of ['fr', 'en'] as const) expect(itemText(item, describing(language))).not.toBe(item)
})

test('an item of a newer version, and a logo, have no third answer', () => {
  expect(editorOf(JOB, 'aura/colour', about, known)).toBeNull()
  expect(editorOf('shop', 'organisation/logo', about, known)).toBeNull()
  expect(editorOf(CLIENT, 'vehicle/v1/__proto__', about, known)).toBeNull()
  expect(decoderOfShopItem('constructor/x/name')).toBeUndefined()
})

test('lengths and prices are typed as people say them, and kept whole', () => {
  expect([parseDecimal('1,45', 1000), parseDecimal('19,99', 100), parseDecimal('812', 1)]).toEqual([1450, 1999, 812])
  expect([parseDecimal('', 1), parseDecimal('1,2,3', 1000)]).toEqual([undefined, undefined])
})

test('values of clients and of the shop are said in words, whatever a stranger wrote', () => {
  expect(valueText('vehicle/v1/body', 'coupe', about)).toBe('Coupé / cabriolet')
  expect(valueText('vehicle/v1/body', '__proto__', about)).toBe('__proto__')
  expect(valueText('vehicle/v1/plate', '', about)).toBe('(vide)')
  expect(valueText('person/p1/role', 'admin', about)).toBe('Administrateur')
  expect(valueText('person/p1/active', false, about)).toBe('Non')
  expect(valueText('roll/r1/receivedMm', 15_000, about)).toMatch(/^15\sm$/)
  expect(valueText('film/f1/thicknessMicrons', 190, about)).toMatch(/^190\sµm$/)
  expect(valueText('film/f1/minAirDeci', 160, about)).toMatch(/^16\s?°C$/)
  expect(itemText('person/p1/role', about)).toBe('Ana – Rôle')
})
