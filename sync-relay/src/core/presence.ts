/**
 * Who is looking at a document. Display only, never stored. Y-protocols' `Awareness` is not used here: it owns a timer
 * and a wall clock, and keeps what any client claims about any other without bound.
 *
 * Stock clients repeat everything they hear. An entry is therefore taken only when its clock is newer, belongs to the
 * connection that brought it first, and goes when that connection goes. What is new is gathered, newest state of each
 * client, and passed on by {@link Presence.speak} a few times a second. Identity is written by the relay: a state that
 * names a device names the one that brought it [F38].
 */
import * as encoding from 'lib0/encoding'
import { LIMITS } from '../../../src/crdt/protocol/index.ts'
import { Bucket } from '../rate.ts'
import { Malformed, readCount, readerOf, readId, readText, remaining } from '../validator/strict-reader.ts'

interface Entry {
  readonly client: number
  readonly clock: number
  /** JSON; `null` means gone. */
  readonly state: string
}

export interface Speech {
  /** To be sent to everyone; each small enough to be sent back. */
  readonly pieces: readonly Uint8Array[]
  /** Connections whose news waits for its turn: speak again soon. */
  readonly heldBack: number
}

const MAX_PRESENT = 512
const MAX_GONE = 512
const GONE = 'null'
/** A presence frame less its head and one entry's. */
const MAX_STATE_BYTES = LIMITS.maxAwarenessBytes - 32

export class Presence<Owner extends object> {
  readonly #perSecond: number
  readonly #present = new Map<number, Entry & { readonly owner: Owner; readonly device: string | null }>()
  /** Last clock of those who left: a late echo of their state must not bring them back. */
  readonly #gone = new Map<number, number>()
  /** What nobody was told yet; of a client that is present its newest state is told. */
  readonly #news = new Set<number>()
  readonly #turns = new WeakMap<Owner, Bucket>()

  constructor(perSecond: number) {
    this.#perSecond = perSecond
  }

  /** Returns whether something in it is new. Throws {@link Malformed}. */
  receive(body: Uint8Array, owner: Owner, device: string | null): boolean {
    const reader = readerOf(body)
    let isNews = false
    for (let count = readCount(reader); count > 0; count--) {
      const client = readId(reader)
      const clock = readId(reader)
      const state = readText(reader)
      if (this.#accept(client, clock, state, owner, device)) isNews = true
    }
    if (remaining(reader) > 0) throw new Malformed('bytes after the last presence')
    return isNews
  }

  /** Returns whether there is somebody to say goodbye for. */
  leave(owner: Owner): boolean {
    let isNews = false
    for (const entry of [...this.#present.values()]) {
      if (entry.owner !== owner) continue
      this.#remove(entry)
      isNews = true
    }
    return isNews
  }

  /** What is new since the last call, but for connections that had more than their turns. */
  speak(nowMs: number): Speech {
    const entries: Entry[] = []
    const mayNow = new Map<Owner, boolean>()
    let heldBack = 0
    for (const client of this.#news) {
      const entry = this.#present.get(client)
      if (entry !== undefined) {
        let turn = mayNow.get(entry.owner)
        if (turn === undefined) {
          turn = this.#takeTurn(entry.owner, nowMs)
          mayNow.set(entry.owner, turn)
          if (!turn) heldBack++
        }
        if (!turn) continue
        entries.push(entry)
      } else {
        const clock = this.#gone.get(client)
        if (clock !== undefined) entries.push({ client, clock, state: GONE })
      }
      this.#news.delete(client)
    }
    this.#forgetOldest()
    return { pieces: inPieces(entries), heldBack }
  }

  /** Everyone present, in pieces that a client may send back without breaking the limit of a presence frame. */
  everyone(): Uint8Array[] {
    return inPieces([...this.#present.values()])
  }

  #takeTurn(owner: Owner, nowMs: number): boolean {
    let turns = this.#turns.get(owner)
    if (turns === undefined) this.#turns.set(owner, (turns = new Bucket(this.#perSecond, this.#perSecond, nowMs)))
    return turns.take(nowMs)
  }

  #accept(client: number, clock: number, state: string, owner: Owner, device: string | null): boolean {
    const present = this.#present.get(client)
    if (present !== undefined) {
      // The same device on a new connection: its old one is half open and does not know it.
      if (present.owner !== owner && (device === null || present.device !== device)) return false
      if (state === GONE ? clock < present.clock : clock <= present.clock) return false
    } else if (state === GONE || clock <= (this.#gone.get(client) ?? -1) || this.#present.size >= MAX_PRESENT) {
      return false
    }
    const written = state === GONE ? GONE : writtenState(state, device)
    if (written === GONE) {
      if (present === undefined) return false
      this.#remove({ client, clock })
      return true
    }
    this.#gone.delete(client)
    this.#present.set(client, { client, clock, state: written, owner, device })
    this.#news.add(client)
    return true
  }

  #remove({ client, clock }: { readonly client: number; readonly clock: number }): void {
    this.#present.delete(client)
    this.#gone.set(client, clock)
    this.#news.add(client)
  }

  /** Those of whom everybody was told. */
  #forgetOldest(): void {
    for (const client of this.#gone.keys()) {
      if (this.#gone.size <= MAX_GONE) return
      if (!this.#news.has(client)) this.#gone.delete(client)
    }
  }
}

/** Written once more by us: what clients parse and send back then has the very same size. */
function writtenState(text: string, device: string | null): string {
  let state: unknown
  try {
    state = JSON.parse(text)
  } catch {
    throw new Malformed('presence is not JSON')
  }
  if (device !== null && typeof state === 'object' && state !== null) {
    if (Array.isArray(state)) throw new Malformed('presence is a list')
    ;(state as Record<string, unknown>)['device'] = device
  }
  const written = JSON.stringify(state)
  // Clients repeat it: with its device it must still fit into a frame of theirs.
  if (Buffer.byteLength(written) > MAX_STATE_BYTES) throw new Malformed('presence too large')
  return written
}

function inPieces(entries: readonly Entry[]): Uint8Array[] {
  const pieces: Uint8Array[] = []
  let piece: Entry[] = []
  let bytes = 0
  for (const entry of entries) {
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
