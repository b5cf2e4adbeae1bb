/**
 * A job as a workshop makes it, through the real commands: two technicians who worked apart, a contradiction that
 * their supervisor decided, photos, film, a defect reworked, a seal and a signature.
 */
import { createHash } from 'node:crypto'
import * as Y from 'yjs'
import { openClient, setClientFields, setVehicleFields } from '../../../src/crdt/client/index.ts'
import {
  addDefect,
  addPhoto,
  addReading,
  addThickness,
  assign,
  check,
  checkZone,
  createJob,
  decide,
  endSession,
  openJob,
  overrideGate,
  refuseToSign,
  reviewDamage,
  seal,
  setCoatings,
  setDefectOutcome,
  setOdometer,
  setZoneFilm,
  setZoneScore,
  sign,
  startSession,
  useFilm,
  zoneCheckItem,
  ZONE_CHECK_IDS,
  type Job,
  type PhotoData,
} from '../../../src/crdt/job/index.ts'
import type { Pen } from '../../../src/crdt/ledger/index.ts'
import { sealedContent, type JobContext } from '../../../src/crdt/seal/index.ts'
import { openShop, setFilm, setOrganisation, setPerson, setRoll } from '../../../src/crdt/shop/index.ts'
import { CHECKLISTS, type Extent, type PackageId, type ZoneId } from '../../../src/crdt/vocabulary/index.ts'
import { papersOf, type JobReportInput } from '../../../src/main/report/index.ts'
import { createPen } from '../../crdt/pen.ts'
import { makeJpeg } from './made-pictures.ts'

export const JOB_ID = '01K5TESTJ0B0000000000000A1'
const [ANA, JOE, CHIEF] = ['01K5PERS0NANA0000000000000', '01K5PERS0NJ0E0000000000000', '01K5PERS0NCHEF000000000000']
const START = Date.UTC(2026, 8, 14, 6, 30)
const HOUR = 3_600_000

export interface SampleOptions {
  readonly package?: PackageId
  readonly extraZones?: readonly (readonly [ZoneId, Extent])[]
  /** Photos before and after, a zone; those of the reception and the defects come on top. */
  readonly photosPerZone?: number
  /** Merges the second technician's work first: the same facts in another order. */
  readonly otherOrder?: boolean
  readonly clientName?: string
  readonly note?: string
  /** What is stored for the n-th photo; null: the device does not hold it. */
  readonly picture?: (n: number) => Uint8Array | null
}
export interface Sample {
  readonly job: Job
  readonly doc: Y.Doc
  readonly context: JobContext
  readonly pens: { readonly ana: Pen; readonly joe: Pen; readonly chief: Pen }
  readonly blobs: ReadonlyMap<string, Uint8Array>
  /** The version that lies sealed (or, before a seal, the present one), ready to be printed. */
  input(more?: Partial<JobReportInput>): JobReportInput
}

/** A pen whose clock can be set forward to the hour of the day's work that comes next. */
function clockedPen(person: string, seed: number): Pen & { at(hours: number): Pen } {
  let offset = 0
  const base = createPen(person, seed, START)
  const pen = { ...base, now: () => base.now() + offset }
  return { ...pen, at: (hours: number) => ((offset = Math.round(hours * HOUR)), pen) }
}

export function sampleJob(options: SampleOptions = {}): Sample {
  const context = sampleContext(options)
  const blobs = new Map<string, Uint8Array>()
  const [ana, joe, chief] = [clockedPen(ANA!, 1), clockedPen(JOE!, 2), clockedPen(CHIEF!, 3)]
  const [docs, merge] = twoDesks()
  const [anas, joes] = [openJob(docs[0]), openJob(docs[1])] as const

  let photos = 0
  const photo = (desk: Job, pen: Pen, about: Pick<PhotoData, 'phase'> & Partial<PhotoData>) => {
    const n = photos++
    const bytes = options.picture ? options.picture(n) : makeJpeg({ seed: n + 1 })
    const sha256 = createHash('sha256')
      .update(bytes ?? `missing ${n}`)
      .digest('hex')
    if (bytes) blobs.set(sha256, bytes)
    const size = { bytes: Math.max(1, bytes?.length ?? 4_000_000), width: 320, height: 240 }
    const rest = { thumbnail: null, rendition: null, mime: 'image/jpeg', view: null, zone: null, defect: null }
    addPhoto(desk.ledger, { ...rest, ...size, sha256, ...about }, pen)
  }

  createJob(
    anas.ledger,
    {
      number: '2026-0042',
      title: 'Film de protection, face avant et bas de caisse',
      client: 'client-1',
      vehicle: context.vehicle!.id,
      package: options.package ?? 'track',
      zones: options.extraZones ?? [],
      people: [ANA!, JOE!],
      scheduleStart: START,
      scheduleEnd: START + 34 * HOUR,
    },
    chief.at(-40),
  )
  merge()
  receive(anas, ana.at(0.5))
  for (const view of ['front_left', 'front_right', 'rear_left', 'rear_right', 'odometer'] as const) {
    photo(anas, ana, { phase: 'reception', view })
  }
  const chip = addDefect(
    anas.ledger,
    {
      zone: 'hood',
      phase: 'pre_existing',
      type: 'chip',
      severity: 1,
      note: 'Éclat de 2 mm, bord avant. Retouche ancienne visible.',
      position: { x: 346, y: 690 },
    },
    ana,
  )
  photo(anas, ana, { phase: 'defect', zone: 'hood', defect: chip })
  const position = { x: 152, y: 205 }
  const scratch = { zone: 'door_fl', phase: 'pre_existing', type: 'scratch', severity: 2, note: '', position } as const
  addDefect(anas.ledger, scratch, ana)
  merge()

  // From here the two work apart.
  const zones = anas.view().zones.map((zone) => zone.zone)
  const half = Math.ceil(zones.length / 2)
  const sessions = [startSession(anas.ledger, { person: ANA!, zone: null, start: START + 2 * HOUR }, ana.at(2))]
  const joesSession = startSession(joes.ledger, { person: JOE!, zone: null, start: START + 2 * HOUR }, joe.at(2))
  addReading(anas.ledger, { airDeci: 215, surfaceDeci: 208, humidity: 48, place: 'Baie 2' }, ana.at(2.1))
  addReading(
    joes.ledger,
    { airDeci: 261, surfaceDeci: null, humidity: 63, place: 'Baie 1, porte ouverte' },
    joe.at(2.2),
  )
  zones.forEach((zone, index) => {
    const [desk, pen] = index < half ? [anas, ana] : [joes, joe]
    pen.at(2.5 + (index % half) * 0.6)
    workOn(desk, zone, index, pen)
    const perZone = options.photosPerZone ?? 2
    for (let n = 0; n < perZone; n++)
      photo(desk, pen, { phase: n < perZone / 2 ? 'before' : 'after', zone, view: 'detail' })
  })
  checkZone(joes.ledger, 'hood', 'tension', false, joe.at(6))
  const bubble = addDefect(
    joes.ledger,
    { zone: 'mirror_r', phase: 'inspection', type: 'air_bubble', severity: 2, note: 'Sous l’arête.', position: null },
    joe.at(6.1),
  )
  photo(joes, joe, { phase: 'defect', zone: 'mirror_r', defect: bubble })
  setDefectOutcome(joes.ledger, bubble, 'reworked', joe.at(6.6), 'Relevé puis reposé')
  anas.ledger.text('note').insert(0, options.note ?? 'Poches d’eau sous l’optique gauche : à revoir à J+7.\n')
  joes.ledger.text('note').insert(0, 'Capteurs de stationnement déposés puis remontés, testés.\n')
  endSession(anas.ledger, sessions[0]!, START + Math.round(9.25 * HOUR), ana.at(9.3))
  endSession(joes.ledger, joesSession, START + 8 * HOUR, joe.at(9.3))
  merge()

  const item = zoneCheckItem('hood', 'tension')
  if (anas.view().conflicts.some((conflict) => conflict.item === item)) {
    decide(anas.ledger, item, true, chief.at(10), 'Contrôlé ensemble sous lumière rasante')
  }
  for (const name of Object.keys(CHECKLISTS.control.checks)) check(anas.ledger, 'control', name, true, chief.at(10.2))
  for (const name of ['presented', 'water_pockets', 'aftercare', 'warranty']) {
    check(anas.ledger, 'handover', name, true, chief.at(10.5))
  }
  overrideGate(anas.ledger, 'installation', 'Second relevé fait porte ouverte, refait porte fermée à 21 °C.', chief)
  assign(anas.ledger, { person: JOE!, zone: 'roof' }, chief)
  merge()

  const pens = { ana: ana.at(11), joe: joe.at(11), chief: chief.at(11) }
  const doc = options.otherOrder ? docs[1] : docs[0]
  const job = options.otherOrder ? joes : anas
  return { job, doc, context, pens, blobs, input: (more) => ({ ...present(job, context, blobs), ...more }) }
}

/** Seals what stands and has the client sign it. */
export function sealAndSign(sample: Sample, refusal?: string): void {
  const { job, context, pens } = sample
  const { hash } = sealedContent(JOB_ID, job.view(), context)
  if (refusal === undefined) {
    const data = {
      signer: 'Claire Delmas-Œuvray',
      role: 'propriétaire',
      email: 'claire@exemple.fr',
      hash,
      strokes: STROKES,
    }
    sign(job.ledger, data, pens.chief)
  } else refuseToSign(job.ledger, { signer: 'Claire Delmas-Œuvray', reason: refusal, hash }, pens.chief)
  seal(job.ledger, hash, 'Hugo Chef', pens.chief)
}

function present(job: Job, context: JobContext, blobs: ReadonlyMap<string, Uint8Array>): JobReportInput {
  const view = job.view()
  const { json, hash } = sealedContent(JOB_ID, view, context)
  const { standing } = view
  const closed = standing.kind === 'sealed' || standing.kind === 'modified' ? standing : undefined
  return {
    contentJson: json,
    hash,
    revision: closed?.revision ?? '',
    seal: closed ? { by: closed.seal.by, name: closed.seal.sealer ?? '', at: closed.seal.at } : null,
    standing: standing.kind,
    ...papersOf(view),
    late: { count: standing.kind === 'modified' ? standing.late.length + standing.lateTexts.length : 0 },
    locale: 'fr',
    readBlob: async (sha256) => {
      const bytes = blobs.get(sha256)
      return bytes ? { bytes, mime: 'image/jpeg' } : null
    },
  }
}

function twoDesks() {
  const docs = [new Y.Doc(), new Y.Doc()] as const
  docs[0].clientID = 101
  docs[1].clientID = 202
  const merge = () => {
    Y.applyUpdate(docs[1], Y.encodeStateAsUpdate(docs[0]))
    Y.applyUpdate(docs[0], Y.encodeStateAsUpdate(docs[1]))
  }
  return [docs, merge] as const
}

function receive(desk: Job, pen: Pen): void {
  for (const name of Object.keys(CHECKLISTS.reception.checks)) check(desk.ledger, 'reception', name, true, pen)
  for (const name of ['wash', 'iron', 'clay', 'degrease', 'dust']) check(desk.ledger, 'preparation', name, true, pen)
  setOdometer(desk.ledger, 18_420, pen)
  setCoatings(desk.ledger, 'Cire naturelle, il y a 3 mois environ', pen)
  reviewDamage(desk.ledger, true, pen)
  addThickness(desk.ledger, { zone: 'hood', microns: [112, 118, 121, 109] }, pen)
  addThickness(desk.ledger, { zone: 'fender_r', microns: [188, 231, 204] }, pen)
}

function workOn(desk: Job, zone: ZoneId, index: number, pen: Pen): void {
  setZoneFilm(desk.ledger, zone, FILM, pen)
  for (const name of ZONE_CHECK_IDS) checkZone(desk.ledger, zone, name, true, pen)
  setZoneScore(desk.ledger, zone, 8 + (index % 3), pen)
  const lengthMm = 600 + ((index * 370) % 1900)
  const netMm2 = Math.round(1520 * lengthMm * 0.78)
  const cut = { film: FILM, roll: ROLL, lot: 'LX-23110', widthMm: 1520, lengthMm, netMm2, centsPerM2: 6450 }
  useFilm(desk.ledger, { zones: [zone], ...cut, purpose: index === 3 ? 'recut' : 'cut' }, pen)
}

const FILM = '01K5F1LM000000000000000000'
const ROLL = '01K5R0LL000000000000000000'

function sampleContext(options: SampleOptions): JobContext {
  const shop = openShop(new Y.Doc())
  const pen = createPen(CHIEF!, 9, START - 100 * HOUR)
  setOrganisation(
    shop.ledger,
    {
      name: 'Atelier Vernis & Film',
      address: '12 rue des Ateliers, 69007 Lyon',
      phone: '04 72 00 00 00',
      email: 'bonjour@vernis-et-film.example',
      siret: '900 000 000 00017',
    },
    pen,
  )
  setPerson(shop.ledger, ANA!, { name: 'Ana Lopez', role: 'technician', active: true }, pen)
  setPerson(shop.ledger, JOE!, { name: 'Joël Martin', role: 'technician', active: true }, pen)
  setPerson(shop.ledger, CHIEF!, { name: 'Mireille Cœurdevey', role: 'supervisor', active: true }, pen)
  const film = { brand: 'Lumex', range: 'Clear 8', finish: 'gloss', thicknessMicrons: 203, warrantyYears: 10 } as const
  setFilm(shop.ledger, FILM, film, pen)
  setRoll(shop.ledger, ROLL, { film: FILM, lot: 'LX-23110', serial: 'R-0098812', receivedMm: 15_000 }, pen)
  const client = openClient(new Y.Doc())
  setClientFields(
    client.ledger,
    {
      kind: 'individual',
      name: options.clientName ?? 'Claire Delmas-Œuvray',
      phone: '06 00 00 00 00',
      email: 'claire@exemple.fr',
      address: '3 allée des Tilleuls\n69100 Villeurbanne',
    },
    pen,
  )
  setVehicleFields(
    client.ledger,
    undefined,
    {
      plate: 'GH-482-KL',
      vin: 'VF7ABCDEFGH123456',
      make: 'Alpine',
      model: 'A110',
      year: 2025,
      colour: 'Bleu profond',
      body: 'coupe',
      paint: 'oem',
    },
    pen,
  )
  const view = client.view()
  return { client: view, vehicle: view.vehicles[0]!, shop: shop.view() }
}

/** A flourish. */
const STROKES: readonly (readonly number[])[] = [
  Array.from({ length: 120 }, (_, n) => {
    const t = n / 60
    return [Math.round(120 + 360 * t + 60 * Math.cos(t * 21)), Math.round(160 + 70 * Math.sin(t * 21) * (1.1 - t / 2))]
  }).flat(),
  [140, 260, 420, 248, 820, 262],
  [880, 120],
]
