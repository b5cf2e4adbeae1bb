/** The relay's HTTP for identity and trust (`src/crdt/protocol/trust-http.ts`), as a desktop uses it. */
import { z } from 'zod'
import {
  DEVICE_ROLES,
  encodeSyncRequest,
  isSignedEntry,
  type AuditReply,
  type Challenge,
  type DevicesReply,
  type GrantsReply,
  type MembershipPost,
  type MembershipReply,
  type PairingOffer,
  type PairingState,
  type PairingVerdict,
  type PairingView,
  type QuarantineReply,
  type QuarantineVerdict,
  type SessionReply,
  type SessionRequest,
  type SignedEntry,
  type SyncRequestEntry,
} from '../../crdt/protocol/index.ts'
import { NOBODY, openRequests, readAtMost, type Bearer } from './relay-request.ts'

/** More than the longest membership list, which comes whole to a device that is let in. */
const MAX_ANSWER = 96 << 20
/** Of a relay that has proved nothing yet. */
const MAX_SHORT_ANSWER = 64 << 10

const role = z.enum(DEVICE_ROLES)
const time = z.number().nonnegative()
const count = z.number().int().nonnegative()
const entries = z.array(z.custom<SignedEntry>(isSignedEntry)).max(20_000)
const grant = z.string().max(4096)

const challenge: z.ZodType<Challenge> = z.object({
  auth: z.enum(['grants', 'none']),
  relay: z.string().min(1).max(200),
  shop: z.string().nullable(),
  nonce: z.string().max(500),
})
const session: z.ZodType<SessionReply> = z.object({
  token: z.string().regex(/^[\w.~+/=-]{1,4096}$/),
  expiresAt: time,
  role,
  grant: grant.nullable(),
  membership: z.object({ length: count, head: z.string() }),
  recovery: z.boolean(),
})
const membership: z.ZodType<MembershipReply> = z.object({ from: count, entries })
const answer = z.object({ shop: z.string(), head: z.string(), role, mac: z.string().max(200) })
const offer: z.ZodType<PairingOffer> = z.object({ offer: z.string().max(2048), mac: z.string().max(200) })
const pairing: z.ZodType<PairingState> = z.discriminatedUnion('state', [
  z.object({ state: z.literal('open') }),
  z.object({ state: z.literal('offered') }),
  z.object({ state: z.literal('accepted'), answer, membership: entries, grant }),
  z.object({ state: z.enum(['refused', 'expired']) }),
])
const view: z.ZodType<PairingView> = z.object({
  state: z.enum(['open', 'offered', 'accepted', 'refused', 'expired']),
  expiresAt: time,
  offer: offer.nullable(),
})
const seen = z.object({ device: z.string(), connected: z.boolean(), lastSeenAt: time.nullable() })
const devices = z.object({ devices: z.array(seen), recoveryUntil: time })
const grants: z.ZodType<GrantsReply> = z.object({
  grants: z.array(z.object({ device: z.string(), epoch: count, expiresAt: time })),
})
const quarantine: z.ZodType<QuarantineReply> = z.object({
  items: z.array(z.object({ id: count, device: z.string(), document: z.string(), bytes: count, at: time })),
})
const auditRow = z.object({
  seq: count,
  at: time,
  kind: z.string() as unknown as z.ZodType<AuditReply['entries'][number]['kind']>, // newer relays know more of them
  device: z.string().nullable(),
  document: z.string().nullable(),
  detail: z.string(),
  times: count,
})
const audit: z.ZodType<AuditReply> = z.object({ entries: z.array(auditRow) })

/** What the relay alone knows of its devices; the rest is in the membership list, which proves itself. */
export type SeenDevices = Pick<DevicesReply, 'recoveryUntil'> & {
  readonly devices: readonly Pick<DevicesReply['devices'][number], 'device' | 'connected' | 'lastSeenAt'>[]
}

export interface TrustHttp {
  /** `relayNow`: the relay's clock when it answered, in milliseconds since 1970; ours when it says none. */
  challenge(signal?: AbortSignal): Promise<Challenge & { readonly relayNow: number }>
  session(request: SessionRequest, signal?: AbortSignal): Promise<SessionReply>
  membership(from: number, signal?: AbortSignal): Promise<MembershipReply>
  postMembership(post: MembershipPost, signal?: AbortSignal): Promise<void>
  offer(pairing: string, offer: PairingOffer, signal?: AbortSignal): Promise<void>
  pairing(pairing: string, signal?: AbortSignal): Promise<PairingState>
  openPairing(ids: readonly string[], signal?: AbortSignal): Promise<void>
  viewPairing(id: string, signal?: AbortSignal): Promise<PairingView>
  decidePairing(id: string, verdict: PairingVerdict, signal?: AbortSignal): Promise<void>
  devices(signal?: AbortSignal): Promise<SeenDevices>
  grants(signal?: AbortSignal): Promise<GrantsReply>
  putGrant(device: string, grant: string, signal?: AbortSignal): Promise<void>
  /** `token`: of a session with `purpose: 'quarantine'`. */
  handOver(updates: readonly SyncRequestEntry[], token: string, signal?: AbortSignal): Promise<void>
  quarantine(signal?: AbortSignal): Promise<QuarantineReply>
  decideQuarantine(id: number, verdict: QuarantineVerdict, signal?: AbortSignal): Promise<void>
  audit(before: number | null, signal?: AbortSignal): Promise<AuditReply>
}

export function createTrustHttp(relayUrl: string, bearer: Bearer = NOBODY, fetchImpl: typeof fetch = fetch): TrustHttp {
  const member = openRequests(relayUrl, bearer, fetchImpl)
  const anyone = openRequests(relayUrl, NOBODY, fetchImpl)
  const withSignal = (signal: AbortSignal | undefined) => (signal ? { signal } : {})
  const sending = (method: string, body: unknown, signal: AbortSignal | undefined): RequestInit => ({
    method,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
    ...withSignal(signal),
  })
  async function done(response: Promise<Response>): Promise<void> {
    await (await response).body?.cancel()
  }
  async function read<T>(shape: z.ZodType<T>, response: Promise<Response>, maxBytes = MAX_ANSWER): Promise<T> {
    const bytes = await readAtMost(await response, maxBytes)
    return shape.parse(JSON.parse(new TextDecoder().decode(bytes)))
  }

  return {
    async challenge(signal) {
      const response = await anyone.must('/v1/challenge', withSignal(signal), 10_000)
      const said = Date.parse(response.headers.get('date') ?? '')
      const asked = await read(challenge, Promise.resolve(response), MAX_SHORT_ANSWER)
      return { ...asked, relayNow: Number.isNaN(said) ? Date.now() : said }
    },
    session: (request, signal) =>
      read(session, anyone.must('/v1/session', sending('POST', request, signal), 10_000), MAX_SHORT_ANSWER),
    membership: (from, signal) => read(membership, member.must(`/v1/membership?from=${from}`, withSignal(signal))),
    postMembership: (post, signal) => done(anyone.must('/v1/membership', sending('POST', post, signal))),
    offer: (id, body, signal) => done(anyone.must(`/v1/pair/${id}`, sending('POST', body, signal), 10_000)),
    pairing: (id, signal) => read(pairing, anyone.must(`/v1/pair/${id}`, withSignal(signal), 40_000)),
    openPairing: (ids, signal) => done(member.must('/v1/pairings', sending('POST', { ids }, signal), 10_000)),
    viewPairing: (id, signal) => read(view, member.must(`/v1/pairings/${id}`, withSignal(signal), 40_000)),
    decidePairing: (id, verdict, signal) => done(member.must(`/v1/pairings/${id}`, sending('POST', verdict, signal))),
    devices: (signal) => read(devices, member.must('/v1/devices', withSignal(signal), 5_000)),
    grants: (signal) => read(grants, member.must('/v1/grants', withSignal(signal))),
    putGrant: (device, body, signal) =>
      done(member.must(`/v1/grants/${device}`, sending('PUT', { grant: body }, signal))),
    handOver(updates, token, signal) {
      const body = encodeSyncRequest(updates) as Uint8Array<ArrayBuffer>
      const headers = { authorization: `Bearer ${token}` }
      return done(anyone.must('/v1/quarantine', { method: 'POST', body, headers, ...withSignal(signal) }, 60_000))
    },
    quarantine: (signal) => read(quarantine, member.must('/v1/quarantine', withSignal(signal))),
    decideQuarantine: (id, verdict, signal) =>
      done(member.must(`/v1/quarantine/${id}`, sending('POST', verdict, signal))),
    audit: (before, signal) =>
      read(audit, member.must(`/v1/audit${before === null ? '' : `?before=${before}`}`, withSignal(signal))),
  }
}
