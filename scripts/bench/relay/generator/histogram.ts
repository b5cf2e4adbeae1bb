/** Latencies in tenths of a millisecond up to 10 s: counting costs one addition, a percentile one walk. */
const PER_MS = 10
const SLOTS = 10_000 * PER_MS

export class Histogram {
  readonly #counts = new Uint32Array(SLOTS + 1)
  #total = 0

  add(ms: number): void {
    const slot = ms * PER_MS
    this.#counts[slot > SLOTS ? SLOTS : slot < 0 ? 0 : slot | 0]!++
    this.#total++
  }

  get total(): number {
    return this.#total
  }

  /** Milliseconds; NaN when nothing was counted. */
  percentile(share: number): number {
    if (this.#total === 0) return Number.NaN
    let left = this.#total * share
    for (let slot = 0; slot <= SLOTS; slot++) {
      left -= this.#counts[slot] as number
      if (left <= 0) return (slot + 1) / PER_MS
    }
    return Number.POSITIVE_INFINITY
  }
}
