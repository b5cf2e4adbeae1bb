/**
 * The little path language of our own artwork: absolute M, L, C, Q and Z only, so that a shape can be moved,
 * mirrored and measured by its numbers alone.
 */
export interface Point {
  readonly x: number
  readonly y: number
}
export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Rewrites every point of a path. */
export function mapPath(path: string, move: (point: Point) => Point): string {
  return path.replace(/(-?\d+(?:\.\d+)?)[ ,]+(-?\d+(?:\.\d+)?)/g, (_, x: string, y: string) => {
    const moved = move({ x: Number(x), y: Number(y) })
    return `${round(moved.x)},${round(moved.y)}`
  })
}

/** Points of a path, control points included: a curve never leaves their hull. */
export function pathPoints(path: string): Point[] {
  const points: Point[] = []
  mapPath(path, (point) => {
    points.push(point)
    return point
  })
  return points
}

export function pathBox(path: string): Box {
  const points = pathPoints(path)
  const xs = points.map((point) => point.x)
  const ys = points.map((point) => point.y)
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) }
}

export function boxCentre(box: Box): Point {
  return { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 }
}

const round = (value: number) => Math.round(value * 10) / 10

const STEPS = 6

/** The outline as a polygon; curves become {@link STEPS} straight pieces, which no finger can tell from the curve. */
export function flatten(path: string): Point[] {
  const outline: Point[] = []
  for (const [, command, rest] of path.matchAll(/([MLCQ])([^A-Z]*)/g)) {
    const given = pathPoints(rest!)
    const from = outline.at(-1)
    if (command === 'M' || command === 'L' || !from) outline.push(...given)
    else {
      for (let step = 1; step <= STEPS; step++) outline.push(onCurve([from, ...given], step / STEPS))
    }
  }
  return outline
}

/** De Casteljau, for two as for three controls. */
function onCurve(points: readonly Point[], share: number): Point {
  if (points.length === 1) return points[0]!
  const between = points.slice(1).map((point, index) => ({
    x: points[index]!.x + (point.x - points[index]!.x) * share,
    y: points[index]!.y + (point.y - points[index]!.y) * share,
  }))
  return onCurve(between, share)
}
