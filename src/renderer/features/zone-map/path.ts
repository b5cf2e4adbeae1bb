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
