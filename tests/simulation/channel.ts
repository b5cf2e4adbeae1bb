/**
 * A desk's websocket for one open document, spoken as stock y-websocket does, with the barrier. Its document is what
 * the desk has on disk: nothing leaves that a crash could take back.
 *
 * A barrier is asked only once the relay's sync step 1 was answered on this very socket: before that, edits made
 * offline have not left yet, and a barrier would cover them in the desk's books though not at the relay.
 */
import { crc32 } from 'node:zlib'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { decodeBarrierBody, encodeBarrier, LIMITS, MESSAGE, SYNC } from '../../src/crdt/protocol/index.ts'
import type { Desk } from './desk.ts'
import type { Ears, End } from './network.ts'

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 2500
const KEEP_ALIVE_MS = 10_000
/** As y-websocket: a connection that is asked and stays silent so long is given up [F19]. */
const SILENCE_MS = 30_000

export class Channel {
  readonly #desk: Desk
  readonly #document: string
  #end: End | null = null
  #isOpen = false
  /** The relay's sync step 1 was answered on this socket. */
  #answered = false
  #asked = 0
  /** Barriers under way: number and the last edit that each covers. */
  #waiting = new Map<number, number>()
  #lastLocalSeq = 0
  /** Sent on this socket and not echoed yet, by checksum: what main's own copy would not even notice. */
  #sent = new Map<number, Uint8Array>()
  #failures = 0
  #heardAt = 0
  #closed = false

  constructor(desk: Desk, document: string) {
    this.#desk = desk
    this.#document = document
    this.#connect()
  }

  get isAnswered(): boolean {
    return this.#answered
  }

  /** An edit of this desk is on its disk. */
  committed(update: Uint8Array, seq: number): void {
    this.#lastLocalSeq = Math.max(this.#lastLocalSeq, seq)
    if (!this.#isOpen) return // the next step 2 holds it
    this.#sent.set(crc32(update), update)
    this.#send(syncFrame(SYNC.update, update))
    if (this.#answered || this.#desk.mutants.barrierBeforeSync) this.#askBarrier()
  }

  close(): void {
    this.#closed = true
    this.#isOpen = false
    this.#answered = false
    this.#end?.close(1000)
  }
  /** The machine is gone: no farewell. */
  die(): void {
    this.#closed = true
    this.#isOpen = false
  }

  #connect(): void {
    const { network, relay } = this.#desk
    const ears: Ears = {
      opened: () => {
        if (this.#closed || this.#end !== end) return
        this.#isOpen = true
        this.#heardAt = this.#desk.clock.now
        this.#send(syncFrame(SYNC.step1, this.#desk.stateVector(this.#document)))
        this.#keepAlive(end)
      },
      frame: (frame) => {
        if (this.#closed || this.#end !== end) return
        this.#failures = 0
        this.#heardAt = this.#desk.clock.now
        this.#hear(frame)
      },
      closed: () => {
        if (!this.#closed && this.#end === end) this.#lost()
      },
    }
    const end = network.connect(this.#desk.name, ears, (relayEnd) => relay.accept(this.#document, relayEnd))
    this.#end = end
  }

  #lost(): void {
    this.#isOpen = false
    this.#answered = false
    this.#waiting.clear()
    this.#sent.clear()
    this.#end = null
    this.#desk.missed(this.#document)
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures++)
    this.#desk.clock.after(pause, () => {
      if (!this.#closed) this.#connect()
    })
  }

  #keepAlive(end: End): void {
    this.#desk.clock.after(KEEP_ALIVE_MS, () => {
      if (this.#closed || this.#end !== end) return
      if (this.#desk.clock.now - this.#heardAt > SILENCE_MS) {
        end.close(1000)
        return this.#lost()
      }
      if (this.#answered) this.#askAboutEverything()
      this.#keepAlive(end)
    })
  }

  #hear(frame: Uint8Array): void {
    const reader = decoding.createDecoder(frame)
    const type = decoding.readVarUint(reader)
    if (type === MESSAGE.barrier) {
      const n = decodeBarrierBody(reader)
      const seq = this.#waiting.get(n)
      this.#waiting.delete(n)
      if (seq !== undefined) this.#desk.acknowledge(this.#document, seq)
      return
    }
    if (type !== MESSAGE.sync) return
    const kind = decoding.readVarUint(reader)
    const body = decoding.readVarUint8Array(reader)
    if (kind === SYNC.step1) this.#answer(body)
    else if (!this.#isEcho(body)) this.#desk.receive(this.#document, body)
  }

  #isEcho(update: Uint8Array): boolean {
    const checksum = crc32(update)
    const sent = this.#sent.get(checksum)
    if (sent === undefined || Buffer.compare(sent, update) !== 0) return false
    return this.#sent.delete(checksum)
  }

  #answer(stateVector: Uint8Array): void {
    const update = this.#desk.everythingSince(this.#document, stateVector)
    const frame = syncFrame(SYNC.step2, update)
    // Too much for one frame goes by POST /v1/sync; until then this socket must not promise anything.
    if (frame.length > LIMITS.maxFrameBytes) return this.#desk.missed(this.#document)
    this.#send(frame)
    this.#answered = true
    this.#askAboutEverything()
  }

  /** What is pending is for the store to say: it grows without an edit when the desk meets another relay. */
  #askAboutEverything(): void {
    this.#lastLocalSeq = this.#desk.lastPending(this.#document)
    this.#askBarrier()
  }

  #askBarrier(): void {
    const n = ++this.#asked
    this.#waiting.set(n, this.#lastLocalSeq)
    this.#send(encodeBarrier(n))
  }

  #send(frame: Uint8Array): void {
    this.#end?.send(frame)
  }
}

function syncFrame(kind: number, body: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGE.sync)
  encoding.writeVarUint(encoder, kind)
  encoding.writeVarUint8Array(encoder, body)
  return encoding.toUint8Array(encoder)
}
