import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { drawingOf, drawnZones } from '../../../../crdt/drawing/index.ts'
import type { ZoneView } from '../../../../crdt/job/index.ts'
import type { ViewId } from '../../../../crdt/drawing/index.ts'
import type { ZoneId } from '../../../../crdt/vocabulary/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { classes } from '../../../ui/classes.ts'
import { Button } from '../../../ui/Button.tsx'
import { EmptyState } from '../../../ui/Feedback.tsx'
import { ZoneMap } from '../../zone-map/ZoneMap.tsx'
import { useJobClient, useJobPart, useJobTools } from '../context.tsx'
import { usePeopleHere } from '../presence.ts'
import type { PersonHere } from '../presence.ts'
import { FreeZoneDialog } from './FreeZoneDialog.tsx'
import { Legend } from './Legend.tsx'
import { drawnAs, marksOf, sayZone, tellZone } from './tellZone.ts'
import { ZoneList } from './ZoneList.tsx'
import { ZonePanel } from './ZonePanel.tsx'

export const Zones = memo(function Zones({ selected }: { readonly selected: ZoneId | null }) {
  const words = useWords()
  const { t } = words
  const { goTo } = useJobTools()
  const { vehicle } = useJobClient()
  const zones = useJobPart((view) => view.zones)
  const here = usePeopleHere()
  const drawn = useDrawn(zones, here)
  const art = drawingOf(vehicle?.body.value)
  const shown = useMemo(() => drawnZones(art), [art])
  const open = useCallback((zone: ZoneId) => goTo('zones', zone), [goTo])
  const nameOf = useCallback((zone: ZoneId) => sayZone(zone, drawn.zones, here, words), [drawn, here, words])
  const tellOf = useCallback((zone: ZoneId) => tellZone(zone, drawn.zones, here, words), [drawn, here, words])
  const captionOf = useCallback((each: ViewId) => t(`map.view.${each}`), [t])
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    // In a narrow window the panel lies above the vehicle: whoever picked a zone further down must see it come.
    if (selected === null || !panel.current) return
    panel.current.scrollTop = 0 // the next zone begins at its top
    panel.current.scrollIntoView({ block: 'nearest' })
  }, [selected])
  return (
    <div className="grid min-h-full content-start gap-3 p-3 lg:h-full lg:min-h-0 lg:grid-cols-[minmax(0,1fr)_24rem] lg:content-stretch">
      <div className="flex relative min-w-0 flex-col gap-3 lg:min-h-0 lg:overflow-auto">
        {/* Layers of their own: one is painted anew without the other. The map's tips lie over the list. */}
        <section aria-label={t('map.section')} className="relative z-1 rounded-card border border-line bg-surface p-3">
          <ZoneMap
            art={art}
            marks={drawn.marks}
            selected={selected}
            onSelect={open}
            label={t('map.label')}
            nameOf={nameOf}
            tellOf={tellOf}
            captionOf={captionOf}
          />
          <Legend />
        </section>
        <ZoneList zones={zones} marks={drawn.marks} selected={selected} drawn={shown} onSelect={open} />
        <AddFreeZone />
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
})

/** For what no drawing shows. */
const AddFreeZone = memo(function AddFreeZone() {
  const { t } = useWords()
  const { canEdit } = useJobTools()
  const [open, setOpen] = useState(false)
  if (!canEdit) return null
  return (
    <div>
      <Button icon="plus" onPress={() => setOpen(true)}>
        {t('freeZone.add')}
      </Button>
      {open && <FreeZoneDialog zone={null} onClose={() => setOpen(false)} />}
    </div>
  )
})

/** What the drawing is made of: the same object until something that it shows changes. A tick rarely does. */
function useDrawn(zones: readonly ZoneView[], here: readonly PersonHere[]) {
  const look = zones.map(drawnAs).join('|')
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- `look` stands for the zones
  return useMemo(() => ({ zones, marks: marksOf(zones, here) }), [look, here])
}
