import { memo, useCallback, useState } from 'react'
import { checkZone, setZoneExtent, setZoneScore, zoneNote } from '../../../../crdt/job/index.ts'
import type { CheckView, ZoneView } from '../../../../crdt/job/index.ts'
import { EXTENTS, ZONE_CHECKS, ZONE_STATES } from '../../../../crdt/vocabulary/index.ts'
import type { Extent, ZoneCheckId, ZoneId } from '../../../../crdt/vocabulary/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { Button, IconButton } from '../../../ui/Button.tsx'
import { Segments } from '../../../ui/Choice.tsx'
import { StateMark } from '../../zone-map/marks.tsx'
import { CheckList } from '../Checks.tsx'
import { useJobPart, useJobTools } from '../context.tsx'
import { DefectCard } from '../Defects.tsx'
import { DefectDialog } from '../DefectDialog.tsx'
import { ZoneComments } from '../notes/Comments.tsx'
import { NoteField } from '../notes/NoteField.tsx'
import { AddPhotos } from '../photos/AddPhotos.tsx'
import { PhotoGrid } from '../photos/PhotoTiles.tsx'
import type { PersonHere } from '../presence.ts'
import { ZoneWarning } from '../PresenceMarks.tsx'
import { Story } from '../Story.tsx'
import { WorkPart } from '../sessions/WorkPart.tsx'
import { FilmPart } from './FilmPart.tsx'
import { FreeZoneDialog } from './FreeZoneDialog.tsx'
import { ReasonDialog } from '../ReasonDialog.tsx'
import { Part } from '../Part.tsx'
import { useZoneName } from '../zoneName.ts'

export function ZonePanel({ zone, here }: { readonly zone: ZoneId; readonly here: readonly PersonHere[] }) {
  const { t, word } = useWords()
  const zoneName = useZoneName()
  const { canEdit, edit } = useJobTools()
  const found = useJobPart((view) => view.zones.find((each) => each.zone === zone))
  return (
    <div className="flex flex-col gap-4 p-4">
      <header className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h2 className="text-lg font-bold">{zoneName(zone)}</h2>
          {found && (
            <p className="flex items-center gap-2 text-ink-soft">
              <StateMark state={found.state} size={18} />
              {word(ZONE_STATES[found.state])}
            </p>
          )}
        </div>
        {found?.zone.startsWith('custom:') && canEdit && <RenameZone zone={zone} name={zoneName(zone)} />}
        <Neighbours zone={zone} />
        <ClosePanel />
      </header>
      <ZoneWarning here={here} />
      {found ? (
        <ZoneBody zone={found} />
      ) : (
        <>
          <p className="text-ink-soft">{t('zone.notInJobText')}</p>
          {canEdit && (
            <Button
              kind="primary"
              icon="plus"
              onPress={() => edit((ledger, pen) => setZoneExtent(ledger, zone, 'full', pen))}
            >
              {t('zone.add')}
            </Button>
          )}
        </>
      )}
    </div>
  )
}

/** The zone before and the one after, in the order of the walk: with gloves on, quicker than the map. */
const Neighbours = memo(function Neighbours({ zone }: { readonly zone: ZoneId }) {
  const { t } = useWords()
  const { goTo } = useJobTools()
  const zoneName = useZoneName()
  const before = useJobPart(({ zones }) => zones[zones.findIndex((each) => each.zone === zone) - 1]?.zone)
  const after = useJobPart(({ zones }) => {
    const index = zones.findIndex((each) => each.zone === zone)
    return index < 0 ? undefined : zones[index + 1]?.zone
  })
  return (
    <>
      <IconButton
        icon="back"
        label={before ? t('zone.before', { zone: zoneName(before) }) : t('zone.first')}
        isDisabled={!before}
        onPress={() => before && goTo('zones', before)}
      />
      <IconButton
        icon="forward"
        label={after ? t('zone.after', { zone: zoneName(after) }) : t('zone.last')}
        isDisabled={!after}
        onPress={() => after && goTo('zones', after)}
      />
    </>
  )
})

function RenameZone({ zone, name }: { readonly zone: ZoneId; readonly name: string }) {
  const { t } = useWords()
  const [open, setOpen] = useState(false)
  return (
    <>
      <IconButton icon="note" label={t('freeZone.rename')} onPress={() => setOpen(true)} />
      {open && <FreeZoneDialog zone={{ id: zone, name }} onClose={() => setOpen(false)} />}
    </>
  )
}

const ClosePanel = memo(function ClosePanel() {
  const { t } = useWords()
  const { goTo } = useJobTools()
  return <IconButton icon="cross" label={t('action.close')} onPress={() => goTo('zones', null)} />
})

/** Its parts are drawn anew each for itself: a tick must not cost the panel's eleven scores and its photos. */
function ZoneBody({ zone }: { readonly zone: ZoneView }) {
  const { t } = useWords()
  const { edit } = useJobTools()
  const [dialog, setDialog] = useState<'defect' | 'remove' | null>(null)
  const addDefect = useCallback(() => setDialog('defect'), [])
  const remove = useCallback(() => setDialog('remove'), [])
  const id = zone.zone
  return (
    <>
      <ExtentPart zone={id} extent={zone.extent} />
      <ChecksPart zone={id} checks={zone.checks} done={zone.checksDone} />
      <FilmPart zone={id} uses={zone.filmUses} />
      <ScorePart zone={id} score={zone.score} />
      <DefectsPart defects={zone.defects} onAdd={addDefect} />
      <PhotosPart zone={id} photos={zone.photos} />
      <WorkPart zone={id} />
      <NoteField name={zoneNote(id)} label={t('zone.note')} />
      <ZoneComments zone={id} />
      <RemoveZone onRemove={remove} />
      {dialog === 'defect' && <DefectDialog zone={id} onClose={() => setDialog(null)} />}
      {dialog === 'remove' && (
        <ReasonDialog
          title={t('zone.remove')}
          text={t('zone.removeText')}
          action={t('zone.remove')}
          onClose={() => setDialog(null)}
          onReason={(why) => edit((ledger, pen) => setZoneExtent(ledger, id, null, pen, why))}
        />
      )}
    </>
  )
}

const RemoveZone = memo(function RemoveZone({ onRemove }: { readonly onRemove: () => void }) {
  const { t } = useWords()
  const { canEdit } = useJobTools()
  return (
    canEdit && (
      <Button kind="danger" onPress={onRemove}>
        {t('zone.remove')}
      </Button>
    )
  )
})

const ExtentPart = memo(function ExtentPart({
  zone,
  extent,
}: {
  readonly zone: ZoneId
  readonly extent: ZoneView['extent']
}) {
  const { t, word } = useWords()
  const { edit, may } = useJobTools()
  return (
    <div className="flex items-end gap-1">
      <Segments
        label={extent.contested ? `${t('zone.extent')} – ${t('zone.contested')}` : t('zone.extent')}
        disabled={!may(extent)}
        value={extent.value ?? null}
        onChange={(next: Extent) => edit((ledger, pen) => setZoneExtent(ledger, zone, next, pen))}
        options={(Object.keys(EXTENTS) as Extent[]).map((each) => ({ id: each, label: word(EXTENTS[each]) }))}
      />
      <Story item={extent.item} />
    </div>
  )
})

const ChecksPart = memo(function ChecksPart({
  zone,
  checks,
  done,
}: {
  readonly zone: ZoneId
  readonly checks: readonly CheckView[]
  readonly done: number
}) {
  const { t } = useWords()
  const zoneName = useZoneName()
  const { edit } = useJobTools()
  const toggle = useCallback(
    (check: string, value: boolean) => edit((ledger, pen) => checkZone(ledger, zone, check as ZoneCheckId, value, pen)),
    [edit, zone],
  )
  return (
    <Part title={t('zone.checksTitle', { done: done, total: checks.length })}>
      <CheckList
        label={t('zone.checksLabel', { zone: zoneName(zone) })}
        checks={checks}
        labels={ZONE_CHECKS}
        onToggle={toggle}
      />
    </Part>
  )
})

const ScorePart = memo(function ScorePart({
  zone,
  score,
}: {
  readonly zone: ZoneId
  readonly score: ZoneView['score']
}) {
  const { t } = useWords()
  const { edit, may } = useJobTools()
  return (
    <Part
      title={score.contested ? `${t('zone.score')} – ${t('zone.contested')}` : t('zone.score')}
      action={<Story item={score.item} />}
    >
      <Segments
        label={t('zone.score')}
        hideLabel
        disabled={!may(score)}
        value={score.value === undefined ? null : String(score.value)}
        onChange={(next) => edit((ledger, pen) => setZoneScore(ledger, zone, Number(next), pen))}
        options={Array.from({ length: 11 }, (_, each) => ({ id: String(each), label: String(each) }))}
      />
    </Part>
  )
})

const DefectsPart = memo(function DefectsPart({
  defects,
  onAdd,
}: {
  readonly defects: ZoneView['defects']
  readonly onAdd: () => void
}) {
  const { t } = useWords()
  const { canEdit } = useJobTools()
  return (
    <Part
      title={t('tab.defects')}
      action={
        canEdit && (
          <Button icon="plus" onPress={onAdd}>
            {t('defect.add')}
          </Button>
        )
      }
    >
      {defects.length === 0 && <p className="text-sm text-ink-soft">{t('defect.none')}</p>}
      {defects.map((defect) => (
        <DefectCard key={defect.id} defect={defect} />
      ))}
    </Part>
  )
})

const PhotosPart = memo(function PhotosPart({
  zone,
  photos,
}: {
  readonly zone: ZoneId
  readonly photos: ZoneView['photos']
}) {
  const { t } = useWords()
  return (
    <Part title={t('tab.photos')}>
      <PhotoGrid photos={photos} under="zone" />
      <AddPhotos phase="after" zone={zone} />
    </Part>
  )
})
