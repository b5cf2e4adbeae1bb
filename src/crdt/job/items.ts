/** The names of what claims of a job speak about. They stay in documents for ever: add, never rename. */
import type { FactId } from '../ledger/index.ts'
import type { ZoneId } from '../vocabulary/index.ts'

export const ITEM = {
  number: 'number',
  title: 'title',
  client: 'client',
  vehicle: 'vehicle',
  package: 'package',
  priority: 'priority',
  scheduleStart: 'schedule/start',
  scheduleEnd: 'schedule/end',
  odometer: 'odometer',
  tags: 'tags',
  damageReviewed: 'damage/reviewed',
  coatings: 'coatings',
  suspended: 'suspended',
  cancelled: 'cancelled',
} as const

export const checkItem = (list: string, check: string) => `check/${list}/${check}`
export const zoneItem = (zone: ZoneId, property: 'extent' | 'film' | 'score' | 'name') => `zone/${zone}/${property}`
export const zoneCheckItem = (zone: ZoneId, check: string) => `zone/${zone}/check/${check}`
export const overrideItem = (gate: string) => `override/${gate}`
export const defectItem = (defect: FactId, property: 'outcome' | 'severity' | 'acceptedBy') =>
  `defect/${defect}/${property}`
export const readingLiftItem = (reading: FactId) => `reading/${reading}/lifted`
export const spoiltItem = (filmUse: FactId) => `film_use/${filmUse}/spoilt`
export const sessionEndItem = (session: FactId) => `session/${session}/end`
export const photoItem = (photo: FactId, property: 'zone' | 'phase' | 'view') => `photo/${photo}/${property}`

/** The zone that an item speaks about, if it does. */
export function zoneOfItem(item: string): ZoneId | undefined {
  return item.startsWith('zone/') ? item.split('/', 2)[1] : undefined
}

/** Names of the free texts. */
export const NOTE = 'note'
export const zoneNote = (zone: ZoneId) => `zone/${zone}`
