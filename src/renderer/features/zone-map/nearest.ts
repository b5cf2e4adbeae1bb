import type { Point } from '../../../crdt/drawing/index.ts'

export type Direction = 'left' | 'right' | 'up' | 'down'

const AXIS: Record<Direction, Point> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
}

/**
 * The neighbour that a person expects from an arrow key: ahead of us, near, and rather straight ahead than
 * sideways (sideways distance counts twice). Undefined at the edge.
 */
export function nearestInDirection<T extends { readonly centre: Point }>(
  from: T,
  candidates: readonly T[],
  direction: Direction,
): T | undefined {
  const axis = AXIS[direction]
  let best: { item: T; cost: number } | undefined
  for (const item of candidates) {
    if (item === from) continue
    const dx = item.centre.x - from.centre.x
    const dy = item.centre.y - from.centre.y
    const ahead = dx * axis.x + dy * axis.y
    const aside = Math.abs(dx * axis.y) + Math.abs(dy * axis.x)
    // Less than a hair ahead is a zone on the same spot, not a neighbour.
    if (ahead < 2) continue
    const cost = ahead + 2 * aside
    if (!best || cost < best.cost) best = { item, cost }
  }
  return best?.item
}
