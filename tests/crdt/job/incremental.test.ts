import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openJob } from '../../../src/crdt/job/index.ts'
import { hashOf, reopened } from '../desks.ts'
import { openDay, runs, steps, type Step } from '../script.ts'

function followsFresh(script: readonly Step[], hostile: boolean): void {
  const { day, play } = openDay()
  // Looked at from the beginning: only a view that was computed can become stale.
  for (const desk of day.desks) desk.job.view()
  for (const step of script) {
    for (const desk of play(step, hostile)) {
      const fresh = reopened(desk.doc)
      expect(desk.job.view()).toEqual(fresh.view())
      expect(hashOf(desk.job)).toBe(hashOf(fresh))
      fresh.destroy()
    }
  }
}

test('[V6] after every step the view is that of a document opened just now', () => {
  fc.assert(
    fc.property(steps(60), (script) => followsFresh(script, false)),
    { numRuns: runs(30) },
  )
})

test('[V6] [L9] also when facts are overwritten, deleted and forged under it', () => {
  fc.assert(
    fc.property(steps(60), (script) => followsFresh(script, true)),
    { numRuns: runs(30) },
  )
})

test('[V6] a view that is only looked at now and then is the same', () => {
  fc.assert(
    fc.property(steps(60), fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }), (script, looks) => {
      const { day, play } = openDay()
      script.forEach((step, i) => {
        for (const desk of play(step, true)) if (looks[i]) desk.job.view()
      })
      for (const desk of day.desks) expect(desk.job.view()).toEqual(openJob(desk.doc).view())
    }),
    { numRuns: runs(30) },
  )
})

test('[V17] looking changes nothing: the same object until something changes, and no new bytes', () => {
  fc.assert(
    fc.property(steps(30), (script) => {
      const { day, play } = openDay()
      for (const step of script) play(step)
      const written = day.updates.length
      for (const desk of day.desks) expect(desk.job.view()).toBe(desk.job.view())
      expect(day.updates.length).toBe(written)
    }),
    { numRuns: runs(20) },
  )
})
