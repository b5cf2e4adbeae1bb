import { useState } from 'react'
import { checkZone, setZoneExtent, setZoneScore, withdrawFact, zoneNote } from '../../../../crdt/job/index.ts'
import type { ZoneView } from '../../../../crdt/job/index.ts'
import { EXTENTS, ZONE_CHECKS, ZONE_STATES, zoneLabel } from '../../../../crdt/vocabulary/index.ts'
import type { Extent, ZoneCheckId, ZoneId } from '../../../../crdt/vocabulary/index.ts'
import { formatMetres, formatPercent, formatSquareMetres } from '../../../i18n/format.ts'
import { useWords } from '../../../i18n/index.ts'
import { Button, IconButton } from '../../../ui/Button.tsx'
import { Segments } from '../../../ui/Choice.tsx'
import { StateMark } from '../../zone-map/marks.tsx'
import { CheckList } from '../Checks.tsx'
import { useJobDesk } from '../context.tsx'
import { DefectCard } from '../Defects.tsx'
import { DefectDialog } from '../DefectDialog.tsx'
import { ZoneComments } from '../notes/Comments.tsx'
import { NoteField } from '../notes/NoteField.tsx'
import { AddPhotos, PhotoGrid } from '../photos/Photos.tsx'
import type { PersonHere } from '../presence.ts'
import { ZoneWarning } from '../PresenceMarks.tsx'
import { Story, useWritten } from '../Story.tsx'
import { WorkPart } from '../sessions/WorkPart.tsx'
import { FilmDialog } from './FilmDialog.tsx'
import { ReasonDialog } from '../ReasonDialog.tsx'
import { Part } from '../Part.tsx'

export function ZonePanel({ zone, here }: { readonly zone: ZoneId; readonly here: readonly PersonHere[] }) {
  const { t, word } = useWords()
  const { view, canEdit, edit, goTo } = useJobDesk()
  const found = view.zones.find((each) => each.zone === zone)
  return (
    <div className="flex flex-col gap-4 p-4">
      <header className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h2 className="text-lg font-bold">{word(zoneLabel(zone))}</h2>
          {found && (
            <p className="flex items-center gap-2 text-ink-soft">
              <StateMark state={found.state} size={18} />
              {word(ZONE_STATES[found.state])}
            </p>
          )}
        </div>
        <IconButton icon="cross" label={t('action.close')} onPress={() => goTo('zones', null)} />
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

function ZoneBody({ zone }: { readonly zone: ZoneView }) {
  const { t, word, language } = useWords()
  const { canEdit, edit, may } = useJobDesk()
  const written = useWritten()
  const [dialog, setDialog] = useState<'film' | 'defect' | 'remove' | { readonly withdraw: string } | null>(null)
  const id = zone.zone
  return (
    <>
      <div className="flex items-end gap-1">
        <Segments
          label={zone.extent.contested ? `${t('zone.extent')} – ${t('zone.contested')}` : t('zone.extent')}
          disabled={!may(zone.extent)}
          value={zone.extent.value ?? null}
          onChange={(extent: Extent) => edit((ledger, pen) => setZoneExtent(ledger, id, extent, pen))}
          options={(Object.keys(EXTENTS) as Extent[]).map((each) => ({ id: each, label: word(EXTENTS[each]) }))}
        />
        <Story item={zone.extent.item} />
      </div>
      <Part title={t('zone.checksTitle', { done: zone.checksDone, total: zone.checks.length })}>
        <CheckList
          label={t('zone.checksLabel', { zone: word(zoneLabel(id)) })}
          checks={zone.checks}
          labels={ZONE_CHECKS}
          onToggle={(check, value) => edit((ledger, pen) => checkZone(ledger, id, check as ZoneCheckId, value, pen))}
        />
      </Part>
      <Part
        title={t('zone.film')}
        action={
          canEdit && (
            <Button icon="plus" onPress={() => setDialog('film')}>
              {t('film.add')}
            </Button>
          )
        }
      >
        {zone.filmUses.length === 0 && <p className="text-sm text-ink-soft">{t('film.none')}</p>}
        <ul className="flex flex-col gap-2">
          {zone.filmUses.map((use) => (
            <li key={use.id} className="flex items-center gap-2 rounded-lg bg-sunken px-3 py-2">
              <span className="min-w-0 flex-1">
                <span className="block">
                  {formatMetres(use.lengthMm, language)} · {t('film.lot', { lot: use.lot || '—' })}
                  {use.purpose !== 'cut' && <strong> · {t(`film.purpose.${use.purpose}`)}</strong>}
                </span>
                <span className="block text-sm text-ink-soft">
                  {t('film.areas', {
                    net: formatSquareMetres(use.netMm2, language),
                    waste: formatPercent(
                      use.cutMm2 === 0 ? 0 : Math.round((use.wasteMm2 * 100) / use.cutMm2),
                      language,
                    ),
                  })}
                  {use.zones.length > 1 && ` · ${t('film.shared', { count: use.zones.length })}`}
                </span>
                <span className="block text-sm text-ink-soft">{written(use)}</span>
              </span>
              {canEdit && (
                <IconButton icon="cross" label={t('film.withdraw')} onPress={() => setDialog({ withdraw: use.id })} />
              )}
            </li>
          ))}
        </ul>
      </Part>
      <Part
        title={zone.score.contested ? `${t('zone.score')} – ${t('zone.contested')}` : t('zone.score')}
        action={<Story item={zone.score.item} />}
      >
        <Segments
          label={t('zone.score')}
          hideLabel
          disabled={!may(zone.score)}
          value={zone.score.value === undefined ? null : String(zone.score.value)}
          onChange={(score) => edit((ledger, pen) => setZoneScore(ledger, id, Number(score), pen))}
          options={Array.from({ length: 11 }, (_, score) => ({ id: String(score), label: String(score) }))}
        />
      </Part>
      <Part
        title={t('tab.defects')}
        action={
          canEdit && (
            <Button icon="plus" onPress={() => setDialog('defect')}>
              {t('defect.add')}
            </Button>
          )
        }
      >
        {zone.defects.length === 0 && <p className="text-sm text-ink-soft">{t('defect.none')}</p>}
        {zone.defects.map((defect) => (
          <DefectCard key={defect.id} defect={defect} />
        ))}
      </Part>
      <Part title={t('tab.photos')}>
        <PhotoGrid photos={zone.photos} under="zone" />
        <AddPhotos phase="after" zone={id} />
      </Part>
      <WorkPart zone={id} />
      <NoteField name={zoneNote(id)} label={t('zone.note')} />
      <ZoneComments zone={id} />
      {canEdit && (
        <Button kind="danger" onPress={() => setDialog('remove')}>
          {t('zone.remove')}
        </Button>
      )}
      {dialog === 'film' && <FilmDialog zone={id} onClose={() => setDialog(null)} />}
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
      {dialog !== null && typeof dialog === 'object' && (
        <ReasonDialog
          title={t('film.withdraw')}
          text={t('film.withdrawText')}
          action={t('film.withdraw')}
          onClose={() => setDialog(null)}
          onReason={(why) => edit((ledger, pen) => withdrawFact(ledger, dialog.withdraw, why, pen))}
        />
      )}
    </>
  )
}
