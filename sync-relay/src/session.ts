/**
 * One websocket in one room. Frames are handled strictly in order. Nothing here throws: an uncaught error would stop
 * the relay for everyone, so it costs this connection only.
 *
 * The barrier rule: a barrier leaves after the commit of all that came before it, so it queues behind what the room has
 * uncommitted; and while an update of this socket waits for its predecessors, barriers are held. Such updates wait here,
 * not in the log: the relay asks for the peer's difference (sync step 1) and judges them again once it is in.
 */
import * as decoding from 'lib0/decoding'
import { CLOSE, decodeBarrierBody, encodeBarrier, LIMITS, MESSAGE, RETRY, SYNC } from '../../src/crdt/protocol/index.ts'
import type { Writer } from './authorize.ts'
import { awarenessFrame, syncFrame } from './frames.ts'
import { isStateVector } from './inspect.ts'
import type { Room } from './room.ts'
import { Malformed } from './strict-reader.ts'

/** What carries the frames: a websocket, or a simulated link. */
export interface Connection {
  send(frame: Uint8Array): void
  /** No frame is taken or sent afterwards. */
  close(code: number, reason: string): void
}

/** What a session asks of the relay around it. */
export interface SessionHost {
  isUsable(room: Room<Session>): boolean
  isWritable(): boolean
  whenUsable(room: Room<Session>, run: (usable: boolean) => void): void
  /** After the commit of everything that the room holds now; at once when it is clean. Never when that is lost. */
  whenCommitted(room: Room<Session>, run: () => void): void
  store(room: Room<Session>, update: Uint8Array): void
  reload(room: Room<Session>): void
  left(room: Room<Session>, session: Session): void
  count(event: SessionEvent): void
  report(what: string, detail: unknown): void
}
export type SessionEvent = 'frame' | 'update' | 'known' | 'gap' | 'barrier' | 'refused'

export class Session {
  readonly #room: Room<Session>
  readonly #writer: Writer
  readonly #connection: Connection
  readonly #host: SessionHost
  #inbox: Uint8Array[] = []
  #inboxBytes = 0
  #waits = false
  #closed = false
  /** Sync step 1 sent and not answered yet. */
  #asked = 0
  /** Updates whose predecessors are missing, oldest first. */
  #early: Uint8Array[] = []
  #earlyBytes = 0
  #heldBarriers: number[] = []

  constructor(room: Room<Session>, writer: Writer, connection: Connection, host: SessionHost) {
    this.#room = room
    this.#writer = writer
    this.#connection = connection
    this.#host = host
  }

  /** Called once, when the room is usable. */
  greet(): void {
    this.#ask()
    this.#showPresence()
  }

  receive(frame: Uint8Array): void {
    if (this.#closed) return
    this.#inbox.push(frame)
    this.#inboxBytes += frame.length
    this.#pump()
    // Only a log that commits in the background lets frames pile up.
    if (this.#inboxBytes > LIMITS.maxBufferedBytes) this.close(RETRY.unavailable, 'the relay cannot keep up')
  }

  /** The transport is gone. */
  disconnected(): void {
    if (this.#closed) return
    this.#closed = true
    this.#inbox = []
    this.#early = []
    this.#heldBarriers = []
    const farewell = this.#room.presence.leave(this)
    this.#host.left(this.#room, this)
    if (farewell !== null) for (const member of this.#room.members) member.send(awarenessFrame(farewell))
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

  #pump(): void {
    if (this.#waits) return
    while (!this.#closed && this.#inbox.length > 0) {
      if (!this.#host.isUsable(this.#room)) {
        this.#waits = true
        this.#host.whenUsable(this.#room, (usable) => {
          this.#waits = false
          if (usable) this.#pump()
          else this.close(RETRY.unavailable, 'document cannot be read')
        })
        return
      }
      const frame = this.#inbox.shift() as Uint8Array
      this.#inboxBytes -= frame.length
      this.#handle(frame)
    }
  }

  #handle(frame: Uint8Array): void {
    this.#host.count('frame')
    try {
      this.#dispatch(frame)
    } catch (error) {
      if (error instanceof Malformed) return this.#refuse(CLOSE.structureRefused, error.message)
      this.#host.report('frame failed', error)
      this.close(1011, 'internal error')
    }
  }

  #dispatch(frame: Uint8Array): void {
    if (frame.length > LIMITS.maxFrameBytes) return this.#refuse(CLOSE.tooLarge, `frame of ${frame.length} bytes`)
    const reader = decoding.createDecoder(frame)
    const type = strictly(() => decoding.readVarUint(reader))
    switch (type) {
      case MESSAGE.sync: {
        const kind = strictly(() => decoding.readVarUint(reader))
        return this.#sync(kind, lastBytes(reader))
      }
      case MESSAGE.awareness: {
        if (frame.length > LIMITS.maxAwarenessBytes) return this.#refuse(CLOSE.tooLarge, 'presence too large')
        const news = this.#room.presence.receive(lastBytes(reader), this)
        if (news !== null) for (const member of this.#room.members) member.send(awarenessFrame(news))
        return
      }
      case MESSAGE.queryAwareness:
        return this.#showPresence()
      case MESSAGE.barrier: {
        const n = strictly(() => decodeBarrierBody(reader))
        if (decoding.hasContent(reader)) throw new Malformed('bytes after the barrier')
        if (this.#early.length > 0) this.#heldBarriers.push(n)
        else this.#answerBarrier(n)
        return
      }
      default:
        throw new Malformed(`message type ${type}`)
    }
  }

  #sync(kind: number, body: Uint8Array): void {
    switch (kind) {
      case SYNC.step1:
        if (!isStateVector(body)) throw new Malformed('not a state vector')
        return this.#host.whenCommitted(this.#room, () => this.send(syncFrame(SYNC.step2, this.#room.difference(body))))
      case SYNC.step2: {
        const answersUs = this.#asked > 0
        if (!answersUs) return this.#take(body, false)
        this.#asked--
        this.#take(body, true)
        return this.#judgeEarly()
      }
      case SYNC.update:
        return this.#take(body, false)
      default:
        throw new Malformed(`sync message ${kind}`)
    }
  }

  /**
   * `final`: the peer has nothing more to give now. An honest one may still lack predecessors: cut off between an edit
   * passed on and the answer that held what came before it, it offers that edit to an empty relay which another device
   * has yet to fill. So the code is one of "try again": stock clients never come back from a 44xx.
   */
  #take(update: Uint8Array, final: boolean): void {
    const intake = this.#room.take(update, this.#writer, this.#host.isWritable())
    switch (intake.kind) {
      case 'integrated':
        this.#host.count('update')
        return this.#host.store(this.#room, intake.update)
      case 'known':
        return this.#host.count('known')
      case 'missing':
        this.#host.count('gap')
        return final ? this.close(RETRY.unavailable, 'predecessors missing') : this.#keepEarly(update)
      case 'read-only':
        return this.close(RETRY.unavailable, 'the relay cannot store now')
      case 'refused':
        if (intake.spoiled) this.#host.reload(this.#room)
        return this.#refuse(intake.code, intake.reason)
    }
  }

  #keepEarly(update: Uint8Array): void {
    this.#earlyBytes += update.length
    if (this.#earlyBytes > LIMITS.maxFrameBytes) return this.close(RETRY.unavailable, 'too much without predecessors')
    this.#early.push(update)
    if (this.#asked === 0) this.#ask()
  }

  /** The peer's whole difference is in. Usually it held the early updates, which are then already known. */
  #judgeEarly(): void {
    this.#earlyBytes = 0
    for (const update of this.#early.splice(0)) {
      // A refusal spoils the room or closes this session; nothing more of it may then be taken.
      if (this.#closed) return
      this.#take(update, true)
    }
    if (this.#closed) return
    for (const n of this.#heldBarriers.splice(0)) this.#answerBarrier(n)
  }

  #answerBarrier(n: number): void {
    this.#host.count('barrier')
    this.#host.whenCommitted(this.#room, () => this.send(encodeBarrier(n)))
  }

  #ask(): void {
    this.#asked++
    this.send(syncFrame(SYNC.step1, this.#room.stateVector()))
  }

  #showPresence(): void {
    for (const piece of this.#room.presence.everyone()) this.send(awarenessFrame(piece))
  }

  #refuse(code: number, reason: string): void {
    this.#host.count('refused')
    this.#host.report('refused', { document: this.#room.name, code, reason })
    this.close(code, reason)
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
