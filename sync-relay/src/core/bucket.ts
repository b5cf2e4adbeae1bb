/** So many at once, refilled steadily. Full at first. */
export class Bucket {
  readonly #perSecond: number
  readonly #burst: number
  #left: number
  #at: number

  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#perSecond = perSecond
    this.#burst = burst
    this.#left = burst
    this.#at = nowMs
  }

  /** False: there is none left. */
  take(nowMs: number): boolean {
    if (nowMs > this.#at) {
      this.#left = Math.min(this.#burst, this.#left + ((nowMs - this.#at) / 1000) * this.#perSecond)
      this.#at = nowMs
    }
    if (this.#left < 1) return false
    this.#left--
    return true
  }
}
