/**
 * Passes JSON texts without building their values. `JSON.parse` of a megabyte of `[]` takes some 15 MB and of one-digit
 * texts 90 ms; and it cannot be told to stop at a depth.
 *
 * Takes exactly what `JSON.parse` takes, but for `__proto__` as a key [F36] and depth above {@link MAX_DEPTH} [F37].
 */
import { isForbiddenKey, Malformed, MAX_DEPTH } from './strict-reader.ts'

const CODE = {
  quote: 0x22,
  plus: 0x2b,
  comma: 0x2c,
  minus: 0x2d,
  dot: 0x2e,
  zero: 0x30,
  nine: 0x39,
  colon: 0x3a,
  upperE: 0x45,
  openArray: 0x5b,
  backslash: 0x5c,
  closeArray: 0x5d,
  lowerE: 0x65,
  lowerU: 0x75,
  openObject: 0x7b,
  closeObject: 0x7d,
} as const
const LITERALS = new Map(['true', 'false', 'null'].map((word) => [word.charCodeAt(0), bytesOf(word)]))
const ESCAPES = new Set(bytesOf('"\\/bfnrt'))
const decoder = new TextDecoder()

/** `bytes` from `start` to `end` must be UTF-8. Throws {@link Malformed} when they are not one JSON value. */
export function checkJson(bytes: Uint8Array, start: number, end: number): void {
  const walk = new JsonWalk(bytes, start, end)
  walk.space()
  walk.value(0)
  walk.space()
  if (walk.at < end) throw new Malformed('not JSON')
}

class JsonWalk {
  at: number
  readonly #bytes: Uint8Array
  readonly #end: number

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes
    this.at = start
    this.#end = end
  }

  value(depth: number): void {
    if (depth > MAX_DEPTH) throw new Malformed(`value deeper than ${MAX_DEPTH}`)
    const code = this.#peek()
    if (code === CODE.quote) return void this.#text()
    if (code === CODE.openObject) return this.#members(CODE.closeObject, depth)
    if (code === CODE.openArray) return this.#members(CODE.closeArray, depth)
    const literal = LITERALS.get(code)
    if (literal === undefined) return this.#number()
    for (const letter of literal) this.#expect(letter)
  }

  space(): void {
    for (;;) {
      const code = this.#peek()
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return
      this.at++
    }
  }

  /** Of an object or an array. */
  #members(close: number, depth: number): void {
    this.at++
    this.space()
    if (this.#peek() === close) return void this.at++
    for (;;) {
      if (close === CODE.closeObject) this.#key()
      this.value(depth + 1)
      this.space()
      if (this.#peek() === close) return void this.at++
      this.#expect(CODE.comma)
      this.space()
    }
  }

  #key(): void {
    const start = this.at
    const isEscaped = this.#text()
    // What an escaped key spells, only JSON itself should say.
    const isForbidden = isEscaped
      ? isForbiddenKey(bytesOf(String(JSON.parse(decoder.decode(this.#bytes.subarray(start, this.at))))))
      : isForbiddenKey(this.#bytes, start + 1, this.at - 1)
    if (isForbidden) throw new Malformed('key __proto__')
    this.space()
    this.#expect(CODE.colon)
    this.space()
  }

  /** Returns whether it holds escapes. */
  #text(): boolean {
    let isEscaped = false
    this.#expect(CODE.quote)
    for (;;) {
      const code = this.#peek()
      if (code < 0x20) throw new Malformed('not JSON')
      this.at++
      if (code === CODE.quote) return isEscaped
      if (code !== CODE.backslash) continue
      isEscaped = true
      const escape = this.#peek()
      this.at++
      if (escape === CODE.lowerU) for (let i = 0; i < 4; i++) this.#hexDigit()
      else if (!ESCAPES.has(escape)) throw new Malformed('not JSON')
    }
  }

  #number(): void {
    if (this.#peek() === CODE.minus) this.at++
    if (this.#peek() === CODE.zero) this.at++
    else this.#digits()
    if (this.#peek() === CODE.dot) {
      this.at++
      this.#digits()
    }
    if (this.#peek() === CODE.lowerE || this.#peek() === CODE.upperE) {
      this.at++
      if (this.#peek() === CODE.plus || this.#peek() === CODE.minus) this.at++
      this.#digits()
    }
  }

  #digits(): void {
    const start = this.at
    while (this.#peek() >= CODE.zero && this.#peek() <= CODE.nine) this.at++
    if (this.at === start) throw new Malformed('not JSON')
  }

  #hexDigit(): void {
    const code = this.#peek()
    const letter = code | 0x20
    if (!((code >= CODE.zero && code <= CODE.nine) || (letter >= 0x61 && letter <= 0x66)))
      throw new Malformed('not JSON')
    this.at++
  }

  #expect(code: number): void {
    if (this.#peek() !== code) throw new Malformed('not JSON')
    this.at++
  }

  /** -1 at the end: no code equals it. */
  #peek(): number {
    return this.at < this.#end ? (this.#bytes[this.at] as number) : -1
  }
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
