/** The relay that is copied, through the routes that every device uses. Failures throw with a sentence. */
import { z } from 'zod'
import { decodeSyncReply, encodeSyncRequest } from '../../../src/crdt/protocol/index.ts'
import type { Challenge, PairingOffer, PairingState, SyncReplyEntry } from '../../../src/crdt/protocol/index.ts'
import { proofOf } from './pull-device.ts'
import type { PullDevice } from './pull-device.ts'

const challengeReply = z.object({
  auth: z.enum(['grants', 'none']),
  relay: z.string(),
  shop: z.string().nullable(),
  nonce: z.string(),
})
const sessionReply = z.object({ token: z.string(), grant: z.string().nullable() })
const changesReply = z.object({ relay: z.string(), cursor: z.number(), documents: z.array(z.string()) })
const blobsReply = z.object({ names: z.array(z.string()) })
const numbersReply = z.object({
  numbers: z.array(z.object({ series: z.string(), request: z.string(), number: z.number() })),
})
const membershipReply = z.object({ entries: z.array(z.object({ entry: z.string(), signature: z.string() })) })
const refusal = z.object({ kind: z.string().optional(), error: z.string() })

/** The other relay does not let this device in, with one of `TrustRefusalKind`. */
export class NotLetIn extends Error {
  readonly kind: string
  constructor(kind: string, message: string) {
    super(message)
    this.kind = kind
  }
}

export type Source = ReturnType<typeof createSource>

/** `address`: `ws://…`, `wss://…`, `http://…` or `https://…`. */
export function createSource(address: string) {
  const origin = originOf(address)
  let token: string | null = null
  let renew: (() => Promise<void>) | null = null

  async function ask(path: string, init: RequestInit = {}, retried = false): Promise<Response> {
    const headers = {
      ...(init.headers as Record<string, string>),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    }
    const response = await fetch(`${origin}${path}`, { ...init, headers, redirect: 'error' }).catch((error: Error) => {
      throw new Error(
        `${origin} does not answer (${(error.cause as { code?: string } | undefined)?.code ?? error.message})`,
      )
    })
    if (response.ok) return response
    if (response.status === 401 && renew !== null && !retried) {
      await response.body?.cancel()
      await renew()
      return ask(path, init, true)
    }
    if (response.status === 429 && !retried) {
      await response.body?.cancel()
      await new Promise((resolve) => setTimeout(resolve, 1000 * Number(response.headers.get('retry-after') ?? 5)))
      return ask(path, init)
    }
    const read = refusal.safeParse(await response.json().catch(() => null))
    const { kind = '', error = 'no reason given' } = read.success ? read.data : {}
    throw new NotLetIn(kind, `${origin}${path}: ${response.status} ${error}`)
  }
  const json = async <T>(schema: z.ZodType<T>, path: string, init: RequestInit = {}): Promise<T> =>
    schema.parse(await (await ask(path, init)).json())
  const post = (body: unknown): RequestInit => ({ method: 'POST', body: JSON.stringify(body) })

  return {
    origin,
    challenge: (): Promise<Challenge> => json(challengeReply, '/v1/challenge'),

    /** Proves who we are, now and whenever the session ends. Resolves with a newer grant, if the relay holds one. */
    async enter(device: PullDevice, shop: string): Promise<string | null> {
      let newer: string | null = null
      renew = async () => {
        token = null
        const proof = proofOf(device, await json(challengeReply, '/v1/challenge'), shop, origin)
        const session = await json(sessionReply, '/v1/session', post({ grant: device.grant, proof }))
        token = session.token
        newer = session.grant
      }
      const again = renew
      renew = null // a refusal here is final
      await again()
      renew = again
      return newer
    },

    offer: async (id: string, offer: PairingOffer): Promise<void> => void (await ask(`/v1/pair/${id}`, post(offer))),
    // Judged by whoever knows the secret: nothing in it counts before its mac and signatures hold.
    pairingState: (id: string): Promise<PairingState> => json(z.custom<PairingState>(isState), `/v1/pair/${id}`),
    membership: async (from: number) => (await json(membershipReply, `/v1/membership?from=${from}`)).entries,
    changes: (since: number, relay: string | null) =>
      json(changesReply, `/v1/changes?since=${since}${relay === null ? '' : `&relay=${encodeURIComponent(relay)}`}`),
    numbers: async () => (await json(numbersReply, '/v1/numbers')).numbers,
    blobs: async (after: string) => (await json(blobsReply, `/v1/blobs${after === '' ? '' : `?after=${after}`}`)).names,

    /** What we lack of these documents. */
    async differences(have: readonly { name: string; stateVector: Uint8Array }[]): Promise<SyncReplyEntry[]> {
      const body = encodeSyncRequest(have.map((one) => ({ ...one, update: new Uint8Array() })))
      const response = await ask('/v1/sync', { method: 'POST', body: body as Uint8Array<ArrayBuffer> })
      return decodeSyncReply(new Uint8Array(await response.arrayBuffer()))
    },

    /** From `start` on, with the size of the whole; null when it is gone. */
    async blob(
      name: string,
      start: number,
    ): Promise<{ total: number; start: number; body: AsyncIterable<Uint8Array> } | null> {
      const headers: Record<string, string> = start > 0 ? { range: `bytes=${start}-` } : {}
      try {
        const response = await ask(`/v1/blobs/${name}`, { headers })
        const isPart = response.status === 206
        const length = Number(response.headers.get('content-length'))
        if (response.body === null) return null
        return { total: length + (isPart ? start : 0), start: isPart ? start : 0, body: response.body }
      } catch (error) {
        if (error instanceof NotLetIn && error.message.includes(': 404 ')) return null
        throw error
      }
    },
  }
}

function originOf(address: string): string {
  const text = address.replace(/^ws(s?):/i, 'http$1:')
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new Error(`expected an address such as ws://192.168.1.20:4455, saw ${address}`)
  }
  return new URL(text).origin
}

function isState(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof (value as { state?: unknown }).state === 'string'
}
