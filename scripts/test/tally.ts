/** What came of a run, and how runs add up. */
export interface Tally {
  passed: number
  failed: number
  skipped: number
  /** One line for each failure, for the end of a long log. */
  failures: string[]
}

export const nothing = (): Tally => ({ passed: 0, failed: 0, skipped: 0, failures: [] })

export const add = (a: Tally, b: Tally): Tally => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
  failures: [...a.failures, ...b.failures],
})

/** `N passed, N failed`, and `, N skipped` only where some were: other tools read this line. */
export const summary = ({ passed, failed, skipped }: Tally): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
