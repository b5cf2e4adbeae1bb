/** Whether a grant holds, against the membership list and the relay's clock [F43]. */
import { z } from 'zod'
import {
  CLOCK_SKEW_MS,
  DEVICE_ROLES,
  DOCUMENT_KINDS,
  grantAudience,
  GRANT_LIFE_MS,
  GRANT_TYPE,
  isActiveAdmin,
  ROOT,
} from '../../../src/crdt/protocol/index.ts'
import type { DocumentKind, Membership, MemberDevice, TrustRefusalKind } from '../../../src/crdt/protocol/index.ts'
import { readJws, verifyJws } from './jws.ts'

export interface ValidGrant {
  readonly ok: true
  readonly grant: string
  readonly device: MemberDevice
  readonly docs: readonly DocumentKind[]
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}
export interface GrantProblem {
  readonly ok: false
  readonly kind: TrustRefusalKind
  readonly error: string
}

const seconds = z.int().min(0).max(8.64e12)
const grantClaims = z.strictObject({
  iss: z.string(),
  sub: z.string(),
  aud: z.string(),
  iat: seconds,
  exp: seconds,
  cnf: z.strictObject({
    jwk: z.strictObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string() }),
  }),
  role: z.enum(DEVICE_ROLES),
  docs: z
    .array(z.enum(DOCUMENT_KINDS))
    .min(1)
    .refine((docs) => new Set(docs).size === docs.length),
  epoch: z.int().min(1),
})

/** Never rejects. The signer's key comes from the list, and from nowhere else. */
export async function checkGrant(
  grant: string,
  membership: Membership,
  now: number,
): Promise<ValidGrant | GrantProblem> {
  const read = readJws(grant, GRANT_TYPE)
  if (read === null) return refuse('invalid', 'not a grant')
  const signer = membership.devices.get(read.kid)
  if (read.kid !== ROOT && !isActiveAdmin(signer)) return refuse('grant-stale', 'its signer is not an active admin')
  const key = read.kid === ROOT ? membership.rootKey : (signer as MemberDevice).key
  const claims = grantClaims.safeParse(await verifyJws(read, key))
  if (!claims.success) return refuse('invalid', 'not a grant of its signer')
  const { iss, sub, aud, iat, exp, cnf, role, docs, epoch } = claims.data
  if (iss !== membership.shop || aud !== grantAudience(membership.shop)) return refuse('other-shop', 'of another shop')
  const device = membership.devices.get(sub)
  if (device === undefined) return refuse('unknown-device', 'for a device that is not in the list')
  if (device.revoked !== null) return refuse('revoked', 'the device is revoked')
  if (epoch !== device.epoch || role !== device.role || cnf.jwk.x !== device.key) {
    return refuse('grant-stale', 'the list says something newer of the device')
  }
  if (exp <= iat || (exp - iat) * 1000 > GRANT_LIFE_MS) return refuse('invalid', 'lives too long')
  if (iat * 1000 > now + CLOCK_SKEW_MS) return refuse('invalid', 'not yet valid: its signer’s clock is ahead')
  if (exp * 1000 <= now) return refuse('grant-expired', 'it has ended')
  return { ok: true, grant, device, docs, expiresAt: exp * 1000 }
}

function refuse(kind: TrustRefusalKind, error: string): GrantProblem {
  return { ok: false, kind, error }
}
