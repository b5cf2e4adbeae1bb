import { memo } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import type { ZoneView } from '../../../../crdt/job/index.ts'
import { EXTENTS, ZONE_STATES } from '../../../../crdt/vocabulary/index.ts'
import type { ZoneId } from '../../../../crdt/vocabulary/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { classes } from '../../../ui/classes.ts'
import { ConflictMark, DefectMark, FilmMark, PersonMark, StateMark } from '../../zone-map/marks.tsx'
import type { ZoneMark } from '../../zone-map/ZoneMap.tsx'
import { filmLots } from './tellZone.ts'
import { useZoneName } from '../zoneName.ts'

export interface ZoneListProps {
  readonly zones: readonly ZoneView[]
  readonly marks: ReadonlyMap<ZoneId, ZoneMark>
  readonly selected: ZoneId | null
  /** Zones that the vehicle's drawing shows: the others are only here. */
  readonly drawn: ReadonlySet<ZoneId>
  readonly onSelect: (zone: ZoneId) => void
}

/** The same zones as rows: for small zones, for reading, and for who does not see the drawing. */
export function ZoneList({ zones, marks, selected, drawn, onSelect }: ZoneListProps) {
  const { t } = useWords()
  return (
    <ul aria-label={t('zone.list')} className="isolate grid gap-2 sm:grid-cols-2 xl:grid-cols-3">
      {zones.map((zone) => (
        <li key={zone.zone} className="isolate">
          <ZoneRow
            zone={zone}
            mark={marks.get(zone.zone)}
            isSelected={zone.zone === selected}
            isDrawn={drawn.has(zone.zone)}
            onSelect={onSelect}
          />
        </li>
      ))}
    </ul>
  )
}

interface ZoneRowProps extends Pick<ZoneListProps, 'onSelect'> {
  readonly zone: ZoneView
  readonly mark: ZoneMark | undefined
  readonly isSelected: boolean
  readonly isDrawn: boolean
}

const ZoneRow = memo(function ZoneRow({ zone, mark, isSelected, isDrawn, onSelect }: ZoneRowProps) {
  const { t, word } = useWords()
  const zoneName = useZoneName()
  const extent = zone.extent.value
  const lots = filmLots(zone)
  return (
    <AriaButton
      onPress={() => onSelect(zone.zone)}
      aria-current={isSelected}
      className={classes(
        'flex min-h-touch w-full cursor-pointer items-center gap-2.5 rounded-lg border px-3 py-1.5 text-left data-[hovered]:border-accent',
        isSelected ? 'border-accent bg-accent-soft' : 'border-line bg-surface',
      )}
    >
      <StateMark state={zone.state} size={20} />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">
          {zoneName(zone.zone)}
          {extent && extent !== 'full' && <span className="font-normal text-ink-soft"> · {word(EXTENTS[extent])}</span>}
        </span>
        <span className="block truncate text-sm text-ink-soft">
          {[
            word(ZONE_STATES[zone.state]),
            t('zone.checks', { done: zone.checksDone, total: zone.checks.length }),
            ...(isDrawn ? [] : [t('map.notDrawn')]),
          ].join(' · ')}
        </span>
      </span>
      {lots.length > 0 && (
        <Small label={t('map.filmLots', { lots: lots.join(', ') })}>
          <g transform="translate(-8 -8)">
            <FilmMark />
          </g>
        </Small>
      )}
      {mark?.conflict && (
        <Small label={t('zone.contested')}>
          <ConflictMark />
        </Small>
      )}
      {mark && mark.openDefects > 0 && (
        <Small label={t('jobs.defects', { count: mark.openDefects })}>
          <DefectMark count={mark.openDefects} />
        </Small>
      )}
      {mark?.present.map((initials, index) => (
        <Small key={index} label={t('presence.zone', { names: initials, count: 1 })}>
          <PersonMark initials={initials} />
        </Small>
      ))}
    </AriaButton>
  )
})

function Small({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <svg viewBox="-11 -11 22 22" width={22} height={22} role="img" aria-label={label} className="shrink-0">
      {children}
    </svg>
  )
}
