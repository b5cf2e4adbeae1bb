/** Folds signed entries into who belongs to the shop. The rules are in `membership.ts`. */
import { encodeUtf8 } from 'lib0/string'
import { fromBase64Url } from './byte-text.ts'
import { isSignedEntry, membershipMessage, readEntryText } from './membership-entry.ts'
import { MAX_MEMBERSHIP_ENTRIES, ROOT } from './membership.ts'
import type {
  EntryBody,
  MemberDevice,
  Membership,
  MembershipCrypto,
  MembershipReading,
  SignedEntry,
} from './membership.ts'

/** A whole list, from its founding. Never throws. */
export function readMembership(entries: readonly SignedEntry[], crypto: MembershipCrypto): MembershipReading {
  return fold(null, entries, crypto)
}

/** What comes after `membership`. All of it holds, or none of it is taken; `membership` itself stays as it was. */
export function extendMembership(
  membership: Membership,
  entries: readonly SignedEntry[],
  crypto: MembershipCrypto,
): MembershipReading {
  return fold(membership, entries, crypto)
}

/** The reason of a fork: the entry is somebody's, but it continues another list. */
export const DOES_NOT_FOLLOW = 'does not follow the entry before it'

export function isActiveAdmin(device: MemberDevice | undefined): device is MemberDevice {
  return device !== undefined && device.revoked === null && device.role === 'admin'
}

interface Folding {
  shop: string
  rootKey: string
  length: number
  head: string
  devices: Map<string, MemberDevice>
  recoveryUntil: number
}

function fold(start: Membership | null, entries: readonly SignedEntry[], crypto: MembershipCrypto): MembershipReading {
  const state: Folding = start
    ? { ...start, devices: new Map(start.devices) }
    : { shop: '', rootKey: '', length: 0, head: '', devices: new Map(), recoveryUntil: 0 }
  for (const signed of entries) {
    const reason = take(state, signed, crypto)
    if (reason !== null) return { ok: false, problem: { seq: state.length, reason } }
  }
  if (state.length === 0) return { ok: false, problem: { seq: 0, reason: 'no entry founds the shop' } }
  return { ok: true, membership: state }
}

/** Why the entry does not hold, or null: then `state` has taken it. */
function take(state: Folding, signed: SignedEntry, crypto: MembershipCrypto): string | null {
  if (state.length >= MAX_MEMBERSHIP_ENTRIES) return `more than ${MAX_MEMBERSHIP_ENTRIES} entries`
  // What a register keeps beside an entry is no part of it.
  if (!isSignedEntry({ entry: signed?.entry, signature: signed?.signature })) return 'not a signed entry'
  const body = readEntryText(signed.entry)
  if (typeof body === 'string') return body
  if (body.seq !== state.length) return `expected entry ${state.length}, saw ${body.seq}`
  if (body.prev !== state.head) return DOES_NOT_FOLLOW
  const signer = body.seq === 0 ? founderKey(body, crypto) : signerKey(state, body)
  if (signer.key === null) return signer.reason
  if (!crypto.verify(signer.key, membershipMessage(signed.entry), signed.signature)) return 'signature does not hold'
  const reason = apply(state, body)
  if (reason !== null) return reason
  state.length++
  state.head = crypto.sha256(encodeUtf8(signed.entry))
  return null
}

type Signer = { readonly key: string } | { readonly key: null; readonly reason: string }

function founderKey({ act, by, shop }: EntryBody, crypto: MembershipCrypto): Signer {
  if (act.kind !== 'found' || by !== ROOT) return { key: null, reason: 'entry 0 has to be a founding by the root' }
  const root = fromBase64Url(act.root, 32)
  if (root === null || crypto.sha256(root) !== shop)
    return { key: null, reason: 'the shop is not the hash of its root key' }
  return { key: act.root }
}

function signerKey(state: Folding, { act, by, shop }: EntryBody): Signer {
  if (act.kind === 'found') return { key: null, reason: 'a shop is founded once' }
  if (shop !== state.shop) return { key: null, reason: 'an entry of another shop' }
  if (by === ROOT) return { key: state.rootKey }
  const device = state.devices.get(by)
  return isActiveAdmin(device) ? device : { key: null, reason: 'its signer is not an active admin' }
}

function apply(state: Folding, { act, at, by, shop }: EntryBody): string | null {
  if (act.kind === 'recovery') {
    state.recoveryUntil = act.until
    return null
  }
  const known = state.devices.get(act.device)
  if (act.kind === 'found' || act.kind === 'admit') {
    if (known?.revoked) return 'a revoked device never comes back under its id'
    const role = act.kind === 'found' ? 'admin' : act.role
    if (act.kind === 'found') {
      state.shop = shop
      state.rootKey = act.root
    }
    if (act.key === state.rootKey) return 'the root key is no key of a device'
    for (const other of state.devices.values()) {
      if (other.key === act.key && other.device !== act.device) return 'that key is another device’s'
    }
    const { device, key, name } = act
    return put(state, by, { device, key, name, role, admittedAt: at, epoch: (known?.epoch ?? 0) + 1, revoked: null })
  }
  if (known === undefined) return 'no such device'
  if (known.revoked !== null) return 'that device is revoked'
  switch (act.kind) {
    case 'rename':
      return put(state, by, { ...known, name: act.name })
    case 'role':
      return put(state, by, { ...known, role: act.role, epoch: known.epoch + 1 })
    case 'revoke':
      return put(state, by, { ...known, epoch: known.epoch + 1, revoked: { at, by, reason: act.reason } })
  }
}

/** Without an admin nobody could be admitted or revoked any more; only the paper key may leave a shop like that. */
function put(state: Folding, by: string, device: MemberDevice): string | null {
  const before = state.devices.get(device.device)
  if (by !== ROOT && isActiveAdmin(before) && !isActiveAdmin(device)) {
    const others = [...state.devices.values()].filter((other) => other !== before && isActiveAdmin(other))
    if (others.length === 0) return 'it would leave the shop without an admin'
  }
  state.devices.set(device.device, device)
  return null
}
