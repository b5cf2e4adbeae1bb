/** What a body type's drawing consists of. A view is drawn in its own coordinates and then placed. */
import type { ZoneId } from '../vocabulary/index.ts'
import type { ViewId } from './frame.ts'
import { flatten, pathBox } from './path.ts'
import type { Box, Point } from './path.ts'
import { middleOf, thicknessOf } from './polygon.ts'

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
  /** Of a strip, however bent, its width. */
  readonly thickness: number
}

/**
 * Where each zone lies that can be walked to: of the whole drawing its primary shapes; of one view alone each zone
 * that it shows, by its primary shape or else by the first echo.
 */
export function zonePlaces(art: Artwork, only: ViewId | null = null): readonly ZonePlace[] {
  const kept = places.get(art) ?? new Map<ViewId | null, readonly ZonePlace[]>()
  places.set(art, kept)
  const found = kept.get(only) ?? findPlaces(art, only)
  kept.set(only, found)
  return found
}
const places = new WeakMap<Artwork, Map<ViewId | null, readonly ZonePlace[]>>()

function findPlaces(art: Artwork, only: ViewId | null): readonly ZonePlace[] {
  const shapes = art.views.flatMap((view) => view.zones.map((shape) => ({ view: view.view, shape })))
  const walked =
    only === null
      ? shapes.filter(({ shape }) => shape.role === 'primary')
      : firstOfEach(shapes.filter(({ view }) => view === only))
  return walked.map(({ view, shape }) => {
    const { box, centre, thickness } = measured(shape)
    return { zone: shape.zone, view, role: shape.role, box, centre, thickness }
  })
}

interface Measures {
  readonly outline: readonly Point[]
  readonly box: Box
  readonly centre: Point
  readonly thickness: number
}
/** Taken once: a drawing never changes. */
export function measured(shape: ZoneShape): Measures {
  const known = measures.get(shape)
  if (known) return known
  const [outline, box] = [flatten(shape.path), pathBox(shape.path)]
  const made = { outline, box, centre: shape.mark ?? middleOf(outline, box), thickness: thicknessOf(outline, box) }
  measures.set(shape, made)
  return made
}
const measures = new WeakMap<ZoneShape, Measures>()

function firstOfEach<T extends { readonly shape: ZoneShape }>(shapes: readonly T[]): T[] {
  const best = new Map<ZoneId, T>()
  for (const each of shapes) {
    const known = best.get(each.shape.zone)
    if (!known || (known.shape.role === 'echo' && each.shape.role === 'primary')) best.set(each.shape.zone, each)
  }
  return [...best.values()]
}

/** What a view covers, lines and wheels included, with a little air around it. */
export function viewBounds(art: Artwork, view: ViewId): Box {
  const shown = art.views.filter((each) => each.view === view)
  const box = pathBox(
    shown.flatMap(({ under, zones, over }) => [...under, ...zones, ...over].map((part) => part.path)).join(' '),
  )
  return { left: box.left - AIR, top: box.top - AIR, right: box.right + AIR, bottom: box.bottom + AIR }
}
const AIR = 5

/** The view to look at a zone: the one that is shown if it is on it, else that of its primary shape; null if on none. */
export function viewOfZone(art: Artwork, zone: ZoneId, shown: ViewId): ViewId | null {
  if (zonePlaces(art, shown).some((place) => place.zone === zone)) return shown
  return zonePlaces(art).find((place) => place.zone === zone)?.view ?? null
}

/** The zones that a drawing shows, in any view. */
export function drawnZones(art: Artwork): ReadonlySet<ZoneId> {
  return new Set(art.views.flatMap((view) => view.zones.map((shape) => shape.zone)))
}
