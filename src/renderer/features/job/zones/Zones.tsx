import { useEffect, useMemo, useRef } from 'react'
import { drawingOf, drawnZones } from '../../../../crdt/drawing/index.ts'
import { zoneLabel } from '../../../../crdt/vocabulary/index.ts'
import type { ZoneId } from '../../../../crdt/vocabulary/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { classes } from '../../../ui/classes.ts'
import { EmptyState } from '../../../ui/Feedback.tsx'
import { ZoneMap } from '../../zone-map/ZoneMap.tsx'
import { useJobDesk } from '../context.tsx'
import { usePeopleHere } from '../presence.ts'
import { Legend } from './Legend.tsx'
import { marksOf, sayZone, tellZone } from './tellZone.ts'
import { ZoneList } from './ZoneList.tsx'
import { ZonePanel } from './ZonePanel.tsx'

export function Zones({ selected }: { readonly selected: ZoneId | null }) {
  const words = useWords()
  const { t, word } = words
  const { view, vehicle, goTo } = useJobDesk()
  const here = usePeopleHere()
  const marks = useMemo(() => marksOf(view.zones, here), [view.zones, here])
  const art = drawingOf(vehicle?.body.value)
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
            art={art}
            marks={marks}
            selected={selected}
            onSelect={open}
            label={t('map.label')}
            nameOf={(zone) => sayZone(zone, view.zones, here, words)}
            tellOf={(zone) => tellZone(zone, view.zones, here, words)}
            captionOf={(each) => t(`map.view.${each}`)}
          />
          <Legend />
        </section>
        <ZoneList
          zones={view.zones}
          marks={marks}
          selected={selected}
          drawn={drawnZones(art)}
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
