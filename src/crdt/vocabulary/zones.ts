/**
 * The zones of a vehicle, by the ids that documents carry for ever. Left and right are the driver's.
 * A zone that a newer version adds is still shown by its id here: ids are never recycled.
 */
import type { Label } from './labels.ts'

const corners = {
  fl: { fr: 'AVG', en: 'FL' },
  fr: { fr: 'AVD', en: 'FR' },
  rl: { fr: 'ARG', en: 'RL' },
  rr: { fr: 'ARD', en: 'RR' },
}

/** French agrees: « aile avant droite », but « montant A droit ». */
const feminine = new Set(['headlight', 'fender', 'mirror', 'quarter'])
function pair(id: string, fr: string, en: string): [string, Label][] {
  return [
    [`${id}_l`, { fr: `${fr} gauche`, en: `${en}, left` }],
    [`${id}_r`, { fr: `${fr} ${feminine.has(id) ? 'droite' : 'droit'}`, en: `${en}, right` }],
  ]
}
function four(id: string, fr: string, en: string): [string, Label][] {
  return Object.entries(corners).map(([corner, word]) => [
    `${id}_${corner}`,
    { fr: `${fr} ${word.fr}`, en: `${en} ${word.en}` },
  ])
}
function one(id: string, fr: string, en: string): [string, Label][] {
  return [[id, { fr, en }]]
}

/** In the order of a walk around the vehicle, which is the order of lists and papers. */
const entries: readonly [string, Label][] = [
  ...one('front_bumper', 'Pare-chocs avant', 'Front bumper'),
  ...one('grille', 'Calandre', 'Grille'),
  ...pair('headlight', 'Optique avant', 'Headlight'),
  ...pair('fog', 'Antibrouillard', 'Fog lamp'),
  ...one('hood', 'Capot', 'Hood'),
  ...pair('fender', 'Aile avant', 'Front fender'),
  ...pair('mirror', 'Coque de rétroviseur', 'Mirror cap'),
  ...one('windshield', 'Pare-brise', 'Windshield'),
  ...pair('a_pillar', 'Montant A', 'A-pillar'),
  ...pair('b_pillar', 'Montant B', 'B-pillar'),
  ...one('roof', 'Pavillon', 'Roof'),
  ...four('door', 'Porte', 'Door'),
  ...four('door_edge', 'Chant de porte', 'Door edge'),
  ...four('door_cup', 'Creux de poignée', 'Handle cup'),
  ...four('sill', 'Seuil de porte', 'Door sill'),
  ...pair('rocker', 'Bas de caisse', 'Rocker'),
  ...pair('quarter', 'Aile arrière', 'Quarter panel'),
  ...pair('rear_arch', "Retour d'aile arrière", 'Rear arch'),
  ...one('trunk', 'Malle / hayon', 'Trunk'),
  ...one('load_sill', 'Seuil de chargement', 'Load sill'),
  ...one('rear_bumper', 'Pare-chocs arrière', 'Rear bumper'),
  ...pair('taillight', 'Feu arrière', 'Taillight'),
  ...one('spoiler', 'Becquet', 'Spoiler'),
  ...one('diffuser', 'Diffuseur', 'Diffuser'),
  ...one('screen_center', 'Écran central', 'Centre screen'),
]

/**
 * Zones that came after documents were first sealed, in the order of their ids. A client that does not know them sorts
 * them among the free zones by id, and so does this one: the sealed content is the same bytes for both.
 */
const later: readonly [string, Label][] = [
  ...pair('belly_pan', 'Sabot moteur', 'Belly pan'),
  ...pair('fairing', 'Flanc de carénage', 'Fairing'),
  ...pair('fork', 'Fourreau de fourche', 'Fork leg'),
  ...one('front_mudguard', 'Garde-boue avant', 'Front mudguard'),
  ...one('rear_mudguard', 'Garde-boue arrière', 'Rear mudguard'),
  ...one('seat_cowl', 'Coque arrière', 'Tail cowl'),
  ...pair('side_cover', 'Cache latéral', 'Side cover'),
  ...one('splitter', 'Lame avant', 'Front splitter'),
  ...pair('swingarm', 'Bras oscillant', 'Swingarm'),
  ...one('tank', 'Réservoir', 'Tank'),
]

/** A known zone (`hood`) or a free one (`custom:<ulid>`). */
export type ZoneId = string

export const ZONES: ReadonlyMap<ZoneId, Label> = new Map([...entries, ...later])
export const ZONE_IDS: readonly ZoneId[] = [...ZONES.keys()]

const order = new Map(entries.map(([id], index) => [id, index]))
/** Walk order; what came later and free zones follow, by id. */
export function compareZones(a: ZoneId, b: ZoneId): number {
  const [x, y] = [order.get(a) ?? order.size, order.get(b) ?? order.size]
  return x - y || (a < b ? -1 : a > b ? 1 : 0)
}

const ID = /^(?:[a-z][a-z0-9_]{1,31}|custom:[0-9A-HJKMNP-TV-Z]{26})$/
/** Shape only: an unknown but well-formed id comes from a newer version and is kept. */
export function isZoneId(value: unknown): value is ZoneId {
  return typeof value === 'string' && ID.test(value)
}

export function zoneLabel(zone: ZoneId): Label {
  return (
    ZONES.get(zone) ?? {
      fr: zone.startsWith('custom:') ? 'Zone libre' : zone,
      en: zone.startsWith('custom:') ? 'Free zone' : zone,
    }
  )
}

export const EXTENTS = {
  full: { fr: 'complet', en: 'full' },
  leading: { fr: "bord d'attaque", en: 'leading edge' },
  custom: { fr: 'sur mesure', en: 'custom' },
} as const satisfies Record<string, Label>
export type Extent = keyof typeof EXTENTS
