import type { FilmUseView, SessionView, Totals } from './view.ts'

/** Errors and recuts count: the film is gone. Running sessions do not: their length is not known yet. */
export function readTotals(uses: readonly FilmUseView[], sessions: readonly SessionView[]): Totals {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0)
  const cutMm2 = sum(uses.map((use) => use.cutMm2))
  const netMm2 = sum(uses.map((use) => use.netMm2))
  return {
    lengthMm: sum(uses.map((use) => use.lengthMm)),
    cutMm2,
    netMm2,
    wasteMm2: cutMm2 - netMm2,
    yieldPermille: cutMm2 === 0 ? 0 : Math.round((netMm2 * 1000) / cutMm2),
    costCents: sum(uses.map((use) => use.costCents ?? 0)),
    costComplete: uses.every((use) => use.costCents !== null),
    workMs: sum(sessions.map((each) => (each.end === undefined ? 0 : Math.max(0, each.end - each.start)))),
  }
}
