import { expect, test } from 'vitest'
import * as words from '../../../src/crdt/vocabulary/index.ts'

type Label = words.Label
const tables: Record<string, Readonly<Record<string, Label>>> = {
  zones: Object.fromEntries(words.ZONES),
  extents: words.EXTENTS,
  packages: Object.fromEntries(Object.entries(words.PACKAGES).map(([id, each]) => [id, each.label])),
  'job states': words.JOB_STATES,
  'zone states': words.ZONE_STATES,
  priorities: words.PRIORITIES,
  roles: words.ROLES,
  'body types': words.BODY_TYPES,
  paints: words.PAINTS,
  'photo phases': words.PHOTO_PHASES,
  'photo views': words.PHOTO_VIEWS,
  'defect types': words.DEFECT_TYPES,
  'defect phases': words.DEFECT_PHASES,
  severities: words.SEVERITIES,
  outcomes: words.OUTCOMES,
  'zone checks': words.ZONE_CHECKS,
  checklists: Object.fromEntries(Object.entries(words.CHECKLISTS).map(([id, list]) => [id, list.label])),
  ...Object.fromEntries(Object.entries(words.CHECKLISTS).map(([id, list]) => [`checks of ${id}`, list.checks])),
}

test.each(Object.keys(tables))('[C4] each word of « %s » has its own label in French and in English', (name) => {
  const labels = Object.values(tables[name]!)
  expect(labels.length).toBeGreaterThan(0)
  for (const language of ['fr', 'en'] as const) {
    const texts = labels.map((label) => label[language])
    for (const text of texts) expect(text).toMatch(/^\S(?:.*\S)?$/)
    expect(new Set(texts.map((text) => text.toLowerCase())).size).toBe(texts.length)
  }
})

test('[C4] ids that documents carry stay: they may be added to, not taken away', () => {
  expect(words.ZONE_IDS.length).toBeGreaterThanOrEqual(40)
  expect(words.ZONE_IDS).toEqual([
    ...['front_bumper', 'grille', 'headlight_l', 'headlight_r', 'fog_l', 'fog_r', 'hood', 'fender_l', 'fender_r'],
    ...['mirror_l', 'mirror_r', 'windshield', 'a_pillar_l', 'a_pillar_r', 'b_pillar_l', 'b_pillar_r', 'roof'],
    ...['door_fl', 'door_fr', 'door_rl', 'door_rr', 'door_edge_fl', 'door_edge_fr', 'door_edge_rl', 'door_edge_rr'],
    ...['door_cup_fl', 'door_cup_fr', 'door_cup_rl', 'door_cup_rr', 'sill_fl', 'sill_fr', 'sill_rl', 'sill_rr'],
    ...['rocker_l', 'rocker_r', 'quarter_l', 'quarter_r', 'rear_arch_l', 'rear_arch_r', 'trunk', 'load_sill'],
    ...['rear_bumper', 'taillight_l', 'taillight_r', 'spoiler', 'diffuser', 'screen_center'],
    ...['belly_pan_l', 'belly_pan_r', 'fairing_l', 'fairing_r', 'fork_l', 'fork_r', 'front_mudguard', 'rear_mudguard'],
    ...['seat_cowl', 'side_cover_l', 'side_cover_r', 'splitter', 'swingarm_l', 'swingarm_r', 'tank'],
  ])
  for (const zone of words.ZONE_IDS) expect(words.isZoneId(zone)).toBe(true)
})

test('[C4] [W2] zones added later sort as a client sorts them that does not know them: among the free ones, by id', () => {
  const free = 'custom:01ARZ3NDEKTSV4RRFFQ69G5FAV'
  const mixed = ['tank', 'zone_of_tomorrow', 'screen_center', free, 'splitter', 'front_bumper', 'belly_pan_l']
  expect(mixed.sort(words.compareZones)).toEqual([
    ...['front_bumper', 'screen_center', 'belly_pan_l', free, 'splitter', 'tank', 'zone_of_tomorrow'],
  ])
})

const both = (...ids: string[]) => ids.flatMap((id) => [`${id}_l`, `${id}_r`])
const corners = (...ids: string[]) => ids.flatMap((id) => ['fl', 'fr', 'rl', 'rr'].map((corner) => `${id}_${corner}`))
const face = ['front_bumper', 'hood', ...both('fender', 'mirror', 'headlight'), ...both('fairing'), 'front_mudguard']
test.each([
  ['partial_front', ['front_bumper', ...both('mirror'), 'front_mudguard'], ['hood', ...both('fender', 'fairing')]],
  ['full_front', face, []],
  ['track', [...face, ...both('rocker', 'rear_arch', 'a_pillar')], ['roof']],
  ['wear', [...corners('door_edge', 'door_cup', 'sill'), 'load_sill', 'tank', ...both('side_cover', 'swingarm')], []],
  ['a_la_carte', [], []],
  [
    'complete',
    [
      ...['front_bumper', 'hood', 'roof', 'trunk', 'rear_bumper', 'spoiler', ...corners('door')],
      ...both('fender', 'mirror', 'a_pillar', 'b_pillar', 'rocker', 'quarter', 'rear_arch'),
      ...[
        'splitter',
        'front_mudguard',
        'rear_mudguard',
        'tank',
        'seat_cowl',
        ...both('fairing', 'side_cover', 'belly_pan'),
      ],
    ],
    [],
  ],
] as const)('[V15] « %s » covers these zones, full and leading edge', (id, full, leading) => {
  const zones = words.PACKAGES[id].zones
  const of = (extent: string) => zones.filter((each) => each[1] === extent).map((each) => each[0])
  expect(of('full').sort()).toEqual([...full].sort())
  expect(of('leading').sort()).toEqual([...leading].sort())
  expect(zones).toHaveLength(full.length + leading.length)
  for (const [zone] of zones) expect(words.ZONES.has(zone)).toBe(true)
})

test.each([
  ['hood', true],
  ['zone_of_tomorrow', true],
  ['custom:01ARZ3NDEKTSV4RRFFQ69G5FAV', true],
  ['custom:01arz3ndektsv4rrffq69g5fav', false],
  ['custom:', false],
  ['Hood', false],
  ['h', false],
  ['', false],
  ['__proto__', false],
  ['hood/extent', false],
  ['x'.repeat(33), false],
  [5, false],
  [null, false],
])('[C4] %j is shaped as a zone: %s', (id, shaped) => {
  expect(words.isZoneId(id)).toBe(shaped)
})

test('[C4] an unknown zone is shown by its id, after the known ones', () => {
  expect(words.zoneLabel('zone_of_tomorrow')).toEqual({ fr: 'zone_of_tomorrow', en: 'zone_of_tomorrow' })
  expect(words.zoneLabel('hood')).toEqual({ fr: 'Capot', en: 'Hood' })
  const free = 'custom:01ARZ3NDEKTSV4RRFFQ69G5FAV'
  expect([free, 'zone_of_tomorrow', 'roof', 'hood'].sort(words.compareZones)).toEqual([
    'hood',
    'roof',
    free,
    'zone_of_tomorrow',
  ])
})

test('[V9] only those who run the workshop override, decide, seal and reopen', () => {
  const may = (Object.keys(words.ROLES) as words.Role[]).filter(words.isSupervising)
  expect(may).toEqual(['admin', 'supervisor'])
})

test.each([
  ['reception', 8],
  ['preparation', 9],
  ['control', 6],
  ['handover', 5], // the sixth, the signature, is a row
] as const)('[C4] the checklist « %s » has its %d items', (list, items) => {
  expect(Object.keys(words.CHECKLISTS[list].checks)).toHaveLength(items)
})
