import { expect, test } from 'vitest'
import { drawingOf, zonePlaces } from '../../../src/crdt/drawing/index.ts'
import { nearestInDirection } from '../../../src/renderer/features/zone-map/nearest.ts'

const places = zonePlaces(drawingOf('sedan'))

test('with the four arrow keys every zone can be reached from every other', () => {
  const reached = new Set([places[0]!])
  const queue = [places[0]!]
  for (let place = queue.pop(); place; place = queue.pop()) {
    for (const direction of ['left', 'right', 'up', 'down'] as const) {
      const next = nearestInDirection(place, places, direction)
      if (next && !reached.has(next)) {
        reached.add(next)
        queue.push(next)
      }
    }
  }
  expect(places.filter((place) => !reached.has(place)).map((place) => place.zone)).toEqual([])
})

test('an arrow key goes to the neighbour straight ahead rather than to a nearer one aside', () => {
  const at = (x: number, y: number) => ({ centre: { x, y } })
  const [from, aside, ahead] = [at(0, 0), at(10, 30), at(40, 2)]
  expect(nearestInDirection(from, [from, aside, ahead], 'right')).toBe(ahead)
  expect(nearestInDirection(from, [from, aside, ahead], 'left')).toBeUndefined()
})
