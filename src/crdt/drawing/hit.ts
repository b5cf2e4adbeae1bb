/** Which zone a finger means. A door edge is thinner than any finger, so small zones reach beyond their own outline. */
import type { ZoneId } from '../vocabulary/index.ts'
import type { Artwork } from './artwork.ts'
import { viewAt } from './frame.ts'
import type { ViewId } from './frame.ts'
import { flatten, pathBox } from './path.ts'
import type { Box, Point } from './path.ts'
import { area, contains, length, toOutline } from './polygon.ts'

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

/** Of all outlines, grown by their reach, the one that holds the point deepest or comes nearest to it. */
function deepest(targets: readonly Target[], point: Point, reachOf: (target: Target) => number) {
  let best: { readonly zone: ZoneId; readonly depth: number } | undefined
  for (const target of targets) {
    const depth = (contains(target.outline, point) ? 0 : toOutline(target.outline, point)) - reachOf(target)
    // What is drawn later lies on top.
    if (!best || depth <= best.depth) best = { zone: target.zone, depth }
  }
  return best
}

const known = new WeakMap<Artwork, readonly Target[]>()
function targetsOf(art: Artwork): readonly Target[] {
  const made = known.get(art)
  if (made) return made
  const targets = art.views.flatMap(({ view, zones }) =>
    zones.map(({ zone, path }): Target => {
      const box = pathBox(path)
      const outline = flatten(path)
      // Area over half the way round: the width of a strip, however bent.
      const thickness = area(outline) / Math.max(1, length(outline) / 2)
      return { zone, view, outline, box, thickness }
    }),
  )
  known.set(art, targets)
  return targets
}

function outside(box: Box, { x, y }: Point, reach: number): boolean {
  return x < box.left - reach || x > box.right + reach || y < box.top - reach || y > box.bottom + reach
}
