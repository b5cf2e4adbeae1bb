import { expect, test } from 'vitest'
import {
  addDefect,
  addPhoto,
  addReading,
  checkZone,
  createJob,
  overrideGate,
  refuseToSign,
  reviewDamage,
  setDefectOutcome,
  setOdometer,
  setZoneExtent,
  setZoneScore,
  sign,
  useFilm,
  withdrawFact,
  type GateId,
  type Missing,
} from '../../../src/crdt/job/index.ts'
import { claim } from '../../../src/crdt/ledger/index.ts'
import { REQUIRED_VIEWS, ZONE_CHECKS, type ZoneCheckId } from '../../../src/crdt/vocabulary/index.ts'
import { openDesk, twoDesks, type Desk } from '../desks.ts'
import { aCut, aDefect, aPhoto, aReading, HASH } from './samples.ts'

/** What opens the gate before installation, each step by the name of what is missing without it. */
const INSTALLATION = {
  client: (desk: Desk) => claim(desk.job.ledger, 'client', 'c', desk.pen),
  vehicle: (desk: Desk) => claim(desk.job.ledger, 'vehicle', 'v', desk.pen),
  zones: (desk: Desk) => setZoneExtent(desk.job.ledger, 'hood', 'full', desk.pen),
  odometer: (desk: Desk) => setOdometer(desk.job.ledger, 0, desk.pen),
  ...Object.fromEntries(
    REQUIRED_VIEWS.map((view) => [
      `photo_view ${view}`,
      (desk: Desk) => addPhoto(desk.job.ledger, aPhoto({ view }), desk.pen),
    ]),
  ),
  damage_review: (desk: Desk) => reviewDamage(desk.job.ledger, true, desk.pen),
  reading: (desk: Desk) => addReading(desk.job.ledger, aReading(), desk.pen),
  'film hood': (desk: Desk) => useFilm(desk.job.ledger, aCut(), desk.pen),
}
const named = (missing: Missing): string => {
  if (missing.kind === 'photo_view') return `photo_view ${missing.view}`
  return 'zone' in missing && missing.kind !== 'blocking_defect' ? `${missing.kind} ${missing.zone}` : missing.kind
}
const missing = (desk: Desk, gate: GateId) => desk.job.view().gates[gate].missing.map(named)
const isOpen = (desk: Desk, gate: GateId) => desk.job.view().gates[gate].open

test.each(Object.keys(INSTALLATION))(
  '[G1] without « %s » nothing is installed, and only that is missing',
  (without) => {
    const desk = openDesk()
    for (const [name, give] of Object.entries(INSTALLATION)) if (name !== without) give(desk)
    // Without any zone there is none that lacks film.
    expect(missing(desk, 'installation')).toEqual([without])
    expect(isOpen(desk, 'installation')).toBe(false)
    INSTALLATION[without as 'client'](desk)
    expect(missing(desk, 'installation')).toEqual([])
    expect(isOpen(desk, 'installation')).toBe(true)
  },
)

test('[G1] a cut that names neither roll nor lot is no film: a warranty could not say what lies there', () => {
  const ana = openDesk('ana')
  setZoneExtent(ana.job.ledger, 'hood', 'full', ana.pen)
  const lacks = () => missing(ana, 'installation').includes('film hood')
  useFilm(ana.job.ledger, { ...aCut(), roll: '', lot: '' }, ana.pen)
  expect(lacks()).toBe(true)
  useFilm(ana.job.ledger, { ...aCut(), roll: '', lot: 'L-1' }, ana.pen)
  expect(lacks()).toBe(false)
})

test('[G1] a spoilt cut is no film, and one cut may serve several zones', () => {
  const { ana } = twoDesks({
    number: '1',
    title: '',
    client: 'c',
    vehicle: 'v',
    package: 'a_la_carte',
    zones: [
      ['hood', 'full'],
      ['roof', 'full'],
    ],
  })
  useFilm(ana.job.ledger, aCut({ zones: ['hood', 'roof'], purpose: 'error' }), ana.pen)
  expect(missing(ana, 'installation')).toEqual(expect.arrayContaining(['film hood', 'film roof']))
  const cut = useFilm(ana.job.ledger, aCut({ zones: ['hood', 'roof'], purpose: 'recut' }), ana.pen)
  expect(missing(ana, 'installation').filter((name) => name.startsWith('film'))).toEqual([])
  withdrawFact(ana.job.ledger, cut, 'autre véhicule', ana.pen)
  expect(missing(ana, 'installation')).toEqual(expect.arrayContaining(['film hood', 'film roof']))
})

test('[G1] air that blocks holds the gate until a later reading does not', () => {
  const desk = openDesk()
  for (const give of Object.values(INSTALLATION)) give(desk)
  const cold = addReading(desk.job.ledger, aReading({ airDeci: 99 }), desk.pen)
  expect(desk.job.view().gates.installation.missing).toEqual([{ kind: 'blocking_condition', reading: cold }])
  addReading(desk.job.ledger, aReading({ airDeci: 100 }), desk.pen)
  expect(missing(desk, 'installation')).toEqual([])
})

test('[G1] a contested answer counts for nothing', () => {
  const { ana, joe, meet } = twoDesks()
  setOdometer(ana.job.ledger, 1, ana.pen)
  setOdometer(joe.job.ledger, 2, joe.pen)
  expect(missing(ana, 'installation')).not.toContain('odometer')
  meet()
  expect(missing(ana, 'installation')).toContain('odometer')
})

function finished(): Desk {
  const desk = openDesk()
  const { ledger } = desk.job
  createJob(
    ledger,
    { number: '1', title: '', client: 'c', vehicle: 'v', package: 'a_la_carte', zones: [['hood', 'full']] },
    desk.pen,
  )
  for (const name of Object.keys(ZONE_CHECKS)) checkZone(ledger, 'hood', name as ZoneCheckId, true, desk.pen)
  addPhoto(ledger, aPhoto({ zone: 'hood', phase: 'after' }), desk.pen)
  return desk
}

test.each(Object.keys(ZONE_CHECKS) as ZoneCheckId[])('[G2] without « %s » the zone is unfinished', (name) => {
  const desk = finished()
  expect(missing(desk, 'ready')).toEqual([])
  checkZone(desk.job.ledger, 'hood', name, false, desk.pen)
  expect(missing(desk, 'ready')).toEqual(['zone_unfinished hood'])
})

test('[G2] each zone needs a photo of after', () => {
  const desk = finished()
  const [photo] = desk.job.view().photos
  withdrawFact(desk.job.ledger, photo!.id, 'floue', desk.pen)
  addPhoto(desk.job.ledger, aPhoto({ zone: 'hood', phase: 'before' }), desk.pen)
  addPhoto(desk.job.ledger, aPhoto({ zone: 'roof', phase: 'after' }), desk.pen)
  expect(missing(desk, 'ready')).toEqual(['after_photo hood'])
})

test('[G2] a job without zones is not ready', () => {
  const desk = finished()
  setZoneExtent(desk.job.ledger, 'hood', null, desk.pen)
  expect(missing(desk, 'ready')).toEqual(['zones'])
})

test('[G2] an open blocking defect holds the gate wherever it is, others do not', () => {
  const desk = finished()
  addDefect(desk.job.ledger, aDefect({ severity: 1 }), desk.pen)
  addDefect(desk.job.ledger, aDefect({ severity: 2, phase: 'pre_existing', type: 'chip' }), desk.pen)
  expect(missing(desk, 'ready')).toEqual([])
  const defect = addDefect(desk.job.ledger, aDefect({ severity: 3, zone: 'roof', phase: 'pre_existing' }), desk.pen)
  expect(desk.job.view().gates.ready.missing).toEqual([{ kind: 'blocking_defect', defect, zone: 'roof' }])
  setDefectOutcome(desk.job.ledger, defect, 'accepted', desk.pen)
  expect(missing(desk, 'ready')).toEqual([])
})

test('[G2] a conflict holds the gate until someone decides', () => {
  const { ana, joe, meet } = twoDesks()
  setZoneScore(ana.job.ledger, 'hood', 8, ana.pen)
  setZoneScore(joe.job.ledger, 'hood', 9, joe.pen)
  meet()
  expect(ana.job.view().gates.ready.missing).toContainEqual({ kind: 'conflict', item: 'zone/hood/score' })
})

test.each([
  [
    'signature',
    (d: Desk) => sign(d.job.ledger, { signer: 'C', role: 'client', email: '', hash: HASH, strokes: [] }, d.pen),
  ],
  ['recorded refusal', (d: Desk) => refuseToSign(d.job.ledger, { signer: 'C', reason: 'absent', hash: HASH }, d.pen)],
] as const)('[G3] nothing is handed over without a signature or a recorded refusal: %s', (_, give) => {
  const desk = finished()
  expect(missing(desk, 'delivery')).toEqual(['signature'])
  const given = give(desk)
  expect(isOpen(desk, 'delivery')).toBe(true)
  withdrawFact(desk.job.ledger, given, 'mauvais dossier', desk.pen)
  expect(isOpen(desk, 'delivery')).toBe(false)
})

test.each(['installation', 'ready', 'delivery'] as const)(
  '[G4] a supervisor passes the gate %s with a reason, which stays',
  (gate) => {
    const desk = openDesk()
    const before = missing(desk, gate)
    expect(before.length).toBeGreaterThan(0)
    const override = overrideGate(desk.job.ledger, gate, 'véhicule attendu', desk.pen)
    const view = desk.job.view().gates[gate]
    expect(view).toMatchObject({ open: true, override: { value: { reason: 'véhicule attendu' }, by: ['ana'] } })
    expect(view.override.heads[0]!.why).toBe('véhicule attendu')
    expect(missing(desk, gate)).toEqual(before)
    withdrawFact(desk.job.ledger, override, 'non', desk.pen)
    expect(isOpen(desk, gate)).toBe(false)
  },
)

test('[G4] an override that somebody disputes opens nothing', () => {
  const { ana, joe, meet } = twoDesks()
  overrideGate(ana.job.ledger, 'ready', 'pressé', ana.pen)
  overrideGate(joe.job.ledger, 'ready', 'autre raison', joe.pen)
  meet()
  expect(isOpen(ana, 'ready')).toBe(false)
})
