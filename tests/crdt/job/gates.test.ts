import { expect, test } from 'vitest'
import {
  acceptDefect,
  addDefect,
  addPhoto,
  addReading,
  assign,
  check,
  checkZone,
  createJob,
  DEFAULT_LIMITS,
  endSession,
  liftReading,
  limitsUnder,
  NOTE,
  overrideGate,
  rateWork,
  refuseToSign,
  resume,
  reviewDamage,
  setDefectOutcome,
  setNumber,
  setOdometer,
  setSchedule,
  setZoneExtent,
  setZoneScore,
  sign,
  startSession,
  suspend,
  undo,
  useFilm,
  withdrawFact,
  withdrawOverride,
  type GateId,
  type Missing,
} from '../../../src/crdt/job/index.ts'
import { addRow, claim, editText } from '../../../src/crdt/ledger/index.ts'
import { REQUIRED_VIEWS, ZONE_CHECKS, type ZoneCheckId } from '../../../src/crdt/vocabulary/index.ts'
import { contentOf, hashOf, openDesk, twoDesks, type Desk } from '../desks.ts'
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

const held = (desk: Desk) =>
  desk.job
    .view()
    .gates.installation.missing.flatMap((each) => (each.kind === 'blocking_condition' ? [each.reading] : []))

test('[G5] air that blocks holds the gate until better air, as long as nothing was laid in it', () => {
  const desk = openDesk()
  for (const give of Object.values(INSTALLATION)) give(desk)
  const cold = addReading(desk.job.ledger, aReading({ airDeci: 99 }), desk.pen)
  expect(desk.job.view().gates.installation.missing).toEqual([{ kind: 'blocking_condition', reading: cold }])
  checkZone(desk.job.ledger, 'hood', 'template', true, desk.pen) // cutting is not laying
  addReading(desk.job.ledger, aReading({ airDeci: 100 }), desk.pen)
  expect(held(desk)).toEqual([])
  checkZone(desk.job.ledger, 'hood', 'placed', true, desk.pen)
  expect(held(desk)).toEqual([])
})

test('[G5] what was laid in air that blocks is not forgotten when the air gets better', () => {
  const desk = openDesk()
  for (const give of Object.values(INSTALLATION)) give(desk)
  const { ledger } = desk.job
  const cold = addReading(ledger, aReading({ airDeci: 99 }), desk.pen)
  checkZone(ledger, 'hood', 'placed', true, desk.pen)
  addReading(ledger, aReading(), desk.pen)
  addReading(ledger, aReading(), desk.pen)
  expect(held(desk)).toEqual([cold])
  const lift = liftReading(ledger, cold, 'panneau chauffé à la lampe', desk.pen)
  expect(held(desk)).toEqual([])
  expect(desk.job.view().readings.find((each) => each.id === cold)).toMatchObject({
    verdict: 'block',
    lifted: { value: { reason: 'panneau chauffé à la lampe' }, by: ['ana'] },
  })
  withdrawFact(ledger, lift, 'mauvais relevé', desk.pen)
  expect(held(desk)).toEqual([cold])
})

test('[G5] of two that block in a row, lifting the last relieves the first only if nothing was laid between', () => {
  const desk = openDesk()
  for (const give of Object.values(INSTALLATION)) give(desk)
  const { ledger } = desk.job
  const first = addReading(ledger, aReading({ airDeci: 80 }), desk.pen)
  const second = addReading(ledger, aReading({ airDeci: 90 }), desk.pen)
  expect(held(desk)).toEqual([first, second])
  liftReading(ledger, second, 'essai', desk.pen)
  expect(held(desk)).toEqual([])
  const other = openDesk()
  setZoneExtent(other.job.ledger, 'hood', 'full', other.pen)
  const begun = addReading(other.job.ledger, aReading({ airDeci: 80 }), other.pen)
  checkZone(other.job.ledger, 'hood', 'heat', true, other.pen)
  liftReading(other.job.ledger, addReading(other.job.ledger, aReading({ airDeci: 90 }), other.pen), 'essai', other.pen)
  expect(held(other)).toEqual([begun])
})

test('[G5] a lift that somebody disputes lifts nothing', () => {
  const { ana, joe, meet } = twoDesks()
  const cold = addReading(ana.job.ledger, aReading({ airDeci: 80 }), ana.pen)
  meet()
  liftReading(ana.job.ledger, cold, 'chauffé', ana.pen)
  liftReading(joe.job.ledger, cold, 'autre raison', joe.pen)
  meet()
  for (const desk of [ana, joe]) expect(held(desk)).toEqual([cold])
})

test('[V11] a film sheet takes the place of the usual bound, with the reading and with the cut', () => {
  const desk = openDesk()
  setZoneExtent(desk.job.ledger, 'hood', 'full', desk.pen)
  const verdicts = () => desk.job.view().readings.map((each) => each.verdict)
  addReading(desk.job.ledger, aReading({ airDeci: 140 }), desk.pen)
  expect(verdicts()).toEqual(['warn'])
  const spoilt = { minAirDeci: 150, maxHumidity: 55 }
  useFilm(desk.job.ledger, aCut({ purpose: 'error', limits: spoilt }), desk.pen)
  expect(verdicts()).toEqual(['warn'])
  const cut = useFilm(desk.job.ledger, aCut({ limits: { minAirDeci: 150, maxAirDeci: 400 } }), desk.pen)
  expect(verdicts()).toEqual(['block'])
  addReading(desk.job.ledger, aReading({ humidity: 58, limits: { maxHumidity: 55 } }), desk.pen)
  addReading(desk.job.ledger, aReading({ airDeci: 380 }), desk.pen)
  expect(verdicts()).toEqual(['block', 'block', 'warn'])
  withdrawFact(desk.job.ledger, cut, 'autre film', desk.pen)
  expect(verdicts()).toEqual(['warn', 'block', 'block'])
})

test('[V11] of several sheets the strictest bound counts, each side by itself', () => {
  expect(
    limitsUnder([
      { minAirDeci: 50, maxAirDeci: 300 },
      { minAirDeci: 120, minHumidity: 20 },
    ]).block,
  ).toEqual({
    airDeci: [120, 300],
    humidity: [20, 80],
  })
  expect(limitsUnder([])).toBe(DEFAULT_LIMITS)
})

test('[V17] a reading stays the same object when another one is lifted, or nothing else is asked of the air', () => {
  const desk = openDesk()
  addReading(desk.job.ledger, aReading(), desk.pen)
  const cold = addReading(desk.job.ledger, aReading({ airDeci: 80 }), desk.pen)
  const [first] = desk.job.view().readings
  useFilm(desk.job.ledger, aCut(), desk.pen)
  expect(desk.job.view().readings[0]).toBe(first)
  const before = desk.job.view().readings
  checkZone(desk.job.ledger, 'hood', 'template', true, desk.pen)
  expect(desk.job.view().readings).toBe(before)
  liftReading(desk.job.ledger, cold, 'x', desk.pen)
  expect(desk.job.view().readings[0]).toBe(first)
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
  addDefect(desk.job.ledger, aDefect({ severity: 3, phase: 'pre_existing', type: 'rust' }), desk.pen)
  expect(missing(desk, 'ready')).toEqual([])
  const defect = addDefect(desk.job.ledger, aDefect({ severity: 3, zone: 'roof', phase: 'after' }), desk.pen)
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

const signed = (desk: Desk) =>
  sign(desk.job.ledger, { signer: 'C', role: 'client', email: '', hash: HASH, strokes: [] }, desk.pen)

test('[G3] [G6] a signature of an older version hands nothing over, until the change goes or somebody signs again', () => {
  const desk = finished()
  signed(desk)
  expect(missing(desk, 'delivery')).toEqual([])
  const late = setZoneScore(desk.job.ledger, 'hood', 3, desk.pen)
  expect(missing(desk, 'delivery')).toEqual(['signature_outdated'])
  expect(desk.job.view().signatures[0]!.late.map((fact) => fact.id)).toEqual([late])
  withdrawFact(desk.job.ledger, late, 'erreur', desk.pen)
  expect(missing(desk, 'delivery')).toEqual([])
  editText(desk.job.ledger, NOTE, 'rayure au pavillon', desk.pen)
  expect(missing(desk, 'delivery')).toEqual(['signature_outdated'])
  expect(desk.job.view().signatures[0]!.lateTexts).toEqual([NOTE])
  signed(desk)
  expect(missing(desk, 'delivery')).toEqual([])
  withdrawFact(desk.job.ledger, desk.job.view().photos[0]!.id, 'floue', desk.pen)
  expect(missing(desk, 'delivery')).toEqual(['signature_outdated'])
})

test('[G6] work done offline before the signature, and unseen by who signed, makes it one of an older version', () => {
  const { ana, joe, both, meet } = twoDesks()
  setZoneScore(joe.job.ledger, 'hood', 3, joe.pen)
  signed(ana)
  expect(isOpen(ana, 'delivery')).toBe(true)
  meet()
  for (const desk of both) expect(missing(desk, 'delivery')).toEqual(['signature_outdated'])
})

test('[G6] what the workshop arranges for itself changes nothing of what was signed', () => {
  const desk = finished()
  const { ledger } = desk.job
  const work = startSession(ledger, { person: 'ana', zone: null, start: 1 }, desk.pen)
  signed(desk)
  const [paper] = desk.job.view().signatures
  check(ledger, 'handover', 'presented', true, desk.pen)
  overrideGate(ledger, 'ready', 'véhicule attendu', desk.pen)
  endSession(ledger, work, 2, desk.pen)
  assign(ledger, { person: 'joe', zone: null }, desk.pen)
  setSchedule(ledger, 1, 2, desk.pen)
  setNumber(ledger, '2026-0009', desk.pen)
  suspend(ledger, 'pause', desk.pen)
  resume(ledger, desk.pen)
  expect(missing(desk, 'delivery')).toEqual([])
  expect(desk.job.view().signatures[0]).toBe(paper) // [V17]
})

test('[G6] an old signature that says nothing of what it covers goes by the order of ids', () => {
  const desk = finished()
  addRow(desk.job.ledger, 'signature', { signer: 'C', role: '', email: '', hash: HASH, strokes: [] }, desk.pen)
  expect(missing(desk, 'delivery')).toEqual([])
  setZoneScore(desk.job.ledger, 'hood', 3, desk.pen)
  expect(missing(desk, 'delivery')).toEqual(['signature_outdated'])
})

test('[G7] what the client thinks stands beside the content, and the last one counts', () => {
  const desk = finished()
  const before = hashOf(desk.job)
  rateWork(desk.job.ledger, { score: 7, remark: '', client: 'C' }, desk.pen)
  const last = rateWork(desk.job.ledger, { score: 9, remark: 'Très propre', client: 'C' }, desk.pen)
  expect(hashOf(desk.job)).toBe(before)
  expect(desk.job.view().satisfaction.at(-1)).toMatchObject({ id: last, score: 9, remark: 'Très propre' })
  expect(() => rateWork(desk.job.ledger, { score: 11, remark: '', client: 'C' }, desk.pen)).toThrow('satisfaction')
})

test('[G4] an override is taken back with a reason, and both reasons stay', () => {
  const desk = openDesk()
  overrideGate(desk.job.ledger, 'ready', 'client pressé', desk.pen)
  expect(isOpen(desk, 'ready')).toBe(true)
  withdrawOverride(desk.job.ledger, 'ready', 'le client attend finalement', desk.pen)
  const gate = desk.job.view().gates.ready
  expect(gate.open).toBe(false)
  expect(gate.withdrawn).toMatchObject([
    { reason: 'client pressé', by: 'ana', withdrawnBy: 'ana', why: 'le client attend finalement' },
  ])
  const content = JSON.parse(contentOf(desk.job).json) as { withdrawnOverrides: unknown }
  expect(content.withdrawnOverrides).toMatchObject([{ gate: 'ready', reason: 'client pressé' }])
})

test('[G2] a client accepts a blocking defect by name, in one step that is undone as one', () => {
  const desk = finished()
  const defect = addDefect(desk.job.ledger, aDefect({ severity: 3 }), desk.pen)
  acceptDefect(desk.job.ledger, defect, 'Mme Petit', desk.pen, 'invisible à 1,5 m')
  expect(desk.job.view().defects[0]).toMatchObject({
    open: false,
    outcome: { value: 'accepted' },
    acceptedBy: { value: 'Mme Petit' },
  })
  expect(missing(desk, 'ready')).toEqual([])
  undo(desk.job.ledger, desk.pen)
  expect(desk.job.view().defects[0]).toMatchObject({ open: true, acceptedBy: { value: undefined } })
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
