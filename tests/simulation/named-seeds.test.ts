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
    'meeting a relay makes everything pending: an open socket must ask about it, without waiting for an edit',
    { seed: 3, edits: 400 },
  ],
  [
    'a barrier asked before the offline edits left must not acknowledge them',
    { seed: 6, edits: 400, climate: STRIKING },
  ],
  [
    'the feed may not pass a document because a socket, later cut, was to bring it',
    { seed: 39, edits: 30, documents: 6, climate: RESTLESS },
  ],
  ['a desk that dies in the storm’s last moment comes back with everything', { seed: 2, edits: 3000 }],
]

test.each(named)('%s', (_what, options) => {
  const outcome = run(options)
  if (outcome.violation) expect.fail(describeFailure(outcome, options.edits))
  expect(outcome.edits).toBeGreaterThanOrEqual(options.edits)
})
