/**
 * Compact JWS, narrowed to the one form that we speak: `alg` EdDSA, a `typ` that the caller names, a `kid`, and nothing
 * else in the header. No header ever brings a key (`jwk`, `jku`, `x5c`, `x5u`) or changes how the rest is read (`crit`,
 * `b64`): what is not on the list refuses the token [F43].
 */
import { compactVerify, importJWK } from 'jose'
import type { CryptoKey } from 'jose'
import { fromBase64Url } from '../../../src/crdt/protocol/index.ts'

export const MAX_JWS_LENGTH = 4096

export interface UnverifiedJws {
  readonly kid: string
  readonly jws: string
}

/** Whose signature it claims to bear, or null for anything that is not of our form. */
export function readJws(jws: string, typ: string): UnverifiedJws | null {
  if (jws.length > MAX_JWS_LENGTH || !/^[\w-]+\.[\w-]+\.[\w-]{86}$/.test(jws)) return null
  // Four bits of the last sign say nothing, so a loose reader takes sixteen texts for the same signature.
  if (fromBase64Url(jws.slice(-86), 64) === null) return null
  const header = onlyReading(jws.slice(0, jws.indexOf('.')))
  if (header === null || Object.keys(header).toSorted().join() !== 'alg,kid,typ') return null
  const { alg, kid, typ: seen } = header
  return alg === 'EdDSA' && seen === typ && typeof kid === 'string' ? { kid, jws } : null
}

/** The claims if `publicKey` (raw Ed25519, base64url) signed them, else null. Never rejects. */
export async function verifyJws({ jws }: UnverifiedJws, publicKey: string): Promise<Record<string, unknown> | null> {
  try {
    await compactVerify(jws, await keyOf(publicKey), { algorithms: ['EdDSA'] })
  } catch {
    return null
  }
  return onlyReading(jws.split('.')[1] ?? '')
}

/** Imported keys, the newest ones: a shop has a few dozen, and each is used at every connection. */
const keys = new Map<string, Promise<CryptoKey>>()
const MAX_KEYS = 1000

function keyOf(x: string): Promise<CryptoKey> {
  const known = keys.get(x)
  if (known !== undefined) return known
  const [oldest] = keys.keys()
  if (keys.size >= MAX_KEYS && oldest !== undefined) keys.delete(oldest)
  const imported = importJWK({ kty: 'OKP', crv: 'Ed25519', x }, 'EdDSA')
  keys.set(x, imported)
  return imported
}

/** A JSON object whose text has one reading: no key twice, no spaces, no second spelling of base64url. */
function onlyReading(segment: string): Record<string, unknown> | null {
  const bytes = Buffer.from(segment, 'base64url')
  if (bytes.toString('base64url') !== segment) return null
  const text = bytes.toString('utf8')
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject && JSON.stringify(value) === text ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
