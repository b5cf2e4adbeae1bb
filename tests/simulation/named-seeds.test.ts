/**
 * Runs that failed once, each with what was wrong with the desk that failed it (see mutants.ts), so that it stays
 * right. By hand: `node scripts/run.mjs tests/simulation/replay.ts <seed> <edits> --trace`.
 */
import { expect, test } from 'vitest'
import { RESTLESS, STRIKING } from './faults.ts'
import { describeFailure } from './report.ts'
import { run, type RunOptions } from './run.ts'

const named: readonly (readonly [what: string, options: RunOptions])[] = [
  [
    'a barrier asked before the offline edits left must not acknowledge them',
    { seed: 4, edits: 400, climate: STRIKING },
  ],
  [
    'the feed may not pass a document because a socket, later cut, was to bring it',
    { seed: 13, edits: 30, documents: 6, climate: RESTLESS },
  ],
  [
    'nor because a socket was to bring it to a desk that died first',
    { seed: 31, edits: 30, documents: 6, climate: RESTLESS },
  ],
]

test.each(named)('%s', (_what, options) => {
  const outcome = run(options)
  if (outcome.violation) expect.fail(describeFailure(outcome, options.edits))
  expect(outcome.edits).toBeGreaterThanOrEqual(options.edits)
})
