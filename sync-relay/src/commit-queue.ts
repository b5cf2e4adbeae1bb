/**
 * Everything that waits for a commit, in arrival order over all documents: updates to store, and answers that may only
 * leave once all that came before them is on disk. One transaction takes the whole queue (group commit), so that a
 * hundred technicians cost one fsync, at most {@link COMMIT_DELAY_MS} after the first of them.
 */
import type { Append, Log, LogFailure, Result } from './log.ts'

export const COMMIT_DELAY_MS = 4

/** Runs `run` once after `delayMs`, unless the returned function is called before. */
export type Schedule = (delayMs: number, run: () => void) => () => void

export interface Waiting {
  /** Null: nothing to store, only a place in the order. */
  readonly append: Append | null
  /** After the commit. `cursor` is 0 without an append. */
  stored(cursor: number): void
  /** The commit failed: nothing of it may be acknowledged or shown. */
  lost(failure: LogFailure): void
}

export class CommitQueue {
  readonly #log: Log
  readonly #schedule: Schedule
  readonly #afterwards: (failure: LogFailure | null) => void
  #waiting: Waiting[] = []
  #cancel: (() => void) | null = null
  #committing = false

  /** `afterwards` runs once per commit, when every answer of it has been given. */
  constructor(log: Log, schedule: Schedule, afterwards: (failure: LogFailure | null) => void) {
    this.#log = log
    this.#schedule = schedule
    this.#afterwards = afterwards
  }

  /** A commit is under way; an update that came now must not reach a live document before it ends. */
  get committing(): boolean {
    return this.#committing
  }

  get idle(): boolean {
    return !this.#committing && this.#waiting.length === 0
  }

  add(waiting: Waiting): void {
    this.#waiting.push(waiting)
    if (this.#cancel === null && !this.#committing) this.#cancel = this.#schedule(COMMIT_DELAY_MS, () => this.flush())
  }

  flush(): void {
    this.#cancel?.()
    this.#cancel = null
    if (this.#committing || this.#waiting.length === 0) return
    const group = this.#waiting
    this.#waiting = []
    this.#committing = true
    const appends = group.flatMap((waiting) => (waiting.append === null ? [] : [waiting.append]))
    if (appends.length === 0) return this.#settle(group, { ok: true, value: [] })
    this.#log.commit(appends, (result) => this.#settle(group, result))
  }

  #settle(group: readonly Waiting[], result: Result<readonly number[]>): void {
    if (result.ok) {
      // Appends first: an answer reads live documents, and must not find one half told of its commit.
      let appended = 0
      for (const waiting of group) if (waiting.append !== null) waiting.stored(expectCursor(result.value, appended++))
      for (const waiting of group) if (waiting.append === null) waiting.stored(0)
    } else {
      // Later arrivals build on what was lost: they go with it.
      for (const waiting of [...group, ...this.#waiting.splice(0)]) waiting.lost(result.failure)
    }
    // Only now: a link that delivers at once may answer us from inside `stored`, and must wait its turn.
    this.#committing = false
    this.#afterwards(result.ok ? null : result.failure)
    if (this.#waiting.length > 0 && this.#cancel === null) this.#cancel = this.#schedule(0, () => this.flush())
  }
}

function expectCursor(cursors: readonly number[], index: number): number {
  const cursor = cursors[index]
  if (cursor === undefined) throw new Error(`commit: expected a cursor for append ${index}, saw ${cursors.length}`)
  return cursor
}
