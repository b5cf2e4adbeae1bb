/**
 * Reads bytes of a stranger. Every step checks that the bytes are there, so that no count, length or id can make
 * us allocate or loop beyond the frame itself [F33, F35]. Nothing is built: values are only walked over.
 *
 * Numbers are our own reading. lib0's takes any count of continuation bytes: some 150 of them give NaN, which is
 * neither above a limit nor below it.
 */
import * as decoding from 'lib0/decoding'

/** Thrown by every reader here; caught once, by {@link ../inspect.ts}. */
export class Malformed extends Error {}

/** Client ids, clocks and lengths: Yjs itself never makes larger ones. */
export const MAX_ID = 2 ** 32
export const MAX_DEPTH = 64
/** Sessions that one document may have seen. Each costs memory at every peer for ever. */
export const MAX_CLIENTS = 1 << 16
const FORBIDDEN_KEY = new TextEncoder().encode('__proto__')
/** Yjs writes every number as short as it can be; 2^32 takes five bytes. */
const MAX_NUMBER_BYTES = 5
/** Whole values inside facts: up to 2^53, which lib0 reads from at most eight bytes without complaint. */
const MAX_INTEGER_BYTES = 8

export interface Reader {
  readonly arr: Uint8Array
  pos: number
}

export function readerOf(bytes: Uint8Array): Reader {
  return decoding.createDecoder(bytes)
}

export function remaining(reader: Reader): number {
  return reader.arr.length - reader.pos
}

export function readUint(reader: Reader): number {
  const bytes = reader.arr
  let at = reader.pos
  let byte = readAt(bytes, at++)
  let value = byte & 127
  if (byte >= 128) {
    let factor = 128
    do {
      if (at - reader.pos === MAX_NUMBER_BYTES) throw new Malformed(`number longer than ${MAX_NUMBER_BYTES} bytes`)
      byte = readAt(bytes, at++)
      value += (byte & 127) * factor
      factor *= 128
    } while (byte >= 128)
    if (byte === 0) throw new Malformed('number not in its shortest form')
  }
  reader.pos = at
  return value
}

export function readId(reader: Reader): number {
  const value = readUint(reader)
  if (value > MAX_ID) throw new Malformed(`id ${value} above 2^32`)
  return value
}

/** A count of things that each take at least `bytesEach`. */
export function readCount(reader: Reader, bytesEach = 1): number {
  const count = readUint(reader)
  if (count * bytesEach > remaining(reader)) {
    throw new Malformed(`count ${count} larger than the ${remaining(reader)} bytes left`)
  }
  return count
}

export function readByte(reader: Reader): number {
  return readAt(reader.arr, reader.pos++)
}

export function readText(reader: Reader): string {
  const start = reader.pos
  skipBytes(reader)
  reader.pos = start
  try {
    return decoding.readVarString(reader as decoding.Decoder)
  } catch {
    throw new Malformed('text is not UTF-8')
  }
}

/** Passes a text. Returns its length as Yjs counts it, in UTF-16 units, without making a string of plain ASCII. */
export function skipText(reader: Reader): number {
  const start = reader.pos
  const length = readCount(reader)
  const bytes = reader.arr
  const end = reader.pos + length
  for (let at = reader.pos; at < end; at++) {
    if ((bytes[at] as number) < 128) continue
    reader.pos = start
    return readText(reader).length
  }
  reader.pos = end
  return length
}

/** A text that becomes the key of something; `__proto__` would set an object's prototype at the peers [F36]. */
export function skipKey(reader: Reader): void {
  const length = skipText(reader)
  if (isForbiddenKey(reader.arr, reader.pos - length, reader.pos)) throw new Malformed('key __proto__')
}

export function isForbiddenKey(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
  if (end - start !== FORBIDDEN_KEY.length) return false
  for (let i = 0; i < FORBIDDEN_KEY.length; i++) if (bytes[start + i] !== FORBIDDEN_KEY[i]) return false
  return true
}

export function skipBytes(reader: Reader): void {
  const length = readCount(reader)
  reader.pos += length
}

/** Passes one value of lib0's `any` encoding. */
export function skipAny(reader: Reader, depth = 0): void {
  if (depth > MAX_DEPTH) throw new Malformed(`value deeper than ${MAX_DEPTH}`)
  const tag = readByte(reader)
  switch (tag) {
    case 127: // undefined
    case 126: // null
    case 121: // false
    case 120: // true
      return
    case 125:
      return skipVarInt(reader)
    case 124:
      return skip(reader, 4)
    case 123: // float64
    case 122: // bigint64
      return skip(reader, 8)
    case 119:
      skipText(reader)
      return
    case 118: {
      const count = readCount(reader, 2)
      for (let i = 0; i < count; i++) {
        skipKey(reader)
        skipAny(reader, depth + 1)
      }
      return
    }
    case 117: {
      const count = readCount(reader)
      for (let i = 0; i < count; i++) skipAny(reader, depth + 1)
      return
    }
    case 116:
      return skipBytes(reader)
    default:
      throw new Malformed(`unknown value tag ${tag}`)
  }
}

function readAt(bytes: Uint8Array, at: number): number {
  if (at >= bytes.length) throw new Malformed('unexpected end')
  return bytes[at] as number
}

function skip(reader: Reader, bytes: number): void {
  if (bytes > remaining(reader)) throw new Malformed(`length ${bytes} larger than the ${remaining(reader)} bytes left`)
  reader.pos += bytes
}

function skipVarInt(reader: Reader): void {
  for (let i = 0; i < MAX_INTEGER_BYTES; i++) if (readByte(reader) < 128) return
  throw new Malformed('integer too long')
}
