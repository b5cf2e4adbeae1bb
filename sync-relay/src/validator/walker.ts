/**
 * Walks over updates that were inspected before they were stored: counts and lengths are believed, nothing is decoded.
 * Bytes that break off or hold what is never stored still throw {@link Malformed}: a damaged disk must not be served.
 */
import { Malformed } from './strict-reader.ts'

const KIND = { gc: 0, deleted: 1, json: 2, binary: 3, text: 4, embed: 5, format: 6, type: 7, any: 8 } as const

export class Walker {
  readonly #bytes: Uint8Array
  #at: number

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes
    this.#at = at
  }

  get at(): number {
    return this.#at
  }

  uint(): number {
    const bytes = this.#bytes
    let at = this.#at
    let byte = bytes[at++] as number
    let value = byte & 127
    if (byte >= 128) {
      let factor = 128
      do {
        byte = bytes[at++] as number
        value += (byte & 127) * factor
        factor *= 128
      } while (byte >= 128)
    }
    if (at > bytes.length) throw new Malformed('unexpected end')
    this.#at = at
    return value
  }

  /** Passes one struct; returns its length in clocks. */
  struct(): number {
    const info = this.#byte()
    const kind = info & 31
    if (kind === KIND.gc) return this.uint()
    if ((info & 192) === 0) {
      if (this.uint() === 1) this.#skip(this.uint())
      else this.#id()
      if ((info & 32) !== 0) this.#skip(this.uint())
    } else {
      if ((info & 128) !== 0) this.#id()
      if ((info & 64) !== 0) this.#id()
    }
    switch (kind) {
      case KIND.deleted:
        return this.uint()
      case KIND.json: {
        const count = this.uint()
        for (let i = 0; i < count; i++) this.#skip(this.uint())
        return count
      }
      case KIND.text:
        return this.#textLength()
      case KIND.binary:
      case KIND.embed:
        this.#skip(this.uint())
        return 1
      case KIND.format:
        this.#skip(this.uint())
        this.#skip(this.uint())
        return 1
      case KIND.type: {
        const type = this.uint()
        if (type === 3 || type === 5) this.#skip(this.uint())
        return 1
      }
      case KIND.any: {
        const count = this.uint()
        for (let i = 0; i < count; i++) this.#any()
        return count
      }
      default:
        throw new Malformed(`stored struct of kind ${kind}`)
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++]
    if (byte === undefined) throw new Malformed('unexpected end')
    return byte
  }

  #id(): void {
    this.uint()
    this.uint()
  }

  #skip(count: number): void {
    this.#at += count
    if (this.#at > this.#bytes.length) throw new Malformed('unexpected end')
  }

  /** In UTF-16 units, as Yjs counts. */
  #textLength(): number {
    const from = this.uint() + this.#at
    const bytes = this.#bytes
    if (from > bytes.length) throw new Malformed('unexpected end')
    let units = 0
    for (let at = this.#at; at < from; at++) {
      const byte = bytes[at] as number
      if (byte < 128 || byte >= 192) units += byte >= 240 ? 2 : 1
    }
    this.#at = from
    return units
  }

  #any(): void {
    switch (this.#byte()) {
      case 127:
      case 126:
      case 121:
      case 120:
        return
      case 125:
        while (this.#byte() >= 128);
        return
      case 124:
        return this.#skip(4)
      case 123:
      case 122:
        return this.#skip(8)
      case 119:
      case 116:
        return this.#skip(this.uint())
      case 118:
        for (let count = this.uint(); count > 0; count--) {
          this.#skip(this.uint())
          this.#any()
        }
        return
      case 117:
        for (let count = this.uint(); count > 0; count--) this.#any()
        return
      default:
        throw new Malformed('stored value of an unknown kind')
    }
  }
}

/** Writes into one array whose size was bounded before. */
export class VarWriter {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(maxBytes: number) {
    this.#bytes = new Uint8Array(maxBytes)
  }

  uint(value: number): void {
    while (value >= 128) {
      this.#bytes[this.#at++] = (value % 128) + 128
      value = Math.floor(value / 128)
    }
    this.#bytes[this.#at++] = value
  }

  copy(bytes: Uint8Array, from: number, to: number): void {
    this.#bytes.set(bytes.subarray(from, to), this.#at)
    this.#at += to - from
  }

  /** Exactly what was written: a view would keep the whole bound in memory. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#at)
  }
}

/** A state vector that was checked at the door. */
export function readStateVector(bytes: Uint8Array): Map<number, number> {
  const walker = new Walker(bytes)
  const ends = new Map<number, number>()
  for (let count = walker.uint(); count > 0; count--) {
    const client = walker.uint()
    ends.set(client, walker.uint())
  }
  return ends
}
