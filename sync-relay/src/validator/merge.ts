/**
 * Joins updates that follow each other into one by copying their bytes: equal in effect to `Y.mergeUpdates`, without
 * decoding a single value. V1 names every id in full, so the structs of a client that continue where those before them
 * ended can stand in one block as they are.
 */
import * as Y from 'yjs'
import type { Block, UpdateShape } from './inspect.ts'
import { unite } from './ranges.ts'
import { VarWriter } from './walker.ts'

export interface InspectedUpdate {
  readonly bytes: Uint8Array
  readonly shape: UpdateShape
}

/** Longest number that we write. */
const MAX_NUMBER_BYTES = 5

/**
 * One valid V1 update that does what `updates` do one after the other. Where they overlap, leave gaps or declare holes,
 * Yjs does the work. A single update comes back as it is, not copied.
 */
export function mergePlain(updates: readonly InspectedUpdate[]): Uint8Array {
  const [only] = updates
  if (only === undefined) return Uint8Array.of(0, 0)
  if (updates.length === 1) return only.bytes
  const clients = new Map<number, Piece[]>()
  const deleted = new Map<number, number[]>()
  let size = 2 * MAX_NUMBER_BYTES
  for (const { bytes, shape } of updates) {
    for (const block of shape.blocks) {
      const pieces = clients.get(block.client)
      if (block.holes.length > 0 || (pieces !== undefined && pieces.at(-1)?.block.end !== block.start)) {
        return Y.mergeUpdates(updates.map((update) => update.bytes))
      }
      if (pieces === undefined) clients.set(block.client, [{ bytes, block }])
      else pieces.push({ bytes, block })
      size += block.to - block.from + 3 * MAX_NUMBER_BYTES
    }
    for (const { client, ranges } of shape.deletes) {
      deleted.set(client, unite(deleted.get(client) ?? [], ranges))
    }
  }
  for (const ranges of deleted.values()) size += (2 + ranges.length) * MAX_NUMBER_BYTES
  const writer = new VarWriter(size)
  writer.uint(clients.size)
  for (const [client, pieces] of falling(clients)) {
    writer.uint(pieces.reduce((sum, { block }) => sum + block.structs, 0))
    writer.uint(client)
    writer.uint(pieces[0]?.block.start ?? 0)
    for (const { bytes, block } of pieces) writer.copy(bytes, block.from, block.to)
  }
  writer.uint(deleted.size)
  for (const [client, ranges] of falling(deleted)) {
    writer.uint(client)
    writer.uint(ranges.length / 2)
    for (let i = 0; i < ranges.length; i += 2) {
      const start = ranges[i] as number
      writer.uint(start)
      writer.uint((ranges[i + 1] as number) - start)
    }
  }
  return writer.finish()
}

interface Piece {
  readonly bytes: Uint8Array
  readonly block: Block
}

/** The order in which Yjs writes clients, and that its merging counts on. */
function falling<T>(byClient: ReadonlyMap<number, T>): Iterable<[number, T]> {
  return byClient.size <= 1 ? byClient : [...byClient].toSorted(([a], [b]) => b - a)
}
