import type { PhotoEntry } from '../../../../crdt/job/index.ts'
import { PHOTO_PHASES, PHOTO_VIEWS } from '../../../../crdt/vocabulary/index.ts'
import type { Words } from '../../../i18n/index.ts'
import type { ZoneName } from '../zoneName.ts'

/** What stands above a photo says already of it. */
export type Under = 'phase' | 'zone'

export interface Naming extends Pick<Words, 'word'> {
  readonly zoneName: ZoneName
}

export function captionOf(photo: PhotoEntry, { word, zoneName }: Naming, under: Under | null): string {
  const phase = word(PHOTO_PHASES[photo.phase])
  const parts = [
    under !== 'phase' && phase,
    photo.view && word(PHOTO_VIEWS[photo.view]),
    under !== 'zone' && photo.zone && zoneName(photo.zone),
  ].filter(Boolean)
  return parts.join(' · ') || phase
}
