/** Who watches the oracle: each wrong relay, store or desk has to be noticed, and for the right reason. */
import { expect, test } from 'vitest'
import { RESTLESS, STRIKING } from './faults.ts'
import * as mutants from './mutants.ts'
import type { Mutants } from './mutants.ts'
import type { ViolationKind } from './oracle.ts'
import { run, type RunOptions } from './run.ts'

type Conditions = Omit<RunOptions, 'mutants'>

/** Most are seen in the first run; the rare timings have a climate of their own. */
const anySeed: Conditions = { seed: 1, edits: 400 }
const rareSeed = { edits: 30, documents: 6, climate: RESTLESS }
const ENOUGH_RUNS = 100

const table: readonly (readonly [string, Mutants, readonly ViolationKind[], Conditions])[] = [
  ['a relay that answers barriers before the commit', mutants.barrierBeforeCommit, ['acknowledged-edit-lost'], anySeed],
  ['a disk that lies about having written', mutants.lyingDisk, ['acknowledged-edit-lost'], anySeed],
  ['a relay that drops delete sets [F22]', mutants.deletesForgotten, ['acknowledged-edit-lost'], anySeed],
  ['a relay that mislays an update', mutants.updatesMislaid, ['acknowledged-edit-lost'], anySeed],
  [
    'a store that says saved before the commit [F3]',
    mutants.savedBeforeCommit,
    ['saved-edit-lost', 'unsent-edit-forgotten'],
    anySeed,
  ],
  [
    'a store that forgets what is unsent',
    mutants.pendingForgotten,
    ['unsent-edit-forgotten', 'saved-edit-lost'],
    anySeed,
  ],
  [
    'a desk that asks a barrier before its offline edits left',
    mutants.barrierBeforeSync,
    ['acknowledged-edit-lost'],
    { seed: 1, edits: 400, climate: STRIKING },
  ],
  [
    'a desk whose cursor passes documents that a socket was to bring',
    mutants.feedSkipsConnected,
    ['saved-edit-lost', 'fact-disappeared', 'divergence'],
    { seed: 1, ...rareSeed },
  ],
]

test.each(table)('the oracle notices %s', (_what, mutant, expected, conditions) => {
  const noticed: (ViolationKind | undefined)[] = []
  for (let i = 0; i < ENOUGH_RUNS; i++) {
    const seed = conditions.seed + i
    const kind = run({ ...conditions, seed, mutants: mutant }).violation?.kind
    noticed.push(kind)
    if (kind === undefined || !expected.includes(kind)) continue
    // The defence, not the weather: the right desk and relay stand the very same run.
    expect(run({ ...conditions, seed }).violation).toBeNull()
    return
  }
  expect.unreachable(`not noticed in ${ENOUGH_RUNS} runs: ${String(noticed)}`)
})
