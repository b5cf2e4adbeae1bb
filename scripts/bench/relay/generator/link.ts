/**
 * A websocket client that does next to nothing: the load must not be measured instead of the server. It writes frames
 * that are masked with one constant key, and reads from one buffer that all links share.
 */
import { connect } from 'node:net'
import type { Socket } from 'node:net'

const READ_BYTES = 256 * 1024
const shared = Buffer.allocUnsafe(READ_BYTES)
const MASK = [0x37, 0xfa, 0x21, 0x3d] as const
const HANDSHAKE_END = '\r\n\r\n'

export interface LinkEvents {
  /** Before any message: the first ones may come in the same read as the handshake's answer. */
  opened?(link: Link): void
  /** One binary message, valid only during the call. */
  message(bytes: Buffer, start: number, end: number): void
  /** The other side closed; `code` 1006 without a word. */
  closed?(code: number): void
}

export class Link {
  readonly #socket: Socket
  readonly #events: LinkEvents
  #waiting: Buffer = Buffer.alloc(0)
  #waitingBytes = 0
  #open: (() => void) | null
  #fail: (error: Error) => void
  #code = 1006
  /** Of frames, both ways. */
  bytesUp = 0
  bytesDown = 0

  private constructor(
    port: number,
    path: string,
    headers: string,
    events: LinkEvents,
    open: () => void,
    fail: (error: Error) => void,
  ) {
    this.#events = events
    this.#open = open
    this.#fail = fail
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: shared,
        callback: (bytes) => {
          this.#read(shared, bytes)
          return true
        },
      },
    })
    this.#socket.once('connect', () => {
      this.#socket.write(
        `GET /${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nupgrade: websocket\r\nconnection: Upgrade\r\n` +
          `sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n${headers}\r\n`,
      )
    })
    this.#socket.on('error', (error) => this.#fail(error))
    this.#socket.once('close', () => {
      this.#fail(new Error(`closed before it opened (${path})`))
      this.#events.closed?.(this.#code)
    })
  }

  static open(port: number, path: string, events: LinkEvents, token?: string): Promise<Link> {
    return new Promise((resolve, reject) => {
      const authorization = token === undefined ? '' : `authorization: Bearer ${token}\r\n`
      const opened = (): void => {
        events.opened?.(link)
        resolve(link)
      }
      const link: Link = new Link(port, path, authorization, events, opened, reject)
    })
  }

  /** One message, or several built with {@link frame}, in one write. */
  write(frames: Uint8Array): void {
    this.bytesUp += frames.length
    this.#socket.write(frames)
  }

  send(payload: Uint8Array): void {
    this.write(frame(payload))
  }

  /** What is still on our side because the server does not read. */
  get backlog(): number {
    return this.#socket.writableLength
  }

  /** Gone at once, as when a cable is pulled: no close frame. */
  cut(): void {
    this.#events.closed = () => {}
    this.#socket.destroy()
  }

  #read(chunk: Buffer, bytes: number): void {
    if (this.#waitingBytes === 0) return this.#keep(chunk, this.#consume(chunk, bytes), bytes)
    const total = this.#waitingBytes + bytes
    if (total > this.#waiting.length) {
      const larger = Buffer.allocUnsafe(Math.max(total, this.#waiting.length * 2))
      this.#waiting.copy(larger, 0, 0, this.#waitingBytes)
      this.#waiting = larger
    }
    chunk.copy(this.#waiting, this.#waitingBytes, 0, bytes)
    const whole = this.#waiting
    this.#waitingBytes = 0
    this.#keep(whole, this.#consume(whole, total), total)
  }

  #keep(from: Buffer, start: number, end: number): void {
    const left = end - start
    if (left === 0) return
    if (this.#waiting.length < left) this.#waiting = Buffer.allocUnsafe(Math.max(left, 4096))
    from.copy(this.#waiting, 0, start, end)
    this.#waitingBytes = left
  }

  /** Returns where the first incomplete thing starts. */
  #consume(bytes: Buffer, end: number): number {
    let at = 0
    if (this.#open !== null) {
      const head = bytes.subarray(0, end).indexOf(HANDSHAKE_END)
      if (head < 0) return 0
      if (bytes.toString('latin1', 9, 12) !== '101') {
        this.#fail(new Error(`expected 101, saw ${bytes.toString('latin1', 0, Math.min(head, 200))}`))
        this.#socket.destroy()
        return end
      }
      at = head + HANDSHAKE_END.length
      const opened = this.#open
      this.#open = null
      this.#fail = () => {}
      opened()
    }
    while (at + 2 <= end) {
      const opcode = (bytes[at] as number) & 15
      let length = (bytes[at + 1] as number) & 127
      let body = at + 2
      if (length === 126) {
        if (at + 4 > end) break
        length = bytes.readUInt16BE(at + 2)
        body = at + 4
      } else if (length === 127) {
        if (at + 10 > end) break
        length = Number(bytes.readBigUInt64BE(at + 2))
        body = at + 10
      }
      if (body + length > end) break
      this.bytesDown += body + length - at
      if (opcode === 2) this.#events.message(bytes, body, body + length)
      else if (opcode === 9) this.#socket.write(control(10, bytes.subarray(body, body + length)))
      else if (opcode === 8) {
        // It says goodbye and waits for ours.
        this.#code = length >= 2 ? bytes.readUInt16BE(body) : 1005
        this.#socket.end(control(8, bytes.subarray(body, body + length)))
      } else if (opcode !== 10) throw new Error(`expected whole binary messages, saw opcode ${opcode}`)
      at = body + length
    }
    return at
  }
}

/** The message as a client sends it. */
export function frame(payload: Uint8Array): Uint8Array {
  const bytes = Buffer.allocUnsafe(frameBytes(payload.length))
  writeFrame(bytes, 0, payload, payload.length)
  return bytes
}

export function frameBytes(payload: number): number {
  return payload + 6 + (payload < 126 ? 0 : payload < 65_536 ? 2 : 8)
}

/** Writes the first `length` bytes of `payload` as one frame at `at`; returns where it ends. */
export function writeFrame(into: Buffer, at: number, payload: Uint8Array, length: number): number {
  let to = at
  into[to++] = 0x82
  if (length < 126) into[to++] = 0x80 | length
  else if (length < 65_536) {
    into[to++] = 0x80 | 126
    to = into.writeUInt16BE(length, to)
  } else {
    into[to++] = 0x80 | 127
    to = into.writeBigUInt64BE(BigInt(length), to)
  }
  for (const byte of MASK) into[to++] = byte
  for (let i = 0; i < length; i++) into[to++] = (payload[i] as number) ^ (MASK[i & 3] as number)
  return to
}

function control(opcode: number, body: Uint8Array): Uint8Array {
  const bytes = frame(body)
  bytes[0] = 0x80 | opcode
  return bytes
}
