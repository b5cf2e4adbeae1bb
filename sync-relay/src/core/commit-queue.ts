/**
 * Which documents have something to commit. One transaction takes what all of them collected (group commit), so that a
 * hundred technicians cost one fsync: one every {@link COMMIT_SPACING_MS} at most, and at once when it was quiet. While a
 * commit is under way the rooms go on collecting for the next.
 */
import type { Append, Committed, Log, LogFailure } from '../log/log.ts'

/** Nobody waits longer than this for a commit to begin, unless the one before it is still under way. */
export const COMMIT_SPACING_MS = 5

/** Runs `run` once after `delayMs`, unless the returned function is called before. */
export type Schedule = (delayMs: number, run: () => void) => () => void

/** What the queue needs to know of a room. */
export interface Committable {
  readonly isBehind: boolean
  readonly isClean: boolean
  seal(): Append | null
}

export interface CommitQueueHost<Room> {
  now(): number
  /** The log is asked now. */
  committing(): void
  /** In the order of the rooms; a room that only waited, with nothing to store, is `null`. */
  committed(rooms: readonly Room[], results: readonly (Committed | null)[]): void
  failed(failure: LogFailure): void
}

export class CommitQueue<Room extends Committable> {
  readonly #log: Log
  readonly #schedule: Schedule
  readonly #host: CommitQueueHost<Room>
  readonly #rooms = new Set<Room>()
  readonly #idle: (() => void)[] = []
  #cancel: (() => void) | null = null
  #isDue = false
  #lastAt = Number.NEGATIVE_INFINITY
  #committing = false

  constructor(log: Log, schedule: Schedule, host: CommitQueueHost<Room>) {
    this.#log = log
    this.#schedule = schedule
    this.#host = host
  }

  get isIdle(): boolean {
    return !this.#committing && this.#rooms.size === 0
  }

  add(room: Room): void {
    this.#rooms.add(room)
    if (this.#cancel !== null || this.#isDue) return
    const delayMs = Math.max(0, this.#lastAt + COMMIT_SPACING_MS - this.#host.now())
    this.#cancel = this.#schedule(Math.min(delayMs, COMMIT_SPACING_MS), () => {
      this.#cancel = null
      this.#isDue = true
      this.flush()
    })
  }

  forget(room: Room): void {
    this.#rooms.delete(room)
    if (this.isIdle) this.#rest()
  }

  /** Everything is committed, or lost. */
  whenIdle(run: () => void): void {
    this.#idle.push(run)
    if (this.isIdle) this.#rest()
    else this.flush()
  }

  /** Commits now what there is, or as soon as the commit under way has ended. */
  flush(): void {
    if (this.#committing) return
    this.#cancel?.()
    this.#cancel = null
    this.#isDue = false
    const rooms: Room[] = []
    const appends: Append[] = []
    const stores: boolean[] = []
    for (const room of this.#rooms) {
      if (room.isBehind) continue // it comes again when it has caught up
      this.#rooms.delete(room)
      if (room.isClean) continue
      const append = room.seal()
      rooms.push(room)
      stores.push(append !== null)
      if (append !== null) appends.push(append)
    }
    if (rooms.length === 0) return this.#rest()
    this.#committing = true
    this.#lastAt = this.#host.now()
    const settle = (committed: readonly Committed[]): void => {
      // Before the answers go out: a link that delivers at once may bring more to collect from inside them.
      this.#committing = false
      let next = 0
      this.#host.committed(
        rooms,
        stores.map((stored) => (stored ? (committed[next++] ?? unanswered()) : null)),
      )
      this.#goOn()
    }
    if (appends.length === 0) return settle([])
    this.#host.committing()
    this.#log.commit(appends, (result) => {
      if (result.ok) return settle(result.value)
      this.#committing = false
      this.#host.failed(result.failure)
      this.#goOn()
    })
  }

  #goOn(): void {
    if (this.#committing) return
    if (this.isIdle) this.#rest()
    else if (this.#isDue || this.#idle.length > 0) this.flush()
  }

  #rest(): void {
    if (!this.isIdle) return
    this.#isDue = false // what was due may be forgotten
    for (const run of this.#idle.splice(0)) run()
  }
}

function unanswered(): never {
  throw new Error('commit: expected an answer for each append, saw fewer')
}
