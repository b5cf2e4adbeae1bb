/**
 * The sheet that every body is drawn on. Positions of damage are thousandths of this sheet, and documents and sealed
 * papers carry them for ever: the sheet and the five places on it never move, whatever stands in them, so that a pin
 * on the left side stays there when the body type is corrected, on the screen as on paper.
 */
import type { Box, Point } from './path.ts'

export const FRAME = { width: 1080, height: 424 } as const

export const VIEWS = ['left', 'right', 'front', 'top', 'rear'] as const
export type ViewId = (typeof VIEWS)[number]

/** Where each view's own coordinates begin, and how much room it has. */
export const SLOTS: Readonly<Record<ViewId, { readonly at: Point; readonly width: number; readonly height: number }>> =
  {
    left: { at: { x: 10, y: 8 }, width: 520, height: 176 },
    right: { at: { x: 550, y: 8 }, width: 520, height: 176 },
    front: { at: { x: 20, y: 208 }, width: 250, height: 200 },
    top: { at: { x: 290, y: 194 }, width: 500, height: 226 },
    rear: { at: { x: 810, y: 208 }, width: 250, height: 200 },
  }

/** A position as documents hold it. */
export interface Thousandths {
  readonly x: number
  readonly y: number
}

/** Outside of the sheet the nearest edge is meant: what no reader would accept is not written. */
export function toThousandths(point: Point): Thousandths {
  return { x: share(point.x, FRAME.width), y: share(point.y, FRAME.height) }
}

export function fromThousandths({ x, y }: Thousandths): Point {
  return { x: (x * FRAME.width) / 1000, y: (y * FRAME.height) / 1000 }
}

export function slotBox(view: ViewId): Box {
  const { at, width, height } = SLOTS[view]
  return { left: at.x, top: at.y, right: at.x + width, bottom: at.y + height }
}

/** The view that a point lies on; between two, the nearer. */
export function viewAt(point: Point): ViewId {
  return VIEWS.reduce((best, view) => (distance(point, view) < distance(point, best) ? view : best))
}

function distance(point: Point, view: ViewId): number {
  const box = slotBox(view)
  return (
    Math.max(box.left - point.x, 0, point.x - box.right) ** 2 +
    Math.max(box.top - point.y, 0, point.y - box.bottom) ** 2
  )
}

const share = (value: number, whole: number) => Math.min(1000, Math.max(0, Math.round((value * 1000) / whole)))
