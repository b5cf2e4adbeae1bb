/**
 * What travels when a device proves itself to a relay. Both are compact JWS signed with EdDSA (Ed25519) and nothing
 * else; their claims are these.
 */
import type { DeviceRole, DocumentKind } from './roles.ts'

export const GRANT_TYPE = 'rpma-grant+jwt'
export const PROOF_TYPE = 'rpma-proof+jwt'
/** Milliseconds. Admin devices renew what ends within half of it, whenever they meet the relay. */
export const GRANT_LIFE_MS = 30 * 24 * 3600 * 1000
/** A challenge and the proof made from it. */
export const PROOF_LIFE_MS = 60_000
export const SESSION_LIFE_MS = 3600 * 1000
export const TICKET_LIFE_MS = 60_000
/** Clocks of a shop's machines differ; times in grants are read this generously, in milliseconds. */
export const CLOCK_SKEW_MS = 10 * 60_000

export function grantAudience(shop: string): string {
  return `rpma-relay:${shop}`
}

/** Signed by an admin's device (`kid` = its id) or by the root (`kid` = `root`). Times in seconds, as JWT has it. */
export interface GrantClaims {
  /** The shop's id. */
  readonly iss: string
  /** The device's id. */
  readonly sub: string
  /** {@link grantAudience}. */
  readonly aud: string
  readonly iat: number
  readonly exp: number
  /** The device's key; the grant is worth nothing without its private half [F44]. */
  readonly cnf: { readonly jwk: { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string } }
  readonly role: DeviceRole
  readonly docs: readonly DocumentKind[]
  /** Must be the device's epoch in the membership list. */
  readonly epoch: number
}

/** Signed by the device's own key (`kid` = its id): possession, for this relay, this shop and this moment. */
export interface ProofClaims {
  readonly nonce: string
  /** The relay's id, as the challenge said. */
  readonly relay: string
  readonly shop: string
  /** The address that the device knocked at, `http://host:port` or `https://…`: a relay in between cannot pass it on. */
  readonly origin: string
  readonly iat: number
}
