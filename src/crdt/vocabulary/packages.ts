import type { Label } from './labels.ts'
import type { Extent, ZoneId } from './zones.ts'

/**
 * A package expands to zones when a job is created; the job keeps the package's id as what was sold. It names the zones
 * of every body, and a vehicle gets those that it has: of a motorcycle's face the mudguard, of a car's the hood.
 */
export interface Package {
  readonly label: Label
  readonly zones: readonly (readonly [ZoneId, Extent])[]
}

const full = (...zones: ZoneId[]) => zones.map((zone) => [zone, 'full'] as const)
const leading = (...zones: ZoneId[]) => zones.map((zone) => [zone, 'leading'] as const)
const fourDoors = (id: string) => ['fl', 'fr', 'rl', 'rr'].map((corner) => `${id}_${corner}`)

const twoSides = (...ids: string[]) => ids.flatMap((id) => [`${id}_l`, `${id}_r`])

const frontFace = full(
  'front_bumper',
  'headlight_l',
  'headlight_r',
  'hood',
  'fender_l',
  'fender_r',
  'mirror_l',
  'mirror_r',
  ...twoSides('fairing'),
  'front_mudguard',
)

export const PACKAGES = {
  partial_front: {
    label: { fr: 'Avant partiel', en: 'Partial front' },
    zones: [
      ...full('front_bumper'),
      ...leading('hood', 'fender_l', 'fender_r', ...twoSides('fairing')),
      ...full('mirror_l', 'mirror_r', 'front_mudguard'),
    ],
  },
  full_front: { label: { fr: 'Face avant', en: 'Full front' }, zones: frontFace },
  track: {
    label: { fr: 'Track', en: 'Track' },
    zones: [
      ...frontFace,
      ...full('rocker_l', 'rocker_r', 'rear_arch_l', 'rear_arch_r', 'a_pillar_l', 'a_pillar_r'),
      ...leading('roof'),
    ],
  },
  complete: {
    label: { fr: 'Complet', en: 'Complete' },
    zones: full(
      'front_bumper',
      'hood',
      'fender_l',
      'fender_r',
      'mirror_l',
      'mirror_r',
      'a_pillar_l',
      'a_pillar_r',
      'b_pillar_l',
      'b_pillar_r',
      'roof',
      ...fourDoors('door'),
      'rocker_l',
      'rocker_r',
      'quarter_l',
      'quarter_r',
      'rear_arch_l',
      'rear_arch_r',
      'trunk',
      'rear_bumper',
      'spoiler',
      'splitter',
      'tank',
      ...twoSides('fairing', 'side_cover', 'belly_pan'),
      'front_mudguard',
      'rear_mudguard',
      'seat_cowl',
    ),
  },
  wear: {
    label: { fr: 'Usure', en: 'Wear' },
    zones: full(
      ...fourDoors('door_edge'),
      ...fourDoors('door_cup'),
      ...fourDoors('sill'),
      'load_sill',
      'tank', // knees
      ...twoSides('side_cover', 'swingarm'), // boots
    ),
  },
  a_la_carte: { label: { fr: 'À la carte', en: 'À la carte' }, zones: [] },
} as const satisfies Record<string, Package>

export type PackageId = keyof typeof PACKAGES
