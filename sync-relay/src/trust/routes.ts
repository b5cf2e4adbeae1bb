/** Trust's HTTP: which route is whose, and what its body must be. Shapes are in `src/crdt/protocol/trust-http.ts`. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { isDeviceId, isPairingId, kindOf, LIMITS } from '../../../src/crdt/protocol/index.ts'
import type {
  AuditReply,
  Challenge,
  DevicesReply,
  GrantsReply,
  MemberDevice,
  MembershipPost,
  MembershipReply,
  SignedEntry,
  TicketReply,
  TrustRefusal,
  TrustRefusalKind,
} from '../../../src/crdt/protocol/index.ts'
import { readBody, sendJson } from '../server/replies.ts'
import { auditOfActs } from './acts.ts'
import { ok, refuse } from './answers.ts'
import type { Answer } from './answers.ts'
import { checkGrant } from './grants.ts'
import { networkOf } from './guesses.ts'
import type { Pairings } from './pairings.ts'
import type { Quarantine } from './quarantine.ts'
import type { Register } from './register.ts'
import type { Roster } from './roster.ts'
import type { Recognised, Sessions } from './sessions.ts'
import * as shapes from './shapes.ts'
import type { Tokens } from './tokens.ts'
import type { AuditEvent } from './trust.ts'

export interface RoutesOptions {
  readonly register: Register
  readonly roster: Roster
  readonly sessions: Sessions
  readonly tokens: Tokens
  readonly pairings: Pairings
  readonly quarantine: Quarantine
  readonly relayId: () => string
  readonly now: () => number
  readonly audit: (event: AuditEvent) => void
  readonly flushAudit: () => Promise<void>
  readonly report: (what: string, detail: unknown) => void
  readonly addressOf: (request: IncomingMessage) => string
  /** Counts refusals. */
  readonly refused: (kind: TrustRefusalKind) => void
  /** Seconds to wait, or 0. `who`: a network without a session, or a device with one. */
  readonly takeTurn: (who: string, isMember: boolean) => number
  readonly presence: {
    isConnected(device: string): boolean
    lastSeen(): Promise<ReadonlyMap<string, number>>
  }
}

export type Serve = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<boolean>

interface Ask {
  readonly request: IncomingMessage
  readonly url: URL
  readonly address: string
  /** The segment after the resource, '' for none. */
  readonly name: string
  /** Whether who asks still may: bodies take their time [F46]. */
  holds(): boolean
}
type Handler = (ask: Ask) => Promise<Answer>

const AUDIT_PAGE = 200
const MAX_LONG_LISTS = 8

export function createRoutes(options: RoutesOptions): Serve {
  const { register, roster, sessions, tokens, pairings, quarantine, relayId, now, audit, takeTurn } = options

  // ---- without a session -----------------------------------------------------------------------------------------

  const challenge: Handler = async () =>
    ok({
      auth: 'grants',
      relay: relayId(),
      shop: roster.current()?.shop ?? null,
      nonce: tokens.newNonce(now()),
    } satisfies Challenge)

  const openSession: Handler = async (ask) =>
    withBody(ask, shapes.sessionRequest, shapes.MAX_BODY_BYTES, (body) => sessions.open(body, ask.request, ask.address))

  /** Long lists that strangers send just now. A single entry, such as a revocation, never waits for them. */
  let longLists = 0
  const postMembership: Handler = async (ask) => {
    const isLong = !(Number(ask.request.headers['content-length']) <= shapes.MAX_BODY_BYTES)
    if (!isLong) return takeList(ask, shapes.MAX_BODY_BYTES)
    if (longLists >= MAX_LONG_LISTS) return refuse('too-fast', 'too many long lists at once')
    longLists++
    try {
      return await takeList(ask, shapes.MAX_LIST_BYTES)
    } finally {
      longLists--
    }
  }
  const takeList = (ask: Ask, maxBytes: number): Promise<Answer> =>
    withBody(ask, shapes.membershipPost, maxBytes, async (post) => {
      const appended = await roster.append(post)
      if ('status' in appended) return appended
      for (const event of auditOfActs(post)) audit(event)
      return ok({ length: appended.after.length, head: appended.after.head })
    })

  const offer: Handler = async (ask) =>
    withBody(ask, shapes.pairingOffer, shapes.MAX_BODY_BYTES, (body) =>
      pairings.offer(ask.name, body, networkOf(ask.address)),
    )

  const pairingState: Handler = async ({ address, name }) => pairings.state(name, networkOf(address))

  // ---- with one --------------------------------------------------------------------------------------------------

  const getMembership: Handler = async ({ url }) => {
    const from = z.coerce
      .number()
      .int()
      .min(0)
      .safeParse(url.searchParams.get('from') ?? '0')
    if (!from.success) return refuse('invalid', 'from: the seq of an entry')
    const entries = await register.membership(from.data)
    return ok({ from: from.data, entries: firstPart(entries) } satisfies MembershipReply)
  }

  const getDevices: Handler = async () => {
    const { presence } = options
    const lastSeen = await presence.lastSeen()
    const devices = [...(roster.current()?.devices.values() ?? [])].map((device) => ({
      ...device,
      connected: presence.isConnected(device.device),
      lastSeenAt: lastSeen.get(device.device) ?? null,
    }))
    return ok({ devices, recoveryUntil: roster.recoveryUntil(now()) } satisfies DevicesReply)
  }

  const newTicket = async (ask: Ask, { facts, device }: Recognised): Promise<Answer> =>
    withBody(ask, shapes.ticketRequest, shapes.MAX_BODY_BYTES, async ({ document }) => {
      const kind = kindOf(document)
      if (kind !== undefined && facts.docs.includes(kind)) {
        return ok(tokens.newTicket(facts, document, now()) satisfies TicketReply)
      }
      const known = kind === undefined ? null : document
      const detail = 'a ticket for a document that its grant does not name'
      audit({ kind: 'refused-work', device: device.device, document: known, detail })
      return refuse('not-allowed', 'not a document of yours')
    })

  /** Devices that bring late work just now: these are the largest bodies here, so one each. */
  const bringing = new Set<string>()
  const keepLateWork = async ({ request }: Ask, { device }: Recognised): Promise<Answer> => {
    if (bringing.has(device.device)) return refuse('too-fast', 'one after the other')
    bringing.add(device.device)
    try {
      const body = await readBody(request, LIMITS.maxSyncBytes)
      if (body === null) return refuse('too-large', `at most ${LIMITS.maxSyncBytes} bytes`)
      return await quarantine.keep(body, device)
    } finally {
      bringing.delete(device.device)
    }
  }

  // ---- with an admin's -------------------------------------------------------------------------------------------

  const putGrant: Handler = async (ask) =>
    withBody(ask, shapes.grantPut, shapes.MAX_BODY_BYTES, async ({ grant }) => {
      const membership = roster.current()
      if (membership === null) return refuse('unclaimed', 'this relay has no shop yet')
      const checked = await checkGrant(grant, membership, now())
      if (!checked.ok) return refuse(checked.kind, checked.error)
      const { device, epoch } = checked.device
      if (device !== ask.name) return refuse('invalid', 'a grant for another device')
      await register.commit({ grant: { device, grant, epoch, expiresAt: checked.expiresAt } })
      return ok({})
    })

  /** Those that hold: one whose signer was revoked or is no administrator's any more is as good as none [F46]. */
  const getGrants: Handler = async () => {
    const grants: GrantsReply['grants'][number][] = []
    for (const { device, grant, epoch, expiresAt } of await register.grants()) {
      const membership = roster.current()
      if (membership === null) break
      if ((await checkGrant(grant, membership, now())).ok) grants.push({ device, epoch, expiresAt })
    }
    return ok({ grants } satisfies GrantsReply)
  }

  const openPairing = async (ask: Ask, admin: MemberDevice): Promise<Answer> =>
    withBody(ask, shapes.pairingsRequest, shapes.MAX_BODY_BYTES, ({ ids }) => pairings.open(ids, admin))

  const decidePairing = async (ask: Ask, admin: MemberDevice): Promise<Answer> =>
    withBody(ask, shapes.pairingVerdict, shapes.MAX_LIST_BYTES, (verdict) => pairings.decide(ask.name, verdict, admin))

  const decideQuarantined = async (ask: Ask, admin: MemberDevice): Promise<Answer> =>
    withBody(ask, shapes.quarantineVerdict, shapes.MAX_BODY_BYTES, ({ verdict }) =>
      quarantine.decide(Number(ask.name), verdict, admin),
    )

  const getAudit: Handler = async ({ url }) => {
    const before = z.coerce.number().int().min(0).nullable().safeParse(url.searchParams.get('before'))
    if (!before.success) return refuse('invalid', 'before: the seq of a row')
    await options.flushAudit()
    return ok({ entries: await register.auditPage(before.data, AUDIT_PAGE) } satisfies AuditReply)
  }

  // ---- who may what ----------------------------------------------------------------------------------------------

  /** Anybody: a network may ask so often. */
  const anyone =
    (handle: Handler): Handler =>
    async (ask) =>
      tooFast(takeTurn(networkOf(ask.address), false)) ?? handle(ask)

  type Role = 'member' | 'admin' | 'quarantine'
  const only =
    (role: Role, handle: (ask: Ask, who: Recognised) => Promise<Answer>): Handler =>
    async (ask) => {
      const who = sessions.recognise(ask.request.headers.authorization, ask.address)
      if (who === null) {
        const wait = tooFast(takeTurn(networkOf(ask.address), false))
        return wait ?? refuse('not-authenticated', 'prove who you are')
      }
      const wait = tooFast(takeTurn(who.device.device, true))
      if (wait !== null) return wait
      if ((who.facts.purpose === 'quarantine') !== (role === 'quarantine')) {
        return refuse('not-allowed', 'a session for something else')
      }
      const mayStill = (is: Recognised | null): boolean =>
        is !== null && (role !== 'admin' || is.device.role === 'admin')
      const holds = (): boolean => mayStill(sessions.recognise(ask.request.headers.authorization, ask.address))
      if (mayStill(who)) return handle({ ...ask, holds }, who)
      const detail = 'asked for what administrators’ devices do'
      audit({ kind: 'proof-refused', device: who.device.device, document: null, detail })
      return refuse('not-allowed', 'administrators’ devices only')
    }
  const admin = (handle: (ask: Ask, device: MemberDevice) => Promise<Answer>): Handler =>
    only('admin', (ask, { device }) => handle(ask, device))

  const isRow = (name: string): boolean => /^\d{1,15}$/.test(name)
  const isNothing = (name: string): boolean => name === ''

  /** Method and resource, what its name must look like, who answers. */
  const routes: Readonly<Record<string, readonly [isName: (name: string) => boolean, handle: Handler]>> = {
    'GET challenge': [isNothing, anyone(challenge)],
    'POST session': [isNothing, anyone(openSession)],
    'POST membership': [isNothing, anyone(postMembership)],
    'POST pair/': [isPairingId, anyone(offer)],
    'GET pair/': [isPairingId, anyone(pairingState)],
    'GET membership': [isNothing, only('member', getMembership)],
    'GET devices': [isNothing, only('member', getDevices)],
    'POST tickets': [isNothing, only('member', newTicket)],
    'POST quarantine': [isNothing, only('quarantine', keepLateWork)],
    'PUT grants/': [isDeviceId, admin(putGrant)],
    'GET grants': [isNothing, admin(getGrants)],
    'POST pairings': [isNothing, admin(openPairing)],
    'GET pairings/': [isPairingId, admin(({ name }) => pairings.view(name))],
    'POST pairings/': [isPairingId, admin(decidePairing)],
    'GET quarantine': [isNothing, admin(() => quarantine.list())],
    'POST quarantine/': [isRow, admin(decideQuarantined)],
    'GET audit': [isNothing, admin(getAudit)],
  }

  return async (request, response, url) => {
    const [, version, resource = '', name = '', ...rest] = url.pathname.split('/')
    const key = `${request.method} ${resource}${name === '' ? '' : '/'}`
    const route = version === 'v1' && rest.length === 0 && Object.hasOwn(routes, key) ? routes[key] : undefined
    if (route === undefined) return false
    const [isName, handle] = route
    response.setHeader('x-content-type-options', 'nosniff')
    response.setHeader('cache-control', 'no-store')
    const ask: Ask = { request, url, address: options.addressOf(request), name, holds: () => true }
    const { status, body } = isName(name) ? await safely(handle, ask) : refuse('not-found', 'no such thing')
    if (status === 429) response.setHeader('retry-after', '5')
    if (status >= 400) options.refused((body as TrustRefusal).kind)
    sendJson(response, status, body)
    return true
  }

  /** Caught here: an uncaught rejection would stop the relay for everyone. */
  async function safely(handle: Handler, ask: Ask): Promise<Answer> {
    try {
      return await handle(ask)
    } catch (error) {
      // The body never is in it: what fails here is the register or ourselves.
      if (!ask.request.destroyed) {
        options.report('trust could not answer', error instanceof Error ? error.message : 'unknown')
      }
      return refuse('unavailable', 'the relay cannot read or store just now')
    }
  }
}

function tooFast(waitSeconds: number): Answer | null {
  return waitSeconds > 0 ? refuse('too-fast', `wait ${waitSeconds} s`) : null
}

async function withBody<T>(
  { request, holds }: Ask,
  shape: z.ZodType<T>,
  maxBytes: number,
  handle: (body: T) => Promise<Answer>,
): Promise<Answer> {
  const bytes = await readBody(request, maxBytes)
  if (bytes === null) return refuse('too-large', `at most ${maxBytes} bytes`)
  if (!holds()) return refuse('not-authenticated', 'prove yourself anew')
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return refuse('invalid', 'not JSON')
  }
  const body = shape.safeParse(value)
  return body.success ? handle(body.data) : refuse('invalid', shapes.complaint(body.error))
}

/** As much as can be pushed elsewhere in one piece; who wants the rest asks again from where it ends. */
function firstPart(entries: readonly SignedEntry[]): MembershipPost['entries'] {
  const part: SignedEntry[] = []
  let bytes = 0
  for (const { entry, signature } of entries) {
    // Escaped twice at worst, in UTF-8.
    bytes += 2 * Buffer.byteLength(entry) + 128
    if (bytes > shapes.MAX_LIST_BYTES && part.length > 0) break
    part.push({ entry, signature })
  }
  return part
}
