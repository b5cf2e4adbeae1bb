/** Makes a room's stored rows one, while updates go on. */
import type { Log } from '../log/log.ts'
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
  report(what: string, detail: unknown): void
}

export function createCompaction(host: CompactionHost) {
  const { rooms } = host

  return function compact(room: AnyRoom): void {
    let compaction: Compaction
    try {
      compaction = room.beginCompaction()
    } catch (error) {
      return rooms.dropUnreadable(room, unreadable(room, error))
    }
    const { whole, through } = compaction
    const give = (state: Uint8Array | null): void => {
      room.endCompaction(compaction, state)
      if (rooms.holds(room)) rooms.tidyLater(room)
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
}

/** In this thread, at once. */
export const compactHere: Compactor = (whole, done) => done(compacted(whole))
