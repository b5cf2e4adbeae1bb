/** How a device proves itself, and how it is recognised afterwards [F43] [F44]. */
import type { IncomingMessage } from 'node:http'
import type { z } from 'zod'
import { CLOCK_SKEW_MS, PROOF_LIFE_MS, PROOF_TYPE, readEntryText } from '../../../src/crdt/protocol/index.ts'
import type {
  MemberDevice,
  Membership,
  MembershipReply,
  RevokedRefusal,
  SessionReply,
  SignedEntry,
  TrustRefusalKind,
} from '../../../src/crdt/protocol/index.ts'
import { ok, refuse } from './answers.ts'
import type { Answer } from './answers.ts'
import { checkGrant } from './grants.ts'
import type { GrantProblem, ValidGrant } from './grants.ts'
import { readJws, verifyJws } from './jws.ts'
import { isOwnOrigin } from './origins.ts'
import type { Register } from './register.ts'
import type { Roster } from './roster.ts'
import { proofClaims } from './shapes.ts'
import type { sessionRequest } from './shapes.ts'
import type { SessionFacts, Tokens } from './tokens.ts'
import type { AuditEvent } from './trust.ts'

/** A session token that holds, and the device it stands for as the list has it now. */
export interface Recognised {
  readonly facts: SessionFacts
  readonly device: MemberDevice
}

export interface Sessions {
  open(body: z.infer<typeof sessionRequest>, request: IncomingMessage, address: string): Promise<Answer>
  /** By `authorization: Bearer …`. Microseconds: no disk, no signature. */
  recognise(authorization: string | string[] | undefined, address: string): Recognised | null
}

interface Options {
  readonly register: Register
  readonly roster: Roster
  readonly tokens: Tokens
  readonly relayId: () => string
  readonly publicUrls: readonly string[]
  readonly now: () => number
  readonly audit: (event: AuditEvent) => void
}

/** Long enough to bring what was not sent before the revocation. */
const QUARANTINE_LIFE_MS = 10 * PROOF_LIFE_MS
/** A refusal is read up to 64 KiB by those who ask. */
const PROOF_BYTES = 48 * 1024

export function createSessions(options: Options): Sessions {
  const { register, roster, tokens, relayId, publicUrls, now, audit } = options

  /** `device` only once its own key has signed: anybody can write an id. */
  function refused(kind: TrustRefusalKind, error: string, device: string | null = null, more: object = {}): Answer {
    audit({ kind: 'proof-refused', device, document: null, detail: error })
    return refuse(kind, error, more)
  }

  async function open(
    body: z.infer<typeof sessionRequest>,
    request: IncomingMessage,
    address: string,
  ): Promise<Answer> {
    const membership = roster.current()
    if (membership === null) return refuse('unclaimed', 'this relay has no shop yet')
    const proof = readJws(body.proof, PROOF_TYPE)
    if (proof === null) return refused('bad-proof', 'not a proof')
    const device = membership.devices.get(proof.kid)
    if (device === undefined) return refused('unknown-device', 'proof of a device that is not in the list')
    const read = proofClaims.safeParse(await verifyJws(proof, device.key))
    if (!read.success) return refused('bad-proof', 'not a proof of that device’s key')
    const wrong = await judge(read.data, membership, request)
    if (wrong !== null) return refused('bad-proof', wrong, device.device)
    const grantEndsAt = now() + QUARANTINE_LIFE_MS
    if (body.purpose === 'quarantine') {
      if (device.revoked === null) return refused('not-allowed', 'review is for work of revoked devices', device.device)
      return welcome({ device, docs: [], purpose: 'quarantine', grantEndsAt }, null, address)
    }
    if (device.revoked !== null) {
      const proof = await revocationOf(device.device, body.known ?? 0)
      const more: Omit<RevokedRefusal, 'kind' | 'error'> = { proof }
      return refused('revoked', 'proof of a revoked device', device.device, more)
    }
    const grant = await bestGrant(device, body.grant)
    if (!grant.ok) return refused(grant.kind, `grant: ${grant.error}`, device.device)
    const { docs, expiresAt } = grant
    const newer = grant.grant === body.grant ? null : grant.grant
    return welcome({ device, docs, purpose: 'member', grantEndsAt: expiresAt }, newer, address)
  }

  /** The list from `from` on, no further than the entry that revokes `device`: what came after is none of its business. */
  async function revocationOf(device: string, from: number): Promise<MembershipReply> {
    const entries: SignedEntry[] = []
    let bytes = 0
    for (const { entry, signature } of await register.membership(from)) {
      bytes += entry.length + signature.length
      if (bytes > PROOF_BYTES && entries.length > 0) break
      entries.push({ entry, signature })
      const body = readEntryText(entry)
      if (typeof body !== 'string' && body.act.kind === 'revoke' && body.act.device === device) break
    }
    return { from, entries }
  }

  /** Why the signed proof is not for this relay and this moment, or null. Spends its nonce. */
  async function judge(
    { nonce, relay, shop, origin, iat }: z.infer<typeof proofClaims>,
    membership: Membership,
    request: IncomingMessage,
  ): Promise<string | null> {
    const spending = tokens.readNonce(nonce, now())
    if (spending === null) return 'its nonce is not ours or too old'
    if (relay !== relayId() || shop !== membership.shop) return 'a proof for another relay or shop'
    if (!isOwnOrigin(origin, request, publicUrls)) return 'a proof for another address: see public-url'
    if (Math.abs(iat * 1000 - now()) > CLOCK_SKEW_MS) return 'the clocks of device and relay differ too much'
    return (await register.useOnce(spending.use, spending.expiresAt)) ? null : 'its nonce was used before'
  }

  /** Of what the device shows and what an admin left for it, the one that holds longest. */
  async function bestGrant(device: MemberDevice, shown: string | null): Promise<ValidGrant | GrantProblem> {
    const stored = (await register.grant(device.device))?.grant ?? null
    let problem: GrantProblem = { ok: false, kind: 'no-grant', error: 'no administrator has signed one yet' }
    let best: ValidGrant | null = null
    for (const grant of new Set([shown, stored])) {
      const membership = roster.current()
      if (grant === null || membership === null) continue
      const checked = await checkGrant(grant, membership, now())
      if (!checked.ok) problem = checked
      else if (checked.device.device !== device.device)
        problem = { ok: false, kind: 'invalid', error: 'another device’s' }
      else if (best === null || checked.expiresAt > best.expiresAt) best = checked
    }
    return best ?? problem
  }

  function welcome(
    { device, ...facts }: Omit<SessionFacts, 'device' | 'epoch' | 'expiresAt'> & { device: MemberDevice },
    newerGrant: string | null,
    address: string,
  ): Answer {
    const membership = roster.current()
    // The list may have changed while signatures were checked.
    if (membership?.devices.get(device.device)?.epoch !== device.epoch)
      return refuse('bad-proof', 'prove yourself anew')
    const session = tokens.newSession({ ...facts, device: device.device, epoch: device.epoch }, address, now())
    const { length, head } = membership
    return ok({
      ...session,
      role: device.role,
      grant: newerGrant,
      membership: { length, head },
      recovery: roster.recoveryUntil(now()) > 0,
    } satisfies SessionReply)
  }

  function recognise(authorization: string | string[] | undefined, address: string): Recognised | null {
    const [, token] = /^Bearer ([\w.-]{1,300})$/i.exec(typeof authorization === 'string' ? authorization : '') ?? []
    if (token === undefined) return null
    const facts = tokens.readSession(token, address, now())
    if (facts === 'expired') return null
    if (facts === 'forged') {
      const detail = 'a token that was not made for who showed it'
      audit({ kind: 'proof-refused', device: null, document: null, detail })
      return null
    }
    const device = roster.current()?.devices.get(facts.device)
    if (device === undefined || device.epoch !== facts.epoch) return null
    return (device.revoked === null) === (facts.purpose === 'member') ? { facts, device } : null
  }

  return { open, recognise }
}
