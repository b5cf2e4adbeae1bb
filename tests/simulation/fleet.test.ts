/** Two relays on one log, one of them slow, under all the weather that one relay has to stand. */
import { expect, test } from 'vitest'
import { updatesMislaid, barrierBeforeCommit } from './mutants.ts'
import { describeFailure } from './report.ts'
import { run } from './run.ts'

const GATES = process.env['RPMA_GATES'] === '1'
const RUNS = GATES ? 200 : 30
const EDITS = 300

test(`[F25] ${RUNS} seeds on two relays: nothing acknowledged is lost, all agree, and both were often too late`, () => {
  let stale = 0
  for (let seed = 1; seed <= RUNS; seed++) {
    const onTrace = (line: string): void => {
      if (line.includes(' relay stale')) stale++
    }
    const outcome = run({ seed, edits: EDITS, fleet: true, onTrace })
    if (outcome.violation) expect.fail(describeFailure(outcome, EDITS))
    expect(outcome.acknowledged).toBeGreaterThan(EDITS * 0.9)
  }
  expect(stale).toBeGreaterThan(RUNS)
})

test.each([
  ['answers barriers before the commit', barrierBeforeCommit],
  ['mislays an update', updatesMislaid],
])('[F25] the oracle notices two relays of a kind that %s', (_what, mutants) => {
  const kinds = new Set<string>()
  for (let seed = 1; seed <= 20 && !kinds.has('acknowledged-edit-lost'); seed++) {
    kinds.add(run({ seed, edits: EDITS, fleet: true, mutants }).violation?.kind ?? 'none')
  }
  expect([...kinds]).toContain('acknowledged-edit-lost')
})
