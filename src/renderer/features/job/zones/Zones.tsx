import { useEffect, useMemo, useRef } from 'react'
import { drawingOf } from '../../../../crdt/drawing/index.ts'
import { zoneLabel, ZONE_STATES } from '../../../../crdt/vocabulary/index.ts'
import type { ZoneId } from '../../../../crdt/vocabulary/index.ts'
import type { ZoneView } from '../../../../crdt/job/index.ts'
import { useWords } from '../../../i18n/index.ts'
import type { Words } from '../../../i18n/index.ts'
import { classes } from '../../../ui/classes.ts'
import { EmptyState } from '../../../ui/Feedback.tsx'
import { initialsOf } from '../../zone-map/marks.tsx'
import { ZoneMap } from '../../zone-map/ZoneMap.tsx'
import type { ZoneMark } from '../../zone-map/ZoneMap.tsx'
import { useJobDesk } from '../context.tsx'
import { usePeopleHere } from '../presence.ts'
import type { PersonHere } from '../presence.ts'
import { Legend } from './Legend.tsx'
import { ZoneList } from './ZoneList.tsx'
import { ZonePanel } from './ZonePanel.tsx'

export function Zones({ selected }: { readonly selected: ZoneId | null }) {
  const words = useWords()
  const { t, word } = words
  const { view, vehicle, goTo } = useJobDesk()
  const here = usePeopleHere()
  const marks = useMemo(() => marksOf(view.zones, here), [view.zones, here])
  const open = (zone: ZoneId) => goTo('zones', zone)
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    // In a narrow window the panel lies above the vehicle: whoever picked a zone further down must see it come.
    if (selected !== null) panel.current?.scrollIntoView({ block: 'nearest' })
  }, [selected])
  return (
    <div className="grid min-h-full content-start gap-3 p-3 lg:h-full lg:min-h-0 lg:grid-cols-[minmax(0,1fr)_24rem] lg:content-stretch">
      <div className="flex relative min-w-0 flex-col gap-3 lg:min-h-0 lg:overflow-auto">
        <section aria-label={t('map.section')} className="rounded-card border border-line bg-surface p-3">
          <ZoneMap
            art={drawingOf(vehicle?.body.value)}
            marks={marks}
            selected={selected}
            onSelect={open}
            label={t('map.label')}
            nameOf={(zone) => zoneName(zone, view.zones, here, words)}
            captionOf={(each) => t(`map.view.${each}`)}
          />
          <Legend />
        </section>
        <ZoneList
          zones={view.zones}
          marks={marks}
          selected={selected}
          onSelect={open}
          nameOf={(zone) => word(zoneLabel(zone))}
        />
      </div>
      <aside
        ref={panel}
        aria-label={t('zone.panel')}
        className={classes(
          'relative rounded-card border border-line bg-surface lg:min-h-0 lg:overflow-auto',
          selected !== null && 'order-first lg:order-none',
        )}
      >
        {selected === null ? (
          <EmptyState icon="car" title={t('zone.choose')}>
            {t('zone.chooseText')}
          </EmptyState>
        ) : (
          <ZonePanel key={selected} zone={selected} here={here.filter((each) => each.zone === selected)} />
        )}
      </aside>
    </div>
  )
}

function marksOf(zones: readonly ZoneView[], here: readonly PersonHere[]): ReadonlyMap<ZoneId, ZoneMark> {
  return new Map(
    zones.map((zone) => [
      zone.zone,
      {
        state: zone.state,
        conflict: zone.contested,
        openDefects: zone.defects.filter((defect) => defect.open).length,
        present: here.filter((each) => each.zone === zone.zone).map((each) => initialsOf(each.name)),
      },
    ]),
  )
}

/** « Capot – Posée, 2 défauts ouverts, à décider, Ana est ici » */
function zoneName(id: ZoneId, zones: readonly ZoneView[], here: readonly PersonHere[], { t, word }: Words): string {
  const zone = zones.find((each) => each.zone === id)
  if (!zone) return `${word(zoneLabel(id))} – ${t('zone.notInJob')}`
  const defects = zone.defects.filter((defect) => defect.open).length
  const people = here.filter((each) => each.zone === id).map((each) => each.name)
  const parts = [
    word(ZONE_STATES[zone.state]),
    defects > 0 ? t('jobs.defects', { count: defects }) : '',
    zone.contested ? t('zone.contested') : '',
    people.length > 0 ? t('presence.zone', { names: people.join(', '), count: people.length }) : '',
  ]
  return `${word(zoneLabel(id))} – ${parts.filter(Boolean).join(', ')}`
}
