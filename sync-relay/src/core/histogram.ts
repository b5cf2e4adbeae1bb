/** How often something took how long, in fixed steps; what Prometheus calls a histogram. */
export interface HistogramFigures {
  /** Upper ends, in milliseconds (or whatever is counted), rising; `counts` has one more, for all above. */
  readonly bounds: readonly number[]
  readonly counts: readonly number[]
  readonly sum: number
  readonly count: number
}

export const MILLISECONDS = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 10_000]
export const SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000]

export class Histogram {
  readonly #bounds: readonly number[]
  readonly #counts: number[]
  #sum = 0
  #count = 0

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds
    this.#counts = Array.from({ length: bounds.length + 1 }, () => 0)
  }

  add(value: number): void {
    let i = 0
    while (i < this.#bounds.length && value > (this.#bounds[i] as number)) i++
    this.#counts[i] = (this.#counts[i] as number) + 1
    this.#sum += value
    this.#count++
  }

  figures(): HistogramFigures {
    return { bounds: this.#bounds, counts: [...this.#counts], sum: this.#sum, count: this.#count }
  }
}
