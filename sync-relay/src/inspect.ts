/**
 * What an update (Yjs V1 encoding) claims to contain, read strictly before Yjs sees it. Yjs decodes trustingly: a
 * 7-byte frame can make it allocate 250 MB [F33], a second block of one client silently replaces the first, bytes
 * after the end are ignored, and y-protocols' `readSyncMessage` swallows what throws [F34].
 *
 * Cost: one walk over the bytes. Nothing of the update is kept but ids.
 */
import { CLOSE, LIMITS } from '../../src/crdt/protocol/index.ts'
import type { CloseCode } from '../../src/crdt/protocol/index.ts'
import {
  Malformed,
  MAX_ID,
  readByte,
  readCount,
  readerOf,
  readId,
  readJson,
  readKey,
  readText,
  readUint,
  remaining,
  skipAny,
  skipBytes,
} from './strict-reader.ts'
import type { Reader } from './strict-reader.ts'

/** Clocks `start` (included) to `end` (excluded) of one client. */
export interface ClockRange {
  readonly start: number
  end: number
}

export interface Id {
  readonly client: number
  readonly clock: number
}

export interface UpdateShape {
  /** What it brings, per client, rising; a hole between two ranges is one that the sender declared (`Skip`). */
  readonly brings: ReadonlyMap<number, readonly ClockRange[]>
  /** Highest clock that its items lean on (neighbours, parents), per client. */
  readonly leansOn: ReadonlyMap<number, number>
  readonly deletes: ReadonlyMap<number, readonly ClockRange[]>
  /** Items that open a nested type: their depth can only be known in the document. */
  readonly nestedTypes: readonly Id[]
}

export type Inspection =
  | { readonly ok: true; readonly shape: UpdateShape }
  | { readonly ok: false; readonly code: CloseCode; readonly reason: string }

export function inspectUpdate(bytes: Uint8Array): Inspection {
  if (bytes.length > LIMITS.maxDocumentBytes) {
    return { ok: false, code: CLOSE.tooLarge, reason: `update of ${bytes.length} bytes` }
  }
  try {
    return { ok: true, shape: readShape(readerOf(bytes)) }
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    return { ok: false, code: CLOSE.structureRefused, reason: error.message }
  }
}

/** True when the bytes are exactly a state vector that Yjs can read safely. */
export function isStateVector(bytes: Uint8Array): boolean {
  try {
    const reader = readerOf(bytes)
    const count = readCount(reader)
    for (let i = 0; i < count; i++) {
      readId(reader)
      readId(reader)
    }
    return remaining(reader) === 0
  } catch (error) {
    if (error instanceof Malformed) return false
    throw error
  }
}

function readShape(reader: Reader): UpdateShape {
  const brings = new Map<number, ClockRange[]>()
  const leansOn = new Map<number, number>()
  const nestedTypes: Id[] = []
  const blocks = readCount(reader)
  for (let i = 0; i < blocks; i++) readBlock(reader, brings, leansOn, nestedTypes)
  const deletes = readDeletes(reader)
  if (remaining(reader) > 0) throw new Malformed(`${remaining(reader)} bytes after the end`)
  return { brings, leansOn, deletes, nestedTypes }
}

function readBlock(reader: Reader, brings: Map<number, ClockRange[]>, leansOn: Map<number, number>, types: Id[]): void {
  const structs = readCount(reader)
  const client = readId(reader)
  let clock = readId(reader)
  if (brings.has(client)) throw new Malformed(`two blocks of client ${client}`)
  const ranges: ClockRange[] = []
  brings.set(client, ranges)
  const lean = (id: Id): void => {
    if (id.clock > (leansOn.get(id.client) ?? -1)) leansOn.set(id.client, id.clock)
  }
  for (let i = 0; i < structs; i++) {
    const info = readByte(reader)
    const kind = info & 31
    const skipped = kind === 10
    const length = kind === 0 || skipped ? readId(reader) : readItem(reader, info, { client, clock }, lean, types)
    if (length === 0 && !skipped) throw new Malformed('struct of length 0')
    if (clock + length > MAX_ID) throw new Malformed('clock above 2^32')
    if (!skipped) extend(ranges, clock, clock + length)
    clock += length
  }
}

function readItem(reader: Reader, info: number, id: Id, lean: (id: Id) => void, types: Id[]): number {
  const hasOrigin = (info & 128) !== 0
  const hasRightOrigin = (info & 64) !== 0
  if (hasOrigin) lean(readStructId(reader))
  if (hasRightOrigin) lean(readStructId(reader))
  if (!hasOrigin && !hasRightOrigin) {
    const parentIsRoot = readUint(reader)
    if (parentIsRoot > 1) throw new Malformed(`parent flag ${parentIsRoot}`)
    if (parentIsRoot === 1) readKey(reader)
    else lean(readStructId(reader))
    if ((info & 32) !== 0) readKey(reader)
  }
  return readContent(reader, info & 31, id, types)
}

/** Returns the content's length in clocks. */
function readContent(reader: Reader, kind: number, id: Id, types: Id[]): number {
  switch (kind) {
    case 1: // deleted
      return readId(reader)
    case 2: {
      const count = readCount(reader)
      for (let i = 0; i < count; i++) readJson(reader, true)
      return count
    }
    case 3:
      skipBytes(reader)
      return 1
    case 4: // Yjs counts UTF-16 units, hence the decoding
      return readText(reader).length
    case 5:
      readJson(reader, false)
      return 1
    case 6:
      readKey(reader)
      readJson(reader, false)
      return 1
    case 7: {
      const type = readUint(reader)
      if (type > 6) throw new Malformed(`unknown type ${type}`)
      if (type === 3 || type === 5) readKey(reader) // XML element and hook carry a name
      types.push(id)
      return 1
    }
    case 8: {
      const count = readCount(reader)
      for (let i = 0; i < count; i++) skipAny(reader)
      return count
    }
    default:
      // 9 is a sub-document: it would make the relay create documents on a peer's word. Nothing of ours uses it.
      throw new Malformed(`content kind ${kind}`)
  }
}

function readDeletes(reader: Reader): Map<number, ClockRange[]> {
  const deletes = new Map<number, ClockRange[]>()
  const clients = readCount(reader)
  for (let i = 0; i < clients; i++) {
    const client = readId(reader)
    const count = readCount(reader)
    const ranges = deletes.get(client) ?? []
    for (let j = 0; j < count; j++) {
      const start = readId(reader)
      const end = start + readId(reader)
      if (end > MAX_ID) throw new Malformed('delete above 2^32') // [F30]
      if (end > start) ranges.push({ start, end })
    }
    deletes.set(client, ranges)
  }
  return deletes
}

function readStructId(reader: Reader): Id {
  return { client: readId(reader), clock: readId(reader) }
}

function extend(ranges: ClockRange[], start: number, end: number): void {
  const last = ranges.at(-1)
  if (last?.end === start) last.end = end
  else ranges.push({ start, end })
}
