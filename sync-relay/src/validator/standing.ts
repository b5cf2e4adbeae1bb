/**
 * What a room knows of its document without a Y.Doc: how far each client came, what is deleted, and which device holds
 * which clientID. Enough to judge an update, at a small part of a Y.Doc's memory and time.
 *
 * Deletions are those that somebody declared. Yjs deletes more on its own while it integrates (the value that lost
 * under a key, formats that a text no longer needs): an update that declares such a deletion later is news here.
 */
import * as encoding from 'lib0/encoding'
import type { UpdateShape } from './inspect.ts'
import type { Lease } from '../log/log.ts'
import { keyedIn } from './keyed.ts'
import { covers, rangesFrom, unite } from './ranges.ts'

export class Standing {
  readonly #ends = new Map<number, number>()
  readonly #deleted = new Map<number, number[]>()
  /** What stands under keys of maps. */
  readonly #keyed = new Map<number, number[]>()
  readonly #holders = new Map<number, string>()
  readonly #isKeyed = (client: number, clock: number): boolean => this.isKeyed(client, clock)
  #vector: Uint8Array | null = null

  /** First clock of the client that is not known yet. */
  endOf(client: number): number {
    return this.#ends.get(client) ?? 0
  }

  /** Whether somebody deleted all of these clocks. */
  isDeleted(client: number, start: number, end: number): boolean {
    const ranges = this.#deleted.get(client)
    return ranges !== undefined && covers(ranges, start, end)
  }

  /** Whether the struct stands under a key of a map. */
  isKeyed(client: number, clock: number): boolean {
    const ranges = this.#keyed.get(client)
    return ranges !== undefined && covers(ranges, clock, clock + 1)
  }

  /** The device that alone may add to the client's structs; undefined when none has taken it yet. */
  holderOf(client: number): string | undefined {
    return this.#holders.get(client)
  }

  /** Clients that the document has seen. */
  get clients(): number {
    return this.#ends.size
  }

  /**
   * True when each of its clients goes on exactly where it ended, and nothing that it leans on or deletes is missing.
   * What a relay stored does, unless it is damaged or comes from a log that stored updates as they came.
   */
  isContinuedBy(shape: UpdateShape): boolean {
    const ends = new Map<number, number>()
    for (const { client, start, end, holes } of shape.blocks) {
      if (start !== this.endOf(client) || holes.length > 0) return false
      ends.set(client, end)
    }
    const endWith = (client: number): number => ends.get(client) ?? this.endOf(client)
    for (const [client, clock] of shape.leansOn) if (clock >= endWith(client)) return false
    return shape.deletes.every(({ client, ranges }) => (ranges.at(-1) ?? 0) <= endWith(client))
  }

  /**
   * Takes in what was judged as news, or was stored. What is known already may be in it again. Throws when it leaves a
   * gap: nothing was taken in then.
   */
  apply(shape: UpdateShape, leases: readonly Lease[]): void {
    const ends = new Map<number, number>()
    for (const { client, start, end, holes } of shape.blocks) {
      const known = this.endOf(client)
      if (start > known || (holes.at(-1) ?? 0) > known) throw new Error(gap(client, start, known))
      if (end > known) ends.set(client, end)
    }
    for (const { client, ranges } of shape.deletes) {
      const known = ends.get(client) ?? this.endOf(client)
      if ((ranges.at(-1) ?? 0) > known) throw new Error(gap(client, ranges.at(-1) ?? 0, known))
    }
    // What the update says of clocks that are known, others said first.
    if (ends.size > 0) {
      for (const [client, ranges] of keyedIn(shape, this.#isKeyed)) {
        add(this.#keyed, client, rangesFrom(this.endOf(client), ranges))
      }
      for (const { client, ranges } of shape.tombs) add(this.#deleted, client, rangesFrom(this.endOf(client), ranges))
      for (const [client, end] of ends) this.#ends.set(client, end)
      this.#vector = null
    }
    for (const { client, ranges } of shape.deletes) add(this.#deleted, client, ranges)
    for (const lease of leases) this.#lease(lease)
  }

  /** As `Y.encodeStateVector` of the document. The same bytes until a struct comes in: do not write to them. */
  stateVector(): Uint8Array {
    return (this.#vector ??= this.#encodeVector())
  }

  #encodeVector(): Uint8Array {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, this.#ends.size)
    for (const [client, end] of [...this.#ends].toSorted(([a], [b]) => b - a)) {
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, end)
    }
    return encoding.toUint8Array(encoder)
  }

  /** First come, first served: as the log keeps them. */
  #lease({ client, device }: Lease): void {
    if (!this.#holders.has(client)) this.#holders.set(client, device)
  }
}

function add(sets: Map<number, number[]>, client: number, ranges: readonly number[]): void {
  if (ranges.length > 0) sets.set(client, unite(sets.get(client) ?? [], ranges))
}

function gap(client: number, clock: number, known: number): string {
  return `client ${client}: expected clocks to continue at ${known}, saw ${clock}`
}
