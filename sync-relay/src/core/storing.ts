/**
 * From what rooms collected to what everyone is told: commits, their answers, and what happens when the log fails.
 */
import { RETRY, SYNC } from '../../../src/crdt/protocol/index.ts'
import type { Committed, Log, LogFailure } from '../log/log.ts'
import { CommitQueue } from './commit-queue.ts'
import type { Schedule } from './commit-queue.ts'
import type { Counters } from './counters.ts'
import { syncFrame } from './frames.ts'
import type { AnyRoom, Rooms } from './rooms.ts'

export interface StoringHost {
  readonly log: Log
  readonly schedule: Schedule
  readonly recoverMs: number
  readonly rooms: Rooms
  readonly counters: Counters
  now(): number
  report(what: string, detail: unknown): void
  catchUp(room: AnyRoom): void
  compact(room: AnyRoom): void
  /** Something was committed, and everyone in its rooms was told. */
  landed(): void
}

export function createStoring(host: StoringHost) {
  const { rooms } = host
  const { counts, commitMs, commitDocuments } = host.counters
  let readOnly = false
  /** Whether the log can store is being tried. */
  let suspected = false
  let hasEnded = false
  let cancelRecovery = (): void => {}
  let committingSince = 0
  const queue = new CommitQueue<AnyRoom>(host.log, host.schedule, {
    now: host.now,
    committing: () => void (committingSince = host.now()),
    committed: afterCommit,
    failed: stopWriting,
  })

  function afterCommit(committed: readonly AnyRoom[], results: readonly (Committed | null)[]): void {
    const stored = results.filter((result) => result?.kind === 'committed').length
    if (stored > 0) {
      counts.commit++
      commitMs.add(host.now() - committingSince)
      commitDocuments.add(stored)
    }
    // Every room first learns how it stands: an answer may make a peer, or us, look at another one.
    const outcomes = committed.map((room, i) => {
      // One that was given up meanwhile has told those who waited that all is lost.
      if (!rooms.holds(room)) return 'given up'
      const result = results[i] ?? null
      if (result?.kind !== 'stale') return room.committed(result?.cursor ?? null)
      counts.staleCommit++
      room.wasStale()
      return 'stale'
    })
    committed.forEach((room, i) => {
      const outcome = outcomes[i] ?? 'given up'
      if (outcome === 'given up') return
      if (outcome === 'stale') return host.catchUp(room)
      // Everyone, the sender too: the echo tells it that its edit is on disk.
      if (outcome.update !== null) rooms.broadcast(room, syncFrame(SYNC.update, outcome.update))
      for (const waiter of outcome.waiters) waiter.stored()
      if (room.wantsCatchUp) host.catchUp(room)
      if (room.wantsCompaction(false)) host.compact(room)
      rooms.tidyLater(room)
    })
    if (stored > 0) host.landed()
  }

  /**
   * No acknowledgement, no fan-out: rooms count edits that the disk does not have, so every one of them goes and every
   * socket with them. Devices keep their edits, come back, and may read; storing is tried again now and then.
   */
  function stopWriting(failure: LogFailure): void {
    counts.failedCommit++
    host.report('cannot store', failure)
    if (readOnly) return // nothing was taken since, and who reads is not to be disturbed, nor the recovery put off
    readOnly = true
    forgetRooms('the relay cannot store now', failure)
    cancelRecovery()
    if (!hasEnded) cancelRecovery = host.schedule(host.recoverMs, recover)
  }

  /** What failed to answer may not be able to store either, though nobody writes and would find out. */
  function suspect(failure: LogFailure): void {
    if (failure.kind === 'unreadable' || readOnly || suspected) return
    suspected = true
    host.log.commit([], (result) => {
      suspected = false
      if (!result.ok) stopWriting(result.failure)
    })
  }

  function recover(): void {
    host.log.recover((result) => {
      if (!result.ok) {
        host.report('still cannot store', result.failure)
        if (!hasEnded) cancelRecovery = host.schedule(host.recoverMs, recover)
        return
      }
      host.report('storing again', null)
      // The failed commit may have reached the disk after all: what was read before may be out of date.
      forgetRooms('the relay starts anew', { kind: 'io', message: 'the relay starts anew' })
      readOnly = false
    })
  }

  function forgetRooms(reason: string, failure: LogFailure): void {
    for (const room of rooms.all()) rooms.drop(room, RETRY.unavailable, reason, failure)
  }

  return {
    isReadOnly: (): boolean => readOnly,
    commitSoon: (room: AnyRoom): void => queue.add(room),
    forget: (room: AnyRoom): void => queue.forget(room),
    whenIdle: (run: () => void): void => queue.whenIdle(run),
    stopWriting,
    suspect,
    /** A log that failed is not tried again. */
    end(): void {
      hasEnded = true
      cancelRecovery()
    },
  }
}
