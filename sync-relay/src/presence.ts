/**
 * Who is looking at a document. Display only, never stored. Y-protocols' `Awareness` is not used here: it owns a timer
 * and a wall clock, and keeps what any client claims about any other without bound.
 *
 * Stock clients repeat everything they hear. An entry is therefore taken only when its clock is newer, belongs to the
 * connection that brought it first, and goes when that connection goes.
 */
import * as encoding from 'lib0/encoding'
import { LIMITS } from '../../src/crdt/protocol/index.ts'
import { Malformed, readCount, readerOf, readId, readText, remaining } from './strict-reader.ts'

interface Entry {
  readonly client: number
  readonly clock: number
  /** JSON; `null` means gone. */
  readonly state: string
}

const MAX_PRESENT = 512
const MAX_GONE = 512

export class Presence<Owner> {
  readonly #present = new Map<number, Entry & { readonly owner: Owner }>()
  /** Last clock of those who left: a late echo of their state must not bring them back. */
  readonly #gone = new Map<number, number>()

  /** Returns what is new in it, to be passed on, or null. Throws {@link Malformed}. */
  receive(body: Uint8Array, owner: Owner): Uint8Array | null {
    const accepted = readEntries(body).filter((entry) => this.#accept(entry, owner))
    return accepted.length === 0 ? null : encodeEntries(accepted)
  }

  leave(owner: Owner): Uint8Array | null {
    const left: Entry[] = []
    for (const entry of this.#present.values()) {
      if (entry.owner === owner) left.push({ client: entry.client, clock: entry.clock, state: 'null' })
    }
    for (const entry of left) this.#remove(entry)
    return left.length === 0 ? null : encodeEntries(left)
  }

  /** Everyone present, in pieces that a client may send back without breaking the limit of a presence frame. */
  everyone(): Uint8Array[] {
    const pieces: Uint8Array[] = []
    let piece: Entry[] = []
    let bytes = 0
    for (const entry of this.#present.values()) {
      const size = entry.state.length * 3 + 16
      if (bytes + size > LIMITS.maxAwarenessBytes && piece.length > 0) {
        pieces.push(encodeEntries(piece))
        piece = []
        bytes = 0
      }
      piece.push(entry)
      bytes += size
    }
    if (piece.length > 0) pieces.push(encodeEntries(piece))
    return pieces
  }

  #accept(entry: Entry, owner: Owner): boolean {
    const present = this.#present.get(entry.client)
    if (entry.state === 'null') {
      if (present === undefined || entry.clock < present.clock) return false
      this.#remove(entry)
      return true
    }
    if (present !== undefined ? entry.clock <= present.clock : entry.clock <= (this.#gone.get(entry.client) ?? -1)) {
      return false
    }
    if (present === undefined && this.#present.size >= MAX_PRESENT) return false
    this.#gone.delete(entry.client)
    this.#present.set(entry.client, { ...entry, owner })
    return true
  }

  #remove(entry: Entry): void {
    this.#present.delete(entry.client)
    this.#gone.set(entry.client, entry.clock)
    if (this.#gone.size > MAX_GONE) for (const oldest of this.#gone.keys()) return void this.#gone.delete(oldest)
  }
}

function readEntries(body: Uint8Array): Entry[] {
  const reader = readerOf(body)
  const count = readCount(reader)
  const entries: Entry[] = []
  for (let i = 0; i < count; i++) {
    entries.push({ client: readId(reader), clock: readId(reader), state: normalJson(readText(reader)) })
  }
  if (remaining(reader) > 0) throw new Malformed('bytes after the last presence')
  return entries
}

/** Written once more by us: what clients parse and send back then has the very same size. */
function normalJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text))
  } catch {
    throw new Malformed('presence is not JSON')
  }
}

function encodeEntries(entries: readonly Entry[]): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, entries.length)
  for (const { client, clock, state } of entries) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarString(encoder, state)
  }
  return encoding.toUint8Array(encoder)
}
