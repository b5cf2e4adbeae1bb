/** Every photo of the job: the tour, what is added, and the wall of them all, by moment and zone. */
import { useMemo, useState } from 'react'
import { Button as AriaButton, FileTrigger } from 'react-aria-components'
import { PHOTO_PHASES, PHOTO_VIEWS, REQUIRED_VIEWS } from '../../../../crdt/vocabulary/index.ts'
import type { PhotoPhase, PhotoView } from '../../../../crdt/vocabulary/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { Choice, Segments } from '../../../ui/Choice.tsx'
import { EmptyState } from '../../../ui/Feedback.tsx'
import { Icon } from '../../../ui/Icon.tsx'
import { Card } from '../../jobs/NewJobScreen.tsx'
import { useJobPart, useJobTools } from '../context.tsx'
import { AddPhotos } from './AddPhotos.tsx'
import { useAddPhotos } from './imports.tsx'
import { phaseOptions, viewOptions } from './MovePhotoDialog.tsx'
import { ACCEPTED } from './PhotoPicker.tsx'
import { Thumbnail } from './PhotoTiles.tsx'
import { PhotoWall } from './PhotoWall.tsx'
import { useZoneName } from '../zoneName.ts'

export function Photos() {
  const { t } = useWords()
  const { canEdit } = useJobTools()
  const photos = useJobPart((view) => view.photos)
  const [phase, setPhase] = useState<PhotoPhase | 'all'>('all')
  const [zone, setZone] = useState('all')
  const shown = useMemo(
    () =>
      photos.filter(
        (photo) => (phase === 'all' || photo.phase === phase) && (zone === 'all' || (photo.zone ?? '') === zone),
      ),
    [photos, phase, zone],
  )
  return (
    <PhotoWall
      photos={shown}
      above={
        <>
          <RequiredViews />
          {canEdit && <Adding />}
          {photos.length === 0 ? (
            <EmptyState icon="camera" title={t('photo.none')}>
              {t('photo.noneText')}
            </EmptyState>
          ) : (
            <Filters phase={phase} onPhase={setPhase} zone={zone} onZone={setZone} />
          )}
          {photos.length > 0 && shown.length === 0 && <p role="status">{t('photo.noneShown')}</p>}
        </>
      }
    />
  )
}

/** Where what is picked, dropped or pasted here belongs. */
function Adding() {
  const { t, word } = useWords()
  const hasFilm = useJobPart((view) => view.filmUses.length > 0)
  const [phase, setPhase] = useState<PhotoPhase>(hasFilm ? 'after' : 'reception')
  const [seen, setSeen] = useState<PhotoView | 'none'>('none')
  return (
    <Card title={t('photo.add')}>
      <div className="flex flex-wrap items-end gap-4">
        <Segments label={t('photo.phase')} value={phase} onChange={setPhase} options={phaseOptions(word)} />
        <div className="w-64">
          <Choice
            label={t('photo.view')}
            value={seen}
            onChange={setSeen}
            options={viewOptions(word, t('photo.noView'))}
          />
        </div>
      </div>
      <AddPhotos phase={phase} zone={null} view={seen === 'none' ? null : seen} catchPaste />
    </Card>
  )
}

interface FiltersProps {
  readonly phase: PhotoPhase | 'all'
  readonly onPhase: (phase: PhotoPhase | 'all') => void
  /** A zone's id; '' for the whole vehicle. */
  readonly zone: string
  readonly onZone: (zone: string) => void
}

function Filters({ phase, onPhase, zone, onZone }: FiltersProps) {
  const { t, word } = useWords()
  const zoneName = useZoneName()
  const photos = useJobPart((view) => view.photos)
  const count = (fits: (photo: (typeof photos)[number]) => boolean) => photos.filter(fits).length
  const phases = (Object.keys(PHOTO_PHASES) as PhotoPhase[]).filter((id) => count((each) => each.phase === id) > 0)
  const zones = [...new Set(photos.map((photo) => photo.zone ?? ''))].toSorted()
  return (
    <div className="flex flex-wrap items-end gap-4">
      <Segments
        label={t('photo.show')}
        value={phase}
        onChange={onPhase}
        options={[
          { id: 'all', label: t('photo.all', { count: photos.length }) },
          ...phases.map((id) => ({
            id,
            label: t('photo.counted', { name: word(PHOTO_PHASES[id]), count: count((each) => each.phase === id) }),
          })),
        ]}
      />
      <div className="w-64">
        <Choice
          label={t('photo.ofZone')}
          value={zone}
          onChange={onZone}
          options={[
            { id: 'all', label: t('photo.anyZone') },
            ...zones.map((id) => ({
              id,
              label: t('photo.counted', {
                name: id === '' ? t('value.wholeVehicle') : zoneName(id),
                count: count((each) => (each.zone ?? '') === id),
              }),
            })),
          ]}
        />
      </div>
    </div>
  )
}

/** The tour around the vehicle without which no installation starts: one place for each view. */
function RequiredViews() {
  const { t, word } = useWords()
  const { canEdit } = useJobTools()
  const photos = useJobPart((view) => view.photos)
  const addPhotos = useAddPhotos()
  return (
    <section aria-label={t('photo.tour')} className="grid grid-cols-2 gap-2 sm:grid-cols-3 lg:grid-cols-5">
      {REQUIRED_VIEWS.map((required) => {
        const photo = photos.findLast((each) => each.view === required)
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
