/** Virtual time. Things due at the same moment run in the order in which they were asked for. */
interface Timer {
  readonly at: number
  readonly order: number
  run: (() => void) | null
}

export class Clock {
  /** Milliseconds since the run began. */
  now = 0
  readonly #heap: Timer[] = []
  #order = 0

  /** Runs `run` once, `delayMs` from now. Returns what prevents it. */
  after(delayMs: number, run: () => void): () => void {
    if (!(delayMs >= 0)) throw new Error(`clock: expected a delay of 0 or more, saw ${delayMs}`)
    const timer: Timer = { at: this.now + delayMs, order: this.#order++, run }
    this.#push(timer)
    return () => {
      timer.run = null
    }
  }

  /** Runs what is due next, if anything is due until `until`. Returns false when time has reached `until`. */
  step(until: number): boolean {
    for (;;) {
      const next = this.#heap[0]
      if (next === undefined || next.at > until) {
        this.now = Math.max(this.now, until)
        return false
      }
      this.#pop()
      if (next.run === null) continue
      this.now = next.at
      next.run()
      return true
    }
  }

  #push(timer: Timer): void {
    const heap = this.#heap
    let i = heap.push(timer) - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!isEarlier(timer, heap[parent]!)) break
      heap[i] = heap[parent]!
      i = parent
    }
    heap[i] = timer
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()!
    if (heap.length === 0) return
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isEarlier(heap[child + 1]!, heap[child]!)) child++
      if (!isEarlier(heap[child]!, last)) break
      heap[i] = heap[child]!
      i = child
    }
    heap[i] = last
  }
}

function isEarlier(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
