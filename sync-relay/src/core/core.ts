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
 * Several cores on one shared log are several relays on one PostgreSQL.
 * A restart is a new core on the same log; what the old one had not committed is gone, as after a kill.
 * With a log that answers at once (memory, SQLite) everything happens inside `receive` and the scheduled commit.
 */
import { CLOSE, RETRY } from '../../../src/crdt/protocol/index.ts'
import type { ChangesReply, SyncReplyEntry, SyncRequestEntry } from '../../../src/crdt/protocol/index.ts'
import { mayOpen } from '../authorize.ts'
import type { Writer } from '../authorize.ts'
import { DEFAULT_LIMITS } from '../limits.ts'
import type { Limits } from '../limits.ts'
import type { Allocation, Done, Log, LogFailure, Result } from '../log/log.ts'
import { Bucket, createDailyMeter } from '../rate.ts'
import type { AuditEvent } from '../trust/trust.ts'
import { inspectUpdate } from '../validator/inspect.ts'
import type { Inspection } from '../validator/inspect.ts'
import type { Recovery } from '../validator/judge.ts'
import { createCatchUp } from './catch-up.ts'
import type { Schedule } from './commit-queue.ts'
import { compactHere, createCompaction } from './compaction.ts'
import type { Compactor } from './compaction.ts'
import { createCounters } from './counters.ts'
import type { RelayFigures, RelayTimings } from './counters.ts'
import { Devices } from './devices.ts'
import { awarenessFrame } from './frames.ts'
import { Room } from './room.ts'
import type { Conditions } from './room.ts'
import { createRooms } from './rooms.ts'
import type { AnyRoom } from './rooms.ts'
import { Session } from './session.ts'
import type { Connection, SessionHost } from './session.ts'
import { createStoring } from './storing.ts'
import { createUploads, mayWriteTo } from './uploads.ts'
import { createVerdicts } from './verdicts.ts'

export type { Compactor } from './compaction.ts'
export type { RelayFigures, RelayTimings } from './counters.ts'

export interface RelayCoreOptions {
  readonly log: Log
  /** The only clock that the core knows; {@link now} tells its time. */
  readonly schedule: Schedule
  /** Milliseconds that never go back. */
  readonly now?: () => number
  /** For the operator's log. Carries document names and reasons, never content. */
  readonly report?: (what: string, detail: unknown) => void
  readonly limits?: Partial<Limits>
  /** Whether work of other devices is taken just now. */
  readonly recovery?: () => Recovery
  readonly audit?: (event: AuditEvent) => void
  /** Pause between attempts to store again after a failed commit. */
  readonly recoverMs?: number
  /** Merges a document's committed updates into the smallest one, here or in another thread. Null: it failed. */
  readonly compactor?: Compactor
  /** Looks at an update, here or (a big one) in another thread. Null: it cannot be done now. */
  readonly inspect?: Inspect
}

export type Inspect = (bytes: Uint8Array, done: (inspection: Inspection | null) => void) => void

export interface RelayCore {
  connect(document: string, writer: Writer, connection: Connection): Session
  /** One `POST /v1/sync`: answers after the commit of everything that it accepted. */
  sync(entries: readonly SyncRequestEntry[], writer: Writer, done: Done<SyncReplyEntry[]>): void
  /** Takes an absent device's work that an administrator released. Resolves with null when committed, else a reason. */
  merge(entry: SyncRequestEntry, on: Writer): Promise<string | null>
  /** `relayId`: whose cursor `since` is, null if the asker does not say. Another relay's means nothing here. */
  changes(since: number, relayId: string | null, done: Done<ChangesReply>): void
  /** Runs `listener` after each commit, of this relay or of another on the same log. Returns how to stop. */
  onCommit(listener: () => void): () => void
  /** See {@link Log.allocate}. */
  allocate(series: string, request: string, atLeast: number, done: Done<Allocation>): void
  /** Closes every socket of the device at once [F46]. */
  cutOff(device: string, code: number, reason: string): void
  /** Closes the device's sockets so that it comes back, with the role that it has then. */
  readmit(device: string): void
  /** Hears when a device has a websocket, and when it has none any more. Returns how to stop. */
  onPresenceOfDevice(listener: (device: string, connected: boolean) => void): () => void
  relayId(): string
  status(): 'ok' | 'read-only'
  figures(): RelayFigures
  timings(): RelayTimings
  /** Commits what waits, answers it, closes every session with 1001 and takes no more. The log stays open. */
  drain(done: () => void): void
}

const CHANGES_LIMIT = 1000
/** Presence of a crowd is worth one frame in so long. */
const PRESENCE_MS = 50

export function createRelayCore(options: RelayCoreOptions): RelayCore {
  const { log, schedule, report = () => {}, recoverMs = 5000, compactor = compactHere } = options
  const { inspect: look = (bytes, done) => done(inspectUpdate(bytes)) } = options
  const { now = () => performance.now(), recovery = () => 'closed', audit = () => {} } = options
  const limits: Limits = { ...DEFAULT_LIMITS, ...options.limits }
  const counters = createCounters()
  const { counts, barrierMs, commitMs, commitDocuments } = counters
  const listeners = new Set<() => void>()
  const devices = new Devices(() => new Bucket(limits.framesPerSecond, limits.framesBurst, now()))
  const dailyBytes = createDailyMeter(limits.deviceBytesPerDay)
  let draining = false
  let drained = false
  /** Loads and inspections under way: frames wait behind them. */
  let unsettled = 0
  let whenSettled = (): void => {}

  const conditions: Conditions = {
    get writable() {
      return !storing.isReadOnly() && !drained
    },
    get recovery() {
      return recovery()
    },
    mayBeLate: log.isShared === true,
    mayAdd: ({ device }, bytes) => device === null || dailyBytes.add(device, bytes, now()),
  }

  // Each of these is used by the others once something happens, and not before all are there.
  const rooms = createRooms({
    log,
    limits,
    schedule,
    report,
    unsettled() {
      unsettled++
      return settled
    },
    suspect: (failure) => storing.suspect(failure),
    forgotten: (room) => storing.forget(room),
    catchUp: (room) => catchUp(room),
    compact: (room) => compact(room),
  })
  const commitSoon = (room: AnyRoom): void => storing.commitSoon(room)
  const { compact, compactInTurn } = createCompaction({ log, rooms, counters, compactor, schedule, now, report })
  const verdicts = createVerdicts({ rooms, counters, report, audit, commitSoon, compact })
  const { catchUp, whenLevel } = createCatchUp({ log, rooms, conditions, verdicts, commitSoon })
  const storing = createStoring({
    ...{ log, schedule, recoverMs, rooms, counters, now, report, catchUp, landed },
    compact: compactInTurn,
  })
  const { sync, merge } = createUploads({ rooms, conditions, counters, verdicts, inspect, whenLevel, report })
  const stopListening = log.onForeignCommit((document) => {
    counts.foreignCommit++
    for (const room of document === null ? rooms.all() : [rooms.get(document)]) if (room) catchUp(room)
    landed()
  })

  function landed(): void {
    for (const listener of [...listeners]) listener()
  }

  function settled(): void {
    if (--unsettled === 0) whenSettled()
  }

  function inspect(bytes: Uint8Array, done: (inspection: Inspection | null) => void): void {
    unsettled++
    look(bytes, (inspection) => {
      try {
        done(inspection)
      } finally {
        settled()
      }
    })
  }

  const host: SessionHost = {
    conditions,
    now,
    isDraining: () => draining,
    whenUsable: rooms.whenUsable,
    whenCommitted(room, run) {
      if (room.isClean) run()
      else room.whenCommitted({ stored: run, lost() {} })
    },
    inspect,
    judged: verdicts.judged,
    presenceChanged: speakSoon,
    left(room, session) {
      room.members.delete(session)
      devices.left(session.writer.device, session)
      rooms.tidyLater(room)
    },
    count: (event) => void counts[event]++,
    barrierAnswered: (tookMs) => barrierMs.add(tookMs),
    refused: verdicts.refused,
    report,
  }

  function speakSoon(room: AnyRoom): void {
    if (room.speaks) return
    room.speaks = true
    schedule(PRESENCE_MS, () => {
      room.speaks = false
      if (!rooms.holds(room)) return
      const { pieces, heldBack } = room.presence.speak(now())
      for (const piece of pieces) rooms.broadcast(room, awarenessFrame(piece))
      counts.heldBackPresence += heldBack
      if (heldBack > 0) speakSoon(room)
    })
  }

  function connect(document: string, writer: Writer, connection: Connection): Session {
    const stays = !draining && mayOpen(writer, document)
    const room = stays ? rooms.open(document) : new Room<Session>(document, limits.presencePerSecond)
    const frames = devices.framesOf(writer.device)
    const session = new Session(room, writer, mayWriteTo(document, writer), frames, connection, host)
    if (!stays) {
      if (draining) session.close(1001, 'the relay is closing')
      else session.refuse(CLOSE.notAllowed, 'no kind of document of ours')
      return session
    }
    room.members.add(session)
    devices.came(writer.device, session)
    rooms.whenUsable(room, (usable) => {
      if (usable) session.greet()
      else session.close(RETRY.unavailable, 'document cannot be read')
    })
    return session
  }

  function drain(done: () => void): void {
    draining = true
    storing.end()
    const finish = (): void => {
      if (unsettled > 0 || drained) return
      drained = true
      stopListening()
      const failure: LogFailure = { kind: 'io', message: 'the relay is closing' }
      for (const room of rooms.all()) rooms.drop(room, 1001, 'the relay is closing', failure)
      done()
    }
    // What arrived is worked off first, and may bring something to commit.
    whenSettled = () => storing.whenIdle(finish)
    if (unsettled === 0) whenSettled()
  }

  return {
    connect,
    sync,
    merge,
    changes(since, relayId, done) {
      const foreign = relayId !== null && relayId !== log.relayId()
      log.changes(foreign ? 0 : since, CHANGES_LIMIT, (result) => {
        if (!result.ok) storing.suspect(result.failure)
        done(result)
      })
    },
    onCommit(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    allocate(series, request, atLeast, done) {
      log.allocate(series, request, atLeast, (result: Result<Allocation>) => {
        if (!result.ok && result.failure.kind !== 'unreadable') storing.stopWriting(result.failure)
        done(result)
      })
    },
    cutOff(device, code, reason) {
      for (const session of devices.sessionsOf(device)) session.close(code, reason)
    },
    readmit(device) {
      for (const session of devices.sessionsOf(device)) session.close(RETRY.unavailable, 'come back with your new role')
    },
    onPresenceOfDevice: (listener) => devices.listen(listener),
    relayId: () => log.relayId(),
    status: () => (storing.isReadOnly() ? 'read-only' : 'ok'),
    figures() {
      let sessions = 0
      let idleRooms = 0
      let docs = 0
      const all = rooms.all()
      for (const room of all) {
        sessions += room.members.size
        if (rooms.isIdle(room)) idleRooms++
        if (room.hasDoc) docs++
      }
      return {
        ...counts,
        rooms: all.length,
        idleRooms,
        docs,
        sessions,
        devices: devices.connected,
      }
    },
    timings: () => ({
      barrierMs: barrierMs.figures(),
      commitMs: commitMs.figures(),
      commitDocuments: commitDocuments.figures(),
    }),
    drain,
  }
}
