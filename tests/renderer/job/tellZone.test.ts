import { expect, test } from 'vitest'
import { addDefect, checkZone, setZoneExtent, useFilm } from '../../../src/crdt/job/index.ts'
import type { PersonHere } from '../../../src/renderer/features/job/presence.ts'
import { filmLots, marksOf, sayZone, tellZone } from '../../../src/renderer/features/job/zones/tellZone.ts'
import type { Words } from '../../../src/renderer/i18n/index.ts'
import { fewPeople } from '../../../src/renderer/features/zone-map/ZoneMap.tsx'
import { openDesk } from '../../crdt/desks.ts'
import { aCut, aDefect } from '../../crdt/job/samples.ts'

const words = {
  language: 'fr',
  word: (label: { readonly fr: string }) => label.fr,
  t: (key: string, values: object = {}) => [key, ...Object.values(values)].join(' '),
} as unknown as Words
const ana: PersonHere = {
  id: 'ana',
  name: 'Ana Rossi',
  device: null,
  tab: 'zones',
  zone: 'hood',
  field: null,
  idle: false,
}

test('the drawing tells of a zone its state, who is there, its defects and the lots of its film; a spoilt cut is no film', () => {
  const { job, pen } = openDesk()
  setZoneExtent(job.ledger, 'hood', 'full', pen)
  setZoneExtent(job.ledger, 'roof', 'full', pen)
  checkZone(job.ledger, 'hood', 'template', true, pen)
  useFilm(job.ledger, aCut({ zones: ['hood'], lot: 'L-1' }), pen)
  useFilm(job.ledger, aCut({ zones: ['hood'], lot: 'L-1', purpose: 'recut' }), pen)
  useFilm(job.ledger, aCut({ zones: ['hood', 'roof'], lot: 'L-9', purpose: 'error' }), pen)
  addDefect(job.ledger, aDefect({ zone: 'hood', phase: 'installation' }), pen)
  const { zones } = job.view()
  const hood = tellZone('hood', zones, [ana], words)
  expect(hood.title).toBe('Capot')
  expect(hood.lines).toEqual(['presence.zone Ana Rossi 1', 'jobs.defects 1', 'map.filmLots L-1'])
  expect(sayZone('hood', zones, [ana], words)).toBe(`Capot – ${[hood.state!.word, ...hood.lines].join(', ')}`)
  const marks = marksOf(zones, [ana])
  expect(marks.get('hood')).toMatchObject({ openDefects: 1, film: true, present: ['AR'], conflict: false })
  expect(marks.get('roof')).toMatchObject({ openDefects: 0, film: false, present: [] })
  expect(filmLots(zones.find((zone) => zone.zone === 'roof')!)).toEqual([])
})

test('of a zone that is not in the job it tells just that, and who looks at it', () => {
  expect(tellZone('hood', [], [ana], words)).toEqual({
    title: 'Capot',
    state: null,
    lines: ['zone.notInJob', 'presence.zone Ana Rossi 1'],
  })
})

test('a crowd does not hide the zone: two stand on it, of more one and a number', () => {
  expect(fewPeople([])).toEqual([])
  expect(fewPeople(['AR', 'BP'])).toEqual(['AR', 'BP'])
  expect(fewPeople(['AR', 'BP', 'CM'])).toEqual(['AR', '+2'])
  expect(fewPeople(Array.from({ length: 500 }, () => 'X'))).toEqual(['X', '+99'])
})
