/**
 * How a new device comes into a shop. An admin's device draws two secrets: 128 bits that only the QR code carries, and
 * 80 bits that a person can type (16 base32 characters). Each makes one pairing at the relay, known by its id alone;
 * whichever is used first ends both. The relay sees neither secret, so it can swap no key unnoticed: offers and answers
 * are authenticated under a key derived from the secret, and both screens show six digits derived from the whole
 * exchange, which two people compare before the admin's device signs.
 *
 * All derivations are HMAC-SHA256 with the secret (or what came of it) as key:
 *
 * - id        = hex(HMAC(secret, "rpma-pair-id")), first 32 digits
 * - key       = HMAC(secret, "rpma-pair-key")
 * - offer.mac = hex(HMAC(key, "offer\n" + offerText))
 * - digits    = first 4 bytes of HMAC(key, "digits\n" + shop + "\n" + offerText), big-endian, mod 1,000,000, six digits
 * - answer.mac = hex(HMAC(key, "answer\n" + shop + "\n" + head + "\n" + offerText))
 *
 * where offerText is the exact JSON text of {@link PairingOfferBody}. The new device trusts the shop id of the answer
 * because of its mac (and, from a QR, because it is the same as the one there), and everything else because the
 * membership list verifies against that id.
 */
import type { DeviceRole } from './roles.ts'
import type { SignedEntry } from './membership.ts'

export const PAIRING_LIFE_MS = 5 * 60_000
export const PAIRING_TRIES = 5
export const QR_SECRET_BYTES = 16
export const TYPED_SECRET_BYTES = 10

/** What the QR code says: `rpma://pair?r=<relay url>&s=<shop id>&k=<base64url secret>`. */
export interface Invitation {
  /** `ws://host:port` or `wss://…`. */
  readonly relayUrl: string
  /** Null when typed by hand: the code has no room for it. */
  readonly shop: string | null
  readonly secret: Uint8Array
}

export interface PairingOfferBody {
  readonly v: 1
  /** ULID. */
  readonly device: string
  /** Raw Ed25519 public key, base64url. */
  readonly key: string
  /** What the new device calls itself; the admin may change it. */
  readonly name: string
}

export interface PairingOffer {
  /** Exact JSON text of {@link PairingOfferBody}. */
  readonly offer: string
  readonly mac: string
}

/** What the admin's device lays down once the digits were compared. */
export interface PairingAnswer {
  readonly shop: string
  /** Head of the membership list that admits the device. */
  readonly head: string
  readonly role: DeviceRole
  readonly mac: string
}

/** What the new device hears while it waits. `accepted` brings the whole list and the new device's grant. */
export type PairingState =
  | { readonly state: 'open' }
  | { readonly state: 'offered' }
  | {
      readonly state: 'accepted'
      readonly answer: PairingAnswer
      readonly membership: readonly SignedEntry[]
      readonly grant: string
    }
  | { readonly state: 'refused' | 'expired' }
