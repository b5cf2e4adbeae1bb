/** A gate is a test with two sizes, which says what it measured in one line. */
import { appendFileSync } from 'node:fs'

/** The long size: `npm run test:gates`. */
export const LONG = process.env['RPMA_GATES'] === '1'

export function size(short: number, long: number): number {
  return LONG ? long : short
}

/** For a test in the long size; nothing here asserts a time in the short one. */
export const HOUR = 3_600_000

/** One line for the person who ran it, and for the summary of `npm run test:gates`. */
export function figures(gate: string, line: string): void {
  console.log(`[gate] ${gate}: ${line}`)
  const file = process.env['RPMA_GATE_FIGURES']
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ gate, line })}\n`)
}

let toldAt = performance.now()
/** At most once a minute, and only in the long size: a person waits. */
export function progress(gate: string, line: () => string): void {
  if (!LONG || performance.now() < toldAt + 60_000) return
  toldAt = performance.now()
  console.log(`[gate] ${gate} so far: ${line()}`)
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
