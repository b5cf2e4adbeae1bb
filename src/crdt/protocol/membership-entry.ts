/** One entry of the membership list as text: the only spelling of each, and the strict reading of it. */
import { encodeUtf8 } from 'lib0/string'
import { fromBase64Url } from './byte-text.ts'
import {
  MAX_DEVICE_NAME,
  MAX_ENTRY_BYTES,
  MAX_RECOVERY_MS,
  MAX_REVOKE_REASON,
  MEMBERSHIP_DOMAIN,
  ROOT,
} from './membership.ts'
import type { EntryBody, MembershipAct, SignedEntry } from './membership.ts'
import { DEVICE_ROLES } from './roles.ts'

/** What is signed, hashed, stored and sent: JSON without spaces, keys in this order. */
export function membershipEntryText({ v, seq, prev, shop, at, by, act }: EntryBody): string {
  return JSON.stringify({ v, seq, prev, shop, at, by, act: orderedAct(act) })
}

/** The bytes under the signature. */
export function membershipMessage(entryText: string): Uint8Array {
  return encodeUtf8(MEMBERSHIP_DOMAIN + entryText)
}

/** Its shape only: whether it holds, `readMembership` says. */
export function isSignedEntry(value: unknown): value is SignedEntry {
  if (!hasExactly(value, ['entry', 'signature'])) return false
  const { entry, signature } = value
  return typeof entry === 'string' && entry.length <= MAX_ENTRY_BYTES && isBytes(signature, 64)
}

/** The body, or why this text is no entry. Never throws. */
export function readEntryText(text: string): EntryBody | string {
  if (text.length > MAX_ENTRY_BYTES || encodeUtf8(text).length > MAX_ENTRY_BYTES) return 'entry too large'
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'not JSON'
  }
  if (!hasExactly(value, ['v', 'seq', 'prev', 'shop', 'at', 'by', 'act'])) return 'not the keys of an entry'
  const { v, seq, prev, shop, at, by, act } = value
  if (v !== 1) return 'unknown version'
  if (!isCount(seq)) return 'seq is no number of an entry'
  if (!isHash(prev) && !(seq === 0 && prev === '')) return 'prev is no hash'
  if (!isHash(shop)) return 'shop is no hash'
  if (!isTime(at)) return 'at is no time'
  if (by !== ROOT && !isDeviceId(by)) return 'by is neither a device nor the root'
  const read = readAct(act, at)
  if (typeof read === 'string') return read
  const body: EntryBody = { v, seq, prev, shop, at, by, act: read }
  // Keys given twice, spaces, other orders and other escapes all end here: a text has one meaning, a meaning one text.
  return membershipEntryText(body) === text ? body : 'not the canonical text of its content'
}

export function isDeviceId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(value)
}
export function isHash(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
}
/** A raw Ed25519 public key, base64url. */
export function isPublicKey(value: unknown): value is string {
  return isBytes(value, 32)
}
/** Something a person can read in one line: no control or direction characters that would draw it as another name. */
export function isDeviceName(value: unknown): value is string {
  return isLine(value, MAX_DEVICE_NAME) && value.trim() === value && value !== ''
}

/** Exactly these keys, own ones, whatever the object's prototype claims. */
export function hasExactly<K extends string>(value: unknown, keys: readonly K[]): value is Record<K, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const own = Object.keys(value)
  return own.length === keys.length && keys.every((key) => Object.hasOwn(value, key))
}

/** Rebuilt key by key: what the caller's object carries besides is not signed, and neither is its order. */
function orderedAct(act: MembershipAct): MembershipAct {
  switch (act.kind) {
    case 'found':
      return { kind: 'found', root: act.root, device: act.device, key: act.key, name: act.name }
    case 'admit':
      return { kind: 'admit', device: act.device, key: act.key, name: act.name, role: act.role }
    case 'role':
      return { kind: 'role', device: act.device, role: act.role }
    case 'rename':
      return { kind: 'rename', device: act.device, name: act.name }
    case 'revoke':
      return { kind: 'revoke', device: act.device, reason: act.reason }
    case 'recovery':
      return { kind: 'recovery', until: act.until }
  }
}

const ACT_KEYS = {
  found: ['kind', 'root', 'device', 'key', 'name'],
  admit: ['kind', 'device', 'key', 'name', 'role'],
  role: ['kind', 'device', 'role'],
  rename: ['kind', 'device', 'name'],
  revoke: ['kind', 'device', 'reason'],
  recovery: ['kind', 'until'],
} as const satisfies Record<MembershipAct['kind'], readonly string[]>

function readAct(value: unknown, at: number): MembershipAct | string {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'kind')) return 'act has no kind'
  const { kind } = value as { kind: unknown }
  if (typeof kind !== 'string' || !Object.hasOwn(ACT_KEYS, kind)) return 'unknown act'
  const keys: readonly string[] = ACT_KEYS[kind as keyof typeof ACT_KEYS]
  if (!hasExactly(value, keys)) return `not the keys of a ${kind} act`
  const act: Record<string, unknown> = value
  for (const key of keys) {
    const check = FIELDS[key as keyof typeof FIELDS]
    if (!check(act[key])) return `${key} of the ${kind} act is not valid`
  }
  if (kind === 'recovery' && (act['until'] as number) > at + MAX_RECOVERY_MS) return 'recovery window too long'
  return act as unknown as MembershipAct
}

const FIELDS = {
  kind: (value: unknown) => typeof value === 'string',
  root: isPublicKey,
  key: isPublicKey,
  device: isDeviceId,
  name: isDeviceName,
  role: (value: unknown) => (DEVICE_ROLES as readonly unknown[]).includes(value),
  reason: (value: unknown) => isLine(value, MAX_REVOKE_REASON),
  until: isTime,
}

function isLine(value: unknown, max: number): value is string {
  return (
    typeof value === 'string' &&
    value.length <= max &&
    value.isWellFormed() &&
    !/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_C}]/u.test(value)
  )
}
function isBytes(value: unknown, length: number): value is string {
  return typeof value === 'string' && fromBase64Url(value, length) !== null
}
function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
/** Milliseconds since 1970, up to the last day that a date can name. */
function isTime(value: unknown): value is number {
  return isCount(value) && value <= 8.64e15
}
