/** Updates that do not come over a websocket: `POST /v1/sync`, and work that an administrator released. */
import { CLOSE, kindOf, LIMITS, mayWrite, RETRY } from '../../../src/crdt/protocol/index.ts'
import type { SyncReplyEntry, SyncRequestEntry } from '../../../src/crdt/protocol/index.ts'
import { mayOpen } from '../authorize.ts'
import type { Writer } from '../authorize.ts'
import type { Done, LogFailure } from '../log/log.ts'
import { isStateVector } from '../validator/inspect.ts'
import type { Inspection } from '../validator/inspect.ts'
import type { Counters } from './counters.ts'
import type { Conditions, Hand, Intake } from './room.ts'
import { unreadable } from './rooms.ts'
import type { AnyRoom, Rooms } from './rooms.ts'
import type { Verdicts } from './verdicts.ts'

export interface UploadsHost {
  readonly rooms: Rooms
  readonly conditions: Conditions
  readonly counters: Counters
  readonly verdicts: Verdicts
  inspect(bytes: Uint8Array, done: (inspection: Inspection | null) => void): void
  whenLevel(room: AnyRoom, isNew: boolean, run: (usable: boolean) => void): void
  report(what: string, detail: unknown): void
}

export function createUploads(host: UploadsHost) {
  const { rooms } = host

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
        host.verdicts.refused(writer, upload.entry.name, CLOSE.notAllowed, 'no kind of document of ours')
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
    const room = rooms.open(entry.name)
    room.pins++
    upload.room = room
    const judge = (inspection: Inspection | null): void => {
      if (inspection === null) return done({ kind: 'unavailable', reason: 'the relay cannot look at this now' })
      if (!inspection.ok) return done({ kind: 'refused', code: inspection.code, reason: inspection.reason })
      if (!rooms.holds(room)) return done({ kind: 'unavailable', reason: 'being loaded, ask again' })
      let intake: Intake
      try {
        intake = room.take({ bytes: entry.update, shape: inspection.shape }, upload, true, host.conditions)
        host.verdicts.judged(room, upload.writer, intake)
      } catch (error) {
        host.report('upload failed', error)
        intake = { kind: 'unavailable', reason: 'internal error' }
      }
      done(intake)
    }
    host.whenLevel(room, isNew, (usable) => {
      if (!usable) return done({ kind: 'unavailable', reason: 'cannot be read' })
      if (entry.update.length === 0) return done(null)
      host.inspect(entry.update, judge)
    })
  }

  function unpin(room: AnyRoom): void {
    room.pins--
    if (rooms.holds(room)) rooms.tidyLater(room)
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
        host.counters.counts.refused++
        host.verdicts.refused(upload.writer, upload.entry.name, intake.code, intake.reason)
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
    if (room === null || !rooms.holds(room) || room.phase !== 'ready') return busy('being loaded, ask again')
    try {
      return { name, accepted: true, stateVector: room.committedVector(), update: room.difference(stateVector) }
    } catch (error) {
      rooms.dropUnreadable(room, unreadable(room, error))
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

  return { sync, merge }
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

export function mayWriteTo(document: string, { device, role }: Writer): boolean {
  if (device === null) return true
  const kind = kindOf(document)
  return kind !== undefined && mayWrite(role, kind)
}
