/**
 * One websocket in one room. Frames are handled strictly in order. Nothing here throws: an uncaught error would stop
 * the relay for everyone, so it costs this connection only.
 *
 * The barrier rule: a barrier leaves after the commit of all that came before it, so it queues behind what the room has
 * uncommitted; and while an update of this socket waits for its predecessors, barriers are held. Such updates wait here,
 * not in the log: the relay asks for the peer's difference (sync step 1) and judges them again once it is in.
 */
import * as decoding from 'lib0/decoding'
import {
  CLOSE,
  decodeBarrierBody,
  encodeBarrier,
  LIMITS,
  MESSAGE,
  RETRY,
  SYNC,
} from '../../../src/crdt/protocol/index.ts'
import type { Writer } from '../authorize.ts'
import type { Bucket } from '../rate.ts'
import { awarenessFrame, syncFrame } from './frames.ts'
import { isStateVector } from '../validator/inspect.ts'
import type { Inspection } from '../validator/inspect.ts'
import type { InspectedUpdate } from '../validator/merge.ts'
import type { Conditions, Hand, Intake, Room } from './room.ts'
import { Malformed } from '../validator/strict-reader.ts'

/** What carries the frames: a websocket, or a simulated link. */
export interface Connection {
  /** The same array may go to many connections. */
  send(frame: Uint8Array): void
  /** No frame is taken or sent afterwards. */
  close(code: number, reason: string): void
  /** Brings no more frames until told otherwise: what it brought is not worked off yet. */
  hold?(isHeld: boolean): void
}

/** Frames of one connection that wait for their turn; more are left on the line. */
const MAX_WAITING_BYTES = 1 << 20

/** Barriers that wait for one predecessor; devices ask for a few a second. */
const MAX_HELD_BARRIERS = 1000

/** What a session asks of the relay around it. */
export interface SessionHost {
  readonly conditions: Conditions
  now(): number
  /** Frames that arrive from now on are left unread. */
  isDraining(): boolean
  whenUsable(room: Room<Session>, run: (usable: boolean) => void): void
  /** After the commit of everything that the room holds now; at once when it is clean. Never when that is lost. */
  whenCommitted(room: Room<Session>, run: () => void): void
  /** At once for most updates; big ones are looked at elsewhere. Null: it cannot be done now. */
  inspect(bytes: Uint8Array, done: (inspection: Inspection | null) => void): void
  /** What became of an update: counted, audited, and committed soon if it was taken. */
  judged(room: Room<Session>, writer: Writer, intake: Intake): void
  presenceChanged(room: Room<Session>): void
  left(room: Room<Session>, session: Session): void
  count(event: SessionEvent): void
  barrierAnswered(tookMs: number): void
  refused(writer: Writer, document: string, code: number, reason: string): void
  report(what: string, detail: unknown): void
}
export type SessionEvent = 'frame' | 'barrier' | 'refused' | 'rateLimited'

export class Session implements Hand {
  readonly writer: Writer
  readonly mayWrite: boolean
  readonly released = false
  readonly #room: Room<Session>
  readonly #frames: Bucket
  readonly #connection: Connection
  readonly #host: SessionHost
  #inbox: Uint8Array[] = []
  #inboxBytes = 0
  #isHeld = false
  /** For the room to be loaded. */
  #waits = false
  /** A big update is being looked at; what comes after it waits. */
  #inspects = false
  #closed = false
  /** Sync step 1 sent and not answered yet. */
  #asked = 0
  /** Updates whose predecessors are missing, oldest first. */
  #early: InspectedUpdate[] = []
  #earlyBytes = 0
  #heldBarriers: number[] = []

  /** `frames`: shared by all connections of a device. */
  constructor(
    room: Room<Session>,
    writer: Writer,
    mayWrite: boolean,
    frames: Bucket,
    connection: Connection,
    host: SessionHost,
  ) {
    this.writer = writer
    this.mayWrite = mayWrite
    this.#room = room
    this.#frames = frames
    this.#connection = connection
    this.#host = host
  }

  /** Called once, when the room is usable. */
  greet(): void {
    this.#ask()
    this.#showPresence()
  }

  receive(frame: Uint8Array): void {
    if (this.#closed || this.#host.isDraining()) return
    if (!this.#frames.take(this.#host.now())) {
      this.#host.count('rateLimited')
      return this.refuse(CLOSE.tooFast, 'more frames than one device may send')
    }
    if (this.#room.phase === 'ready' && !this.#waits && !this.#inspects) return this.#handle(frame)
    this.#inbox.push(frame)
    this.#inboxBytes += frame.length
    this.#pump()
    // Only a log, or an inspection, that answers later lets frames pile up.
    if (!this.#isHeld && this.#inboxBytes > MAX_WAITING_BYTES) this.#hold(true)
    if (this.#inboxBytes > LIMITS.maxBufferedBytes) this.close(RETRY.unavailable, 'the relay cannot keep up')
  }

  /** The transport is gone. */
  disconnected(): void {
    if (this.#closed) return
    this.#closed = true
    this.#inbox = []
    this.#early = []
    this.#heldBarriers = []
    const isMissed = this.#room.presence.leave(this)
    this.#host.left(this.#room, this)
    if (isMissed) this.#host.presenceChanged(this.#room)
  }

  send(frame: Uint8Array): void {
    if (this.#closed) return
    try {
      this.#connection.send(frame)
    } catch (error) {
      this.#host.report('send failed', error)
      this.disconnected()
    }
  }

  close(code: number, reason: string): void {
    if (this.#closed) return
    this.disconnected()
    try {
      this.#connection.close(code, reason)
    } catch (error) {
      this.#host.report('close failed', error)
    }
  }

  /** An update of this session was taken, and has to go after all. */
  refuse(code: number, reason: string): void {
    this.#host.count('refused')
    this.#host.refused(this.writer, this.#room.name, code, reason)
    this.close(code, reason)
  }

  #pump(): void {
    if (this.#waits) return
    this.#waits = true
    this.#host.whenUsable(this.#room, (usable) => {
      this.#waits = false
      if (usable) this.#empty()
      else this.close(RETRY.unavailable, 'document cannot be read')
    })
  }

  #empty(): void {
    // A link that delivers at once may bring more from inside: that queues behind these.
    this.#waits = true
    while (!this.#closed && !this.#inspects && this.#inbox.length > 0) {
      const frame = this.#inbox.shift() as Uint8Array
      this.#inboxBytes -= frame.length
      this.#handle(frame)
    }
    this.#waits = false
    if (this.#isHeld && this.#inboxBytes <= MAX_WAITING_BYTES / 2) this.#hold(false)
  }

  #hold(isHeld: boolean): void {
    this.#isHeld = isHeld
    this.#connection.hold?.(isHeld)
  }

  #handle(frame: Uint8Array): void {
    this.#host.count('frame')
    try {
      this.#dispatch(frame)
    } catch (error) {
      this.#failed(error)
    }
  }

  #failed(error: unknown): void {
    if (error instanceof Malformed) return this.refuse(CLOSE.structureRefused, error.message)
    this.#host.report('frame failed', error)
    this.close(1011, 'internal error')
  }

  #dispatch(frame: Uint8Array): void {
    if (frame.length > LIMITS.maxFrameBytes) return this.refuse(CLOSE.tooLarge, `frame of ${frame.length} bytes`)
    const reader = decoding.createDecoder(frame)
    const type = strictly(() => decoding.readVarUint(reader))
    switch (type) {
      case MESSAGE.sync: {
        const kind = strictly(() => decoding.readVarUint(reader))
        return this.#sync(kind, lastBytes(reader))
      }
      case MESSAGE.awareness: {
        if (frame.length > LIMITS.maxAwarenessBytes) return this.refuse(CLOSE.tooLarge, 'presence too large')
        const isNews = this.#room.presence.receive(lastBytes(reader), this, this.writer.device)
        if (isNews) this.#host.presenceChanged(this.#room)
        return
      }
      case MESSAGE.queryAwareness:
        return this.#showPresence()
      case MESSAGE.barrier: {
        const n = strictly(() => decodeBarrierBody(reader))
        if (decoding.hasContent(reader)) throw new Malformed('bytes after the barrier')
        if (this.#early.length === 0) return this.#answerBarrier(n)
        if (this.#heldBarriers.push(n) <= MAX_HELD_BARRIERS) return
        return this.close(RETRY.unavailable, 'predecessors missing')
      }
      default:
        throw new Malformed(`message type ${type}`)
    }
  }

  #sync(kind: number, body: Uint8Array): void {
    switch (kind) {
      case SYNC.step1:
        if (!isStateVector(body)) throw new Malformed('not a state vector')
        // What the relay took before counts: whoever is told that it is level has that too.
        return this.#host.whenCommitted(this.#room, () => this.#answerWith(body))
      case SYNC.step2: {
        const answersUs = this.#asked > 0
        if (answersUs) this.#asked--
        return this.#inspect(body, (update) => {
          this.#take(update, true, answersUs)
          if (answersUs) this.#judgeEarly()
        })
      }
      case SYNC.update:
        return this.#inspect(body, (update) => this.#take(update, false, false))
      default:
        throw new Malformed(`sync message ${kind}`)
    }
  }

  #answerWith(stateVector: Uint8Array): void {
    if (this.#closed) return
    try {
      this.send(syncFrame(SYNC.step2, this.#room.difference(stateVector)))
    } catch (error) {
      this.#failed(error)
    }
  }

  #inspect(bytes: Uint8Array, then: (update: InspectedUpdate) => void): void {
    let isDone = false
    this.#host.inspect(bytes, (inspection) => {
      isDone = true
      const wasLater = this.#inspects
      this.#inspects = false
      if (this.#closed) return
      if (inspection === null) return this.close(RETRY.unavailable, 'the relay cannot look at this now')
      if (!inspection.ok) return this.refuse(inspection.code, inspection.reason)
      if (!wasLater) return then({ bytes, shape: inspection.shape })
      this.#waits = true // for whoever is answered at once, and writes again
      try {
        then({ bytes, shape: inspection.shape })
      } catch (error) {
        this.#failed(error)
      }
      this.#empty()
    })
    if (!isDone) this.#inspects = true
  }

  /**
   * `fill`: what the peer has, not what it makes just now. `final`: it has nothing more to give now. An honest one may
   * still lack predecessors: cut off between an edit passed on and the answer that held what came before it, it offers
   * that edit to an empty relay which another device has yet to fill. So the code is one of "try again": stock clients
   * never come back from a 44xx.
   */
  #take(update: InspectedUpdate, fill: boolean, final: boolean): void {
    const intake = this.#room.take(update, this, fill, this.#host.conditions)
    this.#host.judged(this.#room, this.writer, intake)
    switch (intake.kind) {
      case 'taken':
      case 'known':
        return
      case 'missing':
        return final ? this.close(RETRY.unavailable, 'predecessors missing') : this.#keepEarly(update)
      case 'unavailable':
        return this.close(RETRY.unavailable, intake.reason)
      case 'refused':
        return this.refuse(intake.code, intake.reason)
    }
  }

  #keepEarly(update: InspectedUpdate): void {
    this.#earlyBytes += update.bytes.length
    if (this.#earlyBytes > LIMITS.maxFrameBytes) return this.close(RETRY.unavailable, 'too much without predecessors')
    this.#early.push(update)
    if (this.#asked === 0) this.#ask()
  }

  /** The peer's whole difference is in. Usually it held the early updates, which are then already known. */
  #judgeEarly(): void {
    this.#earlyBytes = 0
    for (const update of this.#early.splice(0)) {
      if (this.#closed) return
      this.#take(update, false, true)
    }
    if (this.#closed) return
    for (const n of this.#heldBarriers.splice(0)) this.#answerBarrier(n)
  }

  #answerBarrier(n: number): void {
    this.#host.count('barrier')
    const askedAt = this.#host.now()
    this.#host.whenCommitted(this.#room, () => {
      this.#host.barrierAnswered(this.#host.now() - askedAt)
      this.send(encodeBarrier(n))
    })
  }

  #ask(): void {
    this.#asked++
    this.send(syncFrame(SYNC.step1, this.#room.standingVector()))
  }

  #showPresence(): void {
    for (const piece of this.#room.presence.everyone()) this.send(awarenessFrame(piece))
  }
}

function strictly<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new Malformed(error instanceof Error ? error.message : 'malformed')
  }
}

function lastBytes(reader: decoding.Decoder): Uint8Array {
  const bytes = strictly(() => decoding.readVarUint8Array(reader))
  if (decoding.hasContent(reader)) throw new Malformed('bytes after the message')
  return bytes
}
