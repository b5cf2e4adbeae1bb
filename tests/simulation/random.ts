/** All chance of a run. One seed, one sequence: a run that uses nothing else can be repeated exactly. */
export class Random {
  readonly #seed: number
  #a: number
  #b: number
  #c: number
  #count = 1

  constructor(seed: number) {
    this.#seed = seed >>> 0
    this.#a = this.#seed
    this.#b = Math.floor(seed / 2 ** 32) >>> 0
    this.#c = 0x9e3779b9
    for (let i = 0; i < 12; i++) this.#word()
  }

  /** A stream of its own: what one part of a run draws does not shift what the others draw. */
  fork(label: string): Random {
    let mixed = this.#seed ^ 0x811c9dc5
    for (const letter of label) mixed = Math.imul(mixed ^ letter.charCodeAt(0), 0x01000193)
    return new Random((mixed >>> 0) + (this.#seed >>> 0) * 2 ** 20)
  }

  /** In [0, 1). */
  next(): number {
    return this.#word() / 2 ** 32
  }
  /** A whole number in [0, below). */
  below(below: number): number {
    return Math.floor(this.next() * below)
  }
  between(least: number, most: number): number {
    return least + this.below(most - least + 1)
  }
  chance(probability: number): boolean {
    return this.next() < probability
  }
  /** Waiting time of something that happens every `mean` on average. */
  wait(mean: number): number {
    return -Math.log(1 - this.next()) * mean
  }
  pick<T>(list: readonly T[]): T {
    const picked = list[this.below(list.length)]
    if (picked === undefined) throw new Error('random: expected something to pick from, saw an empty list')
    return picked
  }
  /** Small numbers come more often: the same zones and people meet again and again. */
  skewed(below: number): number {
    return Math.floor(this.next() * this.next() * below)
  }
  shuffle<T>(list: readonly T[]): T[] {
    const shuffled = [...list]
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = this.below(i + 1)
      const kept = shuffled[i] as T
      shuffled[i] = shuffled[j] as T
      shuffled[j] = kept
    }
    return shuffled
  }

  /** sfc32, Chris Doty-Humphrey's small fast counting generator. */
  #word(): number {
    const sum = (this.#a + this.#b + this.#count) | 0
    this.#count = (this.#count + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum
    this.#c |= 0
    return sum >>> 0
  }
}
