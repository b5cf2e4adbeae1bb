/** What the drawings of all bodies are made with: half shapes and their mirror images, wheels, arches, boxes. */
import type { ZoneId } from '../vocabulary/index.ts'
import { otherSide } from './artwork.ts'
import type { Artwork, Decor, DecorKind, ViewArt, ZoneShape } from './artwork.ts'
import { SLOTS } from './frame.ts'
import { mapPath, pathPoints } from './path.ts'
import type { Point } from './path.ts'

/** The lines about which vehicles are mirrored: the middle of a face, and of the vehicle seen from above. */
export const FACE = 125
export const TOP = 113

/** The shape that is named and walked to. `mark`: where its marks stand, when its middle lies outside of it. */
export const primary = (zone: ZoneId, path: string, mark?: Point): ZoneShape => ({
  zone,
  path,
  role: 'primary',
  ...(mark ? { mark } : {}),
})
/** The same zone seen from another side. */
export const echo = (zone: ZoneId, path: string, mark?: Point): ZoneShape => ({
  zone,
  path,
  role: 'echo',
  ...(mark ? { mark } : {}),
})
export const decor = (kind: DecorKind, ...paths: readonly string[]): Decor[] => paths.map((path) => ({ kind, path }))

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
function placeView(view: ViewArt, move: (point: Point) => Point): ViewArt {
  const decor = (list: readonly Decor[]) => list.map((part) => ({ ...part, path: mapPath(part.path, move) }))
  return {
    ...view,
    caption: move(view.caption),
    under: decor(view.under),
    zones: view.zones.map((shape) => moveShape(shape, move)),
    over: decor(view.over),
  }
}

function moveShape(shape: ZoneShape, move: (point: Point) => Point): ZoneShape {
  return { ...shape, path: mapPath(shape.path, move), ...(shape.mark ? { mark: move(shape.mark) } : {}) }
}

/** The right side is the left side's mirror image, by name and by shape. */
export function rightOf(left: ViewArt): ViewArt {
  const right = placeView(left, ({ x, y }) => ({ x: SLOTS.left.width - x, y }))
  return { ...right, view: 'right', zones: right.zones.map((shape) => ({ ...shape, zone: otherSide(shape.zone) })) }
}

/** Shapes of one half, each followed by its mirror image about the line `middle`. */
export function bothSides(middle: number, axis: 'x' | 'y', shapes: readonly ZoneShape[]): ZoneShape[] {
  return shapes.flatMap((shape) => [shape, { ...moveShape(shape, mirror(middle, axis)), zone: otherSide(shape.zone) }])
}
export function bothDecors(middle: number, axis: 'x' | 'y', parts: readonly Decor[]): Decor[] {
  return parts.flatMap((part) => [part, { ...part, path: mapPath(part.path, mirror(middle, axis)) }])
}

/** Closes an open half outline, drawn from the line `middle` and back to it, with its own mirror image. */
function across(middle: number, axis: 'x' | 'y', half: string): string {
  const points = pathPoints(half)
  const commands = [...half.matchAll(/[MLCQ]/g)].map(([command]) => command)
  const flip = mirror(middle, axis)
  let path = half.trim()
  let end = points.length - 1
  for (const command of commands.slice(1).reverse()) {
    const count = command === 'C' ? 3 : command === 'Q' ? 2 : 1
    // Backwards: the controls in turn, then the point where the piece began.
    const back = points
      .slice(end - count, end)
      .reverse()
      .map(flip)
    const from = flip(points[end]!)
    if (end === points.length - 1 && (from.x !== points[end]!.x || from.y !== points[end]!.y)) {
      path += ` L${from.x},${from.y}`
    }
    path += ` ${command}${back.map((point) => `${point.x},${point.y}`).join(' ')}`
    end -= count
  }
  return `${path} Z`
}
/** The whole outline of a half of a face, and of a half of the vehicle seen from above. */
export const centre = (half: string) => across(FACE, 'x', half)
export const along = (half: string) => across(TOP, 'y', half)

function mirror(middle: number, axis: 'x' | 'y') {
  return ({ x, y }: Point): Point => (axis === 'x' ? { x: 2 * middle - x, y } : { x, y: 2 * middle - y })
}

export function wheel(x: number, y: number, radius: number, spokes = 10): Decor[] {
  const lines = Array.from({ length: spokes }, (_, index) => {
    const angle = (index * 2 * Math.PI) / spokes
    const [c, s] = [Math.cos(angle), Math.sin(angle)]
    const at = (r: number) => `${(x + r * c).toFixed(1)},${(y + r * s).toFixed(1)}`
    return `M${at(radius * 0.2)} L${at(radius * 0.66)}`
  })
  return [
    ...decor('tyre', circle(x, y, radius)),
    ...decor('rim', circle(x, y, radius * 0.72)),
    ...decor('line', ...lines),
    ...decor('hub', circle(x, y, radius * 0.17)),
  ]
}

/** The lip around a wheel, `inner` to `outer`, open below `bottom`. */
export function archRing(x: number, y: number, inner: number, outer: number, bottom: number): string {
  const [i, o, k] = [inner, outer, 0.5523]
  return (
    `M${x - o},${bottom} L${x - o},${y} C${x - o},${y - o * k} ${x - o * k},${y - o} ${x},${y - o} ` +
    `C${x + o * k},${y - o} ${x + o},${y - o * k} ${x + o},${y} L${x + o},${bottom} L${x + i},${bottom} L${x + i},${y} ` +
    `C${x + i},${y - i * k} ${x + i * k},${y - i} ${x},${y - i} C${x - i * k},${y - i} ${x - i},${y - i * k} ${x - i},${y} ` +
    `L${x - i},${bottom} Z`
  )
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
