import { expect, test } from 'vitest'
import { ZONE_IDS } from '../../../src/crdt/vocabulary/index.ts'
import { drawingOf, FRAME, mapPath, otherSide, pathBox, zonePlaces } from '../../../src/crdt/drawing/index.ts'

const SEDAN = drawingOf('sedan')
const places = zonePlaces(SEDAN)
const shapes = SEDAN.views.flatMap((view) => view.zones.map((shape) => ({ ...shape, view: view.view })))

test('every zone of the vocabulary has exactly one primary shape, and no shape names an unknown zone', () => {
  expect(places.map((place) => place.zone).sort()).toEqual([...ZONE_IDS].sort())
  expect(ZONE_IDS.length).toBeGreaterThanOrEqual(40)
  for (const shape of shapes) expect(ZONE_IDS, shape.zone).toContain(shape.zone)
})

test('every shape, line and caption lies inside the view box', () => {
  const inside = (path: string) => {
    const box = pathBox(path)
    expect(box.left, path).toBeGreaterThanOrEqual(0)
    expect(box.top, path).toBeGreaterThanOrEqual(0)
    expect(box.right, path).toBeLessThanOrEqual(FRAME.width)
    expect(box.bottom, path).toBeLessThanOrEqual(FRAME.height)
  }
  for (const view of SEDAN.views) {
    for (const part of [...view.under, ...view.zones, ...view.over]) inside(part.path)
    inside(`M${view.caption.x},${view.caption.y} Z`)
  }
})

test('paths hold absolute M, L, C, Q and Z with complete pairs of numbers: the language of path.ts', () => {
  const pairs: Record<string, number> = { M: 1, L: 1, C: 3, Q: 2, Z: 0 }
  for (const view of SEDAN.views) {
    for (const part of [...view.under, ...view.zones, ...view.over]) {
      for (const [, command, rest] of part.path.matchAll(/([A-Za-z])([^A-Za-z]*)/g)) {
        const numbers = rest!.match(/-?\d+(?:\.\d+)?/g) ?? []
        expect(pairs[command!], `${command} in ${part.path}`).toBeDefined()
        expect(numbers.length, `${command}${rest} in ${part.path}`).toBe(pairs[command!]! * 2)
      }
    }
  }
})

test('a primary shape is large enough to be seen and has an area', () => {
  for (const { zone, box } of places) {
    expect(box.right - box.left, zone).toBeGreaterThanOrEqual(6)
    expect(box.bottom - box.top, zone).toBeGreaterThanOrEqual(6)
  }
})

test("the right side is the left side's mirror image, by name and by shape", () => {
  const left = SEDAN.views.find((view) => view.view === 'left')!
  const right = SEDAN.views.find((view) => view.view === 'right')!
  const axis = (left.caption.x + right.caption.x) / 2
  for (const [index, shape] of left.zones.entries()) {
    const twin = right.zones[index]!
    expect(twin.zone).toBe(otherSide(shape.zone))
    const mirrored = pathBox(mapPath(shape.path, ({ x, y }) => ({ x: 2 * axis - x, y })))
    const box = pathBox(twin.path)
    expect(box.left).toBeCloseTo(mirrored.left, 0)
    expect(box.right).toBeCloseTo(mirrored.right, 0)
  }
})

test('the other side of a zone: sides and corners swap, the middle stays', () => {
  expect(['fender_l', 'door_edge_fr', 'rear_arch_r', 'sill_rl', 'hood', 'roof'].map(otherSide)).toEqual([
    'fender_r',
    'door_edge_fl',
    'rear_arch_l',
    'sill_rr',
    'hood',
    'roof',
  ])
})
