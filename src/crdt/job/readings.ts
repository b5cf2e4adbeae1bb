/** Readings judged by what was asked of the air, and those that still hold a gate. */
import type { FactId, Field } from '../ledger/index.ts'
import { judgeReading, limitsUnder, type ConditionLimits, type SheetLimits } from './conditions.ts'
import type { Entry, ReadingData } from './rows.ts'
import { LAYING_CHECKS } from './state.ts'
import type { FilmUseView, ReadingView, ZoneView } from './view.ts'

export interface ReadingEntry extends Entry, ReadingData {
  readonly lifted: Field<{ readonly reason: string } | null>
}

/** What the sheets of the films that were cut ask. A spoilt cut lies on no vehicle, and asks nothing. */
export function sheetsOfCuts(uses: readonly FilmUseView[]): readonly SheetLimits[] {
  return uses.flatMap((use) => (use.purpose !== 'error' && use.limits ? [use.limits] : []))
}

/** What one reading is judged by. */
export function limitsOfReading(reading: Pick<ReadingData, 'limits'>, cuts: readonly SheetLimits[]): ConditionLimits {
  return limitsUnder(reading.limits ? [reading.limits, ...cuts] : cuts)
}

/** Unchanged readings stay the same objects while nothing else is asked of the air. */
export function createReadingJudge(): (
  readings: readonly ReadingEntry[],
  uses: readonly FilmUseView[],
) => readonly ReadingView[] {
  let asked = ''
  let judged = new WeakMap<ReadingEntry, ReadingView>()
  let last: readonly ReadingView[] = []
  return (readings, uses) => {
    const cuts = sheetsOfCuts(uses)
    const block = JSON.stringify(limitsUnder(cuts).block)
    if (block !== asked) [asked, judged] = [block, new WeakMap()]
    const views = readings.map((reading) => {
      let view = judged.get(reading)
      if (!view) {
        view = { ...reading, verdict: judgeReading(reading, limitsOfReading(reading, cuts)) }
        judged.set(reading, view)
      }
      return view
    })
    const same = views.length === last.length && views.every((view, i) => view === last[i])
    return same ? last : (last = views)
  }
}

/**
 * The readings that hold a gate [G5]: nobody lifted them, and film was laid after them, or could be now. One that was
 * followed by better air before anything was laid did no harm.
 */
export function holdingReadings(readings: readonly ReadingView[], zones: readonly ZoneView[]): readonly FactId[] {
  const isFine = (reading: ReadingView) => reading.verdict !== 'block' || reading.lifted.value != null
  if (readings.every(isFine)) return []
  const laid = zones.flatMap((zone) =>
    zone.checks
      .filter((check) => LAYING_CHECKS.has(check.check))
      .flatMap((check) => check.heads.filter((head) => head.value === true).map((head) => head.id)),
  )
  return readings.flatMap((reading, index) => {
    if (isFine(reading)) return []
    const relief = readings.slice(index + 1).find(isFine)
    const harmless = relief !== undefined && !laid.some((tick) => tick > reading.id && tick < relief.id)
    return harmless ? [] : [reading.id]
  })
}
