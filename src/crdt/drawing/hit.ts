/** Which zone a finger means. A door edge is thinner than any finger, so small zones reach beyond their own outline. */
import type { ZoneId } from '../vocabulary/index.ts'
import { measured } from './artwork.ts'
import type { Artwork } from './artwork.ts'
import { viewAt } from './frame.ts'
import type { ViewId } from './frame.ts'
import type { Box, Point } from './path.ts'
import { contains, toOutline } from './polygon.ts'

/** A small zone takes no more than this from its neighbours, whose own middle must stay theirs. */
const MAX_REACH = 12

interface Target {
  readonly zone: ZoneId
  readonly view: ViewId
  readonly outline: readonly Point[]
  readonly box: Box
  readonly thickness: number
}

/** The zone under a point of the sheet; `size` is the least width, in units of the sheet, that a finger can hit. */
export function zoneAt(art: Artwork, point: Point, size = 0): ZoneId | null {
  const reachOf = ({ thickness }: Target) => Math.min(MAX_REACH, Math.max(0, (size - thickness) / 2))
  const near = targetsOf(art).filter((target) => !outside(target.box, point, reachOf(target)))
  const found = deepest(near, point, reachOf)
  return found && found.depth <= 0 ? found.zone : null
}

/** The same, and beside every zone (on a wheel, on a window) the nearest one of that view. */
export function nearestZone(art: Artwork, point: Point): ZoneId {
  const view = viewAt(point)
  const targets = targetsOf(art)
  const here = targets.filter((target) => target.view === view)
  const found = deepest(here.length > 0 ? here : targets, point, () => 0)
  if (!found) throw new Error('nearestZone: expected a drawing with zones, saw none')
  return found.zone
}

/**
 * Of all outlines, grown by their reach, the one that holds the point deepest or comes nearest to it. Of those that
 * really hold it only the one on top counts; being well inside a small zone outweighs the reach of its neighbours.
 */
function deepest(targets: readonly Target[], point: Point, reachOf: (target: Target) => number) {
  const top = targets.findLast((target) => contains(target.outline, point))
  let best: { readonly zone: ZoneId; readonly depth: number } | undefined
  for (const target of targets) {
    if (target !== top && contains(target.outline, point)) continue
    const [reach, toEdge] = [reachOf(target), toOutline(target.outline, point)]
    const depth = target === top ? -(reach + Math.min(reach + 2, toEdge)) : toEdge - reach
    if (!best || depth < best.depth) best = { zone: target.zone, depth }
  }
  return best
}

const known = new WeakMap<Artwork, readonly Target[]>()
function targetsOf(art: Artwork): readonly Target[] {
  const made = known.get(art)
  if (made) return made
  const targets = art.views.flatMap(({ view, zones }) =>
    zones.map((shape): Target => ({ zone: shape.zone, view, ...measured(shape) })),
  )
  known.set(art, targets)
  return targets
}

function outside(box: Box, { x, y }: Point, reach: number): boolean {
  return x < box.left - reach || x > box.right + reach || y < box.top - reach || y > box.bottom + reach
}
