/** Random days in a workshop: commands of several people, meetings between their devices, and forgery. */
import fc from 'fast-check'
import * as Y from 'yjs'
import * as job from '../../src/crdt/job/index.ts'
import { claim } from '../../src/crdt/ledger/index.ts'
import { CHECKLISTS, OUTCOMES, ZONE_CHECKS, type ChecklistId } from '../../src/crdt/vocabulary/index.ts'
import { createJob } from '../../src/crdt/job/index.ts'
import { forge, hashOf, NEW_JOB, openDesk, type Desk } from './desks.ts'

/** More of everything in the long gates, which a person starts and waits for. */
export const runs = (few: number): number => (process.env['RPMA_GATES'] === '1' ? few * 40 : few)

export interface Step {
  /** Whose hand it is. */
  readonly who: number
  readonly what: number
  /** Choices within the step, each taken modulo what there is to choose from. */
  readonly a: number
  readonly b: number
  readonly c: number
}
export const steps = (maxLength: number): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.record({
      who: fc.nat(2),
      what: fc.nat(999),
      a: fc.nat(999),
      b: fc.nat(999),
      c: fc.nat(999),
    }),
    { maxLength, size: 'max' },
  )

const ZONES = ['hood', 'roof', 'mirror_l', 'custom:01ARZ3NDEKTSV4RRFFQ69G5FAV', 'zone_of_tomorrow'] as const
const at = <T>(list: readonly T[], n: number): T => list[n % list.length]!
const keys = <T extends object>(words: T) => Object.keys(words) as (keyof T & string)[]

type Act = (desk: Desk, step: Step) => void
const someFact = (desk: Desk, n: number) => {
  const facts = desk.job.ledger.facts()
  return facts.length === 0 ? undefined : at(facts, n)
}
const someRow = (desk: Desk, type: string, n: number) => {
  const rows = desk.job.ledger.rows(type)
  return rows.length === 0 ? undefined : at(rows, n)
}

const close: Act = (d) => job.seal(d.job.ledger, hashOf(d.job), 'someone', d.pen)
const write: Act = (d, s) => {
  const text = d.job.ledger.text(at([job.NOTE, job.zoneNote('hood')], s.a))
  if (s.b % 3 === 0 && text.length > 0) text.delete(s.c % text.length, 1)
  else text.insert(s.c % (text.length + 1), at(['a', 'bé', '\n'], s.b))
}

const ACTS: readonly Act[] = [
  (d, s) => job.checkZone(d.job.ledger, at(ZONES, s.a), at(keys(ZONE_CHECKS), s.b), s.c % 3 > 0, d.pen),
  (d, s) => job.checkZone(d.job.ledger, 'hood', 'placed', s.c % 2 > 0, d.pen),
  (d, s) => {
    const list = at(keys(CHECKLISTS), s.a) as ChecklistId
    job.check(d.job.ledger, list, at(keys(CHECKLISTS[list].checks), s.b), s.c % 3 > 0, d.pen)
  },
  (d, s) => job.setZoneExtent(d.job.ledger, at(ZONES, s.a), at(['full', 'leading', null] as const, s.b), d.pen),
  (d, s) => job.setZoneScore(d.job.ledger, at(ZONES, s.a), s.b % 11, d.pen),
  (d, s) => job.setZoneFilm(d.job.ledger, at(ZONES, s.a), `film-${s.b % 2}`, d.pen),
  (d, s) => job.setOdometer(d.job.ledger, s.a % 4, d.pen),
  (d, s) => job.setTitle(d.job.ledger, at(['é', '🚗', ''], s.a), d.pen),
  (d, s) => job.reviewDamage(d.job.ledger, s.a % 2 > 0, d.pen),
  (d, s) =>
    job.addReading(
      d.job.ledger,
      { airDeci: 90 + (s.a % 300), surfaceDeci: null, humidity: s.b % 101, place: 'p' },
      d.pen,
    ),
  (d, s) => job.addThickness(d.job.ledger, { zone: at(ZONES, s.a), microns: [80 + (s.b % 300), 100] }, d.pen),
  (d, s) =>
    job.addDefect(
      d.job.ledger,
      {
        zone: at(ZONES, s.a),
        phase: at(['pre_existing', 'installation', 'inspection'] as const, s.b),
        type: 'tear',
        severity: at([1, 2, 3] as const, s.c),
        note: '',
        position: null,
      },
      d.pen,
    ),
  (d, s) => {
    const defect = someRow(d, 'defect', s.a)
    if (defect) job.setDefectOutcome(d.job.ledger, defect.id, at(keys(OUTCOMES), s.b), d.pen)
  },
  (d, s) => {
    const defect = someRow(d, 'defect', s.a)
    if (defect) job.setDefectSeverity(d.job.ledger, defect.id, at([1, 2, 3] as const, s.b), d.pen)
  },
  (d, s) =>
    job.useFilm(
      d.job.ledger,
      {
        zones: [at(ZONES, s.a), at(ZONES, s.b)],
        film: 'film-0',
        roll: 'roll-0',
        lot: 'L',
        widthMm: 1520,
        lengthMm: 1 + s.c,
        netMm2: s.c,
        centsPerM2: s.c % 2 ? null : s.c,
        purpose: at(['cut', 'recut', 'error'] as const, s.c),
      },
      d.pen,
    ),
  (d, s) =>
    job.addPhoto(
      d.job.ledger,
      {
        sha256: 'a'.repeat(64),
        thumbnail: null,
        rendition: null,
        mime: 'image/jpeg',
        bytes: 1 + s.c,
        width: 10,
        height: 10,
        phase: at(['before', 'after'] as const, s.b),
        view: at(['front_left', 'odometer', null] as const, s.c),
        zone: at([...ZONES, null], s.a),
        defect: null,
      },
      d.pen,
    ),
  (d, s) => {
    const photo = someRow(d, 'photo', s.a)
    if (photo)
      job.movePhoto(
        d.job.ledger,
        photo.id,
        { zone: at([...ZONES, null], s.b), phase: at(['before', 'after'], s.b) },
        d.pen,
      )
  },
  (d, s) => job.addComment(d.job.ledger, { text: 'c', zone: at([...ZONES, null], s.a) }, d.pen),
  (d, s) =>
    job.startSession(d.job.ledger, { person: d.pen.person, zone: at([...ZONES, null], s.a), start: s.b }, d.pen),
  (d, s) => {
    const session = someRow(d, 'session', s.a)
    if (session) job.endSession(d.job.ledger, session.id, 1000 + (s.b % 3), d.pen)
  },
  (d, s) => job.assign(d.job.ledger, { person: at(['ana', 'joe'], s.b), zone: at([...ZONES, null], s.a) }, d.pen),
  (d) =>
    job.sign(d.job.ledger, { signer: 'c', role: 'client', email: '', hash: hashOf(d.job), strokes: [[1, 2]] }, d.pen),
  (d) => job.refuseToSign(d.job.ledger, { signer: 'c', reason: 'r', hash: hashOf(d.job) }, d.pen),
  (d, s) => job.rateWork(d.job.ledger, { score: s.a % 11, remark: '', client: 'c' }, d.pen),
  (d, s) => {
    const reading = someRow(d, 'reading', s.a)
    if (reading) job.liftReading(d.job.ledger, reading.id, at(['chauffé', 'vu'], s.b), d.pen)
  },
  (d, s) => {
    const defect = someRow(d, 'defect', s.a)
    if (defect) job.acceptDefect(d.job.ledger, defect.id, at(['c', 'd'], s.b), d.pen)
  },
  (d, s) => job.withdrawOverride(d.job.ledger, at(['installation', 'ready', 'delivery'] as const, s.a), 'non', d.pen),
  (d, s) => (s.a % 2 ? job.suspend(d.job.ledger, 'pause', d.pen) : job.resume(d.job.ledger, d.pen)),
  (d, s) => (s.a % 2 ? job.cancel(d.job.ledger, 'non', d.pen) : job.uncancel(d.job.ledger, d.pen)),
  (d, s) => job.overrideGate(d.job.ledger, at(['installation', 'ready', 'delivery'] as const, s.a), 'urgence', d.pen),
  (d, s) => {
    const conflict = at([undefined, ...d.job.view().conflicts], s.a)
    if (conflict) job.decide(d.job.ledger, conflict.item, at(conflict.heads, s.b).value, d.pen, 'vu')
  },
  (d, s) => {
    const fact = someFact(d, s.a)
    if (fact) job.withdrawFact(d.job.ledger, fact.id, 'erreur', d.pen)
  },
  (d, s) => {
    const fact = d.job.ledger.facts().at(-1 - (s.a % 4))
    if (fact) job.withdrawFact(d.job.ledger, fact.id, 'erreur', d.pen)
  },
  // Thrice: what follows a seal, and what texts do to it, is where most can go wrong.
  close,
  close,
  close,
  write,
  write,
  write,
  // What a newer version may say, and what only nonsense says.
  (d, s) =>
    claim(d.job.ledger, at(['warranty/start', 'zone/hood/gloss', 'check/reception/of_tomorrow'], s.a), s.b, d.pen),
  (d, s) => {
    const item = at(['odometer', 'zone/hood/extent', 'priority'], s.a)
    claim(d.job.ledger, item, at(['trailing', { a: 1 }, null], s.b), d.pen)
  },
]

const HOSTILE: readonly Act[] = [
  (d, s) => {
    const fact = someFact(d, s.a)
    if (fact) d.doc.getMap('facts').delete(fact.id)
  },
  (d, s) => {
    const [fact, other] = [someFact(d, s.a), someFact(d, s.b)]
    if (fact && other) forge(d.doc, fact.id, d.doc.getMap('facts').get(other.id))
  },
  (d, s) => forge(d.doc, `X${s.a % 5}`, at([{ v: 2, k: 'claim' }, null, 'x', [1], { v: 1, k: 'row' }], s.b)),
  (d, s) => {
    const sup = d.job.ledger.facts().map((fact) => fact.id)
    const item = at(['zone/hood/check/placed', 'odometer', 'zone/hood/extent'], s.a)
    const said = { v: 1, by: 'mallory', dev: 'm', at: s.b }
    // Supersedes everything, its own id and those of claims to come: circles arise.
    forge(d.doc, `Y${s.c % 4}`, {
      ...said,
      k: 'claim',
      item,
      value: s.b % 2 > 0,
      sup: [...sup, 'Y0', 'Y1', 'Y2', 'Y3'],
    })
  },
  (d, s) => {
    const fact = someFact(d, s.a)
    if (fact) forge(d.doc, `V${s.b % 4}`, { v: 1, k: 'void', by: 'm', dev: 'm', at: 0, of: fact.id, why: '' })
  },
]

export interface Day {
  readonly desks: readonly Desk[]
  /** Every update, in the order in which it was made, wherever. */
  readonly updates: readonly Uint8Array[]
}

/** Three desks that have seen the new job. Every edit made there afterwards is collected. */
export function openDay(): { readonly day: Day; play(step: Step, hostile?: boolean): readonly Desk[] } {
  const desks = [openDesk('ana', 1), openDesk('joe', 2), openDesk('léa', 3)]
  const updates: Uint8Array[] = []
  const received = new WeakSet<object>()
  for (const desk of desks) {
    desk.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (!(typeof origin === 'object' && origin !== null && received.has(origin))) updates.push(update)
    })
  }
  const remote = {}
  received.add(remote)
  const tell = (from: Y.Doc, to: Y.Doc) =>
    Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)), remote)
  createJob(desks[0]!.job.ledger, NEW_JOB, desks[0]!.pen)
  for (const desk of desks.slice(1)) tell(desks[0]!.doc, desk.doc)
  return {
    day: { desks, updates },
    play(step, hostile = false) {
      const desk = desks[step.who % desks.length]!
      if (step.what % 6 === 0) {
        const other = desks[(step.who + 1 + (step.a % 2)) % desks.length]!
        tell(desk.doc, other.doc)
        if (step.b % 2 > 0) tell(other.doc, desk.doc)
        return [desk, other]
      }
      const acts = hostile && step.what % 7 === 0 ? HOSTILE : ACTS
      at(acts, Math.floor(step.what / 7))(desk, step)
      return [desk]
    },
  }
}
