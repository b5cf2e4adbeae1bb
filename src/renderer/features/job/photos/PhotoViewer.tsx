/** One photo large, with who took it, where it belongs and where it is; on to the next by tap or arrow key. */
import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { withdrawFact } from '../../../../crdt/job/index.ts'
import type { PhotoEntry } from '../../../../crdt/job/index.ts'
import { PHOTO_PHASES, PHOTO_VIEWS } from '../../../../crdt/vocabulary/index.ts'
import { formatBytes } from '../../../i18n/format.ts'
import { useWords } from '../../../i18n/index.ts'
import { classes } from '../../../ui/classes.ts'
import { Button, IconButton } from '../../../ui/Button.tsx'
import { DialogBox } from '../../../ui/Overlay.tsx'
import { useJobTools } from '../context.tsx'
import { ReasonDialog } from '../ReasonDialog.tsx'
import { useWritten } from '../Story.tsx'
import { AnnotateDialog } from './AnnotateDialog.tsx'
import { blobUrl, useBlob } from './blobs.ts'
import { captionOf } from './caption.ts'
import { MarkedPhoto, PHOTO_ROOM } from './MarkedPhoto.tsx'
import { MovePhotoDialog } from './MovePhotoDialog.tsx'
import { PhotoState } from './photoState.tsx'
import { useZoneName } from '../zoneName.ts'

export interface PhotoViewerProps {
  /** Among which to go on, in their order. */
  readonly photos: readonly PhotoEntry[]
  readonly open: string
  readonly onOpen: (id: string) => void
  readonly onClose: () => void
}

export function PhotoViewer({ photos, open, onOpen, onClose }: PhotoViewerProps) {
  const words = useWords()
  const zoneName = useZoneName()
  const { t } = words
  const { canEdit, edit } = useJobTools()
  const [asking, setAsking] = useState<'move' | 'annotate' | 'withdraw' | null>(null)
  useArrows(photos, open, asking === null ? onOpen : null)
  const index = photos.findIndex((each) => each.id === open)
  const photo = photos[index]
  if (!photo) return null
  const caption = captionOf(photo, { ...words, zoneName }, null)
  const [before, after] = [photos[index - 1], photos[index + 1]]
  return (
    <DialogBox
      title={caption}
      open
      size="screen"
      onClose={onClose}
      closeLabel={t('action.close')}
      actions={
        canEdit && (
          <>
            <Button icon="erase" kind="danger" onPress={() => setAsking('withdraw')}>
              {t('photo.withdraw')}
            </Button>
            <Button onPress={() => setAsking('move')}>{t('photo.move')}</Button>
            <Button icon="note" kind="primary" onPress={() => setAsking('annotate')}>
              {t('photo.annotate')}
            </Button>
          </>
        )
      }
    >
      <div className="flex h-full flex-col gap-3">
        <div className="flex min-h-0 flex-1 items-center gap-2">
          {photos.length > 1 && (
            <IconButton
              icon="back"
              kind="secondary"
              label={t('photo.before')}
              isDisabled={!before}
              onPress={() => before && onOpen(before.id)}
            />
          )}
          <div className={classes('h-full', PHOTO_ROOM)}>
            <Shown photo={photo} caption={caption} />
          </div>
          {photos.length > 1 && (
            <IconButton
              icon="forward"
              kind="secondary"
              label={t('photo.after')}
              isDisabled={!after}
              onPress={() => after && onOpen(after.id)}
            />
          )}
        </div>
        <Facts
          photo={photo}
          place={photos.length > 1 ? t('photo.place', { index: index + 1, of: photos.length }) : ''}
        />
      </div>
      {asking === 'move' && <MovePhotoDialog photo={photo} onClose={() => setAsking(null)} />}
      {asking === 'annotate' && <AnnotateDialog photo={photo} caption={caption} onClose={() => setAsking(null)} />}
      {asking === 'withdraw' && (
        <ReasonDialog
          title={t('photo.withdraw')}
          text={t('photo.withdrawText')}
          action={t('photo.withdraw')}
          onClose={() => setAsking(null)}
          onReason={(why) => {
            edit((ledger, pen) => withdrawFact(ledger, photo.id, why, pen))
            onClose()
          }}
        />
      )}
    </DialogBox>
  )
}

/** The arrow keys go on from photo to photo, wherever the focus is: the dialog holds nothing else that they move. */
function useArrows(photos: readonly PhotoEntry[], open: string, onOpen: ((id: string) => void) | null): void {
  useEffect(() => {
    if (!onOpen) return undefined
    const onKeyDown = (event: KeyboardEvent) => {
      const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
      const next = step !== 0 && photos[photos.findIndex(({ id }) => id === open) + step]
      if (next) onOpen(next.id)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [photos, open, onOpen])
}

/** What can be shown of it here: the picture, or its small copy while the picture is elsewhere. */
function Shown({ photo, caption }: { readonly photo: PhotoEntry; readonly caption: string }) {
  const { t } = useWords()
  const large = useBlob(photo.rendition ?? photo.sha256)
  const small = useBlob(photo.thumbnail ?? photo.sha256)
  if (large?.here) return <MarkedPhoto photo={photo} caption={caption} fillsRoom />
  if (!large || !small) return null
  return (
    <div className="flex flex-col items-center gap-3">
      {small.here && photo.thumbnail && (
        <img
          src={blobUrl(photo.thumbnail)}
          alt={caption}
          className="max-h-[60cqh] w-96 max-w-full rounded-lg object-contain"
        />
      )}
      <p className="max-w-lg rounded-lg bg-sunken p-4 text-center">{t('photo.notHere')}</p>
    </div>
  )
}

function Facts({ photo, place }: { readonly photo: PhotoEntry; readonly place: ReactNode }) {
  const { t, word, language } = useWords()
  const zoneName = useZoneName()
  const written = useWritten()
  const { width, height, bytes } = photo
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-ink-soft">
      <span>{place}</span>
      <span>{written(photo)}</span>
      <span>
        {[
          word(PHOTO_PHASES[photo.phase]),
          photo.view ? word(PHOTO_VIEWS[photo.view]) : t('photo.noView'),
          photo.zone ? zoneName(photo.zone) : t('value.wholeVehicle'),
        ].join(' · ')}
      </span>
      <span>{t('photo.size', { width, height, bytes: formatBytes(bytes, language) })}</span>
      <PhotoState photo={photo} />
    </div>
  )
}
