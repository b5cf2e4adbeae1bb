/** The relay's plain HTTP, as a desktop uses it. Every answer is a stranger's: read by zod or by the decoders. */
import { z } from 'zod'
import {
  decodeSyncReply,
  encodeSyncRequest,
  LIMITS,
  type ChangesReply,
  type HealthReply,
  type NumberRequest,
  type NumberTooFar,
  type SyncReplyEntry,
  type SyncRequestEntry,
} from '../../crdt/protocol/index.ts'
import { NOBODY, openRequests, readAtMost, RelayRefusal, refusalOf, type Bearer } from './relay-request.ts'

export { RelayRefusal }

const changes = z.object({
  relay: z.string().min(1),
  cursor: z.number().int().nonnegative(),
  documents: z.array(z.string()),
})
const health = z.object({
  status: z.enum(['ok', 'read-only']),
  relay: z.string().min(1),
  protocolVersion: z.number().int(),
})
const number = z.object({ series: z.string(), number: z.number().int().positive() })
const tooFar = z.object({ kind: z.literal('too-far'), error: z.string(), highest: z.number().int().nonnegative() })

/** `too-far`: the relay stands at `highest`, and would not jump to what it was asked to go on above. */
export type GivenNumber = { readonly kind: 'given'; readonly number: number } | Pick<NumberTooFar, 'kind' | 'highest'>

export interface RelayHttp {
  health(signal?: AbortSignal): Promise<HealthReply>
  /**
   * Waits at the relay until something changes after `since`, at most `waitMs`. `relay` is the one that gave `since`:
   * another one answers at once, from the beginning and with its own name.
   */
  changes(since: number, relay: string, waitMs: number, signal: AbortSignal): Promise<ChangesReply>
  /** The answer comes after COMMIT of every update in the request. */
  sync(entries: readonly SyncRequestEntry[], signal?: AbortSignal): Promise<SyncReplyEntry[]>
  number(series: string, wanted: NumberRequest, signal?: AbortSignal): Promise<GivenNumber>
  hasBlob(sha256: string, signal?: AbortSignal): Promise<boolean>
  putBlob(sha256: string, bytes: Uint8Array, mime: string, signal?: AbortSignal): Promise<void>
  /** Null when the relay does not hold it. The caller verifies the hash. */
  getBlob(sha256: string, signal?: AbortSignal): Promise<Uint8Array | null>
}

/** `relayUrl` is the websocket address that people type, `ws://host:port` or `wss://…`. */
export function createRelayHttp(relayUrl: string, bearer: Bearer = NOBODY, fetchImpl: typeof fetch = fetch): RelayHttp {
  const { ask, must } = openRequests(relayUrl, bearer, fetchImpl)
  // Whether it is there and well, it tells everybody: asked without proof, also by a device that has none.
  const open = openRequests(relayUrl, NOBODY, fetchImpl)
  const withSignal = (signal: AbortSignal | undefined) => (signal ? { signal } : {})

  return {
    health: async (signal) => health.parse(await (await open.must('/healthz', withSignal(signal), 5_000)).json()),
    async changes(since, relay, waitMs, signal) {
      const query = new URLSearchParams({ since: String(since), relay, wait: String(waitMs) })
      return changes.parse(await (await must(`/v1/changes?${query.toString()}`, { signal }, waitMs + 15_000)).json())
    },
    async sync(entries, signal) {
      const body = encodeSyncRequest(entries) as Uint8Array<ArrayBuffer>
      const response = await must('/v1/sync', { method: 'POST', body, ...withSignal(signal) }, 60_000)
      return decodeSyncReply(await readAtMost(response, MOST_SYNC_BYTES))
    },
    async number(series, wanted, signal) {
      const init = {
        method: 'POST',
        body: JSON.stringify(wanted),
        headers: { 'content-type': 'application/json' },
      }
      const response = await ask(`/v1/numbers/${series}`, { ...init, ...withSignal(signal) }, 5_000)
      if (response.ok) return { kind: 'given', number: number.parse(await response.json()).number }
      if (response.status !== 400) throw await refusalOf(response, '/v1/numbers')
      return tooFar.parse(await response.json())
    },
    async hasBlob(sha256, signal) {
      return (await ask(`/v1/blobs/${sha256}`, { method: 'HEAD', ...withSignal(signal) })).ok
    },
    async putBlob(sha256, bytes, mime, signal) {
      const init = { method: 'PUT', body: bytes as Uint8Array<ArrayBuffer>, headers: { 'content-type': mime } }
      const response = await must(`/v1/blobs/${sha256}`, { ...init, ...withSignal(signal) }, 120_000)
      await response.body?.cancel()
    },
    async getBlob(sha256, signal) {
      const response = await ask(`/v1/blobs/${sha256}`, withSignal(signal), 120_000)
      if (response.ok) return readAtMost(response, LIMITS.maxBlobBytes)
      if (response.status !== 404) throw await refusalOf(response, '/v1/blobs/<sha256>')
      await response.body?.cancel()
      return null
    },
  }
}

/** The relay stops adding documents beyond its limit, after the one that crossed it. */
const MOST_SYNC_BYTES = LIMITS.maxSyncBytes + 2 * LIMITS.maxDocumentBytes
