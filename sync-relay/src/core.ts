/**
 * The relay without sockets, files or clock: rooms, sessions and the order in which things become durable.
 *
 * To connect a simulated peer:
 *
 * ```ts
 * const core = createRelayCore({ log: createMemoryLog('relay-1'), schedule: (ms, run) => clock.after(ms, run) })
 * const session = core.connect('job/1', ANYONE, { send: (frame) => link.down(frame), close: () => link.cut() })
 * session.receive(frame)   // each frame of the peer, in order
 * session.disconnected()   // when the link is cut by the other side
 * ```
 *
 * A restart is a new core on the same log; what the old one had not committed is gone, as after a kill.
 * With a log that answers at once (memory, SQLite) everything happens inside `receive` and the scheduled commit.
 */
import { CLOSE, LIMITS, RETRY, SYNC } from '../../src/crdt/protocol/index.ts'
import type { ChangesReply, SyncReplyEntry, SyncRequestEntry } from '../../src/crdt/protocol/index.ts'
import type { Writer } from './authorize.ts'
import { CommitQueue } from './commit-queue.ts'
import type { Schedule } from './commit-queue.ts'
import { syncFrame } from './frames.ts'
import { isStateVector } from './inspect.ts'
import type { Done, Log, LogFailure } from './log.ts'
import { Room } from './room.ts'
import { Session } from './session.ts'
import type { Connection, SessionEvent, SessionHost } from './session.ts'

export interface RelayCoreOptions {
  readonly log: Log
  /** The only clock that the core knows. */
  readonly schedule: Schedule
  /** For the operator's log. Carries document names and reasons, never content. */
  readonly report?: (what: string, detail: unknown) => void
  /** How long a document without readers stays in memory. */
  readonly idleMs?: number
  /** Pause between attempts to store again after a failed commit. */
  readonly recoverMs?: number
}

export interface RelayCore {
  connect(document: string, writer: Writer, connection: Connection): Session
  /** One `POST /v1/sync`: answers after the commit of everything that it accepted. */
  sync(entries: readonly SyncRequestEntry[], writer: Writer, done: Done<SyncReplyEntry[]>): void
  /** `relayId`: whose cursor `since` is, null if the asker does not say. Another relay's means nothing here. */
  changes(since: number, relayId: string | null, done: Done<ChangesReply>): void
  /** Runs `listener` after each commit. Returns how to stop. */
  onCommit(listener: () => void): () => void
  allocate(series: string, request: string, done: Done<number>): void
  relayId(): string
  status(): 'ok' | 'read-only'
  figures(): RelayFigures
  /** Commits what waits, answers it, closes every session with 1001 and takes no more. The log stays open. */
  drain(done: () => void): void
}

export type RelayFigures = Readonly<Record<SessionEvent | 'commit' | 'failedCommit', number>> & {
  readonly rooms: number
  readonly sessions: number
}

type AnyRoom = Room<Session>
const CHANGES_LIMIT = 1000

export function createRelayCore(options: RelayCoreOptions): RelayCore {
  const { log, schedule, report = () => {}, idleMs = 60_000, recoverMs = 5000 } = options
  const rooms = new Map<string, AnyRoom>()
  const listeners = new Set<() => void>()
  const counts = { frame: 0, update: 0, known: 0, gap: 0, barrier: 0, refused: 0, commit: 0, failedCommit: 0 }
  let readOnly = false
  let draining = false
  let cancelRecovery = (): void => {}
  const queue = new CommitQueue(log, schedule, afterCommit)

  // ---- rooms -----------------------------------------------------------------------------------------------------

  function openRoom(name: string): AnyRoom {
    const open = rooms.get(name)
    if (open !== undefined) return open
    const room: AnyRoom = new Room(name)
    rooms.set(name, room)
    load(room)
    return room
  }

  function load(room: AnyRoom): void {
    room.phase = 'loading'
    log.load(room.name, (result) => {
      if (rooms.get(room.name) !== room) return
      const failure = result.ok ? fill(room, () => room.fill(result.value)) : result.failure
      if (failure === null) return wake(room)
      report('document cannot be loaded', { document: room.name, ...failure })
      dropRoom(room, RETRY.unavailable, 'document cannot be read')
    })
  }

  function dropRoom(room: AnyRoom, code: number, reason: string): void {
    if (rooms.get(room.name) === room) rooms.delete(room.name)
    for (const member of [...room.members]) member.close(code, reason)
    for (const run of room.waiting.splice(0)) run(false)
    room.close()
  }

  function isUsable(room: AnyRoom): boolean {
    return room.phase === 'ready' && !queue.committing
  }

  function whenUsable(room: AnyRoom, run: (usable: boolean) => void): void {
    if (rooms.get(room.name) !== room) run(false)
    else if (isUsable(room)) run(true)
    else room.waiting.push(run)
  }

  /** Whoever runs may make the room unusable again, or let others in: look anew each time. */
  function wake(room: AnyRoom): void {
    while (isUsable(room) && room.waiting.length > 0) room.waiting.shift()?.(true)
    retireLater(room)
  }

  function retireLater(room: AnyRoom): void {
    if (room.retires || !isIdle(room)) return
    room.retires = true
    schedule(idleMs, () => {
      room.retires = false
      if (rooms.get(room.name) !== room || !isIdle(room) || room.phase !== 'ready') return
      rooms.delete(room.name)
      room.close()
    })
  }

  function isIdle(room: AnyRoom): boolean {
    return room.members.size === 0 && room.waiting.length === 0 && room.pins === 0 && room.uncommitted === 0
  }

  // ---- commits ---------------------------------------------------------------------------------------------------

  const host: SessionHost = {
    isUsable,
    whenUsable,
    isWritable: () => !readOnly,
    whenCommitted,
    store(room, update) {
      queue.add({
        append: { document: room.name, update },
        stored(cursor) {
          room.committed(update.length, cursor)
          // Everyone, the sender too: the echo tells it that its edit is on disk.
          const frame = syncFrame(SYNC.update, update)
          for (const member of room.members) member.send(frame)
        },
        lost() {},
      })
    },
    reload(room) {
      room.phase = 'loading'
      // What others sent before the spoiling update is still queued; the log must have it before we read the log.
      queue.add({ append: null, stored: () => load(room), lost() {} })
      queue.flush()
    },
    left(room, session) {
      room.members.delete(session)
      retireLater(room)
    },
    count: (event) => void counts[event]++,
    report,
  }

  function whenCommitted(room: AnyRoom, run: () => void): void {
    if (room.uncommitted === 0 && room.phase === 'ready') return run()
    queue.add({
      append: null,
      // A room that is being loaded again holds bytes that were never committed: wait until it does not.
      stored: () => (room.phase === 'ready' ? run() : whenUsable(room, (usable) => usable && run())),
      lost() {},
    })
  }

  function afterCommit(failure: LogFailure | null): void {
    if (failure !== null) return stopWriting(failure)
    counts.commit++
    for (const room of [...rooms.values()]) {
      if (room.phase === 'ready' && room.uncommitted === 0 && room.wantsCompaction()) compact(room)
      wake(room)
    }
    for (const listener of [...listeners]) listener()
  }

  function compact(room: AnyRoom): void {
    const { state, through } = room.compacted()
    // A failure costs nothing but space: the old rows are still there. If the disk is ill, the next commit will tell.
    log.compact(room.name, state, through, (result) => {
      if (!result.ok) report('cannot compact', { document: room.name, ...result.failure })
    })
  }

  /**
   * No acknowledgement, no fan-out: live documents hold edits that the disk does not, so every one of them goes and
   * every socket with them. Devices keep their edits, come back, and may read; storing is tried again now and then.
   */
  function stopWriting(failure: LogFailure): void {
    counts.failedCommit++
    report('cannot store', failure)
    readOnly = true
    forgetRooms('the relay cannot store now')
    cancelRecovery()
    if (!draining) cancelRecovery = schedule(recoverMs, recover)
  }

  function recover(): void {
    log.recover((result) => {
      if (!result.ok) {
        report('still cannot store', result.failure)
        if (!draining) cancelRecovery = schedule(recoverMs, recover)
        return
      }
      report('storing again', null)
      // The failed commit may have reached the disk after all: what was read before may be out of date.
      forgetRooms('the relay starts anew')
      readOnly = false
    })
  }

  function forgetRooms(reason: string): void {
    for (const room of [...rooms.values()]) dropRoom(room, RETRY.unavailable, reason)
  }

  // ---- doors -----------------------------------------------------------------------------------------------------

  function connect(document: string, writer: Writer, connection: Connection): Session {
    const room = draining ? new Room<Session>(document) : openRoom(document)
    const session = new Session(room, writer, connection, host)
    if (draining) {
      session.close(1001, 'the relay is closing')
      return session
    }
    room.members.add(session)
    whenUsable(room, (usable) => {
      if (usable) session.greet()
      else session.close(RETRY.unavailable, 'document cannot be read')
    })
    return session
  }

  function sync(entries: readonly SyncRequestEntry[], writer: Writer, done: Done<SyncReplyEntry[]>): void {
    const taken: Array<{ room: AnyRoom; entry: SyncRequestEntry } | SyncReplyEntry> = []
    const pinned: AnyRoom[] = []
    const next = (index: number): void => {
      const entry = entries[index]
      if (entry === undefined) return finish()
      const room = openRoom(entry.name)
      room.pins++
      pinned.push(room)
      whenUsable(room, (usable) => {
        taken.push(usable ? takeEntry(room, entry, writer) : refusal(entry, RETRY.unavailable, 'cannot be read'))
        next(index + 1)
      })
    }
    const unpin = (): void => {
      for (const room of pinned) {
        room.pins--
        retireLater(room)
      }
    }
    const finish = (): void => {
      const answer = (): void => {
        let bytesLeft: number = LIMITS.maxSyncBytes
        const replies = taken.map((one) => {
          if (!('room' in one)) return one
          if (bytesLeft <= 0) return refusal(one.entry, RETRY.unavailable, 'answer is full, ask again')
          if (!isUsableForReading(one.room)) return refusal(one.entry, RETRY.unavailable, 'being loaded, ask again')
          const reply = replyTo(one.room, one.entry)
          bytesLeft -= reply.update.length
          return reply
        })
        unpin()
        done({ ok: true, value: replies })
      }
      const lost = (failure: LogFailure): void => {
        unpin()
        done({ ok: false, failure })
      }
      if (queue.idle) answer()
      else queue.add({ append: null, stored: answer, lost })
    }
    next(0)
  }

  function isUsableForReading(room: AnyRoom): boolean {
    return rooms.get(room.name) === room && room.phase === 'ready' && room.uncommitted === 0
  }

  function takeEntry(room: AnyRoom, entry: SyncRequestEntry, writer: Writer) {
    if (!isStateVector(entry.stateVector)) return refusal(entry, CLOSE.structureRefused, 'not a state vector')
    if (entry.update.length === 0) return { room, entry }
    const intake = room.take(entry.update, writer, !readOnly && !draining)
    switch (intake.kind) {
      case 'integrated':
        counts.update++
        host.store(room, intake.update)
        return { room, entry }
      case 'known':
        counts.known++
        return { room, entry }
      case 'missing':
        counts.gap++
        return refusal(entry, RETRY.resync, 'predecessors missing')
      case 'read-only':
        return refusal(entry, RETRY.unavailable, 'the relay cannot store now')
      case 'refused':
        counts.refused++
        report('refused', { document: room.name, code: intake.code, reason: intake.reason })
        if (intake.spoiled) host.reload(room)
        return refusal(entry, intake.code, intake.reason)
    }
  }

  function drain(done: () => void): void {
    draining = true
    cancelRecovery()
    const finish = (): void => {
      for (const room of [...rooms.values()]) dropRoom(room, 1001, 'the relay is closing')
      done()
    }
    if (queue.idle) return finish()
    queue.add({ append: null, stored: finish, lost: finish })
    queue.flush()
  }

  return {
    connect,
    sync,
    changes(since, relayId, done) {
      const foreign = relayId !== null && relayId !== log.relayId()
      log.changes(foreign ? 0 : since, CHANGES_LIMIT, done)
    },
    onCommit(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    allocate(series, request, done) {
      log.allocate(series, request, (result) => {
        if (!result.ok && result.failure.kind !== 'unreadable') stopWriting(result.failure)
        done(result)
      })
    },
    relayId: () => log.relayId(),
    status: () => (readOnly ? 'read-only' : 'ok'),
    figures() {
      let sessions = 0
      for (const room of rooms.values()) sessions += room.members.size
      return { ...counts, rooms: rooms.size, sessions }
    },
    drain,
  }
}

function fill(room: AnyRoom, run: () => void): LogFailure | null {
  try {
    run()
    return null
  } catch (error) {
    return { kind: 'unreadable', message: error instanceof Error ? error.message : `${room.name}: ${String(error)}` }
  }
}

function replyTo(room: AnyRoom, entry: SyncRequestEntry) {
  return {
    name: entry.name,
    accepted: true as const,
    stateVector: room.stateVector(),
    update: room.difference(entry.stateVector),
  }
}

function refusal(entry: SyncRequestEntry, code: number, reason: string): SyncReplyEntry {
  return { name: entry.name, accepted: false, code, reason }
}
