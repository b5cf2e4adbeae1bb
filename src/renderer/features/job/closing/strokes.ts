/**
 * What a pen drew, small enough to be one row of the document and still the same drawing: points that lie on the line
 * between their neighbours are left out (Ramer–Douglas–Peucker). Nothing is ever cut off: what stays too long is said.
 */
import { BOUNDS } from '../../../../crdt/job/index.ts'

export interface Point {
  readonly x: number
  readonly y: number
}
export type Drawn =
  /** Thousandths of the longer side, both ways, so that the proportions hold: x, y, x, y… */
  | { readonly kind: 'drawn'; readonly strokes: readonly (readonly number[])[] }
  | { readonly kind: 'empty' }
  /** Even coarsely it would not fit in a row: begin again, shorter. */
  | { readonly kind: 'too-long' }

/** How far a line may lie beside what was drawn, in thousandths: 1 is a fifth of a millimetre on a tablet of 10 inches. */
const TOLERANCES = [0.75, 1.5, 2.5, 4] as const
/** Numbers of all strokes together: some 100 kB as text, half of what a fact may be. */
const MAX_NUMBERS = 20_000

export function drawnStrokes(strokes: readonly (readonly Point[])[], width: number, height: number): Drawn {
  const scale = 1000 / Math.max(width, height, 1)
  const scaled = strokes
    .filter((stroke) => stroke.length > 0)
    .map((stroke) => stroke.map(({ x, y }) => ({ x: x * scale, y: y * scale })))
  if (scaled.length === 0) return { kind: 'empty' }
  for (const tolerance of TOLERANCES) {
    const simple = scaled.map((stroke) => flat(simplify(stroke, tolerance)))
    const total = simple.reduce((sum, stroke) => sum + stroke.length, 0)
    const fits = simple.length <= BOUNDS.strokes && simple.every((stroke) => stroke.length <= BOUNDS.strokeNumbers)
    if (fits && total <= MAX_NUMBERS) return { kind: 'drawn', strokes: simple }
  }
  return { kind: 'too-long' }
}

/** A list in place of recursion: a stroke of a minute has more points than the stack is deep. */
export function simplify(stroke: readonly Point[], tolerance: number): readonly Point[] {
  const last = stroke.length - 1
  if (last < 2) return stroke
  const kept = new Set([0, last])
  const open: [number, number][] = [[0, last]]
  for (let range = open.pop(); range; range = open.pop()) {
    const [from, to] = range
    let [farthest, distance] = [from, tolerance]
    for (let i = from + 1; i < to; i++) {
      const off = distanceToSegment(stroke[i]!, stroke[from]!, stroke[to]!)
      if (off > distance) [farthest, distance] = [i, off]
    }
    if (farthest === from) continue
    kept.add(farthest)
    open.push([from, farthest], [farthest, to])
  }
  return stroke.filter((_, index) => kept.has(index))
}

function distanceToSegment(point: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const length2 = dx * dx + dy * dy
  const along = length2 === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / length2
  const at = Math.min(1, Math.max(0, along))
  return Math.hypot(point.x - from.x - at * dx, point.y - from.y - at * dy)
}

function flat(points: readonly Point[]): readonly number[] {
  return points.flatMap(({ x, y }) => [Math.round(x), Math.round(y)])
}
