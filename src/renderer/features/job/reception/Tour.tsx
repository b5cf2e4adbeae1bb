/** The walk around the vehicle: one place for each view, with an outline of what to aim at. The newest photo shows. */
import { Button as AriaButton, FileTrigger } from 'react-aria-components'
import { PHOTO_VIEWS, REQUIRED_VIEWS } from '../../../../crdt/vocabulary/index.ts'
import type { PhotoView } from '../../../../crdt/vocabulary/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Icon } from '../../../ui/Icon.tsx'
import { Progress } from '../../../ui/Progress.tsx'
import { useJobDesk } from '../context.tsx'
import { ACCEPTED } from '../photos/PhotoPicker.tsx'
import { Thumbnail } from '../photos/Photos.tsx'
import { useAddPhotos } from '../photos/useAddPhotos.ts'
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

export function Tour() {
  const { t, word } = useWords()
  const { view, canEdit } = useJobDesk()
  const { addPhotos, progress } = useAddPhotos()
  const required = new Set<string>(REQUIRED_VIEWS)
  const add = (each: PhotoView, files: readonly File[]) =>
    void addPhotos(files, { phase: 'reception', view: each, zone: null, defect: null })
  return (
    <div className="flex flex-col gap-3">
      <ul className="grid grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-5">
        {WALK.map((each) => {
          const taken = view.photos.filter((photo) => photo.view === each && photo.phase === 'reception')
          const photo = taken.at(-1)
          const name = word(PHOTO_VIEWS[each])
          return (
            <li key={each} className="flex flex-col gap-1">
              {photo ? (
                <Thumbnail photo={photo} caption={name} />
              ) : (
                <FileTrigger
                  acceptedFileTypes={ACCEPTED}
                  defaultCamera="environment"
                  onSelect={(files) => files && add(each, [...files])}
                >
                  <AriaButton
                    isDisabled={!canEdit}
                    className="flex aspect-4/3 min-h-36 w-full cursor-pointer flex-col items-center justify-center gap-1 rounded-lg border-2 border-dashed border-line-strong p-2 text-center text-sm data-[hovered]:bg-sunken data-[disabled]:cursor-default"
                  >
                    <ViewOutline view={each} />
                    <span className="font-medium">{name}</span>
                    {required.has(each) ? (
                      <Badge tone="warn" icon="camera">
                        {t('photo.missing')}
                      </Badge>
                    ) : (
                      <span className="text-ink-soft">{t('tour.wished')}</span>
                    )}
                  </AriaButton>
                </FileTrigger>
              )}
              {photo && canEdit && (
                <FileTrigger
                  acceptedFileTypes={ACCEPTED}
                  defaultCamera="environment"
                  onSelect={(files) => files && add(each, [...files])}
                >
                  <AriaButton className="flex min-h-touch cursor-pointer items-center justify-center gap-2 rounded-lg border border-line text-sm data-[hovered]:bg-sunken">
                    <Icon name="camera" size={16} />
                    {t('tour.again')}
                    <span className="sr-only">{name}</span>
                    {taken.length > 1 && (
                      <span className="text-ink-soft">({t('tour.count', { count: taken.length })})</span>
                    )}
                  </AriaButton>
                </FileTrigger>
              )}
            </li>
          )
        })}
      </ul>
      {progress && (
        <div role="status">
          <Progress
            label={t('photo.working')}
            done={progress.done}
            total={progress.total}
            text={t('photo.progress', { done: progress.done, total: progress.total })}
          />
        </div>
      )}
    </div>
  )
}
