/**
 * A job for the stage, as a day in the workshop leaves it: received, half installed, with a cut, a defect, readings,
 * comments, and things on which two people disagree. Its documents, and what main would list of them.
 */
import * as Y from 'yjs'
import type { CallOutput, InboxRow, JobRow } from '../../src/contract/index.ts'
import { openClient, setClientFields, setVehicleFields } from '../../src/crdt/client/index.ts'
import {
  addComment,
  addDefect,
  addReading,
  addThickness,
  check,
  checkZone,
  createJob,
  endSession,
  openJob,
  reviewDamage,
  setOdometer,
  setPriority,
  setZoneScore,
  startSession,
  useFilm,
  ZONE_CHECK_IDS,
} from '../../src/crdt/job/index.ts'
import { Ledger, type Pen } from '../../src/crdt/ledger/index.ts'
import { CHECKLISTS } from '../../src/crdt/vocabulary/index.ts'
import { projectDocument } from '../../src/main/store/projector.ts'
import type { StageOptions } from './stage.ts'
import { ANA, BRUNO, CHLOE, shopAnswers, shopState } from './stage-shop.ts'

const id = (n: number) => `01JD${String(n).padStart(22, '0')}`
export const JOB_ID = id(201)
export const CLIENT_ID = id(202)
const VEHICLE_ID = id(203)
export const PLATE = 'GR-204-KD'
export const AT = Date.UTC(2026, 9, 12, 8, 30)
const DEVICE = '01JD0000000000000000000002'

let facts = 300
export function penOf(person: string, at = AT): Pen {
  let now = at
  return { person, device: DEVICE, now: () => (now += 60_000), newId: () => id(facts++) }
}

export interface StageJob {
  readonly answers: StageOptions['answers']
  /** Each document's state, by name. */
  readonly states: ReadonlyMap<string, Uint8Array>
}

export type Filling = 'empty' | 'full' | 'conflict'

export function stageJob(filling: Filling, also: (ledger: Ledger) => void = () => {}): StageJob {
  const job = new Y.Doc()
  const ledger = new Ledger(job)
  createJob(
    ledger,
    {
      number: 'OR-00042',
      title: 'Face avant – Porsche 911 Carrera',
      client: CLIENT_ID,
      vehicle: VEHICLE_ID,
      package: 'full_front',
      people: [BRUNO],
      scheduleStart: AT,
      scheduleEnd: AT + 2 * 86_400_000,
    },
    penOf(CHLOE),
  )
  if (filling !== 'empty') fill(ledger)
  also(ledger)
  const client = new Y.Doc()
  fillClient(new Ledger(client))
  if (filling === 'conflict') {
    apart(job, [
      [(each, pen) => void checkZone(each, 'fender_l', 'heat', true, pen), penOf(ANA, AT + 7_200_000)],
      [(each, pen) => void checkZone(each, 'fender_l', 'heat', false, pen), penOf(BRUNO, AT + 7_300_000)],
    ])
    apart(job, [
      [(each, pen) => void setOdometer(each, 812, pen), penOf(ANA, AT + 7_400_000)],
      [(each, pen) => void setOdometer(each, 821, pen), penOf(BRUNO, AT + 7_500_000)],
    ])
    apart(job, [
      [(each, pen) => void setPriority(each, 'urgent', pen), penOf(ANA, AT + 7_600_000)],
      [(each, pen) => void setPriority(each, 'high', pen), penOf(CHLOE, AT + 7_700_000)],
      [(each, pen) => void setPriority(each, 'high', pen), penOf(BRUNO, AT + 7_800_000)],
    ])
    apart(client, [
      [(each, pen) => void setVehicleFields(each, VEHICLE_ID, { colour: 'Bleu gentiane' }, pen), penOf(ANA, AT)],
      [(each, pen) => void setVehicleFields(each, VEHICLE_ID, { colour: 'Bleu nuit' }, pen), penOf(BRUNO, AT)],
    ])
  }
  const states = new Map([
    ['shop', shopState()],
    [`job/${JOB_ID}`, Y.encodeStateAsUpdate(job)],
    [`client/${CLIENT_ID}`, Y.encodeStateAsUpdate(client)],
  ])
  const inbox = inboxOf([
    [`job/${JOB_ID}`, job],
    [`client/${CLIENT_ID}`, client],
  ])
  return {
    states,
    answers: {
      ...shopAnswers(),
      'document.open': ({ name }) => ({
        state: states.get(name) ?? Y.encodeStateAsUpdate(new Y.Doc()),
        status: { name: name as 'shop', state: 'synced', updates: 0, bytes: 0, oldestAt: null },
      }),
      'jobs.list': { rows: [jobRowOf(job)], total: 1 },
      'inbox.list': ({ kinds, offset, limit }) => {
        const rows = inbox.filter((row) => kinds.length === 0 || kinds.includes(row.kind))
        return { rows: rows.slice(offset, offset + limit), total: rows.length }
      },
      'clients.list': [
        {
          id: CLIENT_ID,
          name: 'Sophie Garnier',
          company: '',
          phone: '06 00 00 01 01',
          email: '',
          vehicles: [{ id: VEHICLE_ID, plate: PLATE, label: 'Porsche 911 Carrera', vin: 'WP0ZZZ99ZTS392124' }],
        },
      ],
      'blobs.status': [],
      'numbers.next': { number: 'OR-00043', provisional: false },
    },
  }
}

/** Each edit by somebody who saw none of the others. */
export function apart(doc: Y.Doc, edits: readonly (readonly [(ledger: Ledger, pen: Pen) => void, Pen])[]): void {
  const state = Y.encodeStateAsUpdate(doc)
  const made = edits.map(([edit, pen]) => {
    const copy = new Y.Doc()
    Y.applyUpdate(copy, state)
    const before = Y.encodeStateVector(copy)
    edit(new Ledger(copy), pen)
    return Y.encodeStateAsUpdate(copy, before)
  })
  for (const update of made) Y.applyUpdate(doc, update)
}

function fillClient(ledger: Ledger): void {
  const pen = penOf(CHLOE)
  setClientFields(ledger, { kind: 'individual', name: 'Sophie Garnier', phone: '06 00 00 01 01' }, pen)
  setVehicleFields(
    ledger,
    VEHICLE_ID,
    {
      plate: PLATE,
      vin: 'WP0ZZZ99ZTS392124',
      make: 'Porsche',
      model: '911 Carrera',
      year: 2025,
      colour: 'Bleu gentiane',
      body: 'coupe',
      paint: 'oem',
    },
    pen,
  )
}

function fill(ledger: Ledger): void {
  const bruno = penOf(BRUNO, AT + 3_600_000)
  for (const name of Object.keys(CHECKLISTS.reception.checks)) check(ledger, 'reception', name, true, bruno)
  setOdometer(ledger, 810, bruno)
  reviewDamage(ledger, true, bruno)
  addThickness(ledger, { zone: 'hood', microns: [112, 118, 121] }, bruno)
  addReading(ledger, { airDeci: 214, surfaceDeci: 208, humidity: 47, place: 'Box 1' }, bruno)
  addReading(ledger, { airDeci: 318, surfaceDeci: null, humidity: 74, place: 'Box 1' }, bruno)
  for (const name of Object.keys(CHECKLISTS.preparation.checks)) check(ledger, 'preparation', name, true, bruno)
  useFilm(
    ledger,
    {
      zones: ['hood', 'fender_l'],
      film: '',
      roll: '',
      lot: 'CL-2609-114',
      widthMm: 1520,
      lengthMm: 1450,
      netMm2: 1_720_000,
      centsPerM2: 6200,
      purpose: 'cut',
    },
    bruno,
  )
  for (const name of ZONE_CHECK_IDS) checkZone(ledger, 'hood', name, true, bruno)
  setZoneScore(ledger, 'hood', 8, bruno)
  for (const name of ['template', 'roll', 'placed'] as const) checkZone(ledger, 'fender_l', name, true, bruno)
  addDefect(
    ledger,
    {
      zone: 'fender_r',
      phase: 'inspection',
      type: 'air_bubble',
      severity: 2,
      note: "Bulle près de l'arête",
      position: null,
    },
    bruno,
  )
  const session = startSession(ledger, { person: BRUNO, zone: 'hood', start: AT + 3_600_000 }, bruno)
  endSession(ledger, session, AT + 7_200_000, bruno)
  addComment(ledger, { text: 'Le client passe vendredi à 17 h.', zone: null }, bruno)
  ledger.text('note').insert(0, 'Baguette de calandre à reposer.')
}

function jobRowOf(doc: Y.Doc): JobRow {
  const view = openJob(doc).view()
  return {
    id: JOB_ID,
    number: 'OR-00042',
    title: 'Face avant – Porsche 911 Carrera',
    plate: PLATE,
    vehicle: 'Porsche 911 Carrera',
    vin: 'WP0ZZZ99ZTS392124',
    client: 'Sophie Garnier',
    state: view.state,
    priority: 'normal',
    people: ['Bruno Petit'],
    zonesTotal: view.zones.length,
    zonesDone: view.zones.filter((zone) => zone.state === 'inspected').length,
    conflicts: view.conflicts.length,
    openDefects: view.defects.filter((defect) => defect.open).length,
    scheduledStart: AT,
    changedAt: AT,
    pendingUpdates: 0,
  }
}

/** As main derives it. */
function inboxOf(documents: readonly (readonly [string, Y.Doc])[]): readonly InboxRow[] {
  return documents.flatMap(([document, doc]) => {
    const [job] = document.startsWith('job/') ? [jobRowOf(doc)] : []
    const rows = projectDocument(document, doc).rows().inbox ?? []
    return rows.map((row): CallOutput<'inbox.list'>['rows'][number] => ({
      document,
      item: row.id,
      kind: row.kind,
      said: JSON.parse(row.said) as InboxRow['said'],
      count: row.count,
      oldestAt: row.oldest_at,
      job: job
        ? {
            id: job.id,
            number: job.number,
            title: job.title,
            state: job.state,
            plate: job.plate,
            scheduledStart: job.scheduledStart,
          }
        : null,
      client: document.startsWith('client/') ? (openClient(doc).view().name.value ?? '') : '',
    }))
  })
}
