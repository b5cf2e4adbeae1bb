/**
 * The vehicle to press on: every zone a named shape for eyes, fingers, the arrow keys and screen readers, and whatever
 * a screen lays over it (marks of work, pins of damage) in the units of the same sheet. It knows shapes only.
 */
import { useEffect, useRef, useState } from 'react'
import type { KeyboardEvent, MouseEvent, PointerEvent, ReactNode } from 'react'
import {
  FRAME,
  nearestZone,
  toThousandths,
  viewBounds,
  zoneAt,
  zonePlaces,
  type Artwork,
  type Box,
  type Decor,
  type Point,
  type ViewId,
  type ZonePlace,
  type ZoneShape,
} from '../../../crdt/drawing/index.ts'
import type { ZoneId, ZoneState } from '../../../crdt/vocabulary/index.ts'
import { nearestInDirection } from './nearest.ts'
import type { Direction } from './nearest.ts'

/** Where somebody pressed, in thousandths of the whole sheet: what a defect's `position` holds. */
export interface Press {
  /** The zone under it; on a wheel or a window the nearest one. */
  readonly zone: ZoneId
  readonly x: number
  readonly y: number
  /** False where no zone lies under it. */
  readonly onZone: boolean
}

export interface VehicleCanvasProps {
  readonly art: Artwork
  readonly onPress: (press: Press) => void
  /** Accessible name of the whole drawing; it should tell of the arrow keys. */
  readonly label: string
  /** Accessible name of a zone. */
  readonly nameOf: (zone: ZoneId) => string
  readonly captionOf: (view: ViewId) => string
  /** One view alone, as large as fits; null: the whole sheet. */
  readonly only?: ViewId | null
  /** Fills a zone by its state; undefined draws it quietly. */
  readonly stateOf?: (zone: ZoneId) => ZoneState | undefined
  /** Outlined; null: none is. Left out where a press selects nothing. */
  readonly selected?: ZoneId | null
  /** Zones that are on, for screen readers; left out where a press switches nothing. */
  readonly pressedOf?: (zone: ZoneId) => boolean
  /** Where Tab enters the drawing first. */
  readonly start?: ZoneId | undefined
  /** The zone under the mouse or in focus now. */
  readonly onPoint?: (place: ZonePlace | null) => void
  /** Elements over the drawing, placed in shares of it. */
  readonly tip?: ReactNode
  /** Drawn above, in units of the sheet (`fromThousandths`). A press on an element of it is its own affair. */
  readonly children?: (scale: CanvasScale) => ReactNode
}

export interface CanvasScale {
  /** Units of the sheet that are one pixel wide now. */
  readonly unitsPerPx: number
  readonly only: ViewId | null
}

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}

export function VehicleCanvas(props: VehicleCanvasProps) {
  const { art, onPress, label, nameOf, captionOf, only = null, stateOf, selected, onPoint, children } = props
  const places = zonePlaces(art, only)
  const shapes = useRef(new Map<ZoneId, SVGPathElement>())
  const [focused, setFocused] = useState<ZoneId | null>(null)
  const [hovered, setHovered] = useState<ZoneId | null>(null)
  const window = shownPart(art, only)
  const [drawing, unitsPerPx] = useScale(window.right - window.left, window.bottom - window.top)
  // One stop for Tab: the zone that had focus last, the selected one, where the screen begins, or simply the first.
  const tabStop = [focused, selected, props.start].find((zone) => placeOf(zone)) ?? places[0]?.zone

  function placeOf(zone: ZoneId | null | undefined): ZonePlace | undefined {
    return places.find((place) => place.zone === zone)
  }
  function isPressed(zone: ZoneId): boolean | undefined {
    return props.pressedOf?.(zone) ?? (selected === undefined ? undefined : zone === selected)
  }
  function pressMiddle(place: ZonePlace | undefined): void {
    if (place) onPress({ zone: place.zone, ...toThousandths(place.centre), onZone: true })
  }
  function point(zone: ZoneId | null): void {
    setHovered(zone)
    onPoint?.(placeOf(zone) ?? null)
  }

  function onKeyDown(event: KeyboardEvent, place: ZonePlace): void {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      return pressMiddle(place)
    }
    if (event.key === 'Escape') onPoint?.(null)
    const direction = DIRECTIONS[event.key]
    if (!direction) return
    event.preventDefault()
    const next = nearestInDirection(place, places, direction)
    if (next) shapes.current.get(next.zone)?.focus()
  }
  function onClick(event: MouseEvent<SVGSVGElement>): void {
    const target = event.target as Element
    if (target.closest('[data-overlay]')) return
    // A screen reader's press has no place: the middle of the zone that it names is meant.
    if (event.detail === 0) return pressMiddle(placeOf(target.getAttribute('data-zone')))
    const at = onSheet(event)
    const zone = zoneAt(art, at, fingerUnits(event.nativeEvent, unitsPerPx))
    onPress({ zone: zone ?? nearestZone(art, at), ...toThousandths(at), onZone: zone !== null })
  }
  function onPointerMove(event: PointerEvent<SVGSVGElement>): void {
    if (event.pointerType !== 'mouse') return
    const zone = zoneAt(art, onSheet(event), fingerUnits(event, unitsPerPx))
    if (zone !== hovered) point(zone)
  }

  const shape = (part: ZoneShape, view: ViewId, index: number) => {
    const common = {
      d: part.path,
      className: 'zone-shape',
      'data-state': stateOf?.(part.zone),
      'data-selected': (selected !== undefined && part.zone === selected) || undefined,
      'data-hover': part.zone === hovered || undefined,
      'data-zone': part.zone,
    }
    const place = placeOf(part.zone)
    const walked = place?.view === view && place.role === part.role && firstOf(art, view, part) === index
    if (!place || !walked) return <path key={index} {...common} aria-hidden="true" />
    return (
      <path
        key={index}
        {...common}
        role="button"
        aria-label={nameOf(part.zone)}
        aria-pressed={isPressed(part.zone)}
        tabIndex={part.zone === tabStop ? 0 : -1}
        ref={(element) => {
          if (element) shapes.current.set(part.zone, element)
          else shapes.current.delete(part.zone)
        }}
        onFocus={(event) => {
          setFocused(part.zone)
          // Whoever pressed it knows where they are.
          if (event.currentTarget.matches(':focus-visible')) onPoint?.(place)
        }}
        onBlur={() => onPoint?.(null)}
        onKeyDown={(event) => onKeyDown(event, place)}
      />
    )
  }

  const [width, height] = [window.right - window.left, window.bottom - window.top]
  return (
    // One view alone must not be taller than the window: the face of a car is as high as it is wide.
    <div
      className="relative mx-auto w-full"
      style={only === null ? {} : { maxWidth: `min(${(26 * width) / height}rem, ${(62 * width) / height}vh)` }}
    >
      <svg
        ref={drawing}
        viewBox={`${window.left} ${window.top} ${width} ${height}`}
        role="group"
        aria-label={label}
        className="block h-auto w-full touch-manipulation select-none"
        onClick={onClick}
        onPointerMove={onPointerMove}
        onPointerLeave={() => point(null)}
      >
        <defs>
          <pattern id="zone-hatch" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="9" height="9" className="fill-(--zone-rework)" />
            <rect width="3.500" height="9" className="fill-(--surface)" opacity="0.55" />
          </pattern>
        </defs>
        {art.views
          .filter(({ view }) => only === null || view === only)
          .map(({ view, under, zones, over, caption }) => (
            <g key={view}>
              {under.map(decor)}
              {zones.map((part, index) => shape(part, view, index))}
              {over.map(decor)}
              {only === null && (
                <text
                  x={caption.x}
                  y={caption.y}
                  textAnchor="middle"
                  aria-hidden="true"
                  className="pointer-events-none fill-(--ink-soft) text-[13px]"
                >
                  {captionOf(view)}
                </text>
              )}
            </g>
          ))}
        <g data-overlay>{children?.({ unitsPerPx, only })}</g>
      </svg>
      {props.tip}
    </div>
  )
}

/** The part of the sheet that is shown: all of it, or what one view covers. */
export function shownPart(art: Artwork, only: ViewId | null): Box {
  return only === null ? { left: 0, top: 0, right: FRAME.width, bottom: FRAME.height } : viewBounds(art, only)
}

/** Where a mouse or finger is, in units of the sheet: also for screens that draw over it. */
export function onSheet(event: {
  readonly clientX: number
  readonly clientY: number
  readonly currentTarget: Element
}): Point {
  const drawing = event.currentTarget.closest('svg')
  const toScreen = drawing?.getScreenCTM()
  if (!toScreen) throw new Error('onSheet: expected an element of a drawing that is shown')
  const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(toScreen.inverse())
  return { x, y }
}

/** A mouse is exact; a finger wants the theme's least target, a glove that of the bay. */
const MOUSE_PX = 14
function fingerUnits(event: object, unitsPerPx: number): number {
  if (!('pointerType' in event) || event.pointerType === 'mouse') return MOUSE_PX * unitsPerPx
  const style = getComputedStyle(document.documentElement)
  const px = Number.parseFloat(style.getPropertyValue('--touch')) * Number.parseFloat(style.fontSize)
  return (Number.isFinite(px) ? px : 44) * unitsPerPx
}

/** Two shapes may show one zone in one view; the first is the one that is walked to. */
function firstOf(art: Artwork, view: ViewId, part: ZoneShape): number {
  const zones = art.views.find((each) => each.view === view)?.zones ?? []
  return zones.findIndex((each) => each.zone === part.zone && each.role === part.role)
}

function useScale(width: number, height: number) {
  const drawing = useRef<SVGSVGElement>(null)
  const [px, setPx] = useState<{ readonly width: number; readonly height: number } | null>(null)
  useEffect(() => {
    const element = drawing.current
    if (!element) return
    const watcher = new ResizeObserver(([entry]) => {
      // In steps: a window that is dragged wider must not draw everything anew for each pixel.
      const step = (size: number | undefined) => Math.round((size ?? 0) / 8) * 8
      const next = { width: step(entry?.contentRect.width), height: step(entry?.contentRect.height) }
      if (next.width === 0 || next.height === 0) return // not laid out, as in a hidden tab
      setPx((known) => (known?.width === next.width && known.height === next.height ? known : next))
    })
    watcher.observe(element)
    return () => watcher.disconnect()
  }, [])
  return [drawing, px === null ? 1 : Math.max(width / px.width, height / px.height)] as const
}

function decor(part: Decor, index: number) {
  return <path key={index} d={part.path} className={`car-${part.kind}`} aria-hidden="true" />
}
