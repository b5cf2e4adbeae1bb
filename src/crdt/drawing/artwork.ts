/** What a body type's drawing consists of. A view is drawn in its own coordinates and then placed. */
import type { ZoneId } from '../vocabulary/index.ts'
import { SLOTS } from './frame.ts'
import type { ViewId } from './frame.ts'
import { boxCentre, mapPath, pathBox } from './path.ts'
import type { Box, Point } from './path.ts'

/** `primary` is the shape that is named and focused; an echo shows the same zone from another side. */
export interface ZoneShape {
  readonly zone: ZoneId
  readonly path: string
  readonly role: 'primary' | 'echo'
  /** Where its marks are drawn, when the middle of its box lies outside of it. */
  readonly mark?: Point
}
export type DecorKind = 'shadow' | 'gap' | 'glass' | 'trim' | 'line' | 'tyre' | 'rim' | 'hub' | 'light' | 'plate'
export interface Decor {
  readonly kind: DecorKind
  readonly path: string
}
/** `under` is drawn before the zones, `over` after them. */
export interface ViewArt {
  readonly view: ViewId
  readonly caption: Point
  readonly under: readonly Decor[]
  readonly zones: readonly ZoneShape[]
  readonly over: readonly Decor[]
}
export interface Artwork {
  readonly views: readonly ViewArt[]
}

/** Each view, drawn in its own coordinates, at its place on the sheet. */
export function artwork(views: readonly ViewArt[]): Artwork {
  return {
    views: views.map((view) => {
      const { at } = SLOTS[view.view]
      return placeView(view, (point) => ({ x: point.x + at.x, y: point.y + at.y }))
    }),
  }
}

/** Moves a whole view, every shape of it. */
export function placeView(view: ViewArt, move: (point: Point) => Point): ViewArt {
  const decor = (list: readonly Decor[]) => list.map((part) => ({ ...part, path: mapPath(part.path, move) }))
  return {
    ...view,
    caption: move(view.caption),
    under: decor(view.under),
    zones: view.zones.map((shape) => moveShape(shape, move)),
    over: decor(view.over),
  }
}

export function moveShape(shape: ZoneShape, move: (point: Point) => Point): ZoneShape {
  return { ...shape, path: mapPath(shape.path, move), ...(shape.mark ? { mark: move(shape.mark) } : {}) }
}

/** The same part on the other side of the vehicle: `door_fl` ↔ `door_fr`, `fender_l` ↔ `fender_r`. */
export function otherSide(zone: ZoneId): ZoneId {
  return zone.replace(/_(f|r)?(l|r)$/, (_, row: string | undefined, side: string) => {
    return `_${row ?? ''}${side === 'l' ? 'r' : 'l'}`
  })
}

/** A closed circle made of four curves. */
export function circle(x: number, y: number, radius: number): string {
  return ellipse(x, y, radius, radius)
}
export function ellipse(x: number, y: number, rx: number, ry: number): string {
  const [kx, ky] = [rx * 0.5523, ry * 0.5523]
  return (
    `M${x - rx},${y} C${x - rx},${y - ky} ${x - kx},${y - ry} ${x},${y - ry} ` +
    `C${x + kx},${y - ry} ${x + rx},${y - ky} ${x + rx},${y} ` +
    `C${x + rx},${y + ky} ${x + kx},${y + ry} ${x},${y + ry} ` +
    `C${x - kx},${y + ry} ${x - rx},${y + ky} ${x - rx},${y} Z`
  )
}
export function roundedBox(x: number, y: number, width: number, height: number, radius: number): string {
  const [r, b] = [x + width, y + height]
  return (
    `M${x + radius},${y} L${r - radius},${y} Q${r},${y} ${r},${y + radius} L${r},${b - radius} ` +
    `Q${r},${b} ${r - radius},${b} L${x + radius},${b} Q${x},${b} ${x},${b - radius} L${x},${y + radius} ` +
    `Q${x},${y} ${x + radius},${y} Z`
  )
}

export interface ZonePlace {
  readonly zone: ZoneId
  readonly view: ViewId
  readonly role: ZoneShape['role']
  readonly box: Box
  readonly centre: Point
}

/**
 * Where each zone lies that can be walked to: of the whole drawing its primary shapes; of one view alone each zone
 * that it shows, by its primary shape or else by the first echo.
 */
export function zonePlaces(art: Artwork, only: ViewId | null = null): ZonePlace[] {
  const shapes = art.views.flatMap((view) => view.zones.map((shape) => ({ view: view.view, shape })))
  const walked =
    only === null
      ? shapes.filter(({ shape }) => shape.role === 'primary')
      : firstOfEach(shapes.filter(({ view }) => view === only))
  return walked.map(({ view, shape }) => {
    const box = pathBox(shape.path)
    return { zone: shape.zone, view, role: shape.role, box, centre: shape.mark ?? boxCentre(box) }
  })
}

function firstOfEach<T extends { readonly shape: ZoneShape }>(shapes: readonly T[]): T[] {
  const best = new Map<ZoneId, T>()
  for (const each of shapes) {
    const known = best.get(each.shape.zone)
    if (!known || (known.shape.role === 'echo' && each.shape.role === 'primary')) best.set(each.shape.zone, each)
  }
  return [...best.values()]
}

/** The zones that a drawing shows, in any view. */
export function drawnZones(art: Artwork): ReadonlySet<ZoneId> {
  return new Set(art.views.flatMap((view) => view.zones.map((shape) => shape.zone)))
}
