/** Measures of an outline, given as its corners. */
import { boxCentre } from './path.ts'
import type { Box, Point } from './path.ts'

/**
 * Where marks stand: the middle of the box where that lies well inside; else on one of the box's middle lines, which
 * keeps the marks of symmetrical shapes in line; else the inner point farthest from the outline.
 */
export function middleOf(outline: readonly Point[], box: Box): Point {
  const centre = boxCentre(box)
  const { xs, ys } = gridOf(box)
  const onLines = [...xs.map((x) => ({ x, y: centre.y })), ...ys.map((y) => ({ x: centre.x, y }))]
  const found = deep(outline, [centre], 3) ?? deep(outline, onLines, 1.5) ?? deep(outline, everywhere(box), 0) ?? centre
  return { x: Math.round(found.x * 10) / 10, y: Math.round(found.y * 10) / 10 }
}

/** How wide it is where it is widest: of a strip, however bent, its width. */
export function thicknessOf(outline: readonly Point[], box: Box): number {
  const deepest = deep(outline, everywhere(box), 0)
  return deepest ? 2 * toOutline(outline, deepest) : 0
}

/** Of the surface that it encloses, in the square of its unit. */
export function areaOf(outline: readonly Point[]): number {
  let twice = 0
  for (const [a, b] of edges(outline)) twice += a.x * b.y - b.x * a.y
  return Math.abs(twice) / 2
}

const GRID = 10
function gridOf({ left, top, right, bottom }: Box) {
  const steps = Array.from({ length: GRID - 1 }, (_, index) => (index + 1) / GRID)
  return {
    xs: steps.map((share) => left + (right - left) * share),
    ys: steps.map((share) => top + (bottom - top) * share),
  }
}
function everywhere(box: Box): readonly Point[] {
  const { xs, ys } = gridOf(box)
  return xs.flatMap((x) => ys.map((y) => ({ x, y })))
}

function deep(outline: readonly Point[], points: readonly Point[], least: number): Point | undefined {
  let best: { readonly point: Point; readonly depth: number } | undefined
  for (const point of points) {
    const depth = contains(outline, point) ? toOutline(outline, point) : 0
    if (depth > (best?.depth ?? least)) best = { point, depth }
  }
  return best?.point
}
export function contains(outline: readonly Point[], { x, y }: Point): boolean {
  let inside = false
  for (const [a, b] of edges(outline)) {
    if (a.y > y !== b.y > y && x < a.x + ((y - a.y) * (b.x - a.x)) / (b.y - a.y)) inside = !inside
  }
  return inside
}

export function toOutline(outline: readonly Point[], point: Point): number {
  let least = Infinity
  for (const [a, b] of edges(outline)) {
    const [dx, dy] = [b.x - a.x, b.y - a.y]
    const along = dx * dx + dy * dy
    const share = along === 0 ? 0 : Math.min(1, Math.max(0, ((point.x - a.x) * dx + (point.y - a.y) * dy) / along))
    least = Math.min(least, Math.hypot(point.x - a.x - share * dx, point.y - a.y - share * dy))
  }
  return least
}

function* edges(outline: readonly Point[]): Generator<readonly [Point, Point]> {
  for (let index = 0; index < outline.length; index++) {
    yield [outline[index]!, outline[(index + 1) % outline.length]!]
  }
}
