/** Samples become figures, and each figure meets its goal or does not. */
export interface Figure {
  readonly what: string
  readonly value: number
  readonly unit: 'ms' | '×' | '%' | 'MB'
  /** Absent: told, not judged. */
  readonly atMost?: number
  /** What stands behind it: how many samples, their median. */
  readonly note?: string
}

/** Throws on no samples: a figure of nothing would look like a good one. */
export function quantile(samples: readonly number[], share: number): number {
  if (samples.length === 0) throw new Error('expected samples, seen none')
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!
}
export const median = (samples: readonly number[]): number => quantile(samples, 0.5)
export const p95 = (samples: readonly number[]): number => quantile(samples, 0.95)

export const isMet = ({ value, atMost }: Figure): boolean => atMost === undefined || value <= atMost

export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const goal = figure.atMost === undefined ? '' : `≤ ${figure.atMost} ${figure.unit}`
    const verdict = figure.atMost === undefined ? '' : isMet(figure) ? 'met' : '**not met**'
    return `| ${figure.what} | ${figure.value.toFixed(figure.unit === '×' ? 2 : 1)} ${figure.unit} | ${goal} | ${verdict} | ${figure.note ?? ''} |`
  })
  return ['| | measured | goal | | |', '|---|---:|---:|---|---|', ...rows].join('\n')
}
