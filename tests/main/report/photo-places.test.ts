import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readContent } from '../../../src/main/report/index.ts'
import { placePhotos } from '../../../src/main/report/photo-places.ts'
import { sampleJob } from './sample-job.ts'

const reading = readContent(sampleJob({ photosPerZone: 0 }).input().contentJson)
if (reading.kind !== 'content') throw new Error(`expected content, saw ${reading.kind}`)
const { content } = reading
const photo = fc.record({
  id: fc.uuid(),
  by: fc.constant('ana'),
  at: fc.nat(),
  sha256: fc.constant('ab'.repeat(32)),
  thumbnail: fc.constant(null),
  rendition: fc.constant(null),
  mime: fc.constant('image/jpeg'),
  bytes: fc.constant(1),
  phase: fc.constantFrom('reception', 'before', 'during', 'after', 'defect', 'winter'),
  view: fc.constantFrom(null, 'detail'),
  zone: fc.constantFrom(null, 'hood', 'roof', 'trunk', 'elsewhere'),
  defect: fc.constantFrom(null, 'unknown', ...content.defects.map((defect) => defect.id)),
})

test('every photo stands in exactly one place of the paper', () => {
  fc.assert(
    fc.property(fc.uniqueArray(photo, { selector: (each) => each.id }), (photos) => {
      const places = placePhotos({ ...content, photos })
      const placed = [
        ...places.reception,
        ...places.other,
        ...[...places.byZone.values()].flat(),
        ...[...places.byDefect.values()].flat(),
      ].map((each) => each.id)
      expect(placed.sort()).toEqual(photos.map((each) => each.id).sort())
      const zones = content.zones.map((zone) => zone.zone)
      for (const zone of places.byZone.keys()) expect(zones).toContain(zone)
    }),
  )
})
