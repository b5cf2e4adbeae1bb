/** Grants and proofs, as a device signs them. Compact JWS, EdDSA and nothing else. */
import { decodeJwt, SignJWT } from 'jose'
import { z } from 'zod'
import {
  CLOCK_SKEW_MS,
  DEVICE_ROLES,
  DOCUMENT_KINDS,
  grantAudience,
  GRANT_LIFE_MS,
  GRANT_TYPE,
  PROOF_TYPE,
  type MemberDevice,
  type ProofClaims,
} from '../../crdt/protocol/index.ts'
import type { SigningKey } from './keys.ts'

/** Who signs: a device by its id, or the root. */
export interface Signer {
  readonly id: string
  readonly key: SigningKey
}

/** `nowMs`: the relay's clock where it is known, since the relay judges. */
export function signGrant(signer: Signer, shop: string, device: MemberDevice, nowMs: number): Promise<string> {
  const iat = Math.floor(nowMs / 1000)
  return sign(signer, GRANT_TYPE, {
    iss: shop,
    sub: device.device,
    aud: grantAudience(shop),
    iat,
    exp: iat + GRANT_LIFE_MS / 1000,
    cnf: { jwk: { kty: 'OKP', crv: 'Ed25519', x: device.key } },
    role: device.role,
    docs: [...DOCUMENT_KINDS],
    epoch: device.epoch,
  })
}

export function signProof(signer: Signer, claims: ProofClaims): Promise<string> {
  return sign(signer, PROOF_TYPE, { ...claims })
}

const read = z.object({
  sub: z.string(),
  iss: z.string(),
  exp: z.number(),
  epoch: z.number(),
  role: z.enum(DEVICE_ROLES),
})

/** What this device's own grant says; whether it holds is the relay's to judge. Null: not a grant. */
export function readGrant(grant: string): { device: string; shop: string; expiresAt: number; epoch: number } | null {
  try {
    const { sub, iss, exp, epoch } = read.parse(decodeJwt(grant))
    return { device: sub, shop: iss, expiresAt: exp * 1000, epoch }
  } catch {
    return null
  }
}

/** Administrators' devices renew what ends within half of its life, and what a change of role has made void. */
export function isDue(
  grant: { readonly expiresAt: number; readonly epoch: number } | null | undefined,
  device: MemberDevice,
  nowMs: number,
): boolean {
  if (!grant || grant.epoch !== device.epoch) return true
  const left = grant.expiresAt - nowMs
  // More than a whole life: signed by a clock that ran ahead, and not valid yet.
  return left < GRANT_LIFE_MS / 2 || left > GRANT_LIFE_MS + CLOCK_SKEW_MS
}

function sign({ id, key }: Signer, typ: string, claims: Record<string, unknown>): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', typ, kid: id }).sign(key.privateKey)
}
