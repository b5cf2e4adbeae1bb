/**
 * The vehicle: every zone a named shape that can be pressed or walked to with the arrow keys. It knows shapes
 * and states only; what they mean comes from whoever shows it.
 */
import { useEffect, useMemo, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { ZoneId, ZoneState } from '../../../crdt/vocabulary/index.ts'
import { zonePlaces } from './artwork.ts'
import type { Artwork, Decor, ViewId, ZonePlace, ZoneShape } from './artwork.ts'
import { ConflictMark, DefectMark, PersonMark, StateGlyph } from './marks.tsx'
import { nearestInDirection } from './nearest.ts'
import type { Direction } from './nearest.ts'

export interface ZoneMark {
  readonly state: ZoneState
  readonly conflict: boolean
  readonly openDefects: number
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
  /** Where zones are only picked there is no state to tell. */
  readonly picking?: boolean
}

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}

export function ZoneMap({ art, marks, selected, onSelect, label, nameOf, captionOf, picking }: ZoneMapProps) {
  const places = useMemo(() => zonePlaces(art), [art])
  const shapes = useRef(new Map<ZoneId, SVGPathElement>())
  const [focused, setFocused] = useState<ZoneId | null>(null)
  const [hovered, setHovered] = useState<ZoneId | null>(null)
  const [drawing, markScale] = useMarkScale(art.width)
  // One stop for Tab: the zone that had focus last, the selected one, the first of the job, or simply the first.
  const tabStop = focused ?? selected ?? places.find((place) => marks.has(place.zone))?.zone ?? places[0]?.zone

  function onKeyDown(event: KeyboardEvent, zone: ZoneId): void {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      onSelect(zone)
      return
    }
    const direction = DIRECTIONS[event.key]
    const from = places.find((place) => place.zone === zone)
    if (!direction || !from) return
    event.preventDefault()
    const next = nearestInDirection(from, places, direction)
    if (next) shapes.current.get(next.zone)?.focus()
  }

  const shape = (part: ZoneShape) => {
    const mark = marks.get(part.zone)
    const common = {
      d: part.path,
      className: 'zone-shape',
      'data-state': mark?.state,
      'data-selected': part.zone === selected || undefined,
      'data-hover': part.zone === hovered || undefined,
      onClick: () => onSelect(part.zone),
      onPointerEnter: () => setHovered(part.zone),
      onPointerLeave: () => setHovered(null),
    }
    if (part.role === 'echo') return <path key={`${part.zone}-${part.path.length}`} {...common} aria-hidden="true" />
    return (
      <path
        key={part.zone}
        {...common}
        role="button"
        aria-label={nameOf(part.zone)}
        aria-pressed={part.zone === selected}
        data-zone={part.zone}
        tabIndex={part.zone === tabStop ? 0 : -1}
        ref={(element) => {
          if (element) shapes.current.set(part.zone, element)
          else shapes.current.delete(part.zone)
        }}
        onFocus={() => setFocused(part.zone)}
        onKeyDown={(event) => onKeyDown(event, part.zone)}
      >
        <title>{nameOf(part.zone)}</title>
      </path>
    )
  }

  return (
    <svg
      ref={drawing}
      viewBox={`0 0 ${art.width} ${art.height}`}
      role="group"
      aria-label={label}
      className="block h-auto w-full select-none"
    >
      <defs>
        <pattern id="zone-hatch" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="9" height="9" className="fill-(--zone-rework)" />
          <rect width="3.500" height="9" className="fill-(--surface)" opacity="0.55" />
        </pattern>
      </defs>
      {art.views.map((view) => (
        <g key={view.view}>
          {view.under.map(decor)}
          {view.zones.map(shape)}
          {view.over.map(decor)}
          <text
            x={view.caption.x}
            y={view.caption.y}
            textAnchor="middle"
            aria-hidden="true"
            className="fill-(--ink-soft) text-[13px]"
          >
            {captionOf(view.view)}
          </text>
        </g>
      ))}
      <g className="pointer-events-none">
        {places.map((place) => {
          const mark = marks.get(place.zone)
          return mark && !picking ? <Marks key={place.zone} place={place} mark={mark} scale={markScale} /> : null
        })}
      </g>
    </svg>
  )
}

/** Drawn 20 units wide, a mark must not shrink below this many pixels with the drawing. */
const MARK_MIN_PX = 20
/** Beyond this, marks would hide the zones they stand on. */
const MARK_MAX_SCALE = 1.7

function useMarkScale(artWidth: number) {
  const drawing = useRef<SVGSVGElement>(null)
  const [scale, setScale] = useState(1)
  useEffect(() => {
    const element = drawing.current
    if (!element) return
    const watcher = new ResizeObserver(([entry]) => {
      const widthPx = entry?.contentRect.width ?? 0
      if (widthPx === 0) return // not laid out, as in a hidden tab
      const wanted = ((MARK_MIN_PX / 20) * artWidth) / widthPx
      setScale(Math.round(Math.min(MARK_MAX_SCALE, Math.max(1, wanted)) * 20) / 20)
    })
    watcher.observe(element)
    return () => watcher.disconnect()
  }, [artWidth])
  return [drawing, scale] as const
}

/** Smaller than this on either side, a zone has no room for a glyph; its colour, list and name tell. */
const ROOM = 26

interface MarksProps {
  readonly place: ZonePlace
  readonly mark: ZoneMark
  readonly scale: number
}

function Marks({ place, mark, scale }: MarksProps) {
  const { box, centre } = place
  const roomy = box.right - box.left >= ROOM && box.bottom - box.top >= ROOM
  const beside = [
    ...(mark.conflict ? [<ConflictMark key="conflict" />] : []),
    ...(mark.openDefects > 0 ? [<DefectMark key="defect" count={mark.openDefects} />] : []),
    ...mark.present.map((initials, index) => <PersonMark key={`person-${index}`} initials={initials} />),
  ]
  const parts = roomy ? [<StateGlyph key="state" state={mark.state} />, ...beside] : beside
  const step = 22 * scale
  const left = centre.x - ((parts.length - 1) * step) / 2
  return parts.map((part, index) => (
    <g key={part.key} transform={`translate(${left + index * step} ${centre.y}) scale(${scale})`}>
      <circle r={mark.state === 'rework' ? 12 : 10.5} className="fill-(--surface)" opacity="0.9" />
      {part}
    </g>
  ))
}

function decor(part: Decor, index: number) {
  return <path key={index} d={part.path} className={`car-${part.kind}`} aria-hidden="true" />
}
