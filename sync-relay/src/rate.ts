/** How much somebody may do: so many at once, refilled steadily (requests); so many bytes in a day (uploads). */

export interface Buckets {
  /** Takes one from `key`'s bucket: 0, or in how many seconds there will be one. */
  take(key: string, nowMs: number): number
}

const MAX_KEYS = 20_000

export function createBuckets(perSecond: number, burst: number): Buckets {
  const buckets = new Map<string, { left: number; at: number }>()

  return {
    take(key, nowMs) {
      const bucket = buckets.get(key)
      const since = bucket === undefined ? 0 : Math.max(0, nowMs - bucket.at) / 1000
      const left = bucket === undefined ? burst : Math.min(burst, bucket.left + since * perSecond)
      buckets.delete(key) // so that iteration order is the order of use
      buckets.set(key, { left: left >= 1 ? left - 1 : left, at: nowMs })
      // Of too many strangers the one that was longest away is forgotten: its bucket is the fullest anyway.
      const [oldest] = buckets.keys()
      if (buckets.size > MAX_KEYS && oldest !== undefined) buckets.delete(oldest)
      return left >= 1 ? 0 : Math.max(1, Math.ceil((1 - left) / perSecond))
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
