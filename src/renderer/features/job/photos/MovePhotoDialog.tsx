/** A photo that stands in the wrong place: its moment, view and zone, each corrected by itself. */
import { useState } from 'react'
import { movePhoto } from '../../../../crdt/job/index.ts'
import type { PhotoEntry } from '../../../../crdt/job/index.ts'
import { PHOTO_PHASES, PHOTO_VIEWS } from '../../../../crdt/vocabulary/index.ts'
import type { PhotoPhase, PhotoView, ZoneId } from '../../../../crdt/vocabulary/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { Button } from '../../../ui/Button.tsx'
import { Choice, Segments } from '../../../ui/Choice.tsx'
import { DialogBox } from '../../../ui/Overlay.tsx'
import { useJobTools } from '../context.tsx'
import { useVehicleZones } from '../vehicleZones.ts'
import { useZoneName } from '../zoneName.ts'

export function MovePhotoDialog({ photo, onClose }: { readonly photo: PhotoEntry; readonly onClose: () => void }) {
  const { t, word } = useWords()
  const zoneName = useZoneName()
  const { edit } = useJobTools()
  const zones = useVehicleZones()
  const [phase, setPhase] = useState<PhotoPhase>(photo.phase)
  const [seen, setSeen] = useState<PhotoView | 'none'>(photo.view ?? 'none')
  const [zone, setZone] = useState<ZoneId>(photo.zone ?? '')
  const to = { phase, view: seen === 'none' ? null : seen, zone: zone === '' ? null : zone }
  const changed = Object.fromEntries(
    Object.entries(to).filter(([property, value]) => photo[property as keyof typeof to] !== value),
  )
  const save = () => {
    edit((ledger, pen) => movePhoto(ledger, photo.id, changed, pen))
    onClose()
  }
  const known = photo.zone === null || zones.includes(photo.zone) ? zones : [photo.zone, ...zones]
  return (
    <DialogBox
      title={t('photo.move')}
      open
      onClose={onClose}
      closeLabel={t('action.close')}
      actions={
        <>
          <Button onPress={onClose}>{t('action.cancel')}</Button>
          <Button kind="primary" onPress={save} isDisabled={Object.keys(changed).length === 0}>
            {t('photo.moveSave')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Segments label={t('photo.phase')} value={phase} onChange={setPhase} options={phaseOptions(word)} />
        <Choice
          label={t('photo.view')}
          value={seen}
          onChange={setSeen}
          options={viewOptions(word, t('photo.noView'))}
        />
        <Choice
          label={t('defect.zone')}
          value={zone}
          onChange={setZone}
          options={[{ id: '', label: t('value.wholeVehicle') }, ...known.map((id) => ({ id, label: zoneName(id) }))]}
        />
      </div>
    </DialogBox>
  )
}

type Word = ReturnType<typeof useWords>['word']

export const phaseOptions = (word: Word) =>
  (Object.keys(PHOTO_PHASES) as PhotoPhase[]).map((id) => ({ id, label: word(PHOTO_PHASES[id]) }))

export const viewOptions = (word: Word, none: string) => [
  { id: 'none' as const, label: none },
  ...(Object.keys(PHOTO_VIEWS) as PhotoView[]).map((id) => ({ id, label: word(PHOTO_VIEWS[id]) })),
]
