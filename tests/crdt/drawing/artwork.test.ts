import { describe, expect, test } from 'vitest'
import {
  drawingOf,
  drawnZones,
  FRAME,
  mapPath,
  otherSide,
  pathBox,
  slotBox,
  VIEWS,
  zoneAt,
  zonePlaces,
} from '../../../src/crdt/drawing/index.ts'
import type { Box } from '../../../src/crdt/drawing/index.ts'
import { BODY_TYPES, PACKAGES, ZONE_IDS } from '../../../src/crdt/vocabulary/index.ts'
import type { BodyType } from '../../../src/crdt/vocabulary/index.ts'

const BODIES = Object.keys(BODY_TYPES) as BodyType[]
const CARS = ['city', 'sedan', 'suv', 'coupe'] as const

const both = (...ids: string[]) => ids.flatMap((id) => [`${id}_l`, `${id}_r`])
const corners = (...ids: string[]) => ids.flatMap((id) => ['fl', 'fr', 'rl', 'rr'].map((corner) => `${id}_${corner}`))
const of = (motorcycle: boolean) =>
  ZONE_IDS.filter((zone) => /^(belly|fairing|fork|.+_mudguard|seat|side_cover|swingarm|tank)/.test(zone) === motorcycle)
const CAR = of(false).filter((zone) => zone !== 'splitter')
const rearDoors = corners('door', 'door_edge', 'door_cup', 'sill').filter((zone) => /_r[lr]$/.test(zone))
const HAS: Readonly<Record<BodyType, readonly string[]>> = {
  city: CAR,
  sedan: CAR,
  suv: CAR,
  coupe: [...CAR.filter((zone) => !rearDoors.includes(zone)), 'splitter'],
  van: CAR.filter((zone) => !['spoiler', 'diffuser'].includes(zone)),
  motorcycle: [...of(true), 'windshield', 'screen_center', ...both('headlight', 'mirror', 'taillight')],
}

test.each(BODIES)('« %s » shows each zone that such a vehicle has as exactly one primary shape', (body) => {
  const art = drawingOf(body)
  const places = zonePlaces(art)
  expect(places.map((place) => place.zone).sort()).toEqual([...HAS[body]].sort())
  // An echo of a zone without a primary shape would be a place that cannot be walked to.
  expect([...drawnZones(art)].sort()).toEqual([...HAS[body]].sort())
  expect(art.views.map(({ view }) => view)).toEqual(VIEWS)
})

test.each(CARS)('« %s » has at least 40 zones, and every package has something on it', (body) => {
  const zones = drawnZones(drawingOf(body))
  expect(zones.size).toBeGreaterThanOrEqual(40)
  for (const { zones: packed } of [PACKAGES.partial_front, PACKAGES.full_front, PACKAGES.track, PACKAGES.wear]) {
    expect(packed.some(([zone]) => zones.has(zone))).toBe(true)
  }
})

test('[W1] the sheet and the places of its views are where documents believe them to be', () => {
  expect(FRAME).toEqual({ width: 1080, height: 424 })
  const places = VIEWS.map((view) => [view, slotBox(view)])
  expect(Object.fromEntries(places)).toEqual({
    left: { left: 10, top: 8, right: 530, bottom: 184 },
    right: { left: 550, top: 8, right: 1070, bottom: 184 },
    front: { left: 20, top: 208, right: 270, bottom: 408 },
    top: { left: 290, top: 194, right: 790, bottom: 420 },
    rear: { left: 810, top: 208, right: 1060, bottom: 408 },
  })
})

test('[W3] no two bodies share a silhouette, and a body of tomorrow is drawn as a saloon', () => {
  const outlines = BODIES.map((body) => drawingOf(body).views.map((view) => view.zones.map((zone) => zone.path)))
  expect(new Set(outlines.map((outline) => JSON.stringify(outline))).size).toBe(BODIES.length)
  expect(drawingOf('hovercraft')).toBe(drawingOf('sedan'))
  expect(drawingOf(undefined)).toBe(drawingOf('sedan'))
})

describe.each(BODIES)('%s', (body) => {
  const art = drawingOf(body)
  const places = zonePlaces(art)
  const parts = art.views.flatMap(({ view, under, zones, over }) =>
    [...under, ...zones, ...over].map(({ path }) => ({ view, path })),
  )

  test('[W1] every shape and line lies inside the sheet, on the place of its view', () => {
    for (const { view, path } of parts) expectInside(pathBox(path), slotBox(view), path)
    for (const { view, caption } of art.views)
      expectInside(pathBox(`M${caption.x},${caption.y} Z`), slotBox(view), view)
    for (const view of VIEWS) {
      expectInside(slotBox(view), { left: 0, top: 0, right: FRAME.width, bottom: FRAME.height }, view)
    }
  })

  test('paths hold absolute M, L, C, Q and Z with complete pairs of numbers: the language of path.ts', () => {
    const pairs: Record<string, number> = { M: 1, L: 1, C: 3, Q: 2, Z: 0 }
    for (const { path } of parts) {
      for (const [, command, rest] of path.matchAll(/([A-Za-z])([^A-Za-z]*)/g)) {
        const numbers = rest!.match(/-?\d+(?:\.\d+)?/g) ?? []
        expect(pairs[command!], `${command} in ${path}`).toBeDefined()
        expect(numbers.length, `${command}${rest} in ${path}`).toBe(pairs[command!]! * 2)
      }
    }
  })

  test('every zone is one closed outline', () => {
    for (const { zones } of art.views) for (const { path } of zones) expect(path).toMatch(/^M[^MZ]+Z$/)
  })

  test('a primary shape is large enough to be seen', () => {
    for (const { zone, box } of places) {
      expect(box.right - box.left, zone).toBeGreaterThanOrEqual(6)
      expect(box.bottom - box.top, zone).toBeGreaterThanOrEqual(5)
    }
  })

  test.each([0, 14, 60, 200])('where its marks stand is the zone itself, for a finger of %i units too', (size) => {
    for (const { zone, centre } of places) expect(zoneAt(art, centre, size), zone).toBe(zone)
  })

  test('in each view alone, every zone that it shows can be hit where it is walked to', () => {
    for (const view of VIEWS) {
      const shown = zonePlaces(art, view)
      expect(new Set(shown.map((place) => place.zone)).size).toBe(shown.length)
      for (const { zone, centre } of shown) expect(zoneAt(art, centre, 30), `${zone} in ${view}`).toBe(zone)
    }
  })

  test("the right side is the left side's mirror image, by name and by shape", () => {
    const left = art.views.find((view) => view.view === 'left')!
    const right = art.views.find((view) => view.view === 'right')!
    const axis = FRAME.width / 2
    expect(right.zones).toHaveLength(left.zones.length)
    for (const [index, shape] of left.zones.entries()) {
      const twin = right.zones[index]!
      expect(twin.zone).toBe(otherSide(shape.zone))
      expect(twin.path).toBe(mapPath(shape.path, ({ x, y }) => ({ x: 2 * axis - x, y })))
    }
  })

  test('front, rear and top are the same on both sides', () => {
    for (const { view, zones } of art.views.filter((each) => ['front', 'rear', 'top'].includes(each.view))) {
      const slot = slotBox(view)
      // Of the front the driver's left is on our right; of the rear it is not; of the top it is below.
      const middle = view === 'top' ? slot.top + 113 : slot.left + 125
      for (const shape of zones) {
        const twins = zones.filter((each) => each.zone === otherSide(shape.zone))
        const box = pathBox(shape.path)
        const flipped =
          view === 'top'
            ? { ...box, top: 2 * middle - box.bottom, bottom: 2 * middle - box.top }
            : { ...box, left: 2 * middle - box.right, right: 2 * middle - box.left }
        expect(
          twins.some((twin) => near(pathBox(twin.path), flipped)),
          `${shape.zone} in ${view}`,
        ).toBe(true)
      }
    }
  })
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

function expectInside(box: Box, around: Box, what: string): void {
  expect(box.left, what).toBeGreaterThanOrEqual(around.left)
  expect(box.top, what).toBeGreaterThanOrEqual(around.top)
  expect(box.right, what).toBeLessThanOrEqual(around.right)
  expect(box.bottom, what).toBeLessThanOrEqual(around.bottom)
}
function near(a: Box, b: Box): boolean {
  return Math.max(...(['left', 'top', 'right', 'bottom'] as const).map((side) => Math.abs(a[side] - b[side]))) <= 2
}
