/** Ed25519 as membership, grants and proofs use it: 32 raw bytes, base64url, on the outside; node's keys inside. */
import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  randomBytes,
  sign,
  timingSafeEqual,
  verify,
  type KeyObject,
} from 'node:crypto'
import type { MembershipCrypto } from '../../crdt/protocol/index.ts'

export interface SigningKey {
  /** The private half, 32 bytes: leaves memory only wrapped, or on the recovery paper. */
  readonly seed: Uint8Array
  /** Raw, base64url. */
  readonly publicKey: string
  readonly privateKey: KeyObject
  /** base64url, 64 bytes. */
  sign(message: Uint8Array): string
}

export const SEED_BYTES = 32

export function newKey(): SigningKey {
  return keyOf(randomBytes(SEED_BYTES))
}

/** Throws for anything but 32 bytes. */
export function keyOf(seed: Uint8Array): SigningKey {
  if (seed.length !== SEED_BYTES)
    throw new Error(`Ed25519: expected a seed of ${SEED_BYTES} bytes, seen ${seed.length}`)
  const der = Buffer.concat([PKCS8_PREFIX, seed])
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' })
  return {
    seed: new Uint8Array(seed),
    publicKey: spki.subarray(SPKI_PREFIX.length).toString('base64url'),
    privateKey,
    sign: (message) => sign(null, message, privateKey).toString('base64url'),
  }
}

export const nodeCrypto: MembershipCrypto = {
  sha256: (bytes) => createHash('sha256').update(bytes).digest('hex'),
  verify(publicKey, message, signature) {
    const raw = decodeExactly(publicKey, 32)
    const signed = decodeExactly(signature, 64)
    if (!raw || !signed) return false
    try {
      const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' })
      return verify(null, message, key, signed)
    } catch {
      return false // 32 bytes that are no point of the curve
    }
  },
}

/** As pairing derives what it derives. */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update(message).digest()
}
/** Takes as long for a wrong text as for the right one. */
export function isSameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** One text for one value: two spellings of a key would be two keys to whoever compares texts. */
function decodeExactly(text: string, bytes: number): Buffer | undefined {
  const decoded = Buffer.from(text, 'base64url')
  return decoded.length === bytes && decoded.toString('base64url') === text ? decoded : undefined
}

/** What stands before the raw bytes of an Ed25519 key in DER (RFC 8410). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')
