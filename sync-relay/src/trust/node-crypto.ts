/** Node's cryptography in the shapes that the protocol asks for. */
import { createHash, createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { fromBase64Url } from '../../../src/crdt/protocol/index.ts'
import type { MembershipCrypto } from '../../../src/crdt/protocol/index.ts'

export const membershipCrypto: MembershipCrypto = {
  sha256: (bytes) => createHash('sha256').update(bytes).digest('hex'),
  verify(publicKey, message, signature) {
    const [key, bytes] = [fromBase64Url(publicKey, 32), fromBase64Url(signature, 64)]
    if (key === null || bytes === null) return false
    try {
      return verify(null, message, createPublicKey({ key: toSpki(key), format: 'der', type: 'spki' }), bytes)
    } catch {
      return false // 32 bytes that are no point of the curve
    }
  },
}

/** For a key that is used often: a `KeyObject` is prepared once, bytes are each time. */
export function hmacSha256(key: Uint8Array | KeyObject, message: Uint8Array | string): Buffer {
  return createHmac('sha256', key).update(message).digest()
}

/** Takes as long for a wrong first byte as for a wrong last one. */
export function isSameMac(seen: Uint8Array, expected: Uint8Array): boolean {
  return seen.length === expected.length && timingSafeEqual(seen, expected)
}

/** What stands before a raw Ed25519 key in a DER-encoded SubjectPublicKeyInfo (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')
function toSpki(key: Uint8Array): Buffer {
  return Buffer.concat([SPKI_PREFIX, key])
}
