/**
 * Reads bytes of a stranger. Every step checks that the bytes are there, so that no count, length or id can make
 * us allocate or loop beyond the frame itself [F33, F35]. Nothing is built: values are only walked over.
 */
import * as decoding from 'lib0/decoding'

/** Thrown by every reader here; caught once, by {@link ../inspect.ts}. */
export class Malformed extends Error {}

/** Client ids, clocks and lengths: Yjs itself never makes larger ones. */
export const MAX_ID = 2 ** 32
export const MAX_DEPTH = 64
const FORBIDDEN_KEY = '__proto__'

export type Reader = decoding.Decoder

export function readerOf(bytes: Uint8Array): Reader {
  return decoding.createDecoder(bytes)
}

export function remaining(reader: Reader): number {
  return reader.arr.length - reader.pos
}

export function readId(reader: Reader): number {
  const value = readUint(reader)
  if (value > MAX_ID) throw new Malformed(`id ${value} above 2^32`)
  return value
}

/** A count of things that each take at least one byte. */
export function readCount(reader: Reader): number {
  const count = readUint(reader)
  if (count > remaining(reader)) throw new Malformed(`count ${count} larger than the ${remaining(reader)} bytes left`)
  return count
}

export function readByte(reader: Reader): number {
  const byte = reader.arr[reader.pos]
  if (byte === undefined) throw new Malformed('unexpected end')
  reader.pos++
  return byte
}

export function readText(reader: Reader): string {
  try {
    return decoding.readVarString(reader)
  } catch {
    throw new Malformed('text runs over the end or is not UTF-8')
  }
}

/** A text that becomes the key of something; `__proto__` would set an object's prototype at the peers [F36]. */
export function readKey(reader: Reader): string {
  const key = readText(reader)
  if (key === FORBIDDEN_KEY) throw new Malformed('key __proto__')
  return key
}

export function skipBytes(reader: Reader): void {
  skip(reader, readUint(reader))
}

export function readJson(reader: Reader, allowUndefined: boolean): void {
  const text = readText(reader)
  if (allowUndefined && text === 'undefined') return
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Malformed('not JSON')
  }
  checkJson(value, 0)
}

/** Walks one value of lib0's `any` encoding. */
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
      readText(reader)
      return
    case 118: {
      const count = readCount(reader)
      for (let i = 0; i < count; i++) {
        readKey(reader)
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

export function readUint(reader: Reader): number {
  try {
    return decoding.readVarUint(reader)
  } catch {
    throw new Malformed('number runs over the end or above 2^53')
  }
}

function skip(reader: Reader, bytes: number): void {
  if (bytes > remaining(reader)) throw new Malformed(`length ${bytes} larger than the ${remaining(reader)} bytes left`)
  reader.pos += bytes
}

function skipVarInt(reader: Reader): void {
  for (let i = 0; i < 9; i++) if (readByte(reader) < 128) return
  throw new Malformed('integer too long')
}

function checkJson(value: unknown, depth: number): void {
  if (depth > MAX_DEPTH) throw new Malformed(`value deeper than ${MAX_DEPTH}`)
  if (typeof value !== 'object' || value === null) return
  if (Object.hasOwn(value, FORBIDDEN_KEY)) throw new Malformed('key __proto__')
  for (const inner of Object.values(value)) checkJson(inner, depth + 1)
}
