/**
 * The documents whose bytes are kept for ever. A scenario that has been written is never changed, because its
 * bytes would then be another's: add one beside it, under the next version when the stored shape changed.
 */
import * as Y from 'yjs'
import { openClient, setClientFields, setVehicleFields } from '../../src/crdt/client/index.ts'
import * as job from '../../src/crdt/job/index.ts'
import { editText, type Pen } from '../../src/crdt/ledger/index.ts'
import { sealedContent } from '../../src/crdt/seal/index.ts'
import { adjustRoll, openShop, setFilm, setOrganisation, setPerson, setRoll } from '../../src/crdt/shop/index.ts'
import {
  CHECKLISTS,
  REQUIRED_VIEWS,
  ZONE_CHECKS,
  type ChecklistId,
  type ZoneCheckId,
} from '../../src/crdt/vocabulary/index.ts'
import { createFixedPen } from './pen.ts'
import { NOTHING_ELSE } from './summary.ts'

export const SCENARIOS: Readonly<Record<string, () => Y.Doc>> = {
  'v1-job-planned': () => planned().doc,
  'v1-job-closed': closed,
  'v1-job-apart': apart,
  'v1-job-handed-over': handedOver,
  'v1-job-tomorrow': tomorrow,
  'v1-client': client,
  'v1-shop': shop,
}

interface Desk {
  readonly doc: Y.Doc
  readonly open: job.Job
  readonly pen: Pen
}
function desk(person: string, letter: string, clientId: number): Desk {
  const doc = new Y.Doc()
  doc.clientID = clientId
  return { doc, open: job.openJob(doc), pen: createFixedPen(person, letter) }
}
const HASH = (letter: string) => letter.repeat(64)
const PHOTO = {
  thumbnail: null,
  rendition: null,
  mime: 'image/jpeg',
  bytes: 123_456,
  width: 4000,
  height: 3000,
  view: null,
  zone: null,
  defect: null,
} as const

function planned(): Desk {
  const ana = desk('01PERSONANA', 'A', 101)
  job.createJob(
    ana.open.ledger,
    {
      number: '2026-0042',
      title: 'Berline grise — « face avant »',
      client: '01CLIENT',
      vehicle: '01VEHICLE',
      package: 'partial_front',
      zones: [['custom:01ARZ3NDEKTSV4RRFFQ69G5FAV', 'custom']],
      people: ['01PERSONANA', '01PERSONJOE'],
      priority: 'high',
      scheduleStart: 1_790_000_000_000,
      scheduleEnd: 1_790_086_400_000,
    },
    ana.pen,
  )
  return ana
}

/** A job from reception to handover, with every kind of row, sealed. */
function worked(ana: Desk): void {
  const { open, pen } = ana
  const { ledger } = open
  const tickAll = (list: ChecklistId) => {
    for (const name of Object.keys(CHECKLISTS[list].checks)) job.check(ledger, list, name, true, pen)
  }
  tickAll('reception')
  job.setOdometer(ledger, 41_280, pen)
  job.setTags(ledger, ['fidèle', 'urgent'], pen)
  job.setCoatings(ledger, 'Céramique en 2025', pen)
  for (const view of REQUIRED_VIEWS) {
    job.addPhoto(ledger, { ...PHOTO, sha256: HASH('a'), phase: 'reception', view }, pen)
  }
  job.addDefect(
    ledger,
    { zone: 'hood', phase: 'pre_existing', type: 'chip', severity: 1, note: 'éclat', position: { x: 512, y: 180 } },
    pen,
  )
  job.addThickness(ledger, { zone: 'hood', microns: [112, 118, 121] }, pen)
  job.addThickness(ledger, { zone: 'fender_l', microns: [162, 190] }, pen)
  job.reviewDamage(ledger, true, pen)
  tickAll('preparation')
  job.addReading(ledger, { airDeci: 213, surfaceDeci: 207, humidity: 52, place: 'cabine 1' }, pen)
  job.addReading(ledger, { airDeci: 268, surfaceDeci: null, humidity: 66, place: 'cabine 1' }, pen)
  const session = job.startSession(ledger, { person: '01PERSONANA', zone: 'hood', start: 1_790_000_100_000 }, pen)
  const zones = open.view().zones.map((zone) => zone.zone)
  for (const zone of zones) {
    job.setZoneFilm(ledger, zone, '01FILM', pen)
    for (const name of Object.keys(ZONE_CHECKS)) job.checkZone(ledger, zone, name as ZoneCheckId, true, pen)
    job.setZoneScore(ledger, zone, 9, pen)
    job.addPhoto(ledger, { ...PHOTO, sha256: HASH('b'), thumbnail: HASH('c'), phase: 'after', zone }, pen)
  }
  const cut = { film: '01FILM', roll: '01ROLL', lot: 'LOT-7', widthMm: 1520, centsPerM2: 5490 }
  job.useFilm(ledger, { ...cut, zones, lengthMm: 4200, netMm2: 5_100_000, purpose: 'cut' }, pen)
  job.useFilm(ledger, { ...cut, zones: ['hood'], lengthMm: 900, netMm2: 0, purpose: 'error' }, pen)
  const wrong = job.useFilm(ledger, { ...cut, zones: ['hood'], lengthMm: 90_000, netMm2: 1, purpose: 'cut' }, pen)
  job.withdrawFact(ledger, wrong, 'faute de frappe', pen)
  const lift = job.addDefect(
    ledger,
    { zone: 'hood', phase: 'inspection', type: 'edge_lift', severity: 2, note: '', position: null },
    pen,
  )
  job.setDefectSeverity(ledger, lift, 3, pen)
  job.setDefectOutcome(ledger, lift, 'reworked', pen, 'repris à la chauffe')
  job.endSession(ledger, session, 1_790_007_300_000, pen)
  job.suspend(ledger, 'film attendu', pen)
  job.resume(ledger, pen)
  tickAll('control')
  tickAll('handover')
  job.addComment(ledger, { text: 'Client prévenu 🚗', zone: null }, pen)
  editText(ledger, job.NOTE, 'Bord avant à surveiller à J+7.', pen)
  editText(ledger, job.zoneNote('hood'), 'Capot posé en une pièce.', pen)
  const { hash } = sealedContent('01JOB', open.view(), NOTHING_ELSE)
  const strokes = [[100, 100, 400, 350, 700, 120]]
  job.sign(ledger, { signer: 'Mme Petit', role: 'client', email: 'petit@example.test', hash, strokes }, pen)
}

function close({ open, pen }: Desk): void {
  job.seal(open.ledger, sealedContent('01JOB', open.view(), NOTHING_ELSE).hash, 'Chief', pen)
}

function closed(): Y.Doc {
  const ana = planned()
  worked(ana)
  close(ana)
  return ana.doc
}

/** Two people apart: agreement, conflict, decision, a note by both, and work that comes after the seal. */
function apart(): Y.Doc {
  const [ana, joe] = [planned(), desk('01PERSONJOE', 'B', 202)]
  const meet = () => {
    Y.applyUpdate(joe.doc, Y.encodeStateAsUpdate(ana.doc, Y.encodeStateVector(joe.doc)))
    Y.applyUpdate(ana.doc, Y.encodeStateAsUpdate(joe.doc, Y.encodeStateVector(ana.doc)))
  }
  meet()
  for (const { open, pen } of [ana, joe]) job.checkZone(open.ledger, 'hood', 'template', true, pen)
  job.checkZone(ana.open.ledger, 'hood', 'placed', true, ana.pen)
  job.checkZone(joe.open.ledger, 'hood', 'placed', false, joe.pen)
  job.setOdometer(ana.open.ledger, 41_200, ana.pen)
  job.setOdometer(joe.open.ledger, 41_280, joe.pen)
  editText(ana.open.ledger, job.NOTE, 'Avant.', ana.pen)
  editText(joe.open.ledger, job.NOTE, 'Arrière.', joe.pen)
  meet()
  job.decide(joe.open.ledger, 'odometer', 41_280, joe.pen, 'relu au compteur')
  job.overrideGate(joe.open.ledger, 'installation', 'client présent', joe.pen)
  close(joe)
  job.setZoneScore(ana.open.ledger, 'hood', 7, ana.pen)
  const again = job.addReading(ana.open.ledger, { airDeci: 90, surfaceDeci: null, humidity: 85, place: '' }, ana.pen)
  meet()
  close(joe)
  job.withdrawFact(ana.open.ledger, again, 'sonde froide', ana.pen)
  meet()
  return ana.doc
}

/** Limits of a film's sheet, a reading lifted, a defect taken by name, an override taken back, papers that know what they cover. */
function handedOver(): Y.Doc {
  const ana = planned()
  worked(ana)
  const { ledger } = ana.open
  const { pen } = ana
  const limits = { minAirDeci: 150, maxAirDeci: 300, maxHumidity: 65 }
  const cold = { airDeci: 118, surfaceDeci: null, humidity: 52, place: 'cabine 1', limits }
  job.liftReading(ledger, job.addReading(ledger, cold, pen), 'panneau chauffé', pen)
  const recut = { film: '01FILM', roll: '01ROLL', lot: 'LOT-7', widthMm: 1520, lengthMm: 700, netMm2: 600_000 }
  job.useFilm(ledger, { ...recut, zones: ['hood'], centsPerM2: null, purpose: 'recut', limits }, pen)
  const peel = job.addDefect(
    ledger,
    { zone: 'hood', phase: 'inspection', type: 'orange_peel', severity: 3, note: '', position: { x: 480, y: 620 } },
    pen,
  )
  job.acceptDefect(ledger, peel, 'Mme Petit', pen, 'invisible à 1,50 m')
  job.overrideGate(ledger, 'delivery', 'client au téléphone', pen)
  job.withdrawOverride(ledger, 'delivery', 'le client passe ce soir', pen)
  const { hash } = sealedContent('01JOB', ana.open.view(), NOTHING_ELSE)
  job.refuseToSign(ledger, { signer: 'M. Petit', reason: 'absent', hash }, pen)
  job.sign(ledger, { signer: 'Mme Petit', role: 'client', email: '', hash, strokes: [[1, 2, 3, 4]] }, pen)
  job.rateWork(ledger, { score: 9, remark: 'Bords impeccables', client: 'Mme Petit' }, pen)
  close(ana)
  editText(ledger, job.NOTE, 'Bord avant revu.', pen)
  return ana.doc
}

/** What a newer version or a broken one may leave in a document of ours. */
function tomorrow(): Y.Doc {
  const { doc } = planned()
  const facts = doc.getMap('facts')
  const said = { by: '01PERSONANA', dev: 'device-A', at: 1_790_000_000_000 }
  doc.transact(() => {
    facts.set('02A', { ...said, v: 2, k: 'claim', item: 'title', value: 'x', sup: [] })
    facts.set('02B', { ...said, v: 1, k: 'vote', of: '02A' })
    facts.set('02C', { ...said, v: 1, k: 'row', type: 'laser_scan', data: { points: [1, 2, 3] } })
    facts.set('02D', { ...said, v: 1, k: 'claim', item: 'zone/hood/extent', value: 'trailing', sup: [] })
    facts.set('02E', { ...said, v: 1, k: 'row', type: 'reading', data: { kelvin: 293 } })
    facts.set('02F', {
      ...said,
      v: 1,
      k: 'claim',
      item: 'zone/roof_of_tomorrow/extent',
      value: 'full',
      sup: [],
      new: 1,
    })
    facts.set('02G', 'nonsense')
  })
  return doc
}

function client(): Y.Doc {
  const doc = new Y.Doc()
  doc.clientID = 303
  const { ledger } = openClient(doc)
  const pen = createFixedPen('01PERSONANA', 'A')
  setClientFields(ledger, { kind: 'individual', name: 'Mme Petit', phone: '+33 6 00 00 00 00' }, pen)
  setClientFields(ledger, { phone: '+33 6 00 00 00 01', notes: 'Préfère le matin' }, pen)
  setVehicleFields(
    ledger,
    '01VEHICLE',
    {
      plate: 'AA-123-BB',
      vin: '1M8GDM9AXKP042788',
      make: 'Marque',
      model: 'Modèle',
      year: 2024,
      body: 'sedan',
      paint: 'oem',
    },
    pen,
  )
  setVehicleFields(ledger, '01VEHICLE2', { plate: 'CC-456-DD' }, pen)
  return doc
}

function shop(): Y.Doc {
  const doc = new Y.Doc()
  doc.clientID = 404
  const { ledger } = openShop(doc)
  const pen = createFixedPen('01PERSONANA', 'A')
  setOrganisation(ledger, { name: 'Atelier du Film', siret: '00000000000000' }, pen)
  setPerson(ledger, '01PERSONANA', { name: 'Ana', role: 'supervisor', active: true }, pen)
  setPerson(ledger, '01PERSONJOE', { name: 'Joé', role: 'technician', active: false }, pen)
  setFilm(
    ledger,
    '01FILM',
    { brand: 'Marque', finish: 'gloss', widthMm: 1520, centsPerM2: 5490, warrantyYears: 10 },
    pen,
  )
  setRoll(ledger, '01ROLL', { film: '01FILM', lot: 'LOT-7', receivedMm: 15_000 }, pen)
  adjustRoll(ledger, '01ROLL', -350, 'chute', pen)
  return doc
}
