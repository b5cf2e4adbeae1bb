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
import { CLOSE, kindOf, LIMITS, mayWrite, RETRY, SYNC } from '../../../src/crdt/protocol/index.ts'
import type { ChangesReply, SyncReplyEntry, SyncRequestEntry } from '../../../src/crdt/protocol/index.ts'
import { mayOpen } from '../authorize.ts'
import type { Writer } from '../authorize.ts'
import { Bucket } from './bucket.ts'
import { CommitQueue } from './commit-queue.ts'
import type { Schedule } from './commit-queue.ts'
import { compacted } from './compact.ts'
import { Devices } from './devices.ts'
import { awarenessFrame, syncFrame } from './frames.ts'
import { Histogram, MILLISECONDS, SIZES } from './histogram.ts'
import type { HistogramFigures } from './histogram.ts'
import type { Recovery } from '../validator/judge.ts'
import { inspectUpdate, isStateVector } from '../validator/inspect.ts'
import type { Inspection } from '../validator/inspect.ts'
import { DEFAULT_LIMITS } from '../limits.ts'
import type { Limits } from '../limits.ts'
import type { Allocation, Committed, Done, Log, LogFailure, Result } from '../log/log.ts'
import { createDailyMeter } from '../rate.ts'
import { Room } from './room.ts'
import type { Compaction, Conditions, Hand, Intake } from './room.ts'
import { Session } from './session.ts'
import type { Connection, SessionHost } from './session.ts'
import type { AuditEvent } from '../trust/trust.ts'

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
export type Compactor = (whole: Uint8Array, done: (state: Uint8Array | null) => void) => void

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

const COUNTERS = {
  frame: 0,
  update: 0,
  known: 0,
  gap: 0,
  barrier: 0,
  refused: 0,
  rateLimited: 0,
  document: 0,
  recovered: 0,
  equivocation: 0,
  commit: 0,
  failedCommit: 0,
  staleCommit: 0,
  foreignCommit: 0,
  heldBackPresence: 0,
  compaction: 0,
}

export type RelayFigures = Readonly<Record<keyof typeof COUNTERS, number>> & {
  readonly rooms: number
  readonly idleRooms: number
  /** Rooms that hold a Y.Doc just now. */
  readonly docs: number
  readonly sessions: number
  readonly devices: number
}

export interface RelayTimings {
  /** From a barrier's arrival to its answer, in milliseconds. */
  readonly barrierMs: HistogramFigures
  readonly commitMs: HistogramFigures
  /** Documents in one commit. */
  readonly commitDocuments: HistogramFigures
}

type AnyRoom = Room<Session>
const CHANGES_LIMIT = 1000
/** Presence of a crowd is worth one frame in so long. */
const PRESENCE_MS = 50
/** A Y.Doc that was not needed for so long goes. */
const DOC_MS = 2000

export function createRelayCore(options: RelayCoreOptions): RelayCore {
  const { log, schedule, report = () => {}, recoverMs = 5000, compactor = compactHere } = options
  const { inspect: look = (bytes, done) => done(inspectUpdate(bytes)) } = options
  const { now = () => performance.now(), recovery = () => 'closed', audit = () => {} } = options
  const limits: Limits = { ...DEFAULT_LIMITS, ...options.limits }
  const rooms = new Map<string, AnyRoom>()
  const listeners = new Set<() => void>()
  const devices = new Devices(() => new Bucket(limits.framesPerSecond, limits.framesBurst, now()))
  const dailyBytes = createDailyMeter(limits.deviceBytesPerDay)
  const counts = { ...COUNTERS }
  const barrierMs = new Histogram(MILLISECONDS)
  const commitMs = new Histogram(MILLISECONDS)
  const commitDocuments = new Histogram(SIZES)
  let readOnly = false
  let suspected = false
  let draining = false
  let drained = false
  /** Loads and inspections under way: frames wait behind them. */
  let unsettled = 0
  let whenSettled = (): void => {}
  let cancelRecovery = (): void => {}
  let committingSince = 0
  const queue = new CommitQueue<AnyRoom>(log, schedule, {
    now,
    committing: () => void (committingSince = now()),
    committed: afterCommit,
    failed: stopWriting,
  })
  const stopListening = log.onForeignCommit((document) => {
    counts.foreignCommit++
    for (const room of document === null ? rooms.values() : [rooms.get(document)]) if (room) catchUp(room)
    for (const listener of [...listeners]) listener()
  })

  const conditions: Conditions = {
    get writable() {
      return !readOnly && !drained
    },
    get recovery() {
      return recovery()
    },
    mayBeLate: log.isShared === true,
    mayAdd: ({ device }, bytes) => device === null || dailyBytes.add(device, bytes, now()),
  }

  // ---- rooms -----------------------------------------------------------------------------------------------------

  function openRoom(name: string): AnyRoom {
    const open = rooms.get(name)
    if (open !== undefined) return open
    const room: AnyRoom = new Room(name, limits.presencePerSecond)
    rooms.set(name, room)
    unsettled++
    log.load(room.name, (result) => {
      try {
        if (rooms.get(room.name) !== room) return
        const failure = result.ok ? attempt(room, () => room.fill(result.value)) : result.failure
        if (failure === null) wake(room)
        else dropUnreadable(room, failure)
      } finally {
        settled()
      }
    })
    return room
  }

  function settled(): void {
    if (--unsettled === 0) whenSettled()
  }

  const inspect: Inspect = (bytes, done) => {
    unsettled++
    look(bytes, (inspection) => {
      try {
        done(inspection)
      } finally {
        settled()
      }
    })
  }

  function dropUnreadable(room: AnyRoom, failure: LogFailure): void {
    report('document cannot be loaded', { document: room.name, ...failure })
    dropRoom(room, RETRY.unavailable, 'document cannot be read', failure)
    suspect(failure)
  }

  function dropRoom(room: AnyRoom, code: number, reason: string, failure: LogFailure): void {
    if (rooms.get(room.name) === room) rooms.delete(room.name)
    for (const member of [...room.members]) member.close(code, reason)
    for (const run of [...room.waiting.splice(0), ...room.waitingForOthers.splice(0)]) run(false)
    room.lose(failure)
    room.dropDoc()
    queue.forget(room)
  }

  function whenUsable(room: AnyRoom, run: (usable: boolean) => void): void {
    if (rooms.get(room.name) !== room) run(false)
    else if (room.phase === 'ready') run(true)
    else room.waiting.push(run)
  }

  /**
   * For those who are told afterwards that they have everything up to a cursor of the feed, which shows what all relays
   * committed. `isNew`: the room was opened for this very question, so that what is read is not older than it.
   */
  function whenLevel(room: AnyRoom, isNew: boolean, run: (usable: boolean) => void): void {
    whenUsable(room, (usable) => {
      if (!usable || isNew || log.isShared !== true) return run(usable)
      room.waitingForOthers.push(run)
      catchUp(room)
    })
  }

  function wake(room: AnyRoom): void {
    for (let run = room.waiting.shift(); run !== undefined; run = room.waiting.shift()) run(true)
    if (room.wantsCatchUp) catchUp(room)
    tidyLater(room)
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
    log.loadAfter(room.name, since, (result) => {
      room.isReading = false
      if (rooms.get(room.name) !== room) {
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
            news = room.catchUp(result.value, conditions, ({ writer }, intake) => differs(room, writer, intake))
          })
        : result.failure
      if (failure !== null) dropUnreadable(room, failure)
      for (const run of waiting) run(failure === null)
      if (failure !== null || rooms.get(room.name) !== room) return
      dropDocLater(room)
      if (news !== null) broadcast(room, syncFrame(SYNC.update, news))
      if (!room.isClean) queue.add(room)
      if (room.wantsCatchUp) catchUp(room)
      else tidyLater(room)
    })
  }

  function broadcast(room: AnyRoom, frame: Uint8Array): void {
    for (const member of room.members) member.send(frame)
  }

  /** A room without anybody goes after a while. */
  function tidyLater(room: AnyRoom): void {
    if (room.retires || !isIdle(room)) return
    room.retires = true
    schedule(limits.idleMs, () => {
      room.retires = false
      if (rooms.get(room.name) !== room || !isIdle(room) || room.phase !== 'ready') return
      if (room.wantsCompaction(true)) compact(room)
      if (rooms.get(room.name) === room && !room.isCompacting) rooms.delete(room.name)
    })
  }

  /** A Y.Doc goes as soon as it is not needed for a moment, also while people are in the room. */
  function dropDocLater(room: AnyRoom): void {
    if (room.dropsDoc || !room.hasDoc) return
    room.dropsDoc = true
    const uses = room.docUses
    schedule(DOC_MS, () => {
      room.dropsDoc = false
      if (room.docUses === uses) room.dropDoc()
      else dropDocLater(room)
    })
  }

  function isIdle(room: AnyRoom): boolean {
    return room.members.size === 0 && room.waiting.length === 0 && room.pins === 0 && room.isClean && !room.isReading
  }

  // ---- commits ---------------------------------------------------------------------------------------------------

  const host: SessionHost = {
    conditions,
    now,
    isDraining: () => draining,
    whenUsable,
    whenCommitted(room, run) {
      if (room.isClean) run()
      else room.whenCommitted({ stored: run, lost() {} })
    },
    inspect,
    judged,
    presenceChanged: speakSoon,
    left(room, session) {
      room.members.delete(session)
      devices.left(session.writer.device, session)
      tidyLater(room)
    },
    count: (event) => void counts[event]++,
    barrierAnswered: (tookMs) => barrierMs.add(tookMs),
    refused,
    report,
  }

  function judged(room: AnyRoom, writer: Writer, intake: Intake): void {
    const document = room.name
    const { device } = writer
    dropDocLater(room)
    switch (intake.kind) {
      case 'taken':
        counts.update++
        if (intake.path === 'document') counts.document++
        if (intake.recovered.length > 0) {
          counts.recovered += intake.recovered.length
          audit({ kind: 'recovered-work', device, document, detail: `clients ${intake.recovered.join(', ')}` })
        }
        queue.add(room)
        break
      case 'known':
        counts.known++
        break
      case 'missing':
        counts.gap++
        return
      case 'unavailable':
        // A full document is not committed to any more, so no commit would look whether it can be made smaller.
        if (room.isClean && room.wantsCompaction(false)) compact(room)
        return
      default:
        return
    }
    differs(room, writer, intake)
  }

  /** The first content stands; who has the other one has diverged, and somebody should know [F31]. */
  function differs({ name: document }: AnyRoom, { device }: Writer, intake: Intake): void {
    if ((intake.kind !== 'taken' && intake.kind !== 'known') || intake.differs === null) return
    counts.equivocation++
    report('two contents under one id', { document, device, ...intake.differs })
    const { client, clock } = intake.differs
    audit({ kind: 'equivocation', device, document, detail: `client ${client}, clock ${clock}: the first stands` })
  }

  function refused({ device }: Writer, document: string, code: number, reason: string): void {
    report('refused', { document, code, reason, device })
    if (device !== null) audit({ kind: 'refused-work', device, document, detail: `${code} ${reason}` })
  }

  function afterCommit(sealed: readonly AnyRoom[], answers: readonly (Committed | null)[]): void {
    // A room that was given up meanwhile has told those who waited that all is lost.
    const committed = sealed.filter((room) => rooms.get(room.name) === room)
    const results = answers.filter((_, i) => committed.includes(sealed[i] as AnyRoom))
    const stored = results.filter((result) => result?.kind === 'committed').length
    if (stored > 0) {
      counts.commit++
      commitMs.add(now() - committingSince)
      commitDocuments.add(stored)
    }
    // Every room first learns how it stands: an answer may make a peer, or us, look at another one.
    const outcomes = committed.map((room, i) => {
      const result = results[i] ?? null
      if (result?.kind !== 'stale') return room.committed(result?.cursor ?? null)
      counts.staleCommit++
      room.wasStale()
      return null
    })
    committed.forEach((room, i) => {
      const outcome = outcomes[i] ?? null
      if (outcome === null) return catchUp(room)
      // Everyone, the sender too: the echo tells it that its edit is on disk.
      if (outcome.update !== null) broadcast(room, syncFrame(SYNC.update, outcome.update))
      for (const waiter of outcome.waiters) waiter.stored()
      if (room.wantsCatchUp) catchUp(room)
      if (room.wantsCompaction(false)) compact(room)
      tidyLater(room)
    })
    if (stored > 0) for (const listener of [...listeners]) listener()
  }

  function compact(room: AnyRoom): void {
    let compaction: Compaction
    try {
      compaction = room.beginCompaction()
    } catch (error) {
      return dropUnreadable(room, unreadable(room, error))
    }
    const { whole, through } = compaction
    const give = (state: Uint8Array | null): void => {
      room.endCompaction(compaction, state)
      if (rooms.get(room.name) === room) tidyLater(room)
    }
    compactor(whole, (state) => {
      if (state === null) {
        report('cannot compact', { document: room.name })
        return give(null)
      }
      // A failure costs nothing but space: the old rows are still there. If the disk is ill, the next commit will tell.
      log.compact(room.name, state, through, (result) => {
        if (!result.ok) report('cannot compact', { document: room.name, ...result.failure })
        else counts.compaction++
        give(result.ok ? state : null)
      })
    })
  }

  /**
   * No acknowledgement, no fan-out: rooms count edits that the disk does not have, so every one of them goes and every
   * socket with them. Devices keep their edits, come back, and may read; storing is tried again now and then.
   */
  function stopWriting(failure: LogFailure): void {
    counts.failedCommit++
    report('cannot store', failure)
    if (readOnly) return // nothing was taken since, and who reads is not to be disturbed, nor the recovery put off
    readOnly = true
    forgetRooms('the relay cannot store now', failure)
    cancelRecovery()
    if (!draining) cancelRecovery = schedule(recoverMs, recover)
  }

  /** What failed to answer may not be able to store either, though nobody writes and would find out. */
  function suspect(failure: LogFailure): void {
    if (failure.kind === 'unreadable' || readOnly || suspected) return
    suspected = true
    log.commit([], (result) => {
      suspected = false
      if (!result.ok) stopWriting(result.failure)
    })
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
      forgetRooms('the relay starts anew', { kind: 'io', message: 'the relay starts anew' })
      readOnly = false
    })
  }

  function forgetRooms(reason: string, failure: LogFailure): void {
    for (const room of [...rooms.values()]) dropRoom(room, RETRY.unavailable, reason, failure)
  }

  function speakSoon(room: AnyRoom): void {
    if (room.speaks) return
    room.speaks = true
    schedule(PRESENCE_MS, () => {
      room.speaks = false
      if (rooms.get(room.name) !== room) return
      const { pieces, heldBack } = room.presence.speak(now())
      for (const piece of pieces) broadcast(room, awarenessFrame(piece))
      counts.heldBackPresence += heldBack
      if (heldBack > 0) speakSoon(room)
    })
  }

  // ---- doors -----------------------------------------------------------------------------------------------------

  function connect(document: string, writer: Writer, connection: Connection): Session {
    const stays = !draining && mayOpen(writer, document)
    const room = stays ? openRoom(document) : new Room<Session>(document, limits.presencePerSecond)
    const frames = devices.framesOf(writer.device)
    const session = new Session(room, writer, mayWriteTo(document, writer), frames, connection, host)
    if (!stays) {
      if (draining) session.close(1001, 'the relay is closing')
      else session.refuse(CLOSE.notAllowed, 'no kind of document of ours')
      return session
    }
    room.members.add(session)
    devices.came(writer.device, session)
    whenUsable(room, (usable) => {
      if (usable) session.greet()
      else session.close(RETRY.unavailable, 'document cannot be read')
    })
    return session
  }

  function sync(entries: readonly SyncRequestEntry[], writer: Writer, done: Done<SyncReplyEntry[]>): void {
    const uploads = entries.map((entry) => new Upload(entry, writer))
    let waitsFor = 1
    let failure: LogFailure | null = null
    const one = (lost: LogFailure | null): void => {
      failure ??= lost
      if (--waitsFor > 0) return
      let bytesLeft: number = LIMITS.maxSyncBytes
      const replies = uploads.map((upload): SyncReplyEntry => {
        const reply = replyTo(upload, bytesLeft)
        if (reply.accepted) bytesLeft -= reply.update.length
        return reply
      })
      for (const { room } of uploads) if (room !== null) unpin(room)
      done(failure === null ? { ok: true, value: replies } : { ok: false, failure })
    }
    for (const upload of uploads) {
      if (!mayOpen(writer, upload.entry.name)) {
        upload.refuse(CLOSE.notAllowed, 'no kind of document of ours')
        refused(writer, upload.entry.name, CLOSE.notAllowed, 'no kind of document of ours')
        continue
      }
      waitsFor++
      take(upload, (intake) => {
        const settled = settleEntry(upload, intake)
        if (!settled || upload.room === null || upload.room.isClean) one(null)
        else upload.room.whenCommitted({ stored: () => one(null), lost: one })
      })
    }
    one(null)
  }

  /** Pins the room until the caller lets it go. */
  function take(upload: Upload, done: (intake: Intake | null) => void): void {
    const { entry } = upload
    const isNew = !rooms.has(entry.name)
    const room = openRoom(entry.name)
    room.pins++
    upload.room = room
    const judge = (inspection: Inspection | null): void => {
      if (inspection === null) return done({ kind: 'unavailable', reason: 'the relay cannot look at this now' })
      if (!inspection.ok) return done({ kind: 'refused', code: inspection.code, reason: inspection.reason })
      if (rooms.get(room.name) !== room) return done({ kind: 'unavailable', reason: 'being loaded, ask again' })
      let intake: Intake
      try {
        intake = room.take({ bytes: entry.update, shape: inspection.shape }, upload, true, conditions)
        judged(room, upload.writer, intake)
      } catch (error) {
        report('upload failed', error)
        intake = { kind: 'unavailable', reason: 'internal error' }
      }
      done(intake)
    }
    whenLevel(room, isNew, (usable) => {
      if (!usable) return done({ kind: 'unavailable', reason: 'cannot be read' })
      if (entry.update.length === 0) return done(null)
      inspect(entry.update, judge)
    })
  }

  function unpin(room: AnyRoom): void {
    room.pins--
    if (rooms.get(room.name) === room) tidyLater(room)
  }

  /** False: it was refused. */
  function settleEntry(upload: Upload, intake: Intake | null): boolean {
    if (!isStateVector(upload.entry.stateVector)) upload.refuse(CLOSE.structureRefused, 'not a state vector')
    switch (intake?.kind) {
      case 'missing':
        upload.refuse(RETRY.resync, 'predecessors missing')
        break
      case 'unavailable':
        upload.refuse(RETRY.unavailable, intake.reason)
        break
      case 'refused':
        counts.refused++
        refused(upload.writer, upload.entry.name, intake.code, intake.reason)
        upload.refuse(intake.code, intake.reason)
        break
      case 'known':
      case 'taken':
      case undefined:
        break
    }
    return upload.refusal === null
  }

  function replyTo({ entry, room, refusal }: Upload, bytesLeft: number): SyncReplyEntry {
    const { name, stateVector } = entry
    if (refusal !== null) return { name, accepted: false, ...refusal }
    const busy = (reason: string): SyncReplyEntry => ({ name, accepted: false, code: RETRY.unavailable, reason })
    if (bytesLeft <= 0) return busy('answer is full, ask again')
    if (room === null || rooms.get(name) !== room || room.phase !== 'ready') return busy('being loaded, ask again')
    try {
      return { name, accepted: true, stateVector: room.committedVector(), update: room.difference(stateVector) }
    } catch (error) {
      dropUnreadable(room, unreadable(room, error))
      return busy('cannot be read')
    }
  }

  function merge(entry: SyncRequestEntry, on: Writer): Promise<string | null> {
    return new Promise((resolve) => {
      const upload = new Upload(entry, on, true)
      const end = (reason: string | null): void => {
        if (upload.room !== null) unpin(upload.room)
        resolve(reason)
      }
      take(upload, (intake) => {
        const { room } = upload
        if (!settleEntry(upload, intake) || room === null) return end(upload.refusal?.reason ?? 'no such document')
        if (room.isClean) return end(null)
        room.whenCommitted({
          stored: () => end(upload.refusal?.reason ?? null),
          lost: (failure) => end(failure.message),
        })
      })
    })
  }

  function drain(done: () => void): void {
    draining = true
    cancelRecovery()
    const finish = (): void => {
      if (unsettled > 0 || drained) return
      drained = true
      stopListening()
      const failure: LogFailure = { kind: 'io', message: 'the relay is closing' }
      for (const room of [...rooms.values()]) dropRoom(room, 1001, 'the relay is closing', failure)
      done()
    }
    // What arrived is worked off first, and may bring something to commit.
    whenSettled = () => queue.whenIdle(finish)
    if (unsettled === 0) whenSettled()
  }

  return {
    connect,
    sync,
    merge,
    changes(since, relayId, done) {
      const foreign = relayId !== null && relayId !== log.relayId()
      log.changes(foreign ? 0 : since, CHANGES_LIMIT, (result) => {
        if (!result.ok) suspect(result.failure)
        done(result)
      })
    },
    onCommit(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    allocate(series, request, atLeast, done) {
      log.allocate(series, request, atLeast, (result: Result<Allocation>) => {
        if (!result.ok && result.failure.kind !== 'unreadable') stopWriting(result.failure)
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
    status: () => (readOnly ? 'read-only' : 'ok'),
    figures() {
      let sessions = 0
      let idleRooms = 0
      let docs = 0
      for (const room of rooms.values()) {
        sessions += room.members.size
        if (isIdle(room)) idleRooms++
        if (room.hasDoc) docs++
      }
      return {
        ...counts,
        rooms: rooms.size,
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

/** One document's part of a request that is not a websocket. */
class Upload implements Hand {
  readonly entry: SyncRequestEntry
  readonly writer: Writer
  readonly mayWrite: boolean
  readonly released: boolean
  room: AnyRoom | null = null
  refusal: { readonly code: number; readonly reason: string } | null = null

  constructor(entry: SyncRequestEntry, writer: Writer, released = false) {
    this.entry = entry
    this.writer = writer
    this.mayWrite = mayWriteTo(entry.name, writer)
    this.released = released
  }

  refuse(code: number, reason: string): void {
    this.refusal ??= { code, reason }
  }
}

function mayWriteTo(document: string, { device, role }: Writer): boolean {
  if (device === null) return true
  const kind = kindOf(document)
  return kind !== undefined && mayWrite(role, kind)
}

function attempt(room: AnyRoom, run: () => void): LogFailure | null {
  try {
    run()
    return null
  } catch (error) {
    return unreadable(room, error)
  }
}

function unreadable(room: AnyRoom, error: unknown): LogFailure {
  return { kind: 'unreadable', message: error instanceof Error ? error.message : `${room.name}: ${String(error)}` }
}

/** In this thread, at once. */
const compactHere: Compactor = (whole, done) => done(compacted(whole))
