/** Who does what in the demo: the seed varies the order and a few numbers, never what is done. */
import type { FilmUseData } from '../../src/crdt/job/index.ts'
import type { ZoneCheckId } from '../../src/crdt/vocabulary/index.ts'
import { PHOTO_VIEWS, ZONE_CHECKS, zoneLabel } from '../../src/crdt/vocabulary/index.ts'
import type { Deed } from './deeds.ts'
import type { createRandom } from './random.ts'

type Random = ReturnType<typeof createRandom>
export interface Step {
  readonly deed: Deed
  readonly told: string
}

const zoneName = (zone: string) => zoneLabel(zone).fr.toLowerCase()
const BEFORE_HEAT: readonly ZoneCheckId[] = ['template', 'roll', 'placed', 'squeegee', 'edges', 'tension']
/** The tick on which both disagree. */
export const CONTESTED = { zone: 'hood', check: 'raking_light' } as const
export const RECEPTION_NOTE = 'Véhicule reçu propre, deux clés remises.'
export const INES_NOTE = 'Capot : tension reprise côté gauche, aucun décollement.'
export const KARIM_NOTE = 'Pare-chocs : bord inférieur repris deux fois, à revoir à J+7.'

export function reception(random: Random): readonly Step[] {
  const views = ['front_left', 'front_right', 'rear_left', 'rear_right', 'odometer'] as const
  return [
    { deed: { do: 'odometer', km: 812 }, told: 'relève le compteur : 812 km' },
    { deed: { do: 'note', text: RECEPTION_NOTE }, told: 'ouvre la note du véhicule' },
    ...random.shuffled(views).map((view) => ({
      deed: { do: 'photo' as const, phase: 'reception' as const, view, zone: null },
      told: `photographie le véhicule : ${PHOTO_VIEWS[view].fr.toLowerCase()}`,
    })),
    {
      deed: { do: 'thickness', zone: 'hood', microns: [112, 108, random.integer(104, 118), 110] },
      told: 'mesure la peinture du capot',
    },
    { deed: { do: 'damageReviewed' }, told: 'relit la carte des dommages' },
    { deed: { do: 'ticks', list: 'reception' }, told: 'termine la liste de réception' },
    { deed: { do: 'ticks', list: 'preparation' }, told: 'termine la préparation' },
    {
      deed: { do: 'reading', airDeci: 214, humidity: 47, place: 'Box 1' },
      told: 'relève 21,4 °C et 47 % dans le box 1',
    },
  ]
}

export function inesOffline(random: Random, film: string, roll: string): readonly Step[] {
  return random.shuffled([
    ...zoneWork('hood', BEFORE_HEAT.slice(0, 4)),
    ...zoneWork('fender_l', BEFORE_HEAT),
    ...zoneWork('mirror_l', BEFORE_HEAT),
    ...zoneWork('headlight_l', BEFORE_HEAT),
    cut(film, roll, ['hood'], 1_450 + random.integer(0, 40), 1_720_000),
    cut(film, roll, ['fender_l', 'mirror_l', 'headlight_l'], 1_050, 1_150_000),
    { deed: { do: 'zoneTick', ...CONTESTED, value: true }, told: 'coche « contrôle rasant » sur le capot' },
    {
      deed: { do: 'reading', airDeci: 219, humidity: random.integer(44, 52), place: 'Box 1' },
      told: 'relève les conditions du box 1',
    },
    defect('hood', 'air_bubble', 'Petite bulle près du logo', 'signale une bulle d’air sur le capot, avec photo'),
    { deed: { do: 'note', text: INES_NOTE }, told: 'écrit dans la note du véhicule' },
    { deed: { do: 'session', zone: 'hood', minutes: 95 }, told: 'note 1 h 35 de travail sur le capot' },
  ])
}

export function karimOffline(random: Random, film: string, roll: string): readonly Step[] {
  return random
    .shuffled<Step>([
      ...zoneWork('hood', BEFORE_HEAT.slice(3)),
      ...zoneWork('front_bumper', BEFORE_HEAT),
      ...zoneWork('fender_r', BEFORE_HEAT),
      ...zoneWork('mirror_r', BEFORE_HEAT),
      ...zoneWork('headlight_r', BEFORE_HEAT),
      cut(film, roll, ['front_bumper'], 1_900 + random.integer(0, 60), 2_150_000),
      cut(film, roll, ['fender_r', 'mirror_r', 'headlight_r'], 1_080, 1_150_000),
      { deed: { do: 'zoneTick', ...CONTESTED, value: false }, told: 'décoche « contrôle rasant » sur le capot' },
      {
        deed: { do: 'reading', airDeci: 207, humidity: random.integer(48, 56), place: 'Box 2' },
        told: 'relève les conditions du box 2',
      },
      defect(
        'front_bumper',
        'edge_lift',
        'Bord inférieur, 2 cm',
        'signale un bord décollé sur le pare-chocs, avec photo',
      ),
      { deed: { do: 'note', text: KARIM_NOTE }, told: 'écrit dans la même note' },
      { deed: { do: 'session', zone: 'front_bumper', minutes: 120 }, told: 'note 2 h de travail sur le pare-chocs' },
    ])
    .concat([
      {
        deed: { do: 'recut', zone: 'front_bumper', lengthMm: 2_020, why: 'Pli au bord inférieur' },
        told: 'recoupe le pare-chocs : 2,02 m, la première pièce est perdue (pli au bord inférieur)',
      },
      {
        deed: { do: 'slip', zone: 'mirror_l', check: 'heat' },
        told: 'coche par erreur la chauffe d’une autre zone, et l’annule aussitôt',
      },
    ])
}

/** Of the rolls' film, by what is told: spoilt pieces and those in their place. */
export const lengthOf = (steps: readonly Step[]): number =>
  steps.reduce((sum, { deed }) => {
    if (deed.do === 'film') return sum + deed.data.lengthMm
    return deed.do === 'recut' ? sum + deed.lengthMm : sum
  }, 0)

/** What is left once both see the same again. */
export function finishing(zones: readonly string[], random: Random): readonly Step[] {
  return [
    { deed: { do: 'settleDefects' }, told: 'reprend les défauts et les clôt' },
    ...zones.flatMap((zone): Step[] => [
      ...zoneWork(zone, zone === CONTESTED.zone ? ['heat'] : ['heat', 'raking_light']),
      { deed: { do: 'photo', phase: 'after', view: null, zone }, told: `photographie après pose : ${zoneName(zone)}` },
      { deed: { do: 'score', zone, score: random.integer(8, 10) }, told: `note la pose : ${zoneName(zone)}` },
    ]),
    { deed: { do: 'ticks', list: 'control' }, told: 'termine le contrôle qualité' },
    { deed: { do: 'ticks', list: 'handover' }, told: 'présente le véhicule à la cliente' },
  ]
}

function zoneWork(zone: string, checks: readonly ZoneCheckId[]): Step[] {
  return checks.map((check) => ({
    deed: { do: 'zoneTick', zone, check, value: true },
    told: `${zoneName(zone)} : coche « ${ZONE_CHECKS[check].fr.toLowerCase()} »`,
  }))
}

function cut(film: string, roll: string, zones: readonly string[], lengthMm: number, netMm2: number): Step {
  const data: FilmUseData = {
    zones,
    film,
    roll,
    lot: 'CL-2609-114',
    widthMm: 1520,
    lengthMm,
    netMm2,
    centsPerM2: 6_200,
    purpose: 'cut',
  }
  const metres = (lengthMm / 1000).toFixed(2).replace('.', ',')
  return { deed: { do: 'film', data }, told: `coupe ${metres} m pour : ${zones.map(zoneName).join(', ')}` }
}

function defect(zone: string, type: 'air_bubble' | 'edge_lift', note: string, told: string): Step {
  return {
    deed: {
      do: 'defect',
      data: { zone, phase: 'installation', type, severity: 2, note, position: { x: 420, y: 380 } },
    },
    told,
  }
}
