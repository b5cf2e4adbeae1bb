/** Requests to a relay by plain HTTP: who asks proves who they are when the relay wants that. */
import { z } from 'zod'
import { isSignedEntry, type MembershipReply, type SignedEntry } from '../../crdt/protocol/index.ts'

/** The relay answered, and the answer is no. `kind`: one of `TrustRefusalKind`, when the relay said why. */
export class RelayRefusal extends Error {
  readonly status: number
  readonly kind: string | undefined
  /** With a `conflict` over the membership list: where the relay's ends. */
  readonly end: { readonly length: number; readonly head: string } | undefined
  /** With `revoked`: what is to prove it. Nothing of it was checked. */
  readonly proof: MembershipReply | undefined
  constructor(status: number, what: string, said?: z.infer<typeof refusal>) {
    super(`relay answered ${status}${said?.kind === undefined ? '' : ` (${said.kind})`} to ${what}`)
    this.name = 'RelayRefusal'
    this.status = status
    this.kind = said?.kind
    const { length, head } = said ?? {}
    this.end = length === undefined || head === undefined ? undefined : { length, head }
    this.proof = said?.proof
  }
}

const refusal = z.object({
  kind: z.string().optional(),
  error: z.string().optional(),
  length: z.number().int().nonnegative().optional(),
  head: z.string().optional(),
  proof: z
    .object({ from: z.number().int().nonnegative(), entries: z.array(z.custom<SignedEntry>(isSignedEntry)).max(1000) })
    .optional(),
})

/** What a request bears so that the relay knows who asks. */
export interface Bearer {
  /** Proves this device anew unless it was done lately. Rejects with a RelayRefusal, or when nobody answers. */
  open(signal: AbortSignal): Promise<void>
  headers(): Record<string, string>
  /** The relay takes these headers no more. */
  expire(headers: Record<string, string>): void
}

export const NOBODY: Bearer = { open: async () => {}, headers: () => ({}), expire: () => {} }

export interface RelayRequests {
  /** Rejects when nobody answers in time; any answer resolves, a refusal too. */
  ask(path: string, init?: RequestInit, timeoutMs?: number): Promise<Response>
  /** As {@link ask}, and rejects with a RelayRefusal unless the answer is a yes. */
  must(path: string, init?: RequestInit, timeoutMs?: number): Promise<Response>
}

/** `http://host:port` of the websocket address that people type. */
export function httpAddress(relayUrl: string): string {
  return relayUrl.replace(/^ws/, 'http').replace(/\/+$/, '')
}

export function openRequests(
  relayUrl: string,
  bearer: Bearer = NOBODY,
  fetchImpl: typeof fetch = fetch,
): RelayRequests {
  const base = httpAddress(relayUrl)

  async function ask(path: string, init: RequestInit = {}, timeoutMs = 20_000): Promise<Response> {
    const deadline = AbortSignal.timeout(timeoutMs)
    const signal = init.signal ? AbortSignal.any([init.signal, deadline]) : deadline
    for (let again = false; ; again = true) {
      await bearer.open(signal)
      const bears = bearer.headers()
      const headers = { ...(init.headers as Record<string, string> | undefined), ...bears }
      const response = await fetchImpl(base + path, { ...init, headers, signal, redirect: 'error' })
      if (response.status !== 401 || again || Object.keys(bears).length === 0) return response
      // A token ends before its time when a role changes or the relay has lost its log: proved anew, asked once more.
      bearer.expire(bears)
      await response.body?.cancel()
    }
  }
  return {
    ask,
    async must(path, init, timeoutMs) {
      const response = await ask(path, init, timeoutMs)
      if (response.ok) return response
      throw await refusalOf(response, path)
    },
  }
}

/** Reads why; hashes and ids stay out of what is said. */
export async function refusalOf(response: Response, path: string): Promise<RelayRefusal> {
  const what = path.replace(/[0-9a-f]{32,}/g, '<id>').replace(/\?.*/, '')
  const text = new TextDecoder().decode(await readAtMost(response, 65_536).catch(() => new Uint8Array()))
  let said: unknown
  try {
    said = JSON.parse(text)
  } catch {
    said = undefined
  }
  const parsed = refusal.safeParse(said)
  return parsed.success ? new RelayRefusal(response.status, what, parsed.data) : new RelayRefusal(response.status, what)
}

export async function readAtMost(response: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length
    if (bytes > maxBytes) throw new RelayRefusal(413, `a question, with more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, bytes)
}
