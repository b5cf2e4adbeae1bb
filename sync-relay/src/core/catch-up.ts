/** Rooms of a log that other relays commit to as well: reading what they committed, and when that is to be waited for. */
import { SYNC } from '../../../src/crdt/protocol/index.ts'
import type { Log } from '../log/log.ts'
import { syncFrame } from './frames.ts'
import type { Conditions } from './room.ts'
import { attempt } from './rooms.ts'
import type { AnyRoom, Rooms } from './rooms.ts'
import type { Verdicts } from './verdicts.ts'

export interface CatchUpHost {
  readonly log: Log
  readonly rooms: Rooms
  readonly conditions: Conditions
  readonly verdicts: Verdicts
  commitSoon(room: AnyRoom): void
}

export function createCatchUp(host: CatchUpHost) {
  const { rooms } = host

  /**
   * For those who are told afterwards that they have everything up to a cursor of the feed, which shows what all relays
   * committed. `isNew`: the room was opened for this very question, so that what is read is not older than it.
   */
  function whenLevel(room: AnyRoom, isNew: boolean, run: (usable: boolean) => void): void {
    rooms.whenUsable(room, (usable) => {
      if (!usable || isNew || host.log.isShared !== true) return run(usable)
      room.waitingForOthers.push(run)
      catchUp(room)
    })
  }

  /** Another relay may have committed to it. */
  function catchUp(room: AnyRoom): void {
    room.wantsCatchUp = true
    // What is in flight may turn out to be too late, and waits again then.
    if (room.phase !== 'ready' || room.isReading || room.isInFlight) return
    room.wantsCatchUp = false
    room.isReading = true
    const since = room.through
    const waiting = room.waitingForOthers.splice(0)
    host.log.loadAfter(room.name, since, (result) => {
      room.isReading = false
      if (!rooms.holds(room)) {
        for (const run of waiting) run(false)
        return
      }
      if (room.isInFlight || room.through !== since) {
        room.waitingForOthers.push(...waiting)
        // We committed meanwhile, and what was read may hold that commit or not: look again when it is answered, and
        // commit nothing until then, or those who wait would wait for a pause in the writing.
        room.isBehind = true
        return catchUp(room)
      }
      let news: Uint8Array | null = null
      const failure = result.ok
        ? attempt(room, () => {
            news = room.catchUp(result.value, host.conditions, ({ writer }, intake) =>
              host.verdicts.differs(room, writer, intake),
            )
          })
        : result.failure
      if (failure !== null) rooms.dropUnreadable(room, failure)
      for (const run of waiting) run(failure === null)
      if (failure !== null || !rooms.holds(room)) return
      rooms.dropDocLater(room)
      if (news !== null) rooms.broadcast(room, syncFrame(SYNC.update, news))
      if (!room.isClean) host.commitSoon(room)
      if (room.wantsCatchUp) catchUp(room)
      else rooms.tidyLater(room)
    })
  }

  return { catchUp, whenLevel }
}
