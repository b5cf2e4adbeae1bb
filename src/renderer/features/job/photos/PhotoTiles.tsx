/** Small pictures side by side, each of which opens large. */
import { memo, useCallback, useEffect, useState } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import type { PhotoEntry } from '../../../../crdt/job/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { Icon } from '../../../ui/Icon.tsx'
import { blobUrl, useBlob } from './blobs.ts'
import { captionOf } from './caption.ts'
import type { Under } from './caption.ts'
import { PhotoViewer } from './PhotoViewer.tsx'
import { useZoneName } from '../zoneName.ts'

export interface PhotoGridProps {
  readonly photos: readonly PhotoEntry[]
  readonly under: Under
}

/** For a few; a whole job's photos are on the {@link PhotoWall}. */
export function PhotoGrid({ photos, under }: PhotoGridProps) {
  const words = useWords()
  const zoneName = useZoneName()
  const [open, setOpen] = useState<string | null>(null)
  if (photos.length === 0) return null
  return (
    <>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] gap-2">
        {photos.map((photo) => (
          <li key={photo.id}>
            <PhotoTile
              photo={photo}
              caption={captionOf(photo, { ...words, zoneName }, under)}
              onOpen={() => setOpen(photo.id)}
            />
          </li>
        ))}
      </ul>
      {open !== null && <PhotoViewer photos={photos} open={open} onOpen={setOpen} onClose={() => setOpen(null)} />}
    </>
  )
}

export interface ThumbnailProps {
  readonly photo: PhotoEntry
  readonly caption: string
}

/** One that stands by itself. */
export function Thumbnail({ photo, caption }: ThumbnailProps) {
  const [open, setOpen] = useState(false)
  const show = useCallback(() => setOpen(true), [])
  return (
    <>
      <PhotoTile photo={photo} caption={caption} onOpen={show} />
      {open && <PhotoViewer photos={[photo]} open={photo.id} onOpen={() => undefined} onClose={() => setOpen(false)} />}
    </>
  )
}

export interface PhotoTileProps extends ThumbnailProps {
  /** The same function from frame to frame: while a wall scrolls, tiles that stay are not drawn anew. */
  readonly onOpen: (id: string) => void
}

export const PhotoTile = memo(function PhotoTile({ photo, caption, onOpen }: PhotoTileProps) {
  const { t } = useWords()
  const shown = photo.thumbnail ?? photo.rendition ?? photo.sha256
  const blob = useBlob(shown)
  const original = useBlob(photo.sha256)
  const [broken, setBroken] = useState(false)
  // What could not be shown may have been damaged, and come again from the relay.
  useEffect(() => {
    if (blob?.here) setBroken(false)
  }, [blob])
  const isAbsent = broken || blob?.here === false
  return (
    <AriaButton
      onPress={() => onOpen(photo.id)}
      className="relative block aspect-4/3 w-full cursor-pointer overflow-hidden rounded-lg border border-line bg-sunken"
    >
      {isAbsent ? (
        <span className="flex h-full items-center justify-center p-2 pb-8 text-sm text-ink-soft">
          {t('photo.notHere')}
        </span>
      ) : (
        blob && (
          <img
            src={blobUrl(shown)}
            alt=""
            decoding="async"
            className="size-full object-cover"
            onError={() => setBroken(true)}
          />
        )
      )}
      {!isAbsent && original?.here === false && (
        <span className="absolute top-1 right-1 flex items-center gap-1 rounded-full bg-black/75 px-2 py-0.5 text-xs text-white">
          <Icon name="device" size={13} />
          {t('photo.state.small')}
        </span>
      )}
      <span className="absolute inset-x-0 bottom-0 truncate bg-black/75 px-2 py-1 text-left text-xs text-white">
        <span className="sr-only">{t('photo.open')} </span>
        {caption}
      </span>
    </AriaButton>
  )
})
