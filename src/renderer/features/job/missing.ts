/** Where what a gate still asks for is to be found, and how it is said. */
import type { Missing } from '../../../crdt/job/index.ts'
import { PHOTO_VIEWS, zoneLabel } from '../../../crdt/vocabulary/index.ts'
import type { PhotoView, ZoneId } from '../../../crdt/vocabulary/index.ts'
import { itemText } from './describe.ts'
import type { Describing } from './describe.ts'
import type { JobTab } from './tabs.ts'

export interface Place {
  readonly tab: JobTab
  readonly zone?: ZoneId
}

export function placeOf(missing: Missing): Place {
  switch (missing.kind) {
    case 'zones':
      return { tab: 'zones' }
    case 'client':
    case 'vehicle':
      return { tab: 'details' }
    case 'odometer':
    case 'damage_review':
      return { tab: 'lists' }
    case 'reading':
    case 'blocking_condition':
      return { tab: 'conditions' }
    case 'photo_view':
      return { tab: 'photos' }
    case 'film':
    case 'zone_unfinished':
    case 'after_photo':
    case 'blocking_defect':
      return { tab: 'zones', zone: missing.zone }
    case 'conflict':
      return { tab: 'conflicts' }
    case 'signature':
      return { tab: 'closing' }
  }
}

export function missingText(missing: Missing, about: Describing): string {
  const { t, word } = about
  switch (missing.kind) {
    case 'photo_view':
      return t('missing.photo_view', {
        view: Object.hasOwn(PHOTO_VIEWS, missing.view) ? word(PHOTO_VIEWS[missing.view as PhotoView]) : missing.view,
      })
    case 'film':
    case 'zone_unfinished':
    case 'after_photo':
    case 'blocking_defect':
      return t(`missing.${missing.kind}`, { zone: word(zoneLabel(missing.zone)) })
    case 'conflict':
      return t('missing.conflict', { item: itemText(missing.item, about) })
    default:
      return t(`missing.${missing.kind}`)
  }
}
