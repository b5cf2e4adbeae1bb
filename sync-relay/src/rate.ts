/** How much somebody may do: so many at once, refilled steadily (requests); so many bytes in a day (uploads). */

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

  /** In how many seconds, whole ones, there will be one again. */
  secondsToNext(): number {
    return Math.max(1, Math.ceil((1 - this.#left) / this.#perSecond))
  }
}

export interface Buckets {
  /** Takes one from `key`'s bucket: 0, or in how many seconds there will be one. */
  take(key: string, nowMs: number): number
}

const MAX_KEYS = 20_000

export function createBuckets(perSecond: number, burst: number): Buckets {
  const buckets = new Map<string, Bucket>()
  return {
    take(key, nowMs) {
      const bucket = buckets.get(key) ?? new Bucket(perSecond, burst, nowMs)
      buckets.delete(key) // so that iteration order is the order of use
      buckets.set(key, bucket)
      // Of too many strangers the one that was longest away is forgotten: its bucket is the fullest anyway.
      const [oldest] = buckets.keys()
      if (buckets.size > MAX_KEYS && oldest !== undefined) buckets.delete(oldest)
      return bucket.take(nowMs) ? 0 : bucket.secondsToNext()
    },
  }
}

export interface DailyMeter {
  /** Whether `key` may add `amount` within 24 hours; if so it counts. */
  add(key: string, amount: number, nowMs: number): boolean
}

const HOUR_MS = 3600 * 1000

/** Counts by the hour, so that a day's bytes fade over the next day. Lives in memory: a restart begins anew. */
export function createDailyMeter(limit: number): DailyMeter {
  const hours = new Map<string, Map<number, number>>()
  return {
    add(key, amount, nowMs) {
      const hour = Math.floor(nowMs / HOUR_MS)
      const used = hours.get(key) ?? new Map<number, number>()
      for (const past of used.keys()) if (past <= hour - 24) used.delete(past)
      const sum = [...used.values()].reduce((total, bytes) => total + bytes, 0)
      if (sum + amount > limit) return false
      used.set(hour, (used.get(hour) ?? 0) + amount)
      hours.set(key, used)
      return true
    },
  }
}
