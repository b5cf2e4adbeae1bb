/** The arithmetic of pairing; what is derived from what is in `pairing.ts`. Comparing macs is the caller's, in constant time. */
import { encodeUtf8 } from 'lib0/string'
import { fromBase32, fromBase64Url, toBase32, toBase64Url, toHex } from './byte-text.ts'
import { hasExactly, isDeviceId, isDeviceName, isHash, isPublicKey } from './membership-entry.ts'
import { QR_SECRET_BYTES, TYPED_SECRET_BYTES } from './pairing.ts'
import type { Invitation, PairingOfferBody } from './pairing.ts'

export type HmacSha256 = (key: Uint8Array, message: Uint8Array) => Uint8Array
/** Lower-case hex. */
export type Sha256Hex = (bytes: Uint8Array) => string

/** 32 hex digits: what the relay knows the pairing by. */
export function pairingId(secret: Uint8Array, hmac: HmacSha256): string {
  return toHex(hmac(secret, encodeUtf8('rpma-pair-id'))).slice(0, 32)
}
export function isPairingId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{32}$/.test(value)
}

export function pairingKey(secret: Uint8Array, hmac: HmacSha256): Uint8Array {
  return hmac(secret, encodeUtf8('rpma-pair-key'))
}

/** Hex, as {@link answerMac}. */
export function offerMac(key: Uint8Array, offerText: string, hmac: HmacSha256): string {
  return toHex(hmac(key, encodeUtf8(`offer\n${offerText}`)))
}
export function answerMac(key: Uint8Array, shop: string, head: string, offerText: string, hmac: HmacSha256): string {
  return toHex(hmac(key, encodeUtf8(`answer\n${shop}\n${head}\n${offerText}`)))
}

/** Six digits for two people to compare, leading zeros included. */
export function pairingDigits(key: Uint8Array, shop: string, offerText: string, hmac: HmacSha256): string {
  const [a = 0, b = 0, c = 0, d = 0] = hmac(key, encodeUtf8(`digits\n${shop}\n${offerText}`))
  return String((((a << 24) | (b << 16) | (c << 8) | d) >>> 0) % 1_000_000).padStart(6, '0')
}

export function offerText({ v, device, key, name }: PairingOfferBody): string {
  return JSON.stringify({ v, device, key, name })
}
/** Null unless it is exactly the text of {@link offerText}. */
export function readOfferText(text: string): PairingOfferBody | null {
  if (text.length > 1024) return null
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (!hasExactly(value, ['v', 'device', 'key', 'name'])) return null
  const { v, device, key, name } = value
  if (v !== 1 || !isDeviceId(device) || !isPublicKey(key) || !isDeviceName(name)) return null
  const body: PairingOfferBody = { v, device, key, name }
  return offerText(body) === text ? body : null
}

const RELAY_URL = /^wss?:\/\/(?:\[[0-9a-f:.]{2,45}\]|[0-9a-z](?:[0-9a-z.-]{0,251}[0-9a-z])?)(?::\d{1,5})?$/i

/** An invitation that only a QR code carries; `shop` must be named in it. */
export function encodeInvitation({ relayUrl, shop, secret }: Invitation & { readonly shop: string }): string {
  const url = `rpma://pair?r=${encodeURIComponent(relayUrl)}&s=${shop}&k=${toBase64Url(secret)}`
  if (readInvitation(url) === null) throw new Error(`expected an invitation that reads back, saw one for ${relayUrl}`)
  return url
}
/** Null for anything else: three parameters, each once and in this order. */
export function readInvitation(url: string): (Invitation & { readonly shop: string }) | null {
  // A slash before the question mark is what some systems make of our address when they hand it on.
  const [, r, shop, k] = /^rpma:\/\/pair\/?\?r=([^&#]{1,400})&s=([0-9a-f]{64})&k=([\w-]{22})$/.exec(url) ?? []
  if (r === undefined || !isHash(shop) || k === undefined) return null
  const secret = fromBase64Url(k, QR_SECRET_BYTES)
  const relayUrl = decodeText(r)
  return secret !== null && relayUrl !== null && RELAY_URL.test(relayUrl) ? { relayUrl, shop, secret } : null
}

/** Four groups of four signs. */
export function encodeTypedCode(secret: Uint8Array): string {
  if (secret.length !== TYPED_SECRET_BYTES) {
    throw new Error(`expected ${TYPED_SECRET_BYTES} bytes to type, saw ${secret.length}`)
  }
  return inGroups(toBase32(secret))
}
/** Null when it cannot be such a code. Case, spaces and hyphens do not matter; O is 0, I and L are 1. */
export function readTypedCode(text: string): Uint8Array | null {
  return fromBase32(asTyped(text), TYPED_SECRET_BYTES)
}

const SEED_BYTES = 32
const CHECK_BYTES = 3

/** The root key's seed for the paper: 14 groups of four, the last 24 bits a checksum that knows a typing error. */
export function encodeRecoveryKey(seed: Uint8Array, sha256: Sha256Hex): string {
  if (seed.length !== SEED_BYTES) throw new Error(`expected a seed of ${SEED_BYTES} bytes, saw ${seed.length}`)
  const bytes = new Uint8Array(SEED_BYTES + CHECK_BYTES)
  bytes.set(seed)
  bytes.set(recoveryCheck(seed, sha256), SEED_BYTES)
  return inGroups(toBase32(bytes))
}
/** Null when the checksum (or the length) says that it was not typed right. As tolerant as {@link readTypedCode}. */
export function readRecoveryKey(text: string, sha256: Sha256Hex): Uint8Array | null {
  const bytes = fromBase32(asTyped(text), SEED_BYTES + CHECK_BYTES)
  if (bytes === null) return null
  const seed = bytes.slice(0, SEED_BYTES)
  return recoveryCheck(seed, sha256).every((byte, i) => byte === bytes[SEED_BYTES + i]) ? seed : null
}

function recoveryCheck(seed: Uint8Array, sha256: Sha256Hex): Uint8Array {
  const domain = encodeUtf8('rpma-recovery-v1\n')
  const bytes = new Uint8Array(domain.length + seed.length)
  bytes.set(domain)
  bytes.set(seed, domain.length)
  const hex = sha256(bytes)
  return Uint8Array.from({ length: CHECK_BYTES }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16))
}

function asTyped(text: string): string {
  if (text.length > 200) return ''
  return text
    .toUpperCase()
    .replace(/[\s\p{Dash}]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
}
function inGroups(text: string): string {
  return text.replace(/(.{4})(?=.)/g, '$1-')
}
function decodeText(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
