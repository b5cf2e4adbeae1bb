/** Two people, apart: the table of docs/architecture.md, row by row. */
import { expect, test } from 'vitest'
import {
  addDefect,
  addPhoto,
  assign,
  checkZone,
  decide,
  endSession,
  movePhoto,
  setDefectOutcome,
  setDefectSeverity,
  setOdometer,
  setZoneExtent,
  setZoneScore,
  startSession,
  suspend,
  useFilm,
  withdrawFact,
} from '../../../src/crdt/job/index.ts'
import { claim } from '../../../src/crdt/ledger/index.ts'
import { ZONE_CHECKS, type ZoneCheckId } from '../../../src/crdt/vocabulary/index.ts'
import { forge, hashOf, twoDesks, type Desk } from '../desks.ts'
import { aCut, aDefect, aPhoto } from './samples.ts'

const zone = (desk: Desk, id: string) => desk.job.view().zones.find((each) => each.zone === id)!
const check = (desk: Desk, id: string, name: string) => zone(desk, id).checks.find((each) => each.check === name)!
const conflicts = (desk: Desk) => desk.job.view().conflicts.map((each) => each.item)
const passZone = (desk: Desk, id: string) => {
  for (const name of Object.keys(ZONE_CHECKS)) checkZone(desk.job.ledger, id, name as ZoneCheckId, true, desk.pen)
}

test('[V1] a tick against an untick stays a conflict until someone decides, and counts as not done', () => {
  const { ana, joe, both, meet } = twoDesks()
  checkZone(ana.job.ledger, 'hood', 'placed', true, ana.pen)
  checkZone(joe.job.ledger, 'hood', 'placed', false, joe.pen)
  meet()
  for (const desk of both) {
    expect(conflicts(desk)).toEqual(['zone/hood/check/placed'])
    expect(check(desk, 'hood', 'placed')).toMatchObject({ value: undefined, contested: true })
    expect(zone(desk, 'hood')).toMatchObject({ checksDone: 0, contested: true })
    expect(desk.job.view().gates.ready.missing).toContainEqual({ kind: 'conflict', item: 'zone/hood/check/placed' })
  }
  decide(joe.job.ledger, 'zone/hood/check/placed', true, joe.pen, 'vu ensemble')
  meet()
  for (const desk of both) {
    expect(conflicts(desk)).toEqual([])
    expect(zone(desk, 'hood').checksDone).toBe(1)
    expect(desk.job.view().decisions).toMatchObject([{ chosen: { value: true, by: 'joe', why: 'vu ensemble' } }])
  }
  expect(hashOf(ana.job)).toBe(hashOf(joe.job))
})

test('[V2] both tick: ticked, with both names', () => {
  const { ana, joe, both, meet } = twoDesks()
  checkZone(ana.job.ledger, 'hood', 'placed', true, ana.pen)
  checkZone(joe.job.ledger, 'hood', 'placed', true, joe.pen)
  meet()
  for (const desk of both) {
    const found = check(desk, 'hood', 'placed')
    expect(found).toMatchObject({ value: true, contested: false })
    expect([...found.by].sort()).toEqual(['ana', 'joe'])
    expect(conflicts(desk)).toEqual([])
  }
})

test('[V3] different measures both stand; the chosen one counts and the other becomes a footnote', () => {
  const { ana, joe, both, meet } = twoDesks()
  setOdometer(ana.job.ledger, 41_200, ana.pen)
  setOdometer(joe.job.ledger, 41_280, joe.pen)
  meet()
  for (const desk of both) {
    const { odometerKm } = desk.job.view()
    expect(odometerKm).toMatchObject({ value: undefined, contested: true })
    expect(new Set(odometerKm.heads.map((head) => head.value))).toEqual(new Set([41_200, 41_280]))
  }
  decide(ana.job.ledger, 'odometer', 41_280, ana.pen)
  meet()
  for (const desk of both) {
    expect(desk.job.view().odometerKm.value).toBe(41_280)
    const [decision] = desk.job.view().decisions
    expect(new Set(decision!.choices.map((choice) => choice.value))).toEqual(new Set([41_200, 41_280]))
  }
})

test('[V3] two people who decide alike apart agree; who decide differently are asked again', () => {
  const { ana, joe, both, meet } = twoDesks()
  setZoneScore(ana.job.ledger, 'hood', 8, ana.pen)
  setZoneScore(joe.job.ledger, 'hood', 9, joe.pen)
  meet()
  decide(ana.job.ledger, 'zone/hood/score', 9, ana.pen)
  decide(joe.job.ledger, 'zone/hood/score', 9, joe.pen)
  meet()
  for (const desk of both) expect(zone(desk, 'hood').score.value).toBe(9)
  decide(ana.job.ledger, 'zone/hood/score', 7, ana.pen)
  decide(joe.job.ledger, 'zone/hood/score', 6, joe.pen)
  meet()
  for (const desk of both) expect(conflicts(desk)).toEqual(['zone/hood/score'])
})

test('[V4] a zone passed here and a defect opened there: the defect wins', () => {
  const { ana, joe, both, meet } = twoDesks()
  passZone(ana, 'hood')
  expect(zone(ana, 'hood').state).toBe('inspected')
  const defect = addDefect(joe.job.ledger, aDefect({ severity: 2 }), joe.pen)
  meet()
  for (const desk of both) expect(zone(desk, 'hood').state).toBe('rework')
  setDefectOutcome(ana.job.ledger, defect, 'reworked', ana.pen)
  meet()
  for (const desk of both) expect(zone(desk, 'hood').state).toBe('inspected')
})

test('[V4] while its outcome is contested a defect is open, and while its severity is, the worst counts', () => {
  const { ana, joe, both, meet } = twoDesks()
  passZone(ana, 'hood')
  const defect = addDefect(ana.job.ledger, aDefect({ severity: 1 }), ana.pen)
  meet()
  for (const desk of both) expect(zone(desk, 'hood').state).toBe('inspected')
  setDefectSeverity(ana.job.ledger, defect, 3, ana.pen)
  setDefectSeverity(joe.job.ledger, defect, 2, joe.pen)
  meet()
  for (const desk of both) {
    expect(desk.job.view().defects[0]).toMatchObject({ severity: 3, open: true })
    expect(zone(desk, 'hood').state).toBe('rework')
  }
  setDefectOutcome(ana.job.ledger, defect, 'accepted', ana.pen)
  setDefectOutcome(joe.job.ledger, defect, 'claim', joe.pen)
  meet()
  for (const desk of both)
    expect(desk.job.view().defects[0]).toMatchObject({ open: true, outcome: { contested: true } })
})

test('[V5] the same zone assigned twice: both stay', () => {
  const { ana, joe, both, meet } = twoDesks()
  assign(ana.job.ledger, { person: 'ana', zone: 'hood' }, ana.pen)
  assign(joe.job.ledger, { person: 'joe', zone: 'hood' }, joe.pen)
  meet()
  for (const desk of both) {
    expect(zone(desk, 'hood').people).toEqual(['ana', 'joe'])
    expect(desk.job.view().assignments).toHaveLength(2)
    expect(conflicts(desk)).toEqual([])
  }
})

test('[V5] the same roll used twice: both cuts count', () => {
  const { ana, joe, both, meet } = twoDesks()
  useFilm(ana.job.ledger, aCut({ lengthMm: 1000 }), ana.pen)
  useFilm(joe.job.ledger, aCut({ lengthMm: 700 }), joe.pen)
  meet()
  for (const desk of both) expect(desk.job.view().totals.lengthMm).toBe(1700)
})

test('[V7] a zone taken out keeps its history, and its conflicts are asked again only when it comes back', () => {
  const { ana, joe, both, meet } = twoDesks()
  checkZone(ana.job.ledger, 'hood', 'placed', true, ana.pen)
  checkZone(joe.job.ledger, 'hood', 'placed', false, joe.pen)
  meet()
  setZoneExtent(ana.job.ledger, 'hood', null, ana.pen, 'hors devis')
  meet()
  for (const desk of both) {
    expect(zone(desk, 'hood')).toBeUndefined()
    expect(conflicts(desk)).toEqual([])
    expect(desk.job.ledger.history('zone/hood/check/placed')).toHaveLength(2)
  }
  setZoneExtent(joe.job.ledger, 'hood', 'leading', joe.pen)
  meet()
  for (const desk of both) expect(conflicts(desk)).toEqual(['zone/hood/check/placed'])
})

test('[V7] a zone taken out here and changed there stays until someone decides', () => {
  const { ana, joe, both, meet } = twoDesks()
  setZoneExtent(ana.job.ledger, 'hood', null, ana.pen)
  setZoneExtent(joe.job.ledger, 'hood', 'leading', joe.pen)
  meet()
  for (const desk of both) {
    expect(zone(desk, 'hood').extent.contested).toBe(true)
    expect(conflicts(desk)).toEqual(['zone/hood/extent'])
  }
})

test('[V7] a conflict about a withdrawn defect, photo or session is nobody’s business', () => {
  const { ana, joe, both, meet } = twoDesks()
  const defect = addDefect(ana.job.ledger, aDefect(), ana.pen)
  const photo = addPhoto(ana.job.ledger, aPhoto(), ana.pen)
  const session = startSession(ana.job.ledger, { person: 'ana', zone: null, start: 1 }, ana.pen)
  meet()
  for (const [desk, n] of [
    [ana, 1],
    [joe, 2],
  ] as const) {
    setDefectSeverity(desk.job.ledger, defect, n, desk.pen)
    movePhoto(desk.job.ledger, photo, { zone: n === 1 ? 'hood' : 'roof' }, desk.pen)
    endSession(desk.job.ledger, session, 100 * n, desk.pen)
  }
  meet()
  for (const desk of both) expect(conflicts(desk)).toHaveLength(3)
  for (const fact of [defect, photo, session]) withdrawFact(joe.job.ledger, fact, 'erreur', joe.pen)
  meet()
  for (const desk of both) expect(conflicts(desk)).toEqual([])
})

test('[V16] a photo moved apart to two zones stays where it was until someone decides', () => {
  const { ana, joe, both, meet } = twoDesks()
  const photo = addPhoto(ana.job.ledger, aPhoto({ zone: 'hood' }), ana.pen)
  meet()
  movePhoto(ana.job.ledger, photo, { zone: 'mirror_l' }, ana.pen)
  expect(zone(ana, 'hood').photos).toEqual([])
  expect(zone(ana, 'mirror_l').photos.map((each) => each.id)).toEqual([photo])
  movePhoto(joe.job.ledger, photo, { zone: null }, joe.pen)
  meet()
  for (const desk of both) {
    expect(zone(desk, 'hood').photos.map((each) => each.id)).toEqual([photo])
    expect(conflicts(desk)).toEqual([`photo/${photo}/zone`])
  }
})

test('[V16] apart, one corrects the moment and the other the view: both hold, and the gates look at what holds', () => {
  const { ana, joe, both, meet } = twoDesks()
  const photo = addPhoto(ana.job.ledger, aPhoto({ zone: null, phase: 'after', view: 'front_right' }), ana.pen)
  meet()
  const lacking = ({ job }: Desk) => JSON.stringify(job.view().gates.installation.missing)
  for (const desk of both) expect(lacking(desk)).toContain('front_left')
  movePhoto(ana.job.ledger, photo, { phase: 'reception' }, ana.pen)
  movePhoto(joe.job.ledger, photo, { view: 'front_left' }, joe.pen)
  meet()
  for (const desk of both) {
    expect(desk.job.view().photos).toMatchObject([{ phase: 'reception', view: 'front_left', zone: null }])
    expect(conflicts(desk)).toEqual([])
    expect(lacking(desk)).not.toContain('front_left')
  }
  expect(() => movePhoto(ana.job.ledger, photo, { view: 'moon' as never }, ana.pen)).toThrow()
})

test('[V9] suspended here and resumed there: stopping is the safe reading', () => {
  const { ana, joe, both, meet } = twoDesks()
  suspend(ana.job.ledger, 'film manquant', ana.pen)
  claim(joe.job.ledger, 'suspended', null, joe.pen)
  meet()
  for (const desk of both) expect(desk.job.view().state).toBe('suspended')
})

test('[C1] [C2] [L13] what a newer version writes is kept, ignored, sent on and counted [F27]', () => {
  const { ana, joe, both, meet } = twoDesks()
  const before = hashOf(ana.job)
  expect(ana.job.view().unknownCount).toBe(0)
  forge(ana.doc, '01NEWFACT', { v: 2, k: 'claim', by: 'ana', dev: 'd', at: 1, item: 'title', value: 'x', sup: [] })
  forge(ana.doc, '01NEWKIND', { v: 1, k: 'vote', by: 'ana', dev: 'd', at: 1 })
  forge(ana.doc, '01NEWROW', { v: 1, k: 'row', by: 'ana', dev: 'd', at: 1, type: 'laser_scan', data: { points: 3 } })
  forge(ana.doc, '01NEWDATA', { v: 1, k: 'row', by: 'ana', dev: 'd', at: 1, type: 'reading', data: { kelvin: 293 } })
  claim(ana.job.ledger, 'warranty/start', 5, ana.pen)
  const extent = claim(ana.job.ledger, 'zone/hood/extent', 'trailing', ana.pen)
  meet()
  for (const desk of both) {
    expect(desk.job.view().unknownCount).toBe(6)
    expect(desk.doc.getMap('facts').get('01NEWKIND')).toMatchObject({ k: 'vote' })
  }
  for (const fact of [extent, '01NEWROW', '01NEWDATA']) withdrawFact(joe.job.ledger, fact, '', joe.pen)
  meet()
  for (const desk of both) {
    expect(desk.job.view().unknownCount).toBe(3)
    expect(hashOf(desk.job)).toBe(before)
  }
})

test('[C1] a conflict about an item that only a newer version knows can be decided between what stands', () => {
  const { ana, joe, meet } = twoDesks()
  claim(ana.job.ledger, 'warranty/start', 5, ana.pen)
  claim(joe.job.ledger, 'warranty/start', 6, joe.pen)
  meet()
  expect(conflicts(ana)).toEqual(['warranty/start'])
  expect(() => decide(ana.job.ledger, 'warranty/start', 7, ana.pen)).toThrow('warranty/start')
  decide(ana.job.ledger, 'warranty/start', 6, ana.pen)
  expect(conflicts(ana)).toEqual([])
})
