/** Before a paper is written: the photos that would be empty frames in it, and on which device they are. */
import type { PhotoEntry } from '../../../../crdt/job/index.ts'
import { useDeviceName } from '../../../api/devices.ts'
import { useWords } from '../../../i18n/index.ts'
import { Banner } from '../../../ui/Feedback.tsx'
import { useJobPart, useJobTools } from '../context.tsx'
import { useBlobs } from './blobs.ts'
import { captionOf } from './caption.ts'
import { useZoneName } from '../zoneName.ts'

/** Named one by one; of more there is a count. */
const MOST_NAMED = 12

export function MissingPhotos() {
  const words = useWords()
  const zoneName = useZoneName()
  const { t } = words
  const { job } = useJobTools()
  const deviceName = useDeviceName()
  const photos = useJobPart((view) => view.photos)
  const known = new Map(useBlobs(photos.flatMap(sizesOf)).map((status) => [status?.sha256, status]))
  // Any size will do in print. One that the relay has is fetched while the paper is made.
  const missing = photos.filter((photo) =>
    sizesOf(photo).every((sha256) => known.get(sha256)?.here === false && !known.get(sha256)?.relay),
  )
  if (missing.length === 0) return null
  return (
    <Banner tone="warn" title={t('export.missing', { count: missing.length })}>
      <p>{t('export.missingText')}</p>
      <ul className="list-disc pl-5">
        {missing.slice(0, MOST_NAMED).map((photo) => (
          <li key={photo.id}>
            {t('export.missingPhoto', {
              name: captionOf(photo, { ...words, zoneName }, null),
              device: deviceName(job.ledger.fact(photo.id)?.device ?? ''),
            })}
          </li>
        ))}
        {missing.length > MOST_NAMED && <li>{t('export.missingMore', { count: missing.length - MOST_NAMED })}</li>}
      </ul>
    </Banner>
  )
}

const sizesOf = (photo: PhotoEntry): readonly string[] =>
  [photo.sha256, photo.rendition, photo.thumbnail].filter((sha256) => sha256 !== null)
