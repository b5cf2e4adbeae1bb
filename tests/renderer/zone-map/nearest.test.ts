import { expect, test } from 'vitest'
import { drawingOf, VIEWS, zonePlaces } from '../../../src/crdt/drawing/index.ts'
import { BODY_TYPES } from '../../../src/crdt/vocabulary/index.ts'
import type { BodyType } from '../../../src/crdt/vocabulary/index.ts'
import { nearestInDirection } from '../../../src/renderer/features/zone-map/nearest.ts'

const drawings = (Object.keys(BODY_TYPES) as BodyType[]).flatMap((body) =>
  [null, ...VIEWS].map((view) => ({ body, view, places: zonePlaces(drawingOf(body), view) })),
)

test.each(drawings)(
  '« $body », view $view: with the four arrow keys every zone is reached from every other',
  (each) => {
    const { places } = each
    expect(places.length).toBeGreaterThan(3)
    for (const start of places) {
      const reached = new Set([start])
      const queue = [start]
      for (let place = queue.pop(); place; place = queue.pop()) {
        for (const direction of ['left', 'right', 'up', 'down'] as const) {
          const next = nearestInDirection(place, places, direction)
          if (next && !reached.has(next)) {
            reached.add(next)
            queue.push(next)
          }
        }
      }
      const lost = places.filter((place) => !reached.has(place)).map((place) => place.zone)
      expect(lost, `from ${start.zone}`).toEqual([])
    }
  },
)

test('an arrow key goes to the neighbour straight ahead rather than to a nearer one aside', () => {
  const at = (x: number, y: number) => ({ centre: { x, y } })
  const [from, aside, ahead] = [at(0, 0), at(10, 30), at(40, 2)]
  expect(nearestInDirection(from, [from, aside, ahead], 'right')).toBe(ahead)
  expect(nearestInDirection(from, [from, aside, ahead], 'left')).toBeUndefined()
})
