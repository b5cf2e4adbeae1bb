/**
 * Edits as bytes. Client n of a load types ten characters at a time behind its own last ones, in one shared text; the
 * characters are the edit's number. So an edit is ten clocks of its client, and whoever receives a frame reads from the
 * clocks how many edits are in it, however the server merged them.
 */
export const EDIT_CLOCKS = 10
const TEXT = 't'.charCodeAt(0)
/** Five bytes as a varuint, as most of Yjs's random client ids. */
export const FIRST_CLIENT = 0x7000_0000

export class EditWriter {
  readonly #client: number
  readonly bytes = new Uint8Array(64)
  #length = 0
  #count = 0

  constructor(index: number) {
    this.#client = FIRST_CLIENT + index
  }

  /** Edits made until now. */
  get count(): number {
    return this.#count
  }

  /** Writes sync message, update and edit into {@link bytes} behind the first `prefix`; returns the whole length. */
  next(prefix: number): number {
    const clock = this.#count * EDIT_CLOCKS
    this.#length = prefix + 3 // message type, sync kind, length of the update: below 128
    const start = this.#length
    this.#uint(1) // clients
    this.#uint(1) // structs
    this.#uint(this.#client)
    this.#uint(clock)
    if (this.#count === 0) {
      this.#uint(4) // text, first in its parent
      this.#uint(1) // which is a root
      this.#uint(1)
      this.#uint(TEXT)
    } else {
      this.bytes[this.#length++] = 4 | 128 // text, behind …
      this.#uint(this.#client)
      this.#uint(clock - 1)
    }
    this.#uint(EDIT_CLOCKS)
    let rest = this.#count
    for (let digit = EDIT_CLOCKS - 1; digit >= 0; digit--) {
      this.bytes[this.#length + digit] = 48 + (rest % 10)
      rest = Math.floor(rest / 10)
    }
    this.#length += EDIT_CLOCKS
    this.#uint(0) // deletes
    this.bytes[prefix] = 0
    this.bytes[prefix + 1] = 2
    this.bytes[prefix + 2] = this.#length - start
    this.#count++
    return this.#length
  }

  #uint(value: number): void {
    let rest = value
    while (rest > 127) {
      this.bytes[this.#length++] = 128 | (rest % 128)
      rest = Math.floor(rest / 128)
    }
    this.bytes[this.#length++] = rest
  }
}

/** Reads what servers send. One instance serves all links: nothing is kept between calls. */
export class UpdateReader {
  #bytes: Buffer = Buffer.alloc(0)
  at = 0

  start(bytes: Buffer, at: number): void {
    this.#bytes = bytes
    this.at = at
  }

  uint(): number {
    let value = 0
    let factor = 1
    for (;;) {
      const byte = this.#bytes[this.at++] as number
      value += (byte & 127) * factor
      if (byte < 128) return value
      factor *= 128
    }
  }

  skip(bytes: number): void {
    this.at += bytes
  }

  text(): string {
    const length = this.uint()
    this.at += length
    return this.#bytes.toString('utf8', this.at - length, this.at)
  }

  /** Calls `brought(client, fromClock, toClock)` for each client of an update; leaves {@link at} behind its structs. */
  update(brought: (client: number, from: number, to: number) => void): void {
    const clients = this.uint()
    for (let i = 0; i < clients; i++) {
      const structs = this.uint()
      const client = this.uint()
      let from = this.uint()
      let to = from
      for (let j = 0; j < structs; j++) {
        const kind = (this.#bytes[this.at] as number) & 31
        const length = this.#struct()
        if (kind === 10) {
          // A hole that the sender declares: what comes next stands on its own.
          if (to > from) brought(client, from, to)
          from = to + length
          to = from
        } else to += length
      }
      if (to > from) brought(client, from, to)
    }
  }

  #struct(): number {
    const info = this.#bytes[this.at++] as number
    const kind = info & 31
    if (kind === 0 || kind === 10) return this.uint()
    if ((info & 128) !== 0) this.#id()
    if ((info & 64) !== 0) this.#id()
    if ((info & 192) === 0) {
      if (this.uint() === 1) this.skip(this.uint())
      else this.#id()
      if ((info & 32) !== 0) this.skip(this.uint())
    }
    if (kind === 1) return this.uint()
    if (kind !== 4) throw new Error(`expected text, saw content ${kind}`)
    const length = this.uint() // of bytes: digits only, so also of clocks
    this.skip(length)
    return length
  }

  #id(): void {
    this.uint()
    this.uint()
  }
}
