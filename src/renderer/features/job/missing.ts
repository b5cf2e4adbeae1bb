/** Where what a gate still asks for is to be found, and how it is said. */
import type { Missing, ReceptionStepId } from '../../../crdt/job/index.ts'
import { isZoneId, PHOTO_VIEWS } from '../../../crdt/vocabulary/index.ts'
import type { PhotoView, ZoneId } from '../../../crdt/vocabulary/index.ts'
import { itemText } from './describe.ts'
import type { Describing } from './describe.ts'
import type { JobTab } from './tabs.ts'
import { zoneNameIn } from './zoneName.ts'

export interface Place {
  readonly tab: JobTab
  readonly zone?: ZoneId
  readonly step?: ReceptionStepId
}

export function placeOf(missing: Missing): Place {
  switch (missing.kind) {
    case 'zones':
      return { tab: 'reception', step: 'zones' }
    case 'client':
    case 'vehicle':
      return { tab: 'details' }
    case 'odometer':
      return { tab: 'reception', step: 'odometer' }
    case 'damage_review':
      return { tab: 'reception', step: 'damage' }
    case 'reading':
    case 'blocking_condition':
      return { tab: 'conditions' }
    case 'photo_view':
      return { tab: 'reception', step: 'photos' }
    case 'film':
    case 'zone_unfinished':
    case 'after_photo':
    case 'blocking_defect':
      return { tab: 'zones', zone: missing.zone }
    case 'conflict':
      return { tab: 'conflicts' }
    case 'signature':
    case 'signature_outdated':
      return { tab: 'closing' }
  }
}

/**
 * The words for what main answered with `gates-open`: a JSON list of codes like `photo_view:front_left`. A code of a
 * version that this window does not know stays as it is; a detail that is no such list gives no lines.
 */
export function missingLines(detail: string | undefined, about: Describing): readonly string[] {
  const lines = codesIn(detail).map((code) => {
    const missing = missingOf(code)
    return missing ? missingText(missing, about) : code
  })
  return [...new Set(lines)] // the same thing may keep two gates closed
}

function codesIn(detail: string | undefined): string[] {
  try {
    const codes: unknown = JSON.parse(detail ?? '')
    return Array.isArray(codes) ? codes.filter((code) => typeof code === 'string') : []
  } catch {
    return []
  }
}

function missingOf(code: string): Missing | null {
  const [kind, ...rest] = code.split(':')
  const zone = rest.find(isZoneId)
  switch (kind) {
    case 'client':
    case 'vehicle':
    case 'zones':
    case 'odometer':
    case 'damage_review':
    case 'reading':
    case 'signature':
    case 'signature_outdated':
      return { kind }
    case 'photo_view':
      return { kind, view: rest.join(':') }
    case 'film':
    case 'zone_unfinished':
    case 'after_photo':
      return zone ? { kind, zone } : null
    case 'blocking_defect':
      return zone ? { kind, defect: rest.find((part) => part !== zone) ?? '', zone } : null
    case 'blocking_condition':
      return { kind, reading: rest[0] ?? '' }
    case 'conflict':
      return { kind, item: rest.join(':') }
    default:
      return null
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
      return t(`missing.${missing.kind}`, { zone: zoneNameIn(about.view?.zones ?? [], word)(missing.zone) })
    case 'conflict':
      return t('missing.conflict', { item: itemText(missing.item, about) })
    default:
      return t(`missing.${missing.kind}`)
  }
}
