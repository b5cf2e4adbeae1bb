/**
 * The shop's membership: a hash-chained list of signed entries that says which device belongs to the shop, with which
 * key and role. It is the only root of trust: a relay, a new device and a restored copy all fold the same list and come
 * to the same answer. It holds device names, never people.
 *
 * An entry is the exact JSON text that was signed (Ed25519 over `MEMBERSHIP_DOMAIN + entry`, UTF-8). Entry 0 founds the
 * shop: it is signed by the shop's root key, and the shop's id is the sha256 (hex) of that key's 32 raw bytes. Every
 * later entry names the sha256 of the one before and is signed by a device that is an active admin at that point, or
 * by the root (the paper recovery key).
 *
 * What else holds, besides signatures and the chain: nobody but the root may take the last active admin away; a
 * revoked device's id never comes back; a key belongs to one device only, and the root's to none; and an entry is the
 * text of {@link membershipEntryText} to the letter, so that it cannot be read in two ways.
 *
 * Pure: hashing and verifying come in as arguments. Reading is in `membership-fold.ts`.
 */
import type { DeviceRole } from './roles.ts'

export const MEMBERSHIP_DOMAIN = 'rpma-membership-v1\n'
/** Entries of one shop. A shop of ten devices that changes something every week fills it in 40 years. */
export const MAX_MEMBERSHIP_ENTRIES = 20_000
export const MAX_ENTRY_BYTES = 4096
export const ROOT = 'root'
/** In UTF-16 units. */
export const MAX_DEVICE_NAME = 80
export const MAX_REVOKE_REASON = 200
/** An admin's device opens a recovery window for at most this long, in milliseconds after the entry's own `at`. */
export const MAX_RECOVERY_MS = 31 * 24 * 3600 * 1000

/** As it travels and is stored. */
export interface SignedEntry {
  readonly entry: string
  /** base64url, 64 bytes. */
  readonly signature: string
}

export interface EntryBody {
  readonly v: 1
  readonly seq: number
  /** sha256 (hex) of the previous entry's text; empty for entry 0. */
  readonly prev: string
  readonly shop: string
  /** Milliseconds since 1970 by the signer's clock: shown, never trusted for order. */
  readonly at: number
  /** Device id of the signer, or {@link ROOT}. */
  readonly by: string
  readonly act: MembershipAct
}

export type MembershipAct =
  /** Entry 0 only. `device` becomes the first admin. Keys: raw Ed25519 public keys, base64url. */
  | {
      readonly kind: 'found'
      readonly root: string
      readonly device: string
      readonly key: string
      readonly name: string
    }
  /** A new device, or one that comes back with a new key. A device id once revoked is never admitted again. */
  | {
      readonly kind: 'admit'
      readonly device: string
      readonly key: string
      readonly name: string
      readonly role: DeviceRole
    }
  | { readonly kind: 'role'; readonly device: string; readonly role: DeviceRole }
  | { readonly kind: 'rename'; readonly device: string; readonly name: string }
  | { readonly kind: 'revoke'; readonly device: string; readonly reason: string }
  /** Until then devices may bring work that others made (a new relay is being filled). 0 closes it. */
  | { readonly kind: 'recovery'; readonly until: number }

export interface MemberDevice {
  readonly device: string
  readonly key: string
  readonly name: string
  readonly role: DeviceRole
  readonly admittedAt: number
  /** Rises with every admit, role and revoke of this device: older grants stop counting. */
  readonly epoch: number
  readonly revoked: { readonly at: number; readonly by: string; readonly reason: string } | null
}

export interface Membership {
  readonly shop: string
  readonly rootKey: string
  /** Number of entries; the next one has this `seq`. */
  readonly length: number
  /** sha256 (hex) of the last entry: the next one's `prev`. */
  readonly head: string
  readonly devices: ReadonlyMap<string, MemberDevice>
  /** Milliseconds since 1970, 0 when no admin opened a window. */
  readonly recoveryUntil: number
}

/** Which entry does not hold, and why. Everything before it does. */
export interface MembershipProblem {
  readonly seq: number
  readonly reason: string
}

export interface MembershipCrypto {
  /** Lower-case hex. */
  sha256(bytes: Uint8Array): string
  /** False also for keys and signatures that are not what they claim; never throws. */
  verify(publicKey: string, message: Uint8Array, signature: string): boolean
}

export type MembershipReading =
  | { readonly ok: true; readonly membership: Membership }
  | { readonly ok: false; readonly problem: MembershipProblem }
