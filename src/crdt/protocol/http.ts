/**
 * The relay's plain HTTP, beside the socket. Shapes only; zod schemas live with those who open the door
 * (`sync-relay`, `src/main/replica`).
 *
 * - `GET  /v1/changes?since=<cursor>&wait=<ms>&relay=<id>` → {@link ChangesReply}. Long-poll: answers at once when
 *   there is something after `since`, otherwise when something comes or after `wait` (≤ 30,000 ms) with an empty list.
 *   `relay` (optional) is the id that gave `since`; to any other one the relay answers from the beginning.
 * - `POST /v1/sync` body: {@link encodeSyncRequest}; reply: {@link encodeSyncReply}. The reply is sent after
 *   COMMIT of every accepted update in the request: it acknowledges those exactly as a barrier would. A refused
 *   entry carries a code of `CLOSE` (final) or `RETRY` (send it again); 503 for the whole: nothing is acknowledged.
 * - `HEAD|GET|PUT /v1/blobs/<sha256>`; PUT accepts `content-range: bytes a-b/total` to resume, HEAD of an
 *   unfinished upload answers 404 with `x-received: <bytes>`. 507: the relay keeps as much as it may; 429: this device
 *   brought enough for a day, and goes on from there tomorrow.
 * - `POST /v1/blobs/missing` {@link MissingBlobsRequest} → {@link MissingBlobsReply}: one question for many photos.
 * - `GET /v1/blobs?after=<sha256>` → {@link BlobsReply}: every blob by name, page by page.
 * - `POST /v1/numbers/<series>` body {@link NumberRequest} → {@link NumberReply}: one more than the highest that the
 *   relay gave out or the device knows of. The same request id always gets the same number, so that a lost answer
 *   cannot leave a hole. 400 with {@link NumberTooFar} when `atLeast` is more than {@link MAX_NUMBER_JUMP} above what
 *   the relay gave out: nothing is given. `GET /v1/numbers` → {@link NumbersReply}.
 * - `GET /healthz` → {@link HealthReply}: the process lives. `GET /readyz` → {@link ReadyReply}, with status 503 when
 *   it would not take an edit now. `GET /metrics` (Prometheus text).
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

export interface ChangesReply {
  /** Identity of the relay's log. A different one means: another relay, start from nothing and send everything. */
  readonly relay: string
  /** Pass as `since` next time. Rises with every commit. A full answer (see `documents`) may end before the newest. */
  readonly cursor: number
  /** Names of the documents that changed after `since`, each once, oldest change first; at most 1,000. */
  readonly documents: readonly string[]
}

export interface NumberRequest {
  /** A ULID. */
  readonly request: string
  /**
   * Highest number of the series that the device has seen, 0 or absent for none: a relay that replaces a lost one goes
   * on above it, and gives no number a second time.
   */
  readonly atLeast?: number
}

/** One device that is wrong, or lies, must not use up a series. */
export const MAX_NUMBER_JUMP = 100_000

export interface NumberTooFar {
  readonly kind: 'too-far'
  readonly error: string
  /** What the relay gave out last; 0 for none. */
  readonly highest: number
}

export interface NumberReply {
  readonly series: string
  readonly number: number
}

export interface NumbersReply {
  /** Every number given out, by series and rising: asked for again in this order, each with `atLeast` one below, an empty relay gives the same. */
  readonly numbers: readonly { readonly series: string; readonly request: string; readonly number: number }[]
}

/** Of more than this the request is refused whole. */
export const MAX_BLOB_NAMES = 1000

export interface MissingBlobsRequest {
  readonly names: readonly string[]
}
export interface MissingBlobsReply {
  /** Those that the relay does not have, in the order asked. */
  readonly missing: readonly string[]
}
export interface BlobsReply {
  /** Rising; at most {@link MAX_BLOB_NAMES}. Empty: there are no more. */
  readonly names: readonly string[]
}

export interface HealthReply {
  readonly status: 'ok' | 'read-only'
  readonly relay: string
  readonly protocolVersion: number
}

export interface ReadyReply {
  readonly ready: boolean
  /** Why not. */
  readonly reason: 'read-only' | 'log' | 'closing' | null
}

export interface SyncRequestEntry {
  readonly name: string
  /** What the sender has; the answer holds what it lacks. */
  readonly stateVector: Uint8Array
  /** What the relay may lack; empty when nothing is to be sent. */
  readonly update: Uint8Array
}

export type SyncReplyEntry =
  | { readonly name: string; readonly accepted: true; readonly stateVector: Uint8Array; readonly update: Uint8Array }
  | { readonly name: string; readonly accepted: false; readonly code: number; readonly reason: string }

export function encodeSyncRequest(entries: readonly SyncRequestEntry[]): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, entries.length)
  for (const entry of entries) {
    encoding.writeVarString(encoder, entry.name)
    encoding.writeVarUint8Array(encoder, entry.stateVector)
    encoding.writeVarUint8Array(encoder, entry.update)
  }
  return encoding.toUint8Array(encoder)
}

/** Throws when the bytes are not exactly a request of at most `maxEntries`. */
export function decodeSyncRequest(bytes: Uint8Array, maxEntries: number): SyncRequestEntry[] {
  const decoder = decoding.createDecoder(bytes)
  const count = decoding.readVarUint(decoder)
  if (count > maxEntries) throw new Error(`sync: ${count} documents in one request, at most ${maxEntries}`)
  const entries: SyncRequestEntry[] = []
  for (let i = 0; i < count; i++) {
    entries.push({
      name: decoding.readVarString(decoder),
      stateVector: decoding.readVarUint8Array(decoder),
      update: decoding.readVarUint8Array(decoder),
    })
  }
  if (decoding.hasContent(decoder)) throw new Error('sync: bytes after the last document')
  return entries
}

export function encodeSyncReply(entries: readonly SyncReplyEntry[]): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, entries.length)
  for (const entry of entries) {
    encoding.writeVarString(encoder, entry.name)
    encoding.writeUint8(encoder, entry.accepted ? 1 : 0)
    if (entry.accepted) {
      encoding.writeVarUint8Array(encoder, entry.stateVector)
      encoding.writeVarUint8Array(encoder, entry.update)
    } else {
      encoding.writeVarUint(encoder, entry.code)
      encoding.writeVarString(encoder, entry.reason)
    }
  }
  return encoding.toUint8Array(encoder)
}

/** Throws when the bytes are not exactly a reply. */
export function decodeSyncReply(bytes: Uint8Array): SyncReplyEntry[] {
  const decoder = decoding.createDecoder(bytes)
  const count = decoding.readVarUint(decoder)
  const entries: SyncReplyEntry[] = []
  for (let i = 0; i < count; i++) {
    const name = decoding.readVarString(decoder)
    const accepted = decoding.readUint8(decoder) === 1
    entries.push(
      accepted
        ? {
            name,
            accepted,
            stateVector: decoding.readVarUint8Array(decoder),
            update: decoding.readVarUint8Array(decoder),
          }
        : { name, accepted, code: decoding.readVarUint(decoder), reason: decoding.readVarString(decoder) },
    )
  }
  if (decoding.hasContent(decoder)) throw new Error('sync: bytes after the last document')
  return entries
}
