/** Numbers that a seed repeats (mulberry32). */
export function createRandom(seed: number): {
  next(): number
  integer(min: number, max: number): number
  shuffled<T>(items: readonly T[]): T[]
} {
  let state = seed | 0
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const integer = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  return {
    next,
    integer,
    shuffled(items) {
      const result = [...items]
      for (let i = result.length - 1; i > 0; i--) {
        const j = integer(0, i)
        ;[result[i], result[j]] = [result[j]!, result[i]!]
      }
      return result
    },
  }
}
