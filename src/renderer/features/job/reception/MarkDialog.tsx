/** A damage pointed out on a photo of it or of the tour: touch the place, and where an arrow goes if one helps. */
import { useState } from 'react'
import type { KeyboardEvent, PointerEvent } from 'react'
import { markPhoto, withdrawFact } from '../../../../crdt/job/index.ts'
import type { DefectView, PhotoEntry } from '../../../../crdt/job/index.ts'
import type { Thousandths } from '../../../../crdt/drawing/index.ts'
import { DEFECT_TYPES, PHOTO_PHASES, PHOTO_VIEWS } from '../../../../crdt/vocabulary/index.ts'
import { formatDateTime } from '../../../i18n/format.ts'
import { useWords } from '../../../i18n/index.ts'
import { Button, IconButton } from '../../../ui/Button.tsx'
import { Choice } from '../../../ui/Choice.tsx'
import { DialogBox } from '../../../ui/Overlay.tsx'
import { useJobDesk } from '../context.tsx'
import { MIDDLE, pointOf, steppedBy } from '../photos/aim.ts'
import { damageNumber, MarkedPhoto, PhotoMark } from '../photos/MarkedPhoto.tsx'
import { ReasonDialog } from '../ReasonDialog.tsx'
import { useZoneName } from '../zoneName.ts'

export function MarkDialog({ damage, onClose }: { readonly damage: DefectView; readonly onClose: () => void }) {
  const { t, word, language } = useWords()
  const zoneName = useZoneName()
  const { view, edit } = useJobDesk()
  const own = view.photos.filter((photo) => photo.defect === damage.id)
  const photos = [
    ...own.reverse(),
    ...view.photos.filter(({ phase, view: of }) => phase === 'reception' && of !== null),
  ]
  const [photoId, setPhotoId] = useState(photos[0]?.id ?? null)
  const [place, setPlace] = useState<Thousandths | null>(null)
  const [arrow, setArrow] = useState<Thousandths | null>(null)
  const [aiming, setAiming] = useState(false)
  const [withdrawing, setWithdrawing] = useState<string | null>(null)
  const photo = photos.find((each) => each.id === photoId)
  const number = damageNumber(view, damage.id)
  const marks = view.marks.filter((mark) => mark.photo === photoId && mark.defect === damage.id)
  const nameOf = (each: PhotoEntry) => word(each.view ? PHOTO_VIEWS[each.view] : PHOTO_PHASES[each.phase])
  const name = t('defect.name', { type: word(DEFECT_TYPES[damage.type]), zone: zoneName(damage.zone) })

  const clear = () => {
    setPlace(null)
    setArrow(null)
    setAiming(false)
  }
  const put = (at: Thousandths) => {
    if (aiming && place) setArrow(at)
    else setPlace(at)
  }
  const onPointerUp = (event: PointerEvent<HTMLElement>) => {
    put(pointOf(event))
    setAiming(false)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const to = steppedBy(event, (aiming ? (arrow ?? place) : place) ?? MIDDLE)
    if (!to) return
    event.preventDefault()
    put(to)
  }
  const save = () => {
    if (!photo || !place) return
    edit((ledger, pen) => markPhoto(ledger, { photo: photo.id, defect: damage.id, place, arrow }, pen))
    clear()
  }
  return (
    <DialogBox
      title={`${number ?? ''} ${name}`}
      open
      keepOpen
      size="wide"
      onClose={onClose}
      closeLabel={t('action.close')}
    >
      {photo ? (
        <div className="flex flex-col gap-3">
          <Choice
            label={t('mark.photo')}
            value={photo.id}
            onChange={(id) => {
              setPhotoId(id)
              clear()
            }}
            options={photos.map((each) => ({
              id: each.id,
              label: nameOf(each),
              detail: formatDateTime(each.at, language),
            }))}
          />
          <p className="text-ink-soft">{t(aiming ? 'mark.aiming' : 'mark.touch')}</p>
          {/* An application: the arrow keys are its own, and a screen reader must let them through. */}
          <div
            role="application"
            aria-label={t('mark.surface')}
            tabIndex={0}
            onPointerUp={onPointerUp}
            onKeyDown={onKeyDown}
            className="mx-auto w-fit cursor-crosshair touch-manipulation rounded-lg"
          >
            <MarkedPhoto photo={photo} caption={nameOf(photo)}>
              {place && <PhotoMark place={place} arrow={arrow} number={number} />}
            </MarkedPhoto>
          </div>
          <div className="flex flex-wrap items-center justify-end gap-3">
            {marks.map((mark) => (
              <IconButton
                key={mark.id}
                icon="cross"
                kind="secondary"
                label={t('mark.withdraw', { number: number ?? '' })}
                onPress={() => setWithdrawing(mark.id)}
              />
            ))}
            <Button isDisabled={!place} kind={aiming ? 'primary' : 'secondary'} onPress={() => setAiming(!aiming)}>
              {t(aiming ? 'mark.aiming' : arrow ? 'mark.arrowAgain' : 'mark.arrow')}
            </Button>
            <Button kind="primary" icon="check" isDisabled={!place} onPress={save}>
              {t('mark.save')}
            </Button>
          </div>
        </div>
      ) : (
        <p>{t('mark.none')}</p>
      )}
      {withdrawing !== null && (
        <ReasonDialog
          title={t('mark.withdraw', { number: number ?? '' })}
          text={t('mark.withdrawText')}
          action={t('mark.withdraw', { number: number ?? '' })}
          onClose={() => setWithdrawing(null)}
          onReason={(why) => edit((ledger, pen) => withdrawFact(ledger, withdrawing, why, pen))}
        />
      )}
    </DialogBox>
  )
}
