/** What the client wants covered: packages bring their zones, single ones are touched, each with its extent. */
import { useState } from 'react'
import { addPackage, setZoneExtent } from '../../../../crdt/job/index.ts'
import { drawingOf } from '../../../../crdt/drawing/index.ts'
import { EXTENTS, PACKAGES } from '../../../../crdt/vocabulary/index.ts'
import type { Extent, PackageId, ZoneId } from '../../../../crdt/vocabulary/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { Button, IconButton } from '../../../ui/Button.tsx'
import { Segments } from '../../../ui/Choice.tsx'
import { notify } from '../../../ui/Feedback.tsx'
import { TurningVehicle } from '../../zone-map/TurningVehicle.tsx'
import { useJobDesk } from '../context.tsx'
import { ReasonDialog } from '../ReasonDialog.tsx'
import { Story } from '../Story.tsx'
import { useZoneName } from '../zoneName.ts'

export function AgreedZones() {
  const { t, word } = useWords()
  const zoneName = useZoneName()
  const { view, vehicle, canEdit, edit, may } = useJobDesk()
  const [chosen, setChosen] = useState<ZoneId | null>(null)
  const [removing, setRemoving] = useState<ZoneId | null>(null)
  const present = new Set(view.zones.map((each) => each.zone))
  const bring = (id: PackageId) => {
    let added = 0
    edit((ledger, pen) => (added = addPackage(ledger, id, { body: vehicle?.body.value, present }, pen)))
    notify(t('zones.added', { count: added, package: word(PACKAGES[id].label) }), 'ok')
  }
  return (
    <div className="flex flex-col gap-4">
      {canEdit && (
        <div role="group" aria-label={t('zones.packages')} className="flex flex-col gap-1">
          <span className="text-sm font-medium">{t('zones.packages')}</span>
          <div className="flex flex-wrap gap-2">
            {(Object.keys(PACKAGES) as PackageId[])
              .filter((id) => PACKAGES[id].zones.length > 0)
              .map((id) => (
                <Button key={id} icon="plus" onPress={() => bring(id)}>
                  {word(PACKAGES[id].label)}
                </Button>
              ))}
          </div>
        </div>
      )}
      <div className="rounded-lg border border-line p-2">
        <TurningVehicle
          art={drawingOf(vehicle?.body.value)}
          follow={chosen}
          label={t('map.label')}
          selected={chosen}
          stateOf={(zone) => (present.has(zone) ? 'installed' : undefined)}
          nameOf={(zone) => `${zoneName(zone)} – ${present.has(zone) ? t('new.zoneIn') : t('new.zoneOut')}`}
          captionOf={(each) => t(`map.view.${each}`)}
          onPress={({ zone }) => {
            setChosen(zone)
            if (canEdit && !present.has(zone)) edit((ledger, pen) => setZoneExtent(ledger, zone, 'full', pen))
          }}
        />
      </div>
      {view.zones.length === 0 && <p className="text-ink-soft">{t('zones.none')}</p>}
      <ul className="flex flex-col gap-2" aria-label={t('zones.list')}>
        {view.zones.map((zone) => (
          <li
            key={zone.zone}
            className="flex flex-wrap items-center gap-2 rounded-lg bg-sunken px-3 py-2 data-[chosen]:bg-accent-soft"
            data-chosen={zone.zone === chosen || undefined}
          >
            <span className="min-w-40 flex-1 font-medium">{zoneName(zone.zone)}</span>
            <Segments
              label={t('zones.extentOf', { zone: zoneName(zone.zone) })}
              hideLabel
              disabled={!may(zone.extent)}
              value={zone.extent.value ?? null}
              onChange={(extent: Extent) => edit((ledger, pen) => setZoneExtent(ledger, zone.zone, extent, pen))}
              options={(Object.keys(EXTENTS) as Extent[]).map((id) => ({ id, label: word(EXTENTS[id]) }))}
            />
            <Story item={zone.extent.item} />
            {canEdit && (
              <IconButton
                icon="cross"
                label={t('zones.remove', { zone: zoneName(zone.zone) })}
                onPress={() => setRemoving(zone.zone)}
              />
            )}
          </li>
        ))}
      </ul>
      {removing !== null && (
        <ReasonDialog
          title={t('zone.remove')}
          text={t('zone.removeText')}
          action={t('zone.remove')}
          onClose={() => setRemoving(null)}
          onReason={(why) => edit((ledger, pen) => setZoneExtent(ledger, removing, null, pen, why))}
        />
      )}
    </div>
  )
}
