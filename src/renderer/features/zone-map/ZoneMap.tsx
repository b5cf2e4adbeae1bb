/**
 * The vehicle with its work: what each zone's state is, the marks that stand on it, one view at a time where the window
 * is small. What it all means comes from whoever shows it.
 */
import { memo } from 'react'
import { zonePlaces } from '../../../crdt/drawing/index.ts'
import type { Artwork, ViewId, ZonePlace } from '../../../crdt/drawing/index.ts'
import type { ZoneId, ZoneState } from '../../../crdt/vocabulary/index.ts'
import { ConflictMark, DefectMark, FilmMark, PersonMark, StateGlyph } from './marks.tsx'
import { TurningVehicle } from './TurningVehicle.tsx'
import type { ZoneTelling } from './ZoneTip.tsx'

export interface ZoneMark {
  readonly state: ZoneState
  readonly conflict: boolean
  readonly openDefects: number
  /** A cut that was not spoilt is counted for it. */
  readonly film: boolean
  /** Initials of those who are on this zone now, on other devices. */
  readonly present: readonly string[]
}

export interface ZoneMapProps {
  readonly art: Artwork
  /** Zones of the job; others are drawn quietly and can still be pressed. */
  readonly marks: ReadonlyMap<ZoneId, ZoneMark>
  readonly selected: ZoneId | null
  readonly onSelect: (zone: ZoneId) => void
  /** Accessible name of the whole drawing. */
  readonly label: string
  /** Accessible name of a zone: its word, its state, its marks. */
  readonly nameOf: (zone: ZoneId) => string
  readonly captionOf: (view: ViewId) => string
  /** What its tip shows. */
  readonly tellOf: (zone: ZoneId) => ZoneTelling
  /** Where zones are only picked there is no state to tell. */
  readonly picking?: boolean
}

/** Not drawn anew while it is given the same: a tick elsewhere costs it nothing. */
export const ZoneMap = memo(function ZoneMap(props: ZoneMapProps) {
  const { art, marks, selected, onSelect, label, nameOf, captionOf, tellOf, picking } = props
  return (
    <TurningVehicle
      art={art}
      label={label}
      nameOf={nameOf}
      captionOf={captionOf}
      tellOf={tellOf}
      follow={selected}
      stateOf={(zone) => marks.get(zone)?.state}
      selected={selected}
      pressedOf={(zone) => (picking ? marks.has(zone) : zone === selected)}
      start={zonePlaces(art).find((place) => marks.has(place.zone))?.zone}
      onPress={({ zone, onZone }) => onZone && onSelect(zone)}
    >
      {({ unitsPerPx, only }) =>
        !picking && (
          <g className="pointer-events-none">
            {zonePlaces(art, only).map((place) => {
              const mark = marks.get(place.zone)
              return mark && <Marks key={place.zone} place={place} mark={mark} scale={markScale(unitsPerPx)} />
            })}
          </g>
        )
      }
    </TurningVehicle>
  )
})

/** Drawn 20 units wide, a mark must not shrink below as many pixels; beyond 1.7 it would hide the zone it stands on. */
function markScale(unitsPerPx: number): number {
  return Math.round(Math.min(1.7, Math.max(0.7, unitsPerPx)) * 20) / 20
}

/** Smaller than this on either side, a zone has no room for a glyph; its colour, tip, list and name tell. */
const ROOM = 24

interface MarksProps {
  readonly place: ZonePlace
  readonly mark: ZoneMark
  readonly scale: number
}

function Marks({ place, mark, scale }: MarksProps) {
  const { box, centre, thickness } = place
  const room = ROOM * Math.min(1, scale)
  const roomy = box.right - box.left >= room && box.bottom - box.top >= room && thickness >= room / 3
  const beside = [
    ...(mark.conflict ? [<ConflictMark key="conflict" />] : []),
    ...(mark.openDefects > 0 ? [<DefectMark key="defect" count={mark.openDefects} />] : []),
    ...fewPeople(mark.present).map((text, index) => <PersonMark key={`person-${index}`} initials={text} />),
  ]
  const state = (
    <g key="state">
      <StateGlyph state={mark.state} />
      {mark.film && <FilmMark />}
    </g>
  )
  const parts = roomy ? [state, ...beside] : beside
  const step = 22 * scale
  const left = centre.x - ((parts.length - 1) * step) / 2
  return parts.map((part, index) => (
    <g key={part.key} transform={`translate(${left + index * step} ${centre.y}) scale(${scale})`}>
      <circle r={mark.state === 'rework' ? 12 : 10.5} className="fill-(--surface)" opacity="0.9" />
      {part}
    </g>
  ))
}

/** Two at most stand on a zone; of more, one and how many others: the tip and the zone's name tell all. */
export function fewPeople(present: readonly string[]): readonly string[] {
  return present.length <= 2 ? present : [present[0]!, `+${Math.min(99, present.length - 1)}`]
}
