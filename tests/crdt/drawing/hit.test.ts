import { expect, test } from 'vitest'
import {
  drawingOf,
  fromThousandths,
  nearestZone,
  toThousandths,
  viewAt,
  zoneAt,
  zonePlaces,
} from '../../../src/crdt/drawing/index.ts'

const art = drawingOf('sedan')
const placeOf = (zone: string) => zonePlaces(art).find((place) => place.zone === zone)!

test('a finger beside a door edge means the door edge, a finger in the middle of the door means the door', () => {
  const edge = placeOf('door_edge_fl')
  const beside = { x: edge.box.left - 6, y: edge.centre.y + 20 }
  expect(zoneAt(art, beside)).toBe('door_fl')
  expect(zoneAt(art, beside, 40)).toBe('door_edge_fl')
  expect(zoneAt(art, placeOf('door_fl').centre, 40)).toBe('door_fl')
})

test('between two small zones the nearer one is meant', () => {
  const [sill, rocker] = [placeOf('sill_fl'), placeOf('rocker_l')]
  const between = (sill.box.bottom + rocker.box.top) / 2
  expect(zoneAt(art, { x: sill.centre.x, y: between - 0.8 }, 40)).toBe('sill_fl')
  expect(zoneAt(art, { x: sill.centre.x, y: between + 0.8 }, 40)).toBe('rocker_l')
})

test('beside every zone nothing is under the finger, and the nearest zone is one of the same view', () => {
  const wheel = { x: 10 + 104, y: 8 + 110 }
  expect(zoneAt(art, wheel)).toBeNull()
  expect(['fender_l', 'front_bumper']).toContain(nearestZone(art, wheel))
  expect(nearestZone(art, { x: 540, y: 420 })).not.toBe('')
})

test('a position survives the way to thousandths and back to within a unit of the sheet', () => {
  for (const { centre } of zonePlaces(art)) {
    const back = fromThousandths(toThousandths(centre))
    expect(Math.abs(back.x - centre.x)).toBeLessThanOrEqual(1)
    expect(Math.abs(back.y - centre.y)).toBeLessThanOrEqual(1)
  }
  expect(toThousandths({ x: -5, y: 1e6 })).toEqual({ x: 0, y: 1000 })
})

test('each view is found by a point on it', () => {
  for (const { centre, view } of zonePlaces(art)) expect(viewAt(centre)).toBe(view)
})
