/**
 * What the vehicle brings along, on the vehicle: touch the place, say what it is. Pins are numbered as in the list
 * beside the drawing; an arrow is a second touch. Photos of the damage stay as they were taken.
 */
import { useState } from 'react'
import { withdrawFact } from '../../../../crdt/job/index.ts'
import type { DefectView } from '../../../../crdt/job/index.ts'
import { drawingOf } from '../../../../crdt/drawing/index.ts'
import type { Thousandths } from '../../../../crdt/drawing/index.ts'
import { DEFECT_TYPES, SEVERITIES } from '../../../../crdt/vocabulary/index.ts'
import type { ZoneId } from '../../../../crdt/vocabulary/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Button, IconButton } from '../../../ui/Button.tsx'
import { Pin } from '../../zone-map/Pin.tsx'
import { TurningVehicle } from '../../zone-map/TurningVehicle.tsx'
import { useJobDesk, useJobTools } from '../context.tsx'
import { AddPhotos } from '../photos/AddPhotos.tsx'
import { PhotoGrid } from '../photos/PhotoTiles.tsx'
import { ReasonDialog } from '../ReasonDialog.tsx'
import { useWritten } from '../Story.tsx'
import { DamageForm } from './DamageForm.tsx'
import { MarkDialog } from './MarkDialog.tsx'
import { useZoneName } from '../zoneName.ts'

export interface DamageDraft {
  readonly zone: ZoneId
  readonly position: Thousandths
  readonly arrow: Thousandths | null
}

export function DamageMap() {
  const { t } = useWords()
  const zoneName = useZoneName()
  const { view, vehicle, canEdit } = useJobDesk()
  const [draft, setDraft] = useState<DamageDraft | null>(null)
  const [aiming, setAiming] = useState(false)
  const [chosen, setChosen] = useState<string | null>(null)
  const [marking, setMarking] = useState(false)
  const damages = view.defects.filter((defect) => defect.phase === 'pre_existing')
  const marked = damages.find((each) => each.id === chosen)
  const finish = () => {
    setDraft(null)
    setAiming(false)
  }
  return (
    <div className="flex flex-col gap-3">
      <div className="rounded-lg border border-line p-2">
        <TurningVehicle
          art={drawingOf(vehicle?.body.value)}
          follow={marked?.zone ?? null}
          label={t('damage.map')}
          nameOf={zoneName}
          captionOf={(each) => t(`map.view.${each}`)}
          onPress={({ zone, x, y }) => {
            if (!canEdit) return
            setChosen(null)
            if (draft && aiming) {
              setDraft({ ...draft, arrow: { x, y } })
              setAiming(false)
            } else setDraft({ zone, position: { x, y }, arrow: null })
          }}
        >
          {(scale) => (
            <>
              {damages.map((damage, index) => (
                <Pin
                  key={damage.id}
                  number={index + 1}
                  at={damage.position}
                  arrow={damage.arrow ?? null}
                  isBlocking={damage.severity === 3}
                  isChosen={damage.id === chosen}
                  scale={scale}
                />
              ))}
              {draft && (
                <Pin
                  number={damages.length + 1}
                  at={draft.position}
                  arrow={draft.arrow}
                  isChosen
                  isBlocking={false}
                  scale={scale}
                />
              )}
            </>
          )}
        </TurningVehicle>
      </div>
      <div className="flex min-w-0 flex-col gap-3">
        {draft ? (
          <DamageForm
            draft={draft}
            aiming={aiming}
            onZone={(zone) => setDraft({ ...draft, zone })}
            onAim={() => setAiming(!aiming)}
            onNoArrow={() => setDraft({ ...draft, arrow: null })}
            onDone={finish}
          />
        ) : (
          canEdit && <p className="rounded-lg bg-accent-soft p-3">{t('damage.touch')}</p>
        )}
        {damages.length === 0 && !draft && <p className="text-ink-soft">{t('damage.none')}</p>}
        <ol className="flex flex-col gap-2" aria-label={t('damage.list')}>
          {damages.map((damage, index) => (
            <DamageLine
              key={damage.id}
              damage={damage}
              number={index + 1}
              isChosen={damage.id === chosen}
              onChoose={() => setChosen(damage.id === chosen ? null : damage.id)}
            />
          ))}
        </ol>
        {marked && (
          <div className="flex flex-col gap-2">
            <PhotoGrid photos={view.photos.filter((photo) => photo.defect === marked.id)} under="zone" />
            <div className="flex flex-wrap gap-3">
              <AddPhotos phase="defect" zone={marked.zone} view="detail" defect={marked.id} compact />
              {canEdit && <Button onPress={() => setMarking(true)}>{t('mark.open')}</Button>}
            </div>
            {marking && <MarkDialog damage={marked} onClose={() => setMarking(false)} />}
          </div>
        )}
      </div>
    </div>
  )
}

interface DamageLineProps {
  readonly damage: DefectView
  readonly number: number
  readonly isChosen: boolean
  readonly onChoose: () => void
}

function DamageLine({ damage, number, isChosen, onChoose }: DamageLineProps) {
  const { t, word } = useWords()
  const zoneName = useZoneName()
  const { canEdit, edit } = useJobTools()
  const written = useWritten()
  const [withdrawing, setWithdrawing] = useState(false)
  const name = t('defect.name', { type: word(DEFECT_TYPES[damage.type]), zone: zoneName(damage.zone) })
  return (
    <li
      className="flex items-center gap-1 rounded-lg bg-sunken pr-1 data-[chosen]:bg-accent-soft"
      data-chosen={isChosen || undefined}
    >
      <button
        type="button"
        aria-pressed={isChosen}
        onClick={onChoose}
        className="flex min-h-touch min-w-0 flex-1 cursor-pointer items-center gap-3 px-3 py-2 text-left"
      >
        <span className="flex size-7 shrink-0 items-center justify-center rounded-full bg-accent text-sm font-bold text-surface">
          {number}
        </span>
        <span className="min-w-0 flex-1">
          <span className="block font-medium">{name}</span>
          {damage.note && <span className="block text-sm break-words">{damage.note}</span>}
          <span className="block text-sm text-ink-soft">{written(damage)}</span>
        </span>
        <Badge tone={damage.severity === 3 ? 'bad' : damage.severity === 2 ? 'warn' : 'neutral'}>
          {word(SEVERITIES[damage.severity])}
        </Badge>
      </button>
      {canEdit && (
        <IconButton icon="cross" label={t('damage.withdraw', { name })} onPress={() => setWithdrawing(true)} />
      )}
      {withdrawing && (
        <ReasonDialog
          title={t('defect.withdraw')}
          text={t('defect.withdrawText')}
          action={t('defect.withdraw')}
          onClose={() => setWithdrawing(false)}
          onReason={(why) => edit((ledger, pen) => withdrawFact(ledger, damage.id, why, pen))}
        />
      )}
    </li>
  )
}
