/**
 * What the workshop's air and the vehicle's paint say about a pose. Thresholds: target and block from the
 * trade's practice, warn from a film maker's sheet. A film's own sheet may replace them.
 */
import type { ReadingData } from './rows.ts'

export type Verdict = 'target' | 'acceptable' | 'warn' | 'block'

/** Inclusive bounds: tenths of a degree Celsius, whole percent of relative humidity. */
export interface ConditionLimits {
  readonly target: { readonly airDeci: readonly [number, number]; readonly humidity: readonly [number, number] }
  readonly warn: { readonly airDeci: readonly [number, number]; readonly humidity: readonly [number, number] }
  readonly block: { readonly airDeci: readonly [number, number]; readonly humidity: readonly [number, number] }
}
export const DEFAULT_LIMITS: ConditionLimits = {
  target: { airDeci: [180, 250], humidity: [40, 60] },
  warn: { airDeci: [150, 270], humidity: [30, 70] },
  block: { airDeci: [100, 350], humidity: [0, 80] },
}

/**
 * What a film's sheet asks of the air while the film is laid: tenths of a degree, whole percent. Absent: it asks nothing
 * there. Copied into readings and cuts, as a price is: sheets change, and what was asked that day is what counts.
 */
export interface SheetLimits {
  readonly minAirDeci?: number | undefined
  readonly maxAirDeci?: number | undefined
  readonly minHumidity?: number | undefined
  readonly maxHumidity?: number | undefined
}

/** Where a sheet speaks it takes the place of the usual bound of « block »; of several sheets the strictest. */
export function limitsUnder(sheets: readonly SheetLimits[]): ConditionLimits {
  if (sheets.length === 0) return DEFAULT_LIMITS
  const asked = (name: keyof SheetLimits) => sheets.map((sheet) => sheet[name]).filter((each) => each !== undefined)
  const low = (name: keyof SheetLimits, usual: number) => (asked(name).length > 0 ? Math.max(...asked(name)) : usual)
  const high = (name: keyof SheetLimits, usual: number) => (asked(name).length > 0 ? Math.min(...asked(name)) : usual)
  const { airDeci, humidity } = DEFAULT_LIMITS.block
  return {
    ...DEFAULT_LIMITS,
    block: {
      airDeci: [low('minAirDeci', airDeci[0]), high('maxAirDeci', airDeci[1])],
      humidity: [low('minHumidity', humidity[0]), high('maxHumidity', humidity[1])],
    },
  }
}

const within = (value: number, [min, max]: readonly [number, number]) => value >= min && value <= max
const RANK: readonly Verdict[] = ['target', 'acceptable', 'warn', 'block']

/** The worse of temperature and humidity. The surface is judged as the air is, when it was measured. */
export function judgeReading(
  reading: Pick<ReadingData, 'airDeci' | 'surfaceDeci' | 'humidity'>,
  limits: ConditionLimits = DEFAULT_LIMITS,
): Verdict {
  const temperatures = [reading.airDeci, ...(reading.surfaceDeci === null ? [] : [reading.surfaceDeci])]
  const verdicts = [
    ...temperatures.map((t) => judge(t, limits.target.airDeci, limits.warn.airDeci, limits.block.airDeci)),
    judge(reading.humidity, limits.target.humidity, limits.warn.humidity, limits.block.humidity),
  ]
  return verdicts.reduce((worst, verdict) => (RANK.indexOf(verdict) > RANK.indexOf(worst) ? verdict : worst))
}

function judge(
  value: number,
  target: readonly [number, number],
  warn: readonly [number, number],
  block: readonly [number, number],
): Verdict {
  if (!within(value, block)) return 'block'
  if (within(value, target)) return 'target'
  return within(value, warn) ? 'acceptable' : 'warn'
}

export type PaintVerdict = 'normal' | 'thin' | 'possible_respray' | 'respray' | 'filler' | 'uneven'

/** One panel's points, in micrometres. `uneven`: nothing else stands out, but the points lie 30 µm or more apart. */
export function judgeThickness(microns: readonly number[]): PaintVerdict {
  const [low, high] = [Math.min(...microns), Math.max(...microns)]
  if (high > 300) return 'filler'
  if (high > 200) return 'respray'
  if (high > 150) return 'possible_respray'
  if (high - low >= 30) return 'uneven'
  return low < 80 ? 'thin' : 'normal'
}
