/**
 * What people do all day, drawn at random: several on the same zones, some on their own, mostly ticks and rows,
 * sometimes notes, decisions, withdrawals, and now and then a seal. Every act is a command of `src/crdt/job` and one
 * transaction; an act that makes no sense at the moment (no defect to settle) becomes a tick.
 */
import { Doc } from 'yjs'
import * as act from '../../src/crdt/job/index.ts'
import type { Job } from '../../src/crdt/job/index.ts'
import { UserEdit, type Pen } from '../../src/crdt/ledger/index.ts'
import { sealedContent, type JobContext } from '../../src/crdt/seal/index.ts'
import { openShop } from '../../src/crdt/shop/index.ts'
import {
  CHECKLISTS,
  EXTENTS,
  OUTCOMES,
  PRIORITIES,
  type ChecklistId,
  type Extent,
  type Outcome,
  type Priority,
  type Severity,
} from '../../src/crdt/vocabulary/index.ts'
import type { Random } from './random.ts'

/** Nobody writes the shop or the clients here, so every desk seals with the same, empty context. */
export const CONTEXT: JobContext = { client: null, vehicle: null, shop: openShop(new Doc()).view() }

const ZONES = ['hood', 'front_bumper', 'fender_l', 'fender_r', 'mirror_l', 'mirror_r', 'headlight_l', 'roof', 'trunk']
const WORDS = ['capot', 'bord', 'reprise', 'poussière', 'client', 'ok', 'à revoir', 'film', 'chauffe', 'pli', '🚗', 'é']

interface Stage {
  readonly job: Job
  readonly pen: Pen
  readonly random: Random
  /** Without `job/`. */
  readonly jobId: string
}
type Act = (stage: Stage) => void

export function createJob(job: Job, pen: Pen, random: Random): void {
  act.createJob(
    job.ledger,
    {
      number: `D-${random.below(10_000)}`,
      title: 'Face avant',
      client: 'client-1',
      vehicle: 'vehicle-1',
      package: random.pick(['full_front', 'partial_front', 'a_la_carte'] as const),
      people: [pen.person],
    },
    pen,
  )
}

export function doSomething(stage: Stage): void {
  let drawn = stage.random.below(TOTAL_WEIGHT)
  for (const [weight, perform] of ACTS) {
    drawn -= weight
    if (drawn < 0) return perform(stage)
  }
}

const zoneOf = (random: Random): string => ZONES[random.skewed(ZONES.length)]!

const tick: Act = ({ job, pen, random }) =>
  void act.checkZone(job.ledger, zoneOf(random), random.pick(act.ZONE_CHECK_IDS), random.chance(0.85), pen)

const tickList: Act = ({ job, pen, random }) => {
  const list = random.pick(Object.keys(CHECKLISTS) as ChecklistId[])
  act.check(job.ledger, list, random.pick(Object.keys(CHECKLISTS[list].checks)), random.chance(0.9), pen)
}

const addDefect: Act = ({ job, pen, random }) =>
  void act.addDefect(
    job.ledger,
    {
      zone: zoneOf(random),
      phase: random.pick(['pre_existing', 'installation', 'inspection'] as const),
      type: random.pick(['chip', 'air_bubble', 'edge_lift', 'contamination'] as const),
      severity: random.between(1, 3) as Severity,
      note: random.pick(WORDS),
      position: random.chance(0.5) ? { x: random.below(1001), y: random.below(1001) } : null,
    },
    pen,
  )

/** About a row of that type, if there is one. */
function about(type: string, perform: (stage: Stage, row: string) => void): Act {
  return (stage) => {
    const rows = stage.job.ledger.rows(type)
    if (rows.length === 0) tick(stage)
    else perform(stage, stage.random.pick(rows).id)
  }
}

const useFilm: Act = ({ job, pen, random }) =>
  void act.useFilm(
    job.ledger,
    {
      zones: random.chance(0.2) ? [zoneOf(random), zoneOf(random)] : [zoneOf(random)],
      film: 'film-1',
      roll: `roll-${random.below(3)}`,
      lot: `L${random.below(9)}`,
      widthMm: random.between(300, 1524),
      lengthMm: random.between(200, 2500),
      netMm2: random.below(900_000),
      centsPerM2: random.chance(0.8) ? random.between(4000, 9000) : null,
      purpose: random.pick(['cut', 'cut', 'recut', 'error'] as const),
    },
    pen,
  )

const addPhoto: Act = ({ job, pen, random }) =>
  void act.addPhoto(
    job.ledger,
    {
      sha256: Array.from({ length: 8 }, () =>
        random
          .below(2 ** 32)
          .toString(16)
          .padStart(8, '0'),
      ).join(''),
      thumbnail: null,
      rendition: null,
      mime: 'image/jpeg',
      bytes: random.between(10_000, 5_000_000),
      width: 4032,
      height: 3024,
      phase: random.pick(['before', 'after'] as const),
      view: null,
      zone: random.chance(0.7) ? zoneOf(random) : null,
      defect: null,
    },
    pen,
  )

const field: Act = ({ job, pen, random }) => {
  const { ledger } = job
  random.pick([
    () => act.setOdometer(ledger, random.below(200_000), pen),
    () => act.setTitle(ledger, `Dossier ${random.below(5)}`, pen),
    () => act.setPriority(ledger, random.pick(Object.keys(PRIORITIES) as Priority[]), pen),
    () => act.setTags(ledger, [random.pick(WORDS)], pen),
    () => act.setCoatings(ledger, random.pick(WORDS), pen),
    () => act.reviewDamage(ledger, random.chance(0.8), pen),
    () => act.setSchedule(ledger, random.below(1e9), 1e9 + random.below(1e9), pen),
    () => act.suspend(ledger, 'pièce manquante', pen),
    () => act.resume(ledger, pen),
    () => act.cancel(ledger, 'annulé', pen),
    () => act.uncancel(ledger, pen),
    () => act.overrideGate(ledger, random.pick(['installation', 'ready', 'delivery'] as const), 'accord client', pen),
  ])()
}

const zoneField: Act = ({ job, pen, random }) => {
  const { ledger } = job
  const zone = zoneOf(random)
  random.pick([
    () => act.setZoneScore(ledger, zone, random.between(0, 10), pen),
    () => act.setZoneFilm(ledger, zone, `film-${random.below(3)}`, pen),
    () => act.setZoneExtent(ledger, zone, random.pick(Object.keys(EXTENTS) as Extent[]), pen),
    () => act.setZoneExtent(ledger, zone, null, pen, 'hors devis'),
  ])()
}

const write: Act = ({ job, pen, random }) => {
  const note = job.ledger.text(random.chance(0.6) ? act.NOTE : act.zoneNote(zoneOf(random)))
  const deletes = note.length > 0 && random.chance(0.35)
  job.ledger.doc.transact(() => {
    const at = random.below(note.length + (deletes ? 0 : 1))
    if (deletes) note.delete(at, Math.min(note.length - at, random.between(1, 6)))
    // Typing in place of a selection is one transaction too.
    if (!deletes || random.chance(0.2)) note.insert(at, `${random.pick(WORDS)} `)
  }, new UserEdit(pen.person))
}

const decide: Act = (stage) => {
  const { job, pen, random } = stage
  const contested = job.ledger.contestedItems()
  if (contested.length === 0) return tick(stage)
  const item = random.pick(contested)
  act.decide(job.ledger, item, random.pick(job.ledger.heads(item)).value, pen, 'vu ensemble')
}

const withdraw: Act = (stage) => {
  const { job, pen, random } = stage
  const type = random.pick(['defect', 'film_use', 'photo', 'reading', 'comment'])
  const rows = job.ledger.rows(type)
  const claims = job.ledger.heads(`zone/${zoneOf(random)}/check/placed`)
  const target = random.chance(0.7) ? rows : claims
  if (target.length === 0) return tick(stage)
  act.withdrawFact(job.ledger, random.pick<{ readonly id: string }>(target).id, 'erreur de saisie', pen)
}

const contentHash = ({ job, jobId }: Stage): string => sealedContent(jobId, job.view(), CONTEXT).hash

const seal: Act = (stage) => void act.seal(stage.job.ledger, contentHash(stage), 'someone', stage.pen)
const sign: Act = (stage) => {
  const { job, pen, random } = stage
  const hash = contentHash(stage)
  if (random.chance(0.8)) {
    const strokes = [[0, 0, random.below(1000), random.below(1000)]]
    act.sign(job.ledger, { signer: 'M. Roux', role: 'client', email: '', hash, strokes }, pen)
  } else act.refuseToSign(job.ledger, { signer: 'M. Roux', reason: 'absent', hash }, pen)
}

const ACTS: readonly (readonly [weight: number, perform: Act])[] = [
  [300, tick],
  [100, tickList],
  [60, zoneField],
  [40, field],
  [80, addDefect],
  [
    60,
    about('defect', ({ job, pen, random }, row) =>
      random.chance(0.8)
        ? act.setDefectOutcome(job.ledger, row, random.pick(Object.keys(OUTCOMES) as Outcome[]), pen)
        : act.setDefectSeverity(job.ledger, row, random.between(1, 3) as Severity, pen),
    ),
  ],
  [60, useFilm],
  [50, addPhoto],
  [20, about('photo', ({ job, pen, random }, row) => act.movePhoto(job.ledger, row, { zone: zoneOf(random) }, pen))],
  [
    30,
    ({ job, pen, random }) =>
      void act.addReading(
        job.ledger,
        { airDeci: random.between(120, 320), surfaceDeci: null, humidity: random.between(20, 80), place: 'cabine' },
        pen,
      ),
  ],
  [
    30,
    ({ job, pen, random }) =>
      void act.addThickness(job.ledger, { zone: zoneOf(random), microns: [random.between(80, 250)] }, pen),
  ],
  [30, ({ job, pen, random }) => void act.addComment(job.ledger, { text: random.pick(WORDS), zone: null }, pen)],
  [
    20,
    ({ job, pen, random }) =>
      void act.startSession(job.ledger, { person: pen.person, zone: zoneOf(random), start: pen.now() }, pen),
  ],
  [15, about('session', ({ job, pen }, row) => act.endSession(job.ledger, row, pen.now(), pen))],
  [15, ({ job, pen, random }) => void act.assign(job.ledger, { person: pen.person, zone: zoneOf(random) }, pen)],
  [180, write],
  [60, decide],
  [40, withdraw],
  [3, sign],
  [4, seal],
]
const TOTAL_WEIGHT = ACTS.reduce((sum, [weight]) => sum + weight, 0)
