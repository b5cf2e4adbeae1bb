/**
 * What an update (Yjs V1 encoding) claims to contain, read strictly before Yjs sees it. Yjs decodes trustingly: a
 * 7-byte frame can make it allocate 250 MB [F33], a second block of one client silently replaces the first, blocks in
 * rising order make `Y.mergeUpdates` lose what others sent, bytes after the end are ignored, and y-protocols'
 * `readSyncMessage` swallows what throws [F34]. Only what Yjs itself writes passes: shortest numbers, clients falling,
 * deletions sorted, nothing empty.
 *
 * Cost: one walk over the bytes. Nothing of the update is kept but ids and where its parts lie.
 */
import { CLOSE, LIMITS } from '../../../src/crdt/protocol/index.ts'
import type { CloseCode } from '../../../src/crdt/protocol/index.ts'
import { checkJson } from './strict-json.ts'
import {
  Malformed,
  MAX_CLIENTS,
  MAX_ID,
  readByte,
  readCount,
  readerOf,
  readId,
  readUint,
  remaining,
  skipAny,
  skipBytes,
  skipKey,
  skipText,
} from './strict-reader.ts'
import type { Reader } from './strict-reader.ts'

export interface Id {
  readonly client: number
  readonly clock: number
}

/** Clocks of one client as `start, end, start, end, …`: rising, never overlapping, `end` excluded. */
export interface ClientRanges {
  readonly client: number
  readonly ranges: readonly number[]
}

/** The structs of one client. */
export interface Block {
  readonly client: number
  /** Clocks `start` (included) to `end` (excluded). */
  readonly start: number
  readonly end: number
  /** How many structs. */
  readonly structs: number
  /** Where their bytes lie, without the block's head (count, client, start). */
  readonly from: number
  readonly to: number
  /** What the sender declares not to bring (`Skip`), `start, end, …`. */
  readonly holes: readonly number[]
}

export interface UpdateShape {
  /** Clients falling, each once. */
  readonly blocks: readonly Block[]
  /** Highest clock that its items lean on (neighbours, parents), per client other than the item's own. */
  readonly leansOn: ReadonlyMap<number, number>
  /** Each client once, in the sender's order. */
  readonly deletes: readonly ClientRanges[]
  /** Where the deletions begin; they run to the end of the update. */
  readonly deletesFrom: number
  /** Structs that arrive already deleted: garbage-collected ones, and items without their content. */
  readonly tombs: readonly ClientRanges[]
  /** Structs that say themselves that they stand under a key of a map. */
  readonly keyed: readonly ClientRanges[]
  /** Items that stand where another one does, `client, start, end, its client, its clock, …`: see {@link ./keyed.ts}. */
  readonly joins: readonly number[]
  /** Items of several values that are not deleted yet: `client, start, end, …`. */
  readonly long: readonly number[]
  /** Items that open a nested type: their depth can only be known in the document. */
  readonly nestedTypes: readonly Id[]
  /** Nothing but items with content: no nested type, no garbage-collected struct, no hole. */
  readonly plain: boolean
}

export type Inspection =
  | { readonly ok: true; readonly shape: UpdateShape }
  | { readonly ok: false; readonly code: CloseCode; readonly reason: string }

/** Content of an item that was deleted. */
const DELETED = 1
const UNDEFINED = new TextEncoder().encode('undefined')

/** Takes time in proportion to the bytes: see {@link ./inspection-pool.ts} for those that are many. */
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
    const count = readCount(reader, 2)
    if (count > MAX_CLIENTS) return false
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

/** What the walk over the structs gathers. */
interface Findings {
  readonly leansOn: Map<number, number>
  readonly tombs: Array<{ client: number; ranges: number[] }>
  readonly keyed: Array<{ client: number; ranges: number[] }>
  readonly joins: number[]
  readonly long: number[]
  readonly nestedTypes: Id[]
  plain: boolean
  /** The id read last. */
  onClient: number
  onClock: number
}

function readShape(reader: Reader): UpdateShape {
  const found: Findings = {
    leansOn: new Map(),
    tombs: [],
    keyed: [],
    joins: [],
    long: [],
    nestedTypes: [],
    plain: true,
    onClient: 0,
    onClock: 0,
  }
  const blocks: Block[] = []
  // Head of three numbers, one struct of two bytes.
  const count = readCount(reader, 5)
  if (count > MAX_CLIENTS) throw new Malformed(`${count} clients in one update`)
  let previous = MAX_ID + 1
  for (let i = 0; i < count; i++) {
    const block = readBlock(reader, found)
    if (block.client >= previous) throw new Malformed(`client ${block.client} after client ${previous}`)
    previous = block.client
    blocks.push(block)
  }
  const deletesFrom = reader.pos
  const deletes = readDeletes(reader)
  if (remaining(reader) > 0) throw new Malformed(`${remaining(reader)} bytes after the end`)
  const { leansOn, tombs, keyed, joins, long, nestedTypes, plain } = found
  return { blocks, leansOn, deletes, deletesFrom, tombs, keyed, joins, long, nestedTypes, plain }
}

function readBlock(reader: Reader, found: Findings): Block {
  const structs = readCount(reader, 2)
  if (structs === 0) throw new Malformed('block without structs')
  const client = readId(reader)
  const start = readId(reader)
  const from = reader.pos
  const holes: number[] = []
  let clock = start
  for (let i = 0; i < structs; i++) {
    const info = readByte(reader)
    let length: number
    if ((info & 31) === 0 || (info & 31) === 10) {
      // `Y.applyUpdate` looks at five bits only, `Y.mergeUpdates` at the whole byte: then it throws, with all others'.
      if (info !== 0 && info !== 10) throw new Malformed(`struct info ${info}`)
      length = readId(reader)
      found.plain = false
      if (info === 10) extend(holes, clock, clock + length)
      else note(found.tombs, client, clock, clock + length)
    } else {
      length = readItem(reader, info, client, clock, found)
    }
    if (length === 0 && info !== 10) throw new Malformed('struct of length 0')
    clock += length
    if (clock > MAX_ID) throw new Malformed('clock above 2^32')
  }
  return { client, start, end: clock, structs, from, to: reader.pos, holes }
}

function readItem(reader: Reader, info: number, client: number, clock: number, found: Findings): number {
  const kind = info & 31
  const leans = (info & 192) !== 0
  const isKeyed = !leans && (info & 32) !== 0
  if (leans) {
    readLean(reader, client, clock, found)
    if ((info & 192) === 192) {
      // It stands where its left neighbour does.
      const { onClient, onClock } = found
      readLean(reader, client, clock, found)
      found.onClient = onClient
      found.onClock = onClock
    }
  } else {
    const parentIsRoot = readUint(reader)
    if (parentIsRoot > 1) throw new Malformed(`parent flag ${parentIsRoot}`)
    if (parentIsRoot === 1) skipKey(reader)
    else readLean(reader, client, clock, found)
    if (isKeyed) skipKey(reader)
  }
  const { onClient, onClock } = found
  const length = readContent(reader, kind, client, clock, found)
  if (leans) found.joins.push(client, clock, clock + length, onClient, onClock)
  else if (isKeyed) note(found.keyed, client, clock, clock + length)
  if ((leans || isKeyed) && length > 1 && kind !== DELETED) found.long.push(client, clock, clock + length)
  return length
}

/** An id that an item leans on. Yjs checks those of other clients only, and dies of one's own that is not there yet. */
function readLean(reader: Reader, client: number, clock: number, found: Findings): void {
  const onClient = (found.onClient = readId(reader))
  const onClock = (found.onClock = readId(reader))
  if (onClient === client) {
    if (onClock >= clock) throw new Malformed(`item ${client}/${clock} leans on ${onClock} of its own client`)
  } else if (onClock > (found.leansOn.get(onClient) ?? -1)) {
    found.leansOn.set(onClient, onClock)
  }
}

/** JSON in a text. Yjs writes the text `undefined` for a missing element of the old kind of array. */
function skipJson(reader: Reader, allowUndefined: boolean): void {
  const head = reader.pos
  const length = readCount(reader)
  const start = reader.pos
  reader.pos = head
  skipText(reader)
  if (allowUndefined && isUndefined(reader.arr, start, start + length)) return
  checkJson(reader.arr, start, start + length)
}

function isUndefined(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === UNDEFINED.length && UNDEFINED.every((byte, i) => bytes[start + i] === byte)
}

/** Returns the content's length in clocks. */
function readContent(reader: Reader, kind: number, client: number, clock: number, found: Findings): number {
  switch (kind) {
    case DELETED: {
      const length = readId(reader)
      note(found.tombs, client, clock, clock + length)
      return length
    }
    case 2: {
      const count = readCount(reader)
      for (let i = 0; i < count; i++) skipJson(reader, true)
      return count
    }
    case 3:
      skipBytes(reader)
      return 1
    case 4:
      return skipText(reader)
    case 5:
      skipJson(reader, false)
      return 1
    case 6:
      skipKey(reader)
      skipJson(reader, false)
      return 1
    case 7: {
      const type = readUint(reader)
      if (type > 6) throw new Malformed(`unknown type ${type}`)
      if (type === 3 || type === 5) skipKey(reader) // XML element and hook carry a name
      found.nestedTypes.push({ client, clock })
      found.plain = false
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

/**
 * Yjs sorts and joins deletions before it writes them. Taking nothing else bounds a frame of tiny ranges by the clocks
 * that it deletes, and an empty range of what is not there yet would stay pending in every peer for ever [F35].
 */
function readDeletes(reader: Reader): ClientRanges[] {
  const deletes: ClientRanges[] = []
  const clients = readCount(reader, 2)
  if (clients > MAX_CLIENTS) throw new Malformed(`deletions of ${clients} clients`)
  const seen = clients > 1 ? new Set<number>() : null
  for (let i = 0; i < clients; i++) {
    const client = readId(reader)
    if (seen?.has(client)) throw new Malformed(`two lists of deletions of client ${client}`)
    seen?.add(client)
    const count = readCount(reader, 2)
    const ranges: number[] = []
    let previous = 0
    for (let j = 0; j < count; j++) {
      const start = readId(reader)
      const length = readId(reader)
      const end = start + length
      if (length === 0) throw new Malformed('deletion of length 0')
      if (end > MAX_ID) throw new Malformed('deletion above 2^32') // [F30]
      if (start < previous) throw new Malformed(`deletion of ${client}/${start} after ${previous}`)
      extend(ranges, start, end)
      previous = end
    }
    if (count > 0) deletes.push({ client, ranges })
  }
  return deletes
}

function note(list: Array<{ client: number; ranges: number[] }>, client: number, start: number, end: number): void {
  let last = list.at(-1)
  if (last?.client !== client) list.push((last = { client, ranges: [] }))
  extend(last.ranges, start, end)
}

function extend(ranges: number[], start: number, end: number): void {
  if (start === end) return
  if (ranges.length > 0 && ranges.at(-1) === start) ranges[ranges.length - 1] = end
  else ranges.push(start, end)
}
