import { expect, test } from 'vitest'
import { ITEM } from '../../../src/crdt/job/index.ts'
import type { Fact } from '../../../src/crdt/ledger/index.ts'
import { factText, itemText, valueText } from '../../../src/renderer/features/job/describe.ts'
import { missingLines, missingText, placeOf } from '../../../src/renderer/features/job/missing.ts'
import { describing } from './describing.ts'

const french = describing('fr')

test('every plain item of a job has a name in both languages', () => {
  for (const item of Object.values(ITEM)) {
    for (const language of ['fr', 'en'] as const) expect(itemText(item, describing(language)), item).not.toBe(item)
  }
})

test('items of zones, lists, gates and defects are said with their thing', () => {
  expect(itemText('zone/hood/check/heat', french)).toBe('Capot – Chauffe finale')
  expect(itemText('zone/hood/extent', french)).toBe('Capot – étendue')
  expect(itemText('check/reception/odometer', french)).toBe('Réception – Kilométrage relevé')
  expect(itemText('override/ready', french)).toBe("Passage forcé – Avant d'être prêt")
  expect(itemText('defect/x/outcome', french)).toBe('Défaut – suite donnée')
})

test('an item of a newer version is shown as it is, never hidden', () => {
  expect(itemText('aura/colour', french)).toBe('aura/colour')
  expect(itemText('zone/hood/sparkle', french)).toBe('zone/hood/sparkle')
})

test('values are said in the words of the trade, whatever a stranger wrote', () => {
  expect(valueText('zone/hood/check/heat', true, french)).toBe('Fait')
  expect(valueText('zone/hood/extent', null, french)).toBe("Hors de l'intervention")
  expect(valueText('zone/hood/extent', 'leading', french)).toBe("bord d'attaque")
  expect(valueText('defect/x/severity', 3, french)).toBe('Bloquant')
  expect(valueText('defect/x/outcome', '__proto__', french)).toBe('__proto__')
  expect(valueText(ITEM.package, 'constructor', french)).toBe('constructor')
  expect(valueText(ITEM.suspended, { reason: 'pièce attendue' }, french)).toBe('pièce attendue')
  expect(valueText(ITEM.odometer, 'beaucoup', french)).toBe('beaucoup')
})

test('a late withdrawal says what was withdrawn and why', () => {
  const said = { by: 'p1', device: 'd', at: 0 }
  const tick: Fact = { ...said, id: 'f1', kind: 'claim', item: 'zone/hood/check/heat', value: true, supersedes: [] }
  const gone: Fact = { ...said, id: 'f2', kind: 'void', of: 'f1', why: 'erreur' }
  expect(factText(gone, french, (id) => (id === 'f1' ? tick : undefined))).toBe(
    'Retiré\u00A0: Capot – Chauffe finale\u00A0: Fait (erreur)',
  )
})

test('everything that a gate may ask for has a sentence and a place', () => {
  const asked = [
    { kind: 'client' },
    { kind: 'vehicle' },
    { kind: 'zones' },
    { kind: 'odometer' },
    { kind: 'damage_review' },
    { kind: 'reading' },
    { kind: 'signature' },
    { kind: 'photo_view', view: 'front_left' },
    { kind: 'film', zone: 'hood' },
    { kind: 'zone_unfinished', zone: 'hood' },
    { kind: 'after_photo', zone: 'hood' },
    { kind: 'blocking_defect', defect: 'd', zone: 'hood' },
    { kind: 'blocking_condition', reading: 'r' },
    { kind: 'conflict', item: 'zone/hood/score' },
  ] as const
  for (const missing of asked) {
    expect(missingText(missing, french).length).toBeGreaterThan(3)
    expect(placeOf(missing).tab).toBeTruthy()
  }
  expect(placeOf({ kind: 'film', zone: 'hood' })).toEqual({ tab: 'zones', zone: 'hood' })
})

test('what main says is missing is said in words, whatever the order of its parts', () => {
  const codes = [
    'photo_view:front_left',
    'after_photo:hood',
    'blocking_defect:01D:hood',
    'conflict:zone/hood/check/heat',
  ]
  expect(missingLines(JSON.stringify([...codes, 'odometer', 'blocking_defect:hood:01D']), french)).toEqual([
    'Photo\u00A0: Trois-quarts avant gauche',
    'Photo après pose\u00A0: Capot',
    'Défaut bloquant ouvert\u00A0: Capot',
    'À décider\u00A0: Capot – Chauffe finale',
    'Le kilométrage',
  ])
})

test('a code of a newer version stays as it is; a detail that is no list of codes gives no lines', () => {
  expect(missingLines(JSON.stringify(['aura:hood', 'film:No zone', 7]), french)).toEqual(['aura:hood', 'film:No zone'])
  for (const detail of [undefined, '', 'disk full', '{}', 'null']) expect(missingLines(detail, french)).toEqual([])
})
