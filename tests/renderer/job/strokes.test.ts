import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BOUNDS, decoders } from '../../../src/crdt/job/index.ts'
import type { JsonObject } from '../../../src/crdt/ledger/index.ts'
import { drawnStrokes, simplify, type Point } from '../../../src/renderer/features/job/closing/strokes.ts'

const HASH = 'ab'.repeat(32)
const fitsInARow = (strokes: readonly (readonly number[])[]) =>
  decoders.signature({ signer: 'C', role: '', email: '', hash: HASH, strokes } as unknown as JsonObject) !== undefined

/** A hand that writes for so many points, at 240 points a second. */
const scribble = (points: number, shake = 0): Point[] =>
  Array.from({ length: points }, (_, i) => ({
    x: 100 + (700 * i) / points + 40 * Math.sin(i / 7),
    y: 200 + 90 * Math.cos(i / 11) + (i % 2 === 0 ? shake : -shake),
  }))

function distance(point: Point, line: readonly Point[]): number {
  const off = line.slice(1).map((to, i) => {
    const from = line[i]!
    const [dx, dy] = [to.x - from.x, to.y - from.y]
    const length2 = dx * dx + dy * dy
    const at =
      length2 === 0 ? 0 : Math.min(1, Math.max(0, ((point.x - from.x) * dx + (point.y - from.y) * dy) / length2))
    return Math.hypot(point.x - from.x - at * dx, point.y - from.y - at * dy)
  })
  return Math.min(...off, ...line.map((each) => Math.hypot(point.x - each.x, point.y - each.y)))
}

test('a long signature keeps its first and last point and its shape, and fits in one row', () => {
  const stroke = scribble(9_000)
  const drawn = drawnStrokes([stroke], 1000, 400)
  if (drawn.kind !== 'drawn') throw new Error(drawn.kind)
  const [numbers] = drawn.strokes
  expect(numbers!.slice(0, 2)).toEqual([Math.round(stroke[0]!.x), Math.round(stroke[0]!.y)])
  expect(numbers!.slice(-2)).toEqual([Math.round(stroke.at(-1)!.x), Math.round(stroke.at(-1)!.y)])
  const kept = Array.from({ length: numbers!.length / 2 }, (_, i) => ({ x: numbers![2 * i]!, y: numbers![2 * i + 1]! }))
  for (let i = 0; i < stroke.length; i += 50) expect(distance(stroke[i]!, kept)).toBeLessThan(2.5)
  expect(fitsInARow(drawn.strokes)).toBe(true)
})

test('[V18] whatever a hand draws is kept whole in a row that reads, or refused aloud: nothing is cut off', () => {
  const point = fc.record({ x: fc.integer({ min: 0, max: 1000 }), y: fc.integer({ min: 0, max: 600 }) })
  const strokes = fc.array(fc.array(point, { maxLength: 60 }), { maxLength: 40 })
  fc.assert(
    fc.property(strokes, (drawnByHand) => {
      const drawn = drawnStrokes(drawnByHand, 1000, 600)
      const real = drawnByHand.filter((stroke) => stroke.length > 0)
      if (real.length === 0) return drawn.kind === 'empty'
      return drawn.kind === 'drawn' && drawn.strokes.length === real.length && fitsInARow(drawn.strokes)
    }),
  )
})

test('more strokes than a row holds, and a scribble that no line follows, are said to be too long', () => {
  const dots = Array.from({ length: BOUNDS.strokes }, (_, i) => [{ x: i, y: i }])
  expect(drawnStrokes(dots, 1000, 1000).kind).toBe('drawn')
  expect(drawnStrokes([...dots, [{ x: 1, y: 1 }]], 1000, 1000).kind).toBe('too-long')
  expect(drawnStrokes([scribble(20_000, 60)], 1000, 400).kind).toBe('too-long')
})

test('points on a straight line go, corners stay, and the tolerance is kept', () => {
  const corner = [0, 1, 2, 3, 4].map((x) => ({ x: x * 100, y: 0 })).concat([{ x: 400, y: 300 }])
  expect(simplify(corner, 1)).toEqual([
    { x: 0, y: 0 },
    { x: 400, y: 0 },
    { x: 400, y: 300 },
  ])
  const round = scribble(500)
  const kept = simplify(round, 2)
  expect(kept.length).toBeLessThan(round.length / 4)
  for (const each of round) expect(distance(each, kept)).toBeLessThanOrEqual(2)
})

test('the proportions hold on a tall tablet as on a wide one', () => {
  const line = [
    { x: 0, y: 0 },
    { x: 300, y: 600 },
  ]
  expect(drawnStrokes([line], 400, 800)).toEqual({ kind: 'drawn', strokes: [[0, 0, 375, 750]] })
  expect(drawnStrokes([line], 800, 700)).toEqual({ kind: 'drawn', strokes: [[0, 0, 375, 750]] })
  expect(drawnStrokes([], 800, 700)).toEqual({ kind: 'empty' })
})
