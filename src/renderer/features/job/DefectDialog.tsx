import { useState } from 'react'
import { drawingOf } from '../../../crdt/drawing/index.ts'
import type { Thousandths } from '../../../crdt/drawing/index.ts'
import { addDefect } from '../../../crdt/job/index.ts'
import { DEFECT_PHASES, POST_INSTALL, PRE_EXISTING, SEVERITIES } from '../../../crdt/vocabulary/index.ts'
import type { DefectPhase, DefectType, Severity, ZoneId } from '../../../crdt/vocabulary/index.ts'
import { useWords } from '../../i18n/index.ts'
import { Button } from '../../ui/Button.tsx'
import { Choice, Segments } from '../../ui/Choice.tsx'
import { TextInput } from '../../ui/Field.tsx'
import { DialogBox } from '../../ui/Overlay.tsx'
import { Pin } from '../zone-map/Pin.tsx'
import { TurningVehicle } from '../zone-map/TurningVehicle.tsx'
import { useJobDesk } from './context.tsx'
import { useVehicleZones } from './vehicleZones.ts'
import { PhotoPicker, usePastedFiles } from './photos/PhotoPicker.tsx'
import { useAddPhotos } from './photos/imports.tsx'
import { useZoneName } from './zoneName.ts'

export function DefectDialog({ zone: given, onClose }: { readonly zone: ZoneId | null; readonly onClose: () => void }) {
  const { t, word } = useWords()
  const zoneName = useZoneName()
  const { view, vehicle, edit } = useJobDesk()
  const addPhotos = useAddPhotos()
  const [zone, setZone] = useState<ZoneId | null>(given)
  const [phase, setPhase] = useState<DefectPhase>(view.filmUses.length === 0 ? 'pre_existing' : 'installation')
  const [type, setType] = useState<DefectType | null>(null)
  const [severity, setSeverity] = useState<Severity>(2)
  const [note, setNote] = useState('')
  const [place, setPlace] = useState<Thousandths | null>(null)
  const [pointing, setPointing] = useState(false)
  const [files, setFiles] = useState<readonly File[]>([])
  const [tried, setTried] = useState(false)
  usePastedFiles((added) => setFiles([...files, ...added]))
  const types = phase === 'pre_existing' ? PRE_EXISTING : POST_INSTALL
  const fits = type !== null && Object.hasOwn(types, type)
  const zones = useVehicleZones()

  const save = () => {
    setTried(true)
    if (zone === null || !fits) return
    edit((ledger, pen) => {
      const defect = addDefect(ledger, { zone, phase, type, severity, note: note.trim(), position: place }, pen)
      addPhotos(files, { phase: 'defect', view: 'detail', zone, defect })
    })
    onClose()
  }
  return (
    <DialogBox
      title={t('defect.add')}
      open
      keepOpen
      size="wide"
      onClose={onClose}
      closeLabel={t('action.close')}
      actions={
        <>
          <Button onPress={onClose}>{t('action.cancel')}</Button>
          <Button kind="primary" onPress={save}>
            {t('defect.save')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Segments
          label={t('defect.phase')}
          value={phase}
          onChange={setPhase}
          options={(Object.keys(DEFECT_PHASES) as DefectPhase[]).map((id) => ({ id, label: word(DEFECT_PHASES[id]) }))}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <Choice
            label={t('defect.zone')}
            value={zone}
            onChange={(next) => {
              setZone(next)
              setPlace(null) // it was on the former zone
            }}
            required
            error={tried && zone === null ? t('form.required') : undefined}
            options={zones.map((id) => ({ id, label: zoneName(id) }))}
          />
          <Choice
            label={t('defect.type')}
            value={fits ? type : null}
            onChange={setType}
            required
            error={tried && !fits ? t('form.required') : undefined}
            options={Object.entries(types).map(([id, label]) => ({ id: id as DefectType, label: word(label) }))}
          />
        </div>
        <Segments
          label={t('defect.severity')}
          value={String(severity)}
          onChange={(id) => setSeverity(Number(id) as Severity)}
          options={([1, 2, 3] as const).map((id) => ({ id: String(id), label: word(SEVERITIES[id]) }))}
        />
        {pointing ? (
          <div className="rounded-lg border border-line p-2">
            <TurningVehicle
              art={drawingOf(vehicle?.body.value)}
              follow={zone}
              label={t('defect.point')}
              nameOf={zoneName}
              captionOf={(each) => t(`map.view.${each}`)}
              onPress={({ zone: pressed, x, y }) => {
                setZone(pressed)
                setPlace({ x, y })
              }}
            >
              {(scale) => <Pin number={1} at={place} arrow={null} isBlocking={severity === 3} isChosen scale={scale} />}
            </TurningVehicle>
          </div>
        ) : (
          <div>
            <Button icon="car" onPress={() => setPointing(true)}>
              {t('defect.point')}
            </Button>
          </div>
        )}
        <TextInput label={t('defect.note')} value={note} onChange={setNote} lines={3} maxLength={5000} />
        <PhotoPicker label={t('photo.add')} onFiles={(added) => setFiles([...files, ...added])} />
        {files.length > 0 && (
          <ul className="flex flex-wrap gap-2" aria-label={t('tab.photos')}>
            {files.map((file, index) => (
              <li key={index} className="rounded-lg bg-sunken px-3 py-1 text-sm">
                {file.name}
              </li>
            ))}
          </ul>
        )}
      </div>
    </DialogBox>
  )
}
