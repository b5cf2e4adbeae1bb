/** The runs of `npm test`, and five times as many behind the gates, dealt to the files that vitest runs side by side. */
import { expect, test } from 'vitest'
import { describeFailure, EDITS_PER_RUN } from './report.ts'
import { run } from './run.ts'

const RUNS = process.env['RPMA_GATES'] === '1' ? 1000 : 200
/** So that a test is long enough to be worth its line and short enough to be found again. */
const RUNS_PER_TEST = 20

export function testSeeds(part: number, parts: number): void {
  for (let first = 1 + part * RUNS_PER_TEST; first <= RUNS; first += parts * RUNS_PER_TEST) {
    const last = Math.min(RUNS, first + RUNS_PER_TEST - 1)
    test(`[F13] [F18] [F21] [F22] [F26] seeds ${first}–${last}: no acknowledged or saved edit is lost, all agree`, () => {
      let edits = 0
      let acknowledged = 0
      for (let seed = first; seed <= last; seed++) {
        const outcome = run({ seed, edits: EDITS_PER_RUN })
        if (outcome.violation) expect.fail(describeFailure(outcome, EDITS_PER_RUN))
        edits += outcome.edits
        acknowledged += outcome.acknowledged
      }
      expect(edits).toBeGreaterThanOrEqual((last - first + 1) * EDITS_PER_RUN)
      // What crashes take before it is saved is little: a run that promises nothing would prove nothing.
      expect(acknowledged).toBeGreaterThan(edits * 0.95)
    })
  }
}
