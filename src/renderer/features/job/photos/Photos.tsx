import { useState } from 'react'
import { Button as AriaButton, FileTrigger } from 'react-aria-components'
import { withdrawFact } from '../../../../crdt/job/index.ts'
import type { PhotoEntry } from '../../../../crdt/job/index.ts'
import { PHOTO_PHASES, PHOTO_VIEWS, REQUIRED_VIEWS, zoneLabel } from '../../../../crdt/vocabulary/index.ts'
import type { PhotoPhase, PhotoView, ZoneId } from '../../../../crdt/vocabulary/index.ts'
import { formatBytes } from '../../../i18n/format.ts'
import { useWords } from '../../../i18n/index.ts'
import type { Words } from '../../../i18n/index.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Choice, Segments } from '../../../ui/Choice.tsx'
import { EmptyState } from '../../../ui/Feedback.tsx'
import { Icon } from '../../../ui/Icon.tsx'
import { DialogBox } from '../../../ui/Overlay.tsx'
import { Card } from '../../jobs/NewJobScreen.tsx'
import { useJobDesk, useJobTools } from '../context.tsx'
import { ReasonDialog } from '../ReasonDialog.tsx'
import { useWritten } from '../Story.tsx'
import { ACCEPTED, PhotoPicker, usePastedFiles } from './PhotoPicker.tsx'
import { MarkedPhoto } from './MarkedPhoto.tsx'
import { blobUrl, useBlob } from './blobs.ts'
import { useAddPhotos } from './imports.tsx'

export function Photos() {
  const { t, word } = useWords()
  const { view, canEdit } = useJobDesk()
  const [phase, setPhase] = useState<PhotoPhase>(view.filmUses.length > 0 ? 'after' : 'reception')
  const [seen, setSeen] = useState<PhotoView | 'none'>('none')
  const phases = (Object.keys(PHOTO_PHASES) as PhotoPhase[]).filter((each) =>
    view.photos.some((photo) => photo.phase === each),
  )
  return (
    <div className="mx-auto flex max-w-5xl flex-col gap-4 p-4">
      <RequiredViews />
      {canEdit && (
        <Card title={t('photo.add')}>
          <div className="flex flex-wrap items-end gap-4">
            <Segments
              label={t('photo.phase')}
              value={phase}
              onChange={setPhase}
              options={(Object.keys(PHOTO_PHASES) as PhotoPhase[]).map((id) => ({ id, label: word(PHOTO_PHASES[id]) }))}
            />
            <div className="w-64">
              <Choice
                label={t('photo.view')}
                value={seen}
                onChange={setSeen}
                options={[
                  { id: 'none', label: t('photo.noView') },
                  ...(Object.keys(PHOTO_VIEWS) as PhotoView[]).map((id) => ({ id, label: word(PHOTO_VIEWS[id]) })),
                ]}
              />
            </div>
          </div>
          <AddPhotos phase={phase} zone={null} view={seen === 'none' ? null : seen} catchPaste />
        </Card>
      )}
      {view.photos.length === 0 && (
        <EmptyState icon="camera" title={t('photo.none')}>
          {t('photo.noneText')}
        </EmptyState>
      )}
      {phases.map((each) => (
        <Card key={each} title={word(PHOTO_PHASES[each])}>
          <PhotoGrid photos={view.photos.filter((photo) => photo.phase === each)} under="phase" />
        </Card>
      ))}
    </div>
  )
}

/** The tour around the vehicle without which no installation starts: one place for each view. */
function RequiredViews() {
  const { t, word } = useWords()
  const { view, canEdit } = useJobDesk()
  const addPhotos = useAddPhotos()
  return (
    <section aria-label={t('photo.tour')} className="grid grid-cols-2 gap-2 sm:grid-cols-3 lg:grid-cols-5">
      {REQUIRED_VIEWS.map((required) => {
        const photo = view.photos.findLast((each) => each.view === required)
        const name = word(PHOTO_VIEWS[required])
        if (photo) return <Thumbnail key={required} photo={photo} caption={name} />
        return (
          <FileTrigger
            key={required}
            acceptedFileTypes={ACCEPTED}
            onSelect={(files) =>
              files && addPhotos([...files], { phase: 'reception', view: required, zone: null, defect: null })
            }
          >
            <AriaButton
              isDisabled={!canEdit}
              className="flex aspect-4/3 w-full cursor-pointer flex-col items-center justify-center gap-1 rounded-lg border-2 border-dashed border-line-strong p-2 text-center text-sm data-[hovered]:bg-sunken"
            >
              <Icon name="camera" size={26} />
              {name}
              <span className="text-ink-soft">{t('photo.missing')}</span>
            </AriaButton>
          </FileTrigger>
        )
      })}
    </section>
  )
}

export interface AddPhotosProps {
  readonly phase: PhotoPhase
  readonly zone: ZoneId | null
  readonly view?: PhotoView | null
  readonly defect?: string
  readonly compact?: boolean
  /** Takes pictures that are pasted anywhere on the page. */
  readonly catchPaste?: boolean
}

export function AddPhotos({ phase, zone, view = null, defect, compact, catchPaste }: AddPhotosProps) {
  const { t } = useWords()
  const { canEdit } = useJobTools()
  const addPhotos = useAddPhotos()
  const add = (files: readonly File[]) => addPhotos(files, { phase, view, zone, defect: defect ?? null })
  usePastedFiles(catchPaste && canEdit ? add : null)
  if (!canEdit) return null
  return <PhotoPicker label={t('photo.add')} onFiles={add} compact={compact ?? false} />
}

export interface PhotoGridProps {
  readonly photos: readonly PhotoEntry[]
  /** What the heading above says already of each of them. */
  readonly under: 'phase' | 'zone'
}

export function PhotoGrid({ photos, under }: PhotoGridProps) {
  const words = useWords()
  if (photos.length === 0) return null
  return (
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] gap-2">
      {photos.map((photo) => (
        <li key={photo.id}>
          <Thumbnail photo={photo} caption={captionOf(photo, words, under)} />
        </li>
      ))}
    </ul>
  )
}

function captionOf(photo: PhotoEntry, { word }: Words, under: PhotoGridProps['under']): string {
  const phase = word(PHOTO_PHASES[photo.phase])
  const parts = [
    under !== 'phase' && phase,
    photo.view && word(PHOTO_VIEWS[photo.view]),
    under !== 'zone' && photo.zone && word(zoneLabel(photo.zone)),
  ].filter(Boolean)
  return parts.join(' · ') || phase
}

export function Thumbnail({ photo, caption }: { readonly photo: PhotoEntry; readonly caption: string }) {
  const { t } = useWords()
  const [open, setOpen] = useState(false)
  const [broken, setBroken] = useState(false)
  const shown = photo.thumbnail ?? photo.rendition ?? photo.sha256
  const blob = useBlob(shown)
  return (
    <>
      <AriaButton
        onPress={() => setOpen(true)}
        className="relative block aspect-4/3 w-full cursor-pointer overflow-hidden rounded-lg border border-line bg-sunken"
      >
        {broken || blob?.here === false ? (
          <span className="flex h-full items-center justify-center p-2 text-sm text-ink-soft">
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
        <span className="absolute inset-x-0 bottom-0 truncate bg-black/75 px-2 py-1 text-left text-xs text-white">
          <span className="sr-only">{t('photo.open')} </span>
          {caption}
        </span>
      </AriaButton>
      {open && <PhotoDialog photo={photo} caption={caption} onClose={() => setOpen(false)} />}
    </>
  )
}

function PhotoDialog({
  photo,
  caption,
  onClose,
}: {
  readonly photo: PhotoEntry
  readonly caption: string
  readonly onClose: () => void
}) {
  const { t, language } = useWords()
  const { canEdit, edit } = useJobTools()
  const written = useWritten()
  const [withdrawing, setWithdrawing] = useState(false)
  const original = useBlob(photo.sha256)
  const shown = useBlob(photo.rendition ?? photo.sha256)
  return (
    <DialogBox
      title={caption}
      open
      size="wide"
      onClose={onClose}
      closeLabel={t('action.close')}
      actions={
        canEdit && (
          <Button kind="danger" onPress={() => setWithdrawing(true)}>
            {t('photo.withdraw')}
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-3">
        {shown?.here === false && <p className="rounded-lg bg-sunken p-6 text-center">{t('photo.notHere')}</p>}
        {shown?.here && <MarkedPhoto photo={photo} caption={caption} />}
        <p className="flex flex-wrap items-center gap-2 text-sm text-ink-soft">
          <span>{written(photo)}</span>
          <span>
            {t('photo.size', { width: photo.width, height: photo.height, bytes: formatBytes(photo.bytes, language) })}
          </span>
          {original && (
            <Badge tone={original.relay ? 'ok' : 'info'} icon={original.relay ? 'synced' : 'here'}>
              {t(original.relay ? 'sync.synced' : 'sync.local')}
            </Badge>
          )}
        </p>
      </div>
      {withdrawing && (
        <ReasonDialog
          title={t('photo.withdraw')}
          text={t('photo.withdrawText')}
          action={t('photo.withdraw')}
          onClose={() => setWithdrawing(false)}
          onReason={(why) => {
            edit((ledger, pen) => withdrawFact(ledger, photo.id, why, pen))
            onClose()
          }}
        />
      )}
    </DialogBox>
  )
}
