/** Places on a picture from fingers and keys, in thousandths of its width and height. */
import type { KeyboardEvent, PointerEvent } from 'react'
import type { Thousandths } from '../../../../crdt/drawing/index.ts'

const KEYS: Readonly<Record<string, Thousandths>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}
const STEP = 20
const FINE_STEP = 4
export const MIDDLE: Thousandths = { x: 500, y: 500 }

/** Where the pointer is over the element that listens. */
export function pointOf(event: PointerEvent<HTMLElement>): Thousandths {
  const box = event.currentTarget.getBoundingClientRect()
  return bounded((1000 * (event.clientX - box.left)) / box.width, (1000 * (event.clientY - box.top)) / box.height)
}

/** A step from there, with Shift a small one; null for other keys than the arrows. */
export function steppedBy(event: KeyboardEvent, from: Thousandths): Thousandths | null {
  const way = KEYS[event.key]
  if (!way) return null
  const step = event.shiftKey ? FINE_STEP : STEP
  return bounded(from.x + way.x * step, from.y + way.y * step)
}

function bounded(x: number, y: number): Thousandths {
  const within = (value: number) => Math.min(1000, Math.max(0, Math.round(value)))
  return { x: within(x), y: within(y) }
}
