/** The documents that are open: from the first who asks for one until a while after the last one left it. */
import { RETRY } from '../../../src/crdt/protocol/index.ts'
import type { Limits } from '../limits.ts'
import type { Log, LogFailure } from '../log/log.ts'
import type { Schedule } from './commit-queue.ts'
import { Room } from './room.ts'
import type { Session } from './session.ts'

export type AnyRoom = Room<Session>
export type Rooms = ReturnType<typeof createRooms>

export interface RoomsHost {
  readonly log: Log
  readonly limits: Limits
  readonly schedule: Schedule
  report(what: string, detail: unknown): void
  /** A load begins; what is returned is to be called when it has ended. */
  unsettled(): () => void
  /** The log failed to answer. */
  suspect(failure: LogFailure): void
  /** The room is given up: it is not to be committed any more. */
  forgotten(room: AnyRoom): void
  catchUp(room: AnyRoom): void
  compact(room: AnyRoom): void
}

/** A Y.Doc that was not needed for so long goes. */
const DOC_MS = 2000

export function createRooms(host: RoomsHost) {
  const rooms = new Map<string, AnyRoom>()

  /** Whether it is still the open one of its name. */
  function holds(room: AnyRoom): boolean {
    return rooms.get(room.name) === room
  }

  function open(name: string): AnyRoom {
    const known = rooms.get(name)
    if (known !== undefined) return known
    const room: AnyRoom = new Room(name, host.limits.presencePerSecond)
    rooms.set(name, room)
    const settled = host.unsettled()
    host.log.load(room.name, (result) => {
      try {
        if (!holds(room)) return
        const failure = result.ok ? attempt(room, () => room.fill(result.value)) : result.failure
        if (failure === null) wake(room)
        else dropUnreadable(room, failure)
      } finally {
        settled()
      }
    })
    return room
  }

  function dropUnreadable(room: AnyRoom, failure: LogFailure): void {
    host.report('document cannot be loaded', { document: room.name, ...failure })
    drop(room, RETRY.unavailable, 'document cannot be read', failure)
    host.suspect(failure)
  }

  function drop(room: AnyRoom, code: number, reason: string, failure: LogFailure): void {
    if (holds(room)) rooms.delete(room.name)
    for (const member of [...room.members]) member.close(code, reason)
    for (const run of [...room.waiting.splice(0), ...room.waitingForOthers.splice(0)]) run(false)
    room.lose(failure)
    room.dropDoc()
    host.forgotten(room)
  }

  function whenUsable(room: AnyRoom, run: (usable: boolean) => void): void {
    if (!holds(room)) run(false)
    else if (room.phase === 'ready') run(true)
    else room.waiting.push(run)
  }

  function wake(room: AnyRoom): void {
    for (let run = room.waiting.shift(); run !== undefined; run = room.waiting.shift()) run(true)
    if (room.wantsCatchUp) host.catchUp(room)
    tidyLater(room)
  }

  function broadcast(room: AnyRoom, frame: Uint8Array): void {
    for (const member of room.members) member.send(frame)
  }

  /** A room without anybody goes after a while. */
  function tidyLater(room: AnyRoom): void {
    if (room.retires || !isIdle(room)) return
    room.retires = true
    host.schedule(host.limits.idleMs, () => {
      room.retires = false
      if (!holds(room) || !isIdle(room) || room.phase !== 'ready') return
      if (room.wantsCompaction(true)) host.compact(room)
      if (holds(room) && !room.isCompacting) rooms.delete(room.name)
    })
  }

  /** A Y.Doc goes as soon as it is not needed for a moment, also while people are in the room. */
  function dropDocLater(room: AnyRoom): void {
    if (room.dropsDoc || !room.hasDoc) return
    room.dropsDoc = true
    const uses = room.docUses
    host.schedule(DOC_MS, () => {
      room.dropsDoc = false
      if (room.docUses === uses) room.dropDoc()
      else dropDocLater(room)
    })
  }

  function isIdle(room: AnyRoom): boolean {
    return room.members.size === 0 && room.waiting.length === 0 && room.pins === 0 && room.isClean && !room.isReading
  }

  return {
    open,
    holds,
    has: (name: string): boolean => rooms.has(name),
    get: (name: string): AnyRoom | undefined => rooms.get(name),
    all: (): AnyRoom[] => [...rooms.values()],
    drop,
    dropUnreadable,
    whenUsable,
    broadcast,
    tidyLater,
    dropDocLater,
    isIdle,
  }
}

/** What cannot be read is never an empty document [F12]. */
export function attempt(room: AnyRoom, run: () => void): LogFailure | null {
  try {
    run()
    return null
  } catch (error) {
    return unreadable(room, error)
  }
}

export function unreadable(room: AnyRoom, error: unknown): LogFailure {
  return { kind: 'unreadable', message: error instanceof Error ? error.message : `${room.name}: ${String(error)}` }
}
