/** The walk around the vehicle: one place for each view, with an outline of what to aim at. The newest photo shows. */
import { useState } from 'react'
import type { ReactNode } from 'react'
import { Button as AriaButton, FileTrigger } from 'react-aria-components'
import { PHOTO_VIEWS, REQUIRED_VIEWS } from '../../../../crdt/vocabulary/index.ts'
import type { PhotoView } from '../../../../crdt/vocabulary/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Icon } from '../../../ui/Icon.tsx'
import { useHasCamera } from '../../../ui/useCamera.ts'
import { useJobDesk } from '../context.tsx'
import { CameraDialog } from '../photos/CameraDialog.tsx'
import { ACCEPTED } from '../photos/PhotoPicker.tsx'
import { Thumbnail } from '../photos/PhotoTiles.tsx'
import { useAddPhotos } from '../photos/imports.tsx'
import { ViewOutline } from './ViewOutline.tsx'

/** In the order of a walk: around the corners, along the sides, then what has to be read. */
const WALK = [
  'front_left',
  'front',
  'front_right',
  'right',
  'rear_right',
  'rear',
  'rear_left',
  'left',
  'vin',
  'odometer',
] as const satisfies readonly PhotoView[]
const REQUIRED = new Set<string>(REQUIRED_VIEWS)

/** What the camera is held on. */
interface Aim {
  readonly view: PhotoView
  /** Taken since the camera was opened: storing takes longer than walking on. */
  readonly taken: ReadonlySet<PhotoView>
  /** One photo again, not the whole walk. */
  readonly alone: boolean
}

export function Tour() {
  const { t, word } = useWords()
  const { view, canEdit } = useJobDesk()
  const addPhotos = useAddPhotos()
  const [aim, setAim] = useState<Aim | null>(null)
  const hasCamera = useHasCamera()
  const photosOf = (each: PhotoView) =>
    view.photos.filter((photo) => photo.view === each && photo.phase === 'reception')
  const missing = WALK.filter((each) => photosOf(each).length === 0)
  const add = (each: PhotoView, files: readonly File[]) =>
    addPhotos(files, { phase: 'reception', view: each, zone: null, defect: null })

  /** Onwards from a view, then around again; undefined when nothing is left. */
  const after = (from: PhotoView, taken: ReadonlySet<PhotoView>): PhotoView | undefined => {
    const start = WALK.findIndex((each) => each === from) + 1
    const onwards = [...WALK.slice(start), ...WALK.slice(0, start)]
    return onwards.find((each) => each !== from && missing.includes(each) && !taken.has(each))
  }
  const take = (file: File) => {
    if (!aim) return
    add(aim.view, [file])
    const taken = new Set([...aim.taken, aim.view])
    const next = aim.alone ? undefined : after(aim.view, taken)
    setAim(next ? { view: next, taken, alone: false } : null)
  }
  const skipTo = aim && !aim.alone ? after(aim.view, aim.taken) : undefined
  const opener = (each: PhotoView, alone: boolean) => ({
    onAim: hasCamera ? () => setAim({ view: each, taken: new Set(), alone }) : null,
    onFiles: (files: readonly File[]) => add(each, files),
  })
  return (
    <div className="flex flex-col gap-3">
      {hasCamera && canEdit && missing[0] && (
        <div>
          <Button kind="primary" icon="camera" onPress={opener(missing[0], false).onAim ?? (() => undefined)}>
            {t('tour.start', { count: missing.length })}
          </Button>
        </div>
      )}
      <ul className="grid grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-5">
        {WALK.map((each) => {
          const taken = photosOf(each)
          const photo = taken.at(-1)
          const name = word(PHOTO_VIEWS[each])
          return (
            <li key={each} className="flex flex-col gap-1">
              {photo ? (
                <Thumbnail photo={photo} caption={name} />
              ) : (
                <PhotoSource {...opener(each, false)}>
                  {(onPress) => (
                    <AriaButton
                      {...onPress}
                      isDisabled={!canEdit}
                      className="flex aspect-4/3 min-h-36 w-full cursor-pointer flex-col items-center justify-center gap-1 rounded-lg border-2 border-dashed border-line-strong p-2 text-center text-sm data-[hovered]:bg-sunken data-[disabled]:cursor-default"
                    >
                      <ViewOutline view={each} />
                      <span className="font-medium">{name}</span>
                      {REQUIRED.has(each) ? (
                        <Badge tone="warn" icon="camera">
                          {t('photo.missing')}
                        </Badge>
                      ) : (
                        <span className="text-ink-soft">{t('tour.wished')}</span>
                      )}
                    </AriaButton>
                  )}
                </PhotoSource>
              )}
              {photo && canEdit && (
                <PhotoSource {...opener(each, true)}>
                  {(onPress) => (
                    <AriaButton
                      {...onPress}
                      className="flex min-h-touch cursor-pointer items-center justify-center gap-2 rounded-lg border border-line text-sm data-[hovered]:bg-sunken"
                    >
                      <Icon name="camera" size={16} />
                      {t('tour.again')}
                      <span className="sr-only">{name}</span>
                      {taken.length > 1 && (
                        <span className="text-ink-soft">({t('tour.count', { count: taken.length })})</span>
                      )}
                    </AriaButton>
                  )}
                </PhotoSource>
              )}
            </li>
          )
        })}
      </ul>
      {aim && (
        <CameraDialog
          title={word(PHOTO_VIEWS[aim.view])}
          hint={t(aim.view === 'vin' || aim.view === 'odometer' ? 'tour.aimNumber' : 'tour.aim')}
          overlay={<ViewOutline view={aim.view} large />}
          fileName={aim.view}
          onTake={take}
          onClose={() => setAim(null)}
          actions={skipTo && <Button onPress={() => setAim({ ...aim, view: skipTo })}>{t('tour.skip')}</Button>}
        />
      )}
    </div>
  )
}

interface PhotoSourceProps {
  /** Null on a machine without a camera: then a file is chosen. */
  readonly onAim: (() => void) | null
  readonly onFiles: (files: readonly File[]) => void
  readonly children: (press: { readonly onPress?: () => void }) => ReactNode
}

function PhotoSource({ onAim, onFiles, children }: PhotoSourceProps) {
  if (onAim) return children({ onPress: onAim })
  return (
    <FileTrigger acceptedFileTypes={ACCEPTED} onSelect={(files) => files && onFiles([...files])}>
      {children({})}
    </FileTrigger>
  )
}
