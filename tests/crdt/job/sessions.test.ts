import * as Y from 'yjs'
import { expect, test } from 'vitest'
import * as job from '../../../src/crdt/job/index.ts'
import { createPen } from '../pen.ts'

const HOUR = 3_600_000

function sessions() {
  const open = job.openJob(new Y.Doc())
  const pen = createPen('ana', 1)
  const begin = (person: string, zone: string | null, start: number, end?: number) => {
    const id = job.startSession(open.ledger, { person, zone, start }, pen)
    if (end !== undefined) job.endSession(open.ledger, id, end, pen)
  }
  return { begin, list: () => open.view().sessions, totals: () => open.view().totals }
}

test('what runs is mine alone, the newest first', () => {
  const { begin, list } = sessions()
  begin('ana', 'hood', 10)
  begin('ana', 'roof', 30)
  begin('joe', 'hood', 20)
  begin('ana', null, 5, 8)
  expect(job.runningSessions(list(), 'ana').map((each) => each.zone)).toEqual(['roof', 'hood'])
})

test('forgotten is what runs for more than twelve hours, and nothing that has ended', () => {
  const { begin, list } = sessions()
  begin('ana', 'hood', 0)
  begin('ana', 'roof', 0, 20 * HOUR)
  const [open, ended] = list()
  expect([job.isForgotten(open!, 12 * HOUR), job.isForgotten(open!, 12 * HOUR + 1)]).toEqual([false, true])
  expect(job.isForgotten(ended!, 99 * HOUR)).toBe(false)
})

test('[V14] times add up by person; overlaps count for each; an end before its start counts nothing', () => {
  const { begin, list, totals } = sessions()
  begin('ana', 'hood', 0, HOUR)
  begin('joe', 'hood', 0, 3 * HOUR)
  begin('ana', 'roof', HOUR, 2 * HOUR)
  begin('ana', 'roof', 9 * HOUR, 8 * HOUR)
  begin('joe', 'roof', 0)
  expect(job.workTimes(list())).toEqual([
    { person: 'joe', ms: 3 * HOUR, isRunning: true },
    { person: 'ana', ms: 2 * HOUR, isRunning: false },
  ])
  expect(job.workTimes(list(), 'hood')).toEqual([
    { person: 'joe', ms: 3 * HOUR, isRunning: false },
    { person: 'ana', ms: HOUR, isRunning: false },
  ])
  expect(totals().workMs).toBe(5 * HOUR)
})
