/**
 * Everything that waits for a commit, in arrival order over all documents: updates to store, and answers that may only
 * leave once all that came before them is on disk. One transaction takes the whole queue (group commit), so that a
 * hundred technicians cost one fsync, at most {@link COMMIT_DELAY_MS} after the first of them.
 */
import * as Y from 'yjs'
import type { Append, Committed, Log, LogFailure, Result } from './log.ts'

export const COMMIT_DELAY_MS = 4

/** Runs `run` once after `delayMs`, unless the returned function is called before. */
export type Schedule = (delayMs: number, run: () => void) => () => void

export interface Waiting {
  /** Null: nothing to store, only a place in the order. */
  readonly append: Pick<Append, 'document' | 'update'> | null
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
    const updates = new Map<string, Uint8Array[]>()
    for (const { append } of group) {
      if (append !== null) updates.set(append.document, [...(updates.get(append.document) ?? []), append.update])
    }
    if (updates.size === 0) return this.#settle(group, { ok: true, value: new Map() })
    const names = [...updates.keys()]
    const appends = names.map((document) => {
      const update = Y.mergeUpdates(updates.get(document) ?? [])
      return { document, update, after: 0, leases: [] }
    })
    this.#log.commit(appends, (result) => {
      if (!result.ok) return this.#settle(group, result)
      this.#settle(group, { ok: true, value: new Map(names.map((name, i) => [name, cursorOf(result.value[i])])) })
    })
  }

  #settle(group: readonly Waiting[], result: Result<ReadonlyMap<string, number>>): void {
    if (result.ok) {
      // Appends first: an answer reads live documents, and must not find one half told of its commit.
      for (const waiting of group)
        if (waiting.append !== null) waiting.stored(result.value.get(waiting.append.document) ?? 0)
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

function cursorOf(committed: Committed | undefined): number {
  if (committed?.kind !== 'committed') throw new Error(`commit: expected a cursor, saw ${committed?.kind}`)
  return committed.cursor
}
