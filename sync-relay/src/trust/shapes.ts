/** Bodies of trust's routes, checked once at the door. What an entry, a grant or an offer means is judged further in. */
import { z } from 'zod'
import { DEVICE_ROLES, isHash, isPairingId, isSignedEntry, readOfferText } from '../../../src/crdt/protocol/index.ts'
import type {
  GrantPut,
  MembershipPost,
  PairingAnswer,
  PairingOffer,
  PairingVerdict,
  SignedEntry,
} from '../../../src/crdt/protocol/index.ts'
import { MAX_JWS_LENGTH } from './jws.ts'

/** Bytes of one body. A list longer than fits is pushed in parts. */
export const MAX_LIST_BYTES = 1 << 20
export const MAX_BODY_BYTES = 16 * 1024

const jws = z.string().max(MAX_JWS_LENGTH)
const mac = z.string().regex(/^[0-9a-f]{64}$/)
const hash = z.custom<string>(isHash, 'no hash')
const pairingId = z.custom<string>(isPairingId, 'no id of a pairing')

export const sessionRequest = z.strictObject({
  grant: jws.nullable(),
  proof: jws,
  purpose: z.literal('quarantine').optional(),
  known: z.int().min(0).optional(),
})
export const proofClaims = z.strictObject({
  nonce: z.string().max(200),
  relay: z.string().max(200),
  shop: z.string().max(200),
  origin: z.string().max(400),
  iat: z.int().min(0).max(8.64e12),
})
export const membershipPost: z.ZodType<MembershipPost> = z.strictObject({
  from: z.int().min(0),
  entries: z.array(z.custom<SignedEntry>(isSignedEntry, 'no signed entry')).min(1).max(20_000),
})
export const ticketRequest = z.strictObject({ document: z.string().max(200) })
export const grantPut: z.ZodType<GrantPut> = z.strictObject({ grant: jws })
export const pairingsRequest = z.strictObject({
  ids: z
    .array(pairingId)
    .min(1)
    .max(2)
    .refine((ids) => new Set(ids).size === ids.length, 'the same id twice'),
})
export const pairingOffer: z.ZodType<PairingOffer> = z.strictObject({
  offer: z.string().refine((text) => readOfferText(text) !== null, 'no offer'),
  mac,
})
const answer: z.ZodType<PairingAnswer> = z.strictObject({ shop: hash, head: hash, role: z.enum(DEVICE_ROLES), mac })
export const pairingVerdict: z.ZodType<PairingVerdict> = z.discriminatedUnion('verdict', [
  z.strictObject({ verdict: z.literal('accept'), answer, membership: membershipPost, grant: jws }),
  z.strictObject({ verdict: z.literal('refuse') }),
])
export const quarantineVerdict = z.strictObject({ verdict: z.enum(['accept', 'discard']) })

/** What is wrong, in words without the values themselves: they may be secret. */
export function complaint(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ')
    .slice(0, 300)
}
