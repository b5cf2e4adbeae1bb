import { expect, test } from 'vitest'
import {
  addDefect,
  addPhoto,
  cancel,
  check,
  checkZone,
  overrideGate,
  refuseToSign,
  resume,
  seal,
  setDefectOutcome,
  setZoneExtent,
  sign,
  suspend,
  uncancel,
  useFilm,
  withdrawFact,
} from '../../../src/crdt/job/index.ts'
import {
  CHECKLISTS,
  JOB_STATES,
  ZONE_CHECKS,
  ZONE_STATES,
  type ChecklistId,
  type ZoneCheckId,
} from '../../../src/crdt/vocabulary/index.ts'
import { createJob } from '../../../src/crdt/job/index.ts'
import { hashOf, openDesk, type Desk } from '../desks.ts'
import { aCut, aDefect, aPhoto, HASH } from './samples.ts'

function oneZone(): Desk {
  const desk = openDesk()
  const job = {
    number: '1',
    title: '',
    client: 'c',
    vehicle: 'v',
    package: 'a_la_carte',
    zones: [['hood', 'full']],
  } as const
  createJob(desk.job.ledger, job, desk.pen)
  return desk
}
const tickAll = ({ job, pen }: Desk, list: ChecklistId) => {
  for (const name of Object.keys(CHECKLISTS[list].checks)) check(job.ledger, list, name, true, pen)
}
const tickZone = ({ job, pen }: Desk, ...names: ZoneCheckId[]) => {
  for (const name of names) checkZone(job.ledger, 'hood', name, true, pen)
}
const INSTALLED = ['template', 'roll', 'placed', 'squeegee', 'edges', 'tension', 'heat'] as const
const state = (desk: Desk) => desk.job.view().state
const hood = (desk: Desk) => desk.job.view().zones[0]!.state

test('[V9] a job goes planned → received → preparation → installation → inspection → ready → delivered → closed', () => {
  const desk = oneZone()
  const { job, pen } = desk
  const seen = new Set([state(desk)])
  expect(state(desk)).toBe('planned')
  const [first, ...others] = Object.keys(CHECKLISTS.reception.checks)
  for (const name of others) check(job.ledger, 'reception', name, true, pen)
  expect(state(desk)).toBe('planned')
  check(job.ledger, 'reception', first!, true, pen)
  expect(state(desk)).toBe('received')
  seen.add(state(desk))
  check(job.ledger, 'preparation', 'wash', true, pen)
  expect(state(desk)).toBe('preparation')
  seen.add(state(desk))
  tickAll(desk, 'preparation')
  expect(state(desk)).toBe('preparation')
  useFilm(job.ledger, aCut(), pen)
  expect(state(desk)).toBe('installation')
  seen.add(state(desk))
  tickZone(desk, ...INSTALLED)
  expect(state(desk)).toBe('inspection')
  seen.add(state(desk))
  tickZone(desk, 'raking_light')
  addPhoto(job.ledger, aPhoto({ zone: 'hood', phase: 'after' }), pen)
  expect(state(desk)).toBe('inspection') // the gate is open, the control is not done
  tickAll(desk, 'control')
  expect(state(desk)).toBe('ready')
  seen.add(state(desk))
  sign(job.ledger, { signer: 'Client', role: 'client', email: '', hash: HASH, strokes: [] }, pen)
  expect(state(desk)).toBe('delivered')
  seen.add(state(desk))
  const closed = seal(job.ledger, hashOf(job), 'Chief', pen)
  expect(state(desk)).toBe('closed')
  seen.add(state(desk))
  withdrawFact(job.ledger, closed, 'rouvert', pen)
  expect(state(desk)).toBe('delivered')
  suspend(job.ledger, 'attente', pen)
  expect(state(desk)).toBe('suspended')
  seen.add(state(desk))
  resume(job.ledger, pen)
  expect(state(desk)).toBe('delivered')
  cancel(job.ledger, 'client parti', pen)
  expect(state(desk)).toBe('cancelled')
  seen.add(state(desk))
  uncancel(job.ledger, pen)
  expect(state(desk)).toBe('delivered')
  expect([...seen].sort()).toEqual(Object.keys(JOB_STATES).sort())
})

test('[V9] steps overlap: work that began counts although the reception was not finished', () => {
  const desk = oneZone()
  tickZone(desk, 'template')
  expect(state(desk)).toBe('installation')
})

test('[V9] a recorded refusal hands over as a signature does', () => {
  const desk = oneZone()
  overrideGate(desk.job.ledger, 'ready', 'client pressé', desk.pen)
  expect(state(desk)).toBe('ready')
  refuseToSign(desk.job.ledger, { signer: 'Client', reason: 'absent', hash: HASH }, desk.pen)
  expect(state(desk)).toBe('delivered')
})

test('[V9] a job without zones is never in inspection', () => {
  const desk = oneZone()
  setZoneExtent(desk.job.ledger, 'hood', null, desk.pen)
  tickAll(desk, 'control')
  expect(state(desk)).toBe('planned')
})

test('[V8] a zone goes todo → prepared → cut → installed → inspected, and to rework by a defect', () => {
  const desk = oneZone()
  const { job, pen } = desk
  const seen = new Set([hood(desk)])
  expect(hood(desk)).toBe('todo')
  tickAll(desk, 'preparation')
  expect(hood(desk)).toBe('prepared')
  seen.add(hood(desk))
  tickZone(desk, 'template')
  expect(hood(desk)).toBe('prepared') // no film yet
  useFilm(job.ledger, aCut({ purpose: 'error' }), pen)
  expect(hood(desk)).toBe('prepared') // a spoilt cut is not a cut
  useFilm(job.ledger, aCut(), pen)
  expect(hood(desk)).toBe('cut')
  seen.add(hood(desk))
  tickZone(desk, 'placed', 'squeegee', 'edges', 'tension')
  expect(hood(desk)).toBe('cut')
  tickZone(desk, 'heat')
  expect(hood(desk)).toBe('installed')
  seen.add(hood(desk))
  tickZone(desk, ...(Object.keys(ZONE_CHECKS) as ZoneCheckId[]))
  expect(hood(desk)).toBe('inspected')
  seen.add(hood(desk))
  const defect = addDefect(job.ledger, aDefect(), pen)
  expect(hood(desk)).toBe('rework')
  seen.add(hood(desk))
  setDefectOutcome(job.ledger, defect, 'reworked', pen)
  expect(hood(desk)).toBe('inspected')
  checkZone(job.ledger, 'hood', 'raking_light', false, pen)
  expect(hood(desk)).toBe('installed')
  expect([...seen].sort()).toEqual(Object.keys(ZONE_STATES).sort())
})

test.each([
  ['a defect to watch', { severity: 1 }, false],
  ['a defect to rework', { severity: 2 }, true],
  ['a blocking defect', { severity: 3 }, true],
  ['what the vehicle brought with it', { severity: 3, phase: 'pre_existing' }, false],
  ['a defect found on another zone', { severity: 3, zone: 'roof' }, false],
] as const)('[V8] %s sends the zone to rework: %#', (_, changes, rework) => {
  const desk = oneZone()
  addDefect(desk.job.ledger, aDefect(changes), desk.pen)
  expect(hood(desk) === 'rework').toBe(rework)
})

test.each([
  ['reworked', false],
  ['accepted', false],
  ['claim', false],
  ['open', true],
] as const)('[V8] a defect whose outcome is %s is open: %s', (outcome, open) => {
  const desk = oneZone()
  const defect = addDefect(desk.job.ledger, aDefect(), desk.pen)
  expect(desk.job.view().defects[0]!.open).toBe(true)
  setDefectOutcome(desk.job.ledger, defect, outcome, desk.pen)
  expect(desk.job.view().defects[0]!.open).toBe(open)
})

test('[V9] progress counts the ticks of lists and zones that stand', () => {
  const desk = oneZone()
  const lists = Object.values(CHECKLISTS).reduce((sum, list) => sum + Object.keys(list.checks).length, 0)
  expect(desk.job.view().progress).toEqual({ done: 0, total: lists + 8 })
  tickZone(desk, 'template', 'roll')
  check(desk.job.ledger, 'control', 'edges', true, desk.pen)
  check(desk.job.ledger, 'control', 'edges', false, desk.pen)
  check(desk.job.ledger, 'control', 'light_360', true, desk.pen)
  expect(desk.job.view().progress.done).toBe(3)
})
