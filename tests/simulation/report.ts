import type { Outcome } from './run.ts'

export const EDITS_PER_RUN = 1000

/** What a person needs to see the same failure again. */
export function describeFailure(outcome: Outcome, edits: number): string {
  const { seed, violation, tail } = outcome
  return [
    `seed ${seed}: ${violation?.kind}: ${violation?.detail}`,
    `replay: node scripts/run.mjs tests/simulation/replay.ts ${seed} ${edits}`,
    ...tail.slice(-15),
  ].join('\n')
}
