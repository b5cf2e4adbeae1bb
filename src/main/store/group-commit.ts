/**
 * Appends that arrive close together share one transaction, and so one fsync. The first after a quiet moment does
 * not wait for company; those that come while it commits, or within the window after it, go together.
 */
import type { AppendOutcome, AppendRequest } from './store-core.ts'

/** Milliseconds from one commit to the next while appends keep coming: what an append may wait at most. */
export const COMMIT_WINDOW_MS = 5
/** Bounds a transaction, so that reads in between are not held up for long. */
const MAX_BATCH = { updates: 1000, bytes: 8 << 20 } as const

interface Waiting {
  readonly request: AppendRequest
  readonly settle: (outcome: AppendOutcome) => void
}

export class GroupCommit {
  readonly #commit: (requests: readonly AppendRequest[]) => AppendOutcome[]
  #waiting: Waiting[] = []
  #bytes = 0
  #timer: NodeJS.Timeout | NodeJS.Immediate | undefined
  #lastCommit = -Infinity

  constructor(commit: (requests: readonly AppendRequest[]) => AppendOutcome[]) {
    this.#commit = commit
  }

  /** `settle` is called after COMMIT, or with why there was none. */
  add(request: AppendRequest, settle: (outcome: AppendOutcome) => void): void {
    this.#waiting.push({ request, settle })
    this.#bytes += request.update.length
    if (this.#waiting.length >= MAX_BATCH.updates || this.#bytes >= MAX_BATCH.bytes) return this.flush()
    if (this.#timer !== undefined) return
    const wait = this.#lastCommit + COMMIT_WINDOW_MS - performance.now()
    // Even without a wait: what the port already holds is delivered before an immediate runs.
    this.#timer = wait > 0 ? setTimeout(() => this.flush(), wait) : setImmediate(() => this.flush())
  }

  /** Commits what waits, now. Before every read, so that nobody misses what they appended. */
  flush(): void {
    if (this.#timer !== undefined) {
      clearTimeout(this.#timer as NodeJS.Timeout)
      clearImmediate(this.#timer as NodeJS.Immediate)
      this.#timer = undefined
    }
    if (this.#waiting.length === 0) return
    const batch = this.#waiting
    this.#waiting = []
    this.#bytes = 0
    const outcomes = this.#commit(batch.map((entry) => entry.request))
    this.#lastCommit = performance.now()
    for (const [index, entry] of batch.entries()) entry.settle(outcomes[index]!)
  }
}
