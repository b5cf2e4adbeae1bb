import { expect, test } from 'vitest'
import {
  addComment,
  addPhoto,
  addReading,
  check,
  checkZone,
  createJob,
  decide,
  endSession,
  setOdometer,
  setPriority,
  setSchedule,
  setTags,
  setZoneExtent,
  setZoneScore,
  useFilm,
} from '../../../src/crdt/job/index.ts'
import { packageZones } from '../../../src/crdt/drawing/index.ts'
import { PACKAGES, type PackageId } from '../../../src/crdt/vocabulary/index.ts'
import { openDesk, reopened } from '../desks.ts'
import { aCut, aPhoto, aReading } from './samples.ts'

const JOB = { number: 'J-7', title: 'Titre', client: 'c', vehicle: 'v' }

test.each(Object.keys(PACKAGES) as PackageId[])(
  '[V15] « %s » expands to its zones once, and stays named as sold',
  (id) => {
    const { job, pen } = openDesk()
    createJob(job.ledger, { ...JOB, package: id }, pen)
    const view = job.view()
    expect(view.package.value).toBe(id)
    expect(new Map(view.zones.map((zone) => [zone.zone, zone.extent.value]))).toEqual(
      new Map(packageZones(id, undefined)),
    )
  },
)

test('[V15] [W3] of a package a job gets what the vehicle has', () => {
  const { job, pen } = openDesk()
  createJob(job.ledger, { ...JOB, package: 'wear', body: 'coupe' }, pen)
  expect(job.view().zones.map((zone) => zone.zone)).toEqual([
    ...['door_edge_fl', 'door_edge_fr', 'door_cup_fl', 'door_cup_fr', 'sill_fl', 'sill_fr', 'load_sill'],
  ])
})

test('[V15] a zone named beside the package takes its own extent, and appears once', () => {
  const { job, pen } = openDesk()
  const zones = [
    ['hood', 'leading'],
    ['roof', 'full'],
    ['custom:01ARZ3NDEKTSV4RRFFQ69G5FAV', 'custom'],
  ] as const
  createJob(job.ledger, { ...JOB, package: 'full_front', zones }, pen)
  const found = job.view().zones
  expect(found.find((zone) => zone.zone === 'hood')!.extent.value).toBe('leading')
  expect(found).toHaveLength(packageZones('full_front', undefined).length + 2)
  expect(found.at(-1)!.zone).toBe('custom:01ARZ3NDEKTSV4RRFFQ69G5FAV')
})

test('[V15] a new job says who, what and when in one update', () => {
  const { doc, job, pen } = openDesk()
  let updates = 0
  doc.on('update', () => void updates++)
  const times = { scheduleStart: 1_790_000_000_000, scheduleEnd: 1_790_086_400_000 }
  createJob(job.ledger, { ...JOB, ...times, package: 'wear', people: ['ana', 'joe'], priority: 'high' }, pen)
  expect(updates).toBe(1)
  expect(job.view()).toMatchObject({
    number: { value: 'J-7' },
    title: { value: 'Titre' },
    client: { value: 'c' },
    vehicle: { value: 'v' },
    priority: { value: 'high' },
    scheduleStart: { value: times.scheduleStart },
    scheduleEnd: { value: times.scheduleEnd },
    state: 'planned',
    assignments: [{ person: 'ana' }, { person: 'joe' }],
    authors: ['ana'],
    unknownCount: 0,
  })
  expect(reopened(doc).view()).toEqual(job.view())
})

test('[V19] a command throws on what no reader would accept, and writes nothing [F39]', () => {
  const { doc, job, pen } = openDesk()
  const { ledger } = job
  setOdometer(ledger, 5, pen)
  const size = doc.getMap('facts').size
  for (const command of [
    () => setOdometer(ledger, Number.NaN, pen),
    () => setOdometer(ledger, -1, pen),
    () => setOdometer(ledger, 3_000_000, pen),
    () => setPriority(ledger, 'asap' as never, pen),
    () => setSchedule(ledger, 1, 2.5, pen),
    () => setTags(ledger, [1] as never, pen),
    () => setZoneScore(ledger, 'hood', 11, pen),
    () => setZoneExtent(ledger, 'Hood!', 'full', pen),
    () => check(ledger, 'reception', 'of_tomorrow', true, pen),
    () => checkZone(ledger, 'hood', 'placed', 1 as never, pen),
    () => endSession(ledger, 's', -5, pen),
    () => decide(ledger, 'odometer', 'beaucoup', pen),
    () => addReading(ledger, aReading({ humidity: 101 }), pen),
    () => useFilm(ledger, aCut({ zones: ['../..'] }), pen),
    () => addPhoto(ledger, aPhoto({ sha256: 'x' }), pen),
    () => addComment(ledger, { text: 'x'.repeat(5001), zone: null }, pen),
    () => createJob(ledger, { ...JOB, package: 'wear', scheduleStart: -1 }, pen),
  ]) {
    expect(command).toThrow()
  }
  expect(doc.getMap('facts').size).toBe(size)
  expect(job.view()).toMatchObject({ odometerKm: { value: 5 }, unknownCount: 0 })
})

test('[V18] a row is written as it will be read: without members of no meaning', () => {
  const { doc, job, pen } = openDesk()
  const loose = { ...aPhoto(), thumbnail: undefined, secret: 'x' } as never
  const id = addPhoto(job.ledger, loose, pen)
  expect(doc.getMap('facts').get(id)).toMatchObject({ data: aPhoto() })
  expect(Object.keys((doc.getMap('facts').get(id) as { data: object }).data)).not.toContain('secret')
})
