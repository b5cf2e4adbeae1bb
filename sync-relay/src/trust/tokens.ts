/**
 * What the relay hands out and recognises again without keeping it: nonces, session tokens, tickets. Each is its facts
 * in the open and a MAC over them under a key of its own, derived from the register's secret; so all of them survive a
 * restart and hold at every relay on the same register. Never to be logged.
 */
import { createSecretKey, randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import {
  DOCUMENT_KINDS,
  fromBase64Url,
  PROOF_LIFE_MS,
  SESSION_LIFE_MS,
  TICKET_LIFE_MS,
} from '../../../src/crdt/protocol/index.ts'
import type { DocumentKind } from '../../../src/crdt/protocol/index.ts'
import { hmacSha256, isSameMac } from './node-crypto.ts'

export interface SessionFacts {
  readonly device: string
  readonly epoch: number
  readonly docs: readonly DocumentKind[]
  /** A revoked device's session: it brings late work for review and can do nothing else. */
  readonly purpose: 'member' | 'quarantine'
  /** Milliseconds since 1970; when the grant behind it ends, and when the token itself does. */
  readonly grantEndsAt: number
  readonly expiresAt: number
}

export interface TicketFacts {
  readonly device: string
  readonly epoch: number
  readonly grantEndsAt: number
  readonly expiresAt: number
  /** Spends it. */
  readonly use: string
}

export interface Tokens {
  newNonce(now: number): string
  /** What spends it and until when that must be remembered; null: not of this register, or too old. */
  readNonce(nonce: string, now: number): { readonly use: string; readonly expiresAt: number } | null
  newSession(facts: Omit<SessionFacts, 'expiresAt'>, address: string, now: number): { token: string; expiresAt: number }
  /** `forged`: not made here, or not for who shows it. */
  readSession(token: string, address: string, now: number): SessionFacts | 'forged' | 'expired'
  /** For a document that the session was allowed; role and the rest follow from the list when it is used. */
  newTicket(session: SessionFacts, document: string, now: number): { ticket: string; expiresAt: number }
  readTicket(ticket: string, document: string, now: number): TicketFacts | 'forged' | 'expired'
}

const MAC = '[\\w-]{43}'
const NONCE = new RegExp(`^([\\w-]{22})\\.(\\d{1,16})\\.(${MAC})$`)
const SESSION = new RegExp(`^s1\\.([0-9A-Z]{26})\\.(\\d{1,6})\\.(\\d)\\.([mq])\\.(\\d{1,16})\\.(\\d{1,16})\\.(${MAC})$`)
const TICKET = new RegExp(`^t1\\.([0-9A-Z]{26})\\.(\\d{1,6})\\.(\\d{1,16})\\.(\\d{1,16})\\.([\\w-]{22})\\.(${MAC})$`)

/**
 * Session tokens whose MAC was found good, so that a shop that comes back at once is not computed anew. Only what the
 * MAC covers is remembered: the end, the list and revocations are looked at each time.
 */
const MAX_RECOGNISED = 2000

export function createTokens(secret: Uint8Array): Tokens {
  const keyFor = (use: string): KeyObject => createSecretKey(hmacSha256(secret, use))
  const keys = {
    nonce: keyFor('rpma-nonce-v1'),
    session: keyFor('rpma-session-v1'),
    ticket: keyFor('rpma-ticket-v1'),
  }
  /** Oldest first, under the token and who may show it. */
  const recognised = new Map<string, SessionFacts>()
  const macOf = (key: KeyObject, facts: string, bound: string): Buffer => hmacSha256(key, `${facts}\n${bound}`)
  const seal = (key: KeyObject, facts: string, bound: string): string =>
    `${facts}.${macOf(key, facts, bound).toString('base64url')}`

  /** The parts, if the MAC (the last of them) holds for everything before it and for `bound`. */
  function unseal(key: KeyObject, token: string, shape: RegExp, bound: string): string[] | null {
    const parts = shape.exec(token)?.slice(1)
    const seen = fromBase64Url(parts?.at(-1) ?? '', 32)
    if (parts === undefined || seen === null) return null
    return isSameMac(seen, macOf(key, token.slice(0, -44), bound)) ? parts : null
  }

  function readSessionFacts(token: string, bound: string): SessionFacts | null {
    const parts = unseal(keys.session, token, SESSION, bound)
    if (parts === null) return null
    const [device = '', epoch, mask, purpose, grantEndsAt, expiresAt] = parts
    return {
      device,
      epoch: Number(epoch),
      docs: DOCUMENT_KINDS.filter((_, i) => (Number(mask) & (1 << i)) !== 0),
      purpose: purpose === 'm' ? 'member' : 'quarantine',
      grantEndsAt: Number(grantEndsAt),
      expiresAt: Number(expiresAt),
    }
  }

  return {
    newNonce: (now) => seal(keys.nonce, `${randomBytes(16).toString('base64url')}.${now}`, ''),
    readNonce(nonce, now) {
      const [random = '', at = ''] = unseal(keys.nonce, nonce, NONCE, '') ?? []
      const expiresAt = Number(at) + PROOF_LIFE_MS
      // From the future: another relay's clock on the same register, or this one's was set back. Bounded as well.
      const isFresh = random !== '' && now < expiresAt && now > Number(at) - PROOF_LIFE_MS
      return isFresh ? { use: `nonce:${random}`, expiresAt: expiresAt + PROOF_LIFE_MS } : null
    },
    newSession({ device, epoch, docs, purpose, grantEndsAt }, address, now) {
      const expiresAt = Math.min(now + SESSION_LIFE_MS, grantEndsAt)
      const mask = DOCUMENT_KINDS.reduce((bits, kind, i) => (docs.includes(kind) ? bits | (1 << i) : bits), 0)
      const facts = `s1.${device}.${epoch}.${mask}.${purpose === 'member' ? 'm' : 'q'}.${grantEndsAt}.${expiresAt}`
      return { token: seal(keys.session, facts, plainAddress(address)), expiresAt }
    },
    readSession(token, address, now) {
      const bound = plainAddress(address)
      const known = `${bound} ${token}`
      const facts = recognised.get(known) ?? readSessionFacts(token, bound)
      if (facts === null) return 'forged'
      if (now >= facts.expiresAt) {
        recognised.delete(known)
        return 'expired'
      }
      if (!recognised.has(known)) {
        recognised.set(known, facts)
        const [oldest] = recognised.size > MAX_RECOGNISED ? recognised.keys() : []
        if (oldest !== undefined) recognised.delete(oldest)
      }
      return facts
    },
    newTicket({ device, epoch, grantEndsAt }, document, now) {
      const expiresAt = Math.min(now + TICKET_LIFE_MS, grantEndsAt)
      const facts = `t1.${device}.${epoch}.${grantEndsAt}.${expiresAt}.${randomBytes(16).toString('base64url')}`
      return { ticket: seal(keys.ticket, facts, document), expiresAt }
    },
    readTicket(ticket, document, now) {
      const parts = unseal(keys.ticket, ticket, TICKET, document)
      if (parts === null) return 'forged'
      const [device = '', epoch, grantEndsAt, expiresAt, random = ''] = parts
      if (now >= Number(expiresAt)) return 'expired'
      return {
        device,
        epoch: Number(epoch),
        grantEndsAt: Number(grantEndsAt),
        expiresAt: Number(expiresAt),
        use: `ticket:${random}`,
      }
    },
  }
}

/** `::ffff:10.0.0.7` is how a socket for both kinds of address shows 10.0.0.7: one machine, one spelling. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:/i, '')
}
