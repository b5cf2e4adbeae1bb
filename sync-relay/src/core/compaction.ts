/** Makes a room's stored rows one, while updates go on. */
import type { Log } from '../log/log.ts'
import type { Schedule } from './commit-queue.ts'
import { compacted } from './compact.ts'
import type { Counters } from './counters.ts'
import type { Compaction } from './room.ts'
import { unreadable } from './rooms.ts'
import type { AnyRoom, Rooms } from './rooms.ts'

/** Merges a document's committed updates into the smallest one. Null: it failed. */
export type Compactor = (whole: Uint8Array, done: (state: Uint8Array | null) => void) => void

export interface CompactionHost {
  readonly log: Log
  readonly rooms: Rooms
  readonly counters: Counters
  readonly compactor: Compactor
  readonly schedule: Schedule
  now(): number
  report(what: string, detail: unknown): void
}

/** After each merge of a document in use, so many times as long nothing is merged: people come first. */
const REST_RATIO = 4

export function createCompaction(host: CompactionHost) {
  const { rooms } = host
  /** In use, and in no hurry. */
  const waiting = new Set<AnyRoom>()
  let isPaced = false

  function compact(room: AnyRoom, ended = (): void => {}): void {
    let compaction: Compaction
    try {
      compaction = room.beginCompaction()
    } catch (error) {
      rooms.dropUnreadable(room, unreadable(room, error))
      return ended()
    }
    const { whole, through } = compaction
    const give = (state: Uint8Array | null): void => {
      room.endCompaction(compaction, state)
      if (rooms.holds(room)) rooms.tidyLater(room)
      ended()
    }
    host.compactor(whole, (state) => {
      if (state === null) {
        host.report('cannot compact', { document: room.name })
        return give(null)
      }
      // A failure costs nothing but space: the old rows are still there. If the disk is ill, the next commit will tell.
      host.log.compact(room.name, state, through, (result) => {
        if (!result.ok) host.report('cannot compact', { document: room.name, ...result.failure })
        else host.counters.counts.compaction++
        give(result.ok ? state : null)
      })
    })
  }

  function nextInTurn(): void {
    if (isPaced) return
    for (const room of waiting) {
      waiting.delete(room)
      if (!rooms.holds(room) || !room.wantsCompaction(false)) continue
      isPaced = true
      const began = host.now()
      return compact(room, () => {
        host.schedule((host.now() - began) * REST_RATIO, () => {
          isPaced = false
          nextInTurn()
        })
      })
    }
  }

  return {
    compact,
    /** One after the other, with rests: rooms that grow alike would otherwise all hold everyone up at once. */
    compactInTurn(room: AnyRoom): void {
      waiting.add(room)
      nextInTurn()
    },
  }
}

/** In this thread, at once. */
export const compactHere: Compactor = (whole, done) => done(compacted(whole))
