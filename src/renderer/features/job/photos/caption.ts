import type { PhotoEntry } from '../../../../crdt/job/index.ts'
import { PHOTO_PHASES, PHOTO_VIEWS, zoneLabel } from '../../../../crdt/vocabulary/index.ts'
import type { Words } from '../../../i18n/index.ts'

/** What stands above a photo says already of it. */
export type Under = 'phase' | 'zone'

export function captionOf(photo: PhotoEntry, { word }: Pick<Words, 'word'>, under: Under | null): string {
  const phase = word(PHOTO_PHASES[photo.phase])
  const parts = [
    under !== 'phase' && phase,
    photo.view && word(PHOTO_VIEWS[photo.view]),
    under !== 'zone' && photo.zone && word(zoneLabel(photo.zone)),
  ].filter(Boolean)
  return parts.join(' · ') || phase
}
