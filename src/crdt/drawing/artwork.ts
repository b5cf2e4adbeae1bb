/** What a body type's drawing consists of. A view is drawn in its own coordinates and then placed. */
import type { ZoneId } from '../vocabulary/index.ts'
import type { ViewId } from './frame.ts'
import { flatten, pathBox } from './path.ts'
import type { Box, Point } from './path.ts'
import { middleOf } from './polygon.ts'

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

/** The same part on the other side of the vehicle: `door_fl` ↔ `door_fr`, `fender_l` ↔ `fender_r`. */
export function otherSide(zone: ZoneId): ZoneId {
  return zone.replace(/_(f|r)?(l|r)$/, (_, row: string | undefined, side: string) => {
    return `_${row ?? ''}${side === 'l' ? 'r' : 'l'}`
  })
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
    return { zone: shape.zone, view, role: shape.role, box, centre: shape.mark ?? middleOf(flatten(shape.path), box) }
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
