/**
 * Runs that failed once, each with what was wrong: with the desk (see mutants.ts), the relay or the store. They stay
 * right. By hand: `node scripts/run.mjs tests/simulation/replay.ts <seed> <edits> --trace`.
 */
import { expect, test } from 'vitest'
import { RESTLESS, STRIKING } from './faults.ts'
import { describeFailure } from './report.ts'
import { run, type RunOptions } from './run.ts'

/** Found by the gates: what an old relay passed on last waits for what a new, empty one has to get from others. */
const WAITING = 'a desk holding what waits for predecessors is not refused by a relay that lacks them too'

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
  [`${WAITING} (seed 521)`, { seed: 521, edits: 1000 }],
  [`${WAITING} (seed 525)`, { seed: 525, edits: 1000 }],
]

test.each(named)('%s', (_what, options) => {
  const outcome = run(options)
  if (outcome.violation) expect.fail(describeFailure(outcome, options.edits))
  expect(outcome.edits).toBeGreaterThanOrEqual(options.edits)
})
