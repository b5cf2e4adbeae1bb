/**
 * The relay's HTTP for identity and trust, when it runs with `--auth grants`. JSON both ways; every refusal is
 * {@link TrustRefusal} with status 400, 401 (prove yourself anew), 403, 404, 409, 413, 429 or 503.
 *
 * Without a session:
 * - `GET  /v1/challenge` → {@link Challenge}
 * - `POST /v1/session` {@link SessionRequest} → {@link SessionReply}, or {@link RevokedRefusal}. The token then goes into
 *   `authorization: Bearer …`, for HTTP and for the websocket's upgrade; never into an address. It is a MAC under a
 *   secret of the relay's log, bound to device, epoch and network address: it survives a restart and holds at every
 *   relay on the same log.
 * - `POST /v1/membership` {@link MembershipPost}, at most 1 MiB (a longer list comes in parts): entries prove
 *   themselves. Founds the shop at a relay that has none (unless it was started for another one), appends to it
 *   otherwise. 409 {@link MembershipConflict} when `from` is not where the relay's list ends or the list forks.
 * - `POST /v1/pair/<id>` {@link PairingOffer}; `GET /v1/pair/<id>` → {@link PairingState}. The first offer stands
 *   (409 for another one), the fifth other one ends the pairing; few unknown ids a minute and address [F47].
 *
 * With a session of any member (a revoked device has none, except for `POST /v1/quarantine`):
 * - `GET  /v1/membership?from=<seq>` → {@link MembershipReply}: as much as fits; ask again from where it ends
 * - `GET  /v1/devices` → {@link DevicesReply}
 * - `POST /v1/tickets` {@link TicketRequest} → {@link TicketReply}: one use, one document, 60 s, for stock clients:
 *   `ws://relay/<document>?ticket=…`
 * - `POST /v1/quarantine` body: `encodeSyncRequest` with updates only → {@link QuarantineKept}. For a revoked device,
 *   proved as in a session request but with `purpose: 'quarantine'`.
 *
 * With a session of an admin's device:
 * - `PUT  /v1/grants/<device>` {@link GrantPut}; `GET /v1/grants` → {@link GrantsReply} (who needs renewal)
 * - `POST /v1/pairings` {@link PairingsRequest}; `GET /v1/pairings/<id>` → {@link PairingView}, by either
 *   id (which secret was used, the offer's mac tells);
 *   `POST /v1/pairings/<id>` {@link PairingVerdict}
 * - `GET  /v1/quarantine` → {@link QuarantineReply}; `POST /v1/quarantine/<id>` {@link QuarantineVerdict}
 * - `GET  /v1/audit?before=<seq>` → {@link AuditReply}, newest first, at most 200
 */
import type { MemberDevice, SignedEntry } from './membership.ts'
import type { PairingAnswer, PairingOffer } from './pairing.ts'
import type { DeviceRole } from './roles.ts'

export interface Challenge {
  /** `none`: this relay serves its own machine and asks for nothing. */
  readonly auth: 'grants' | 'none'
  readonly relay: string
  /** Null: no shop yet; the first valid founding makes it that shop's. */
  readonly shop: string | null
  readonly nonce: string
}

export interface SessionRequest {
  /** Null: the relay uses the newest grant that an admin left for this device. */
  readonly grant: string | null
  /** Compact JWS of `ProofClaims`. */
  readonly proof: string
  readonly purpose?: 'quarantine'
  /** Entries of the list that the device holds: should it be revoked, the answer proves it from there. */
  readonly known?: number
}
/** With `revoked`: only what an administrator signed is believed, never a relay's word that a device is excluded. */
export interface RevokedRefusal extends TrustRefusal {
  /** From `known` on, up to the revocation or as much as fits: then ask again with what is known by then. */
  readonly proof: MembershipReply
}
export interface SessionReply {
  readonly token: string
  /** Milliseconds since 1970, by the relay's clock. */
  readonly expiresAt: number
  readonly role: DeviceRole
  /** The grant in use, when the relay holds a newer one than was shown. */
  readonly grant: string | null
  /** Ends of what the device should fetch before anything else. */
  readonly membership: { readonly length: number; readonly head: string }
  /** Whether work of others is taken just now. */
  readonly recovery: boolean
}

export type TrustRefusalKind =
  | 'not-authenticated' // no or a dead token
  | 'bad-proof'
  | 'unclaimed' // the relay has no shop yet: found one, or push the list of yours
  | 'other-shop'
  | 'unknown-device'
  | 'revoked'
  | 'no-grant'
  | 'grant-expired'
  | 'grant-stale' // epoch or role changed: an admin's device has to renew it
  | 'not-allowed'
  | 'not-found'
  | 'conflict'
  | 'invalid'
  | 'too-large'
  | 'too-fast'
  | 'unavailable' // the relay cannot read or store just now: the same again later
export interface TrustRefusal {
  readonly kind: TrustRefusalKind
  readonly error: string
}

export interface MembershipPost {
  /** `seq` of the first entry here. */
  readonly from: number
  readonly entries: readonly SignedEntry[]
}
export interface MembershipReply {
  readonly from: number
  readonly entries: readonly SignedEntry[]
}
export interface MembershipConflict extends TrustRefusal {
  readonly length: number
  readonly head: string
}

export interface DevicesReply {
  readonly devices: readonly (MemberDevice & {
    readonly connected: boolean
    /** Milliseconds since 1970 by the relay's clock; null: never here. */
    readonly lastSeenAt: number | null
  })[]
  /** Until when the relay takes work of others; 0: it does not. */
  readonly recoveryUntil: number
}

export interface TicketRequest {
  readonly document: string
}
export interface TicketReply {
  readonly ticket: string
  readonly expiresAt: number
}

export interface GrantPut {
  readonly grant: string
}
export interface GrantsReply {
  readonly grants: readonly { readonly device: string; readonly epoch: number; readonly expiresAt: number }[]
}

export interface PairingsRequest {
  /** Ids of one pairing: of the QR's secret and of the typed one. */
  readonly ids: readonly string[]
}
export interface PairingView {
  readonly state: 'open' | 'offered' | 'accepted' | 'refused' | 'expired'
  readonly expiresAt: number
  readonly offer: PairingOffer | null
}
/** `grant` and `entries` admit the device; all of it lands in one step or not at all. */
export type PairingVerdict =
  | {
      readonly verdict: 'accept'
      readonly answer: PairingAnswer
      readonly membership: MembershipPost
      readonly grant: string
    }
  | { readonly verdict: 'refuse' }

export interface QuarantineKept {
  readonly kept: number
}
export interface QuarantineItem {
  readonly id: number
  readonly device: string
  readonly document: string
  readonly bytes: number
  readonly at: number
}
export interface QuarantineReply {
  readonly items: readonly QuarantineItem[]
}
export interface QuarantineVerdict {
  /** `accept` merges the work into its document, with the admin named in the audit log. */
  readonly verdict: 'accept' | 'discard'
}

export interface AuditEntry {
  readonly seq: number
  readonly at: number
  readonly kind:
    | 'founded'
    | 'admitted'
    | 'role-changed'
    | 'renamed'
    | 'revoked'
    | 'recovery-opened'
    | 'recovery-closed'
    | 'recovered-work' // work of others was taken in a recovery window
    | 'refused-work' // 4403, 4409, 4413, 4423: what and from whom
    | 'equivocation' // two contents under one id: the first stands
    | 'proof-refused'
    | 'pairing-opened'
    | 'pairing-refused'
    | 'pairing-guessed'
    | 'quarantined'
    | 'quarantine-accepted'
    | 'quarantine-discarded'
  readonly device: string | null
  readonly document: string | null
  /** A sentence for the operator; no names of people, no content. */
  readonly detail: string
  /** How often the same happened since the entry was written (bounded: a flood makes one entry). */
  readonly times: number
}
export interface AuditReply {
  readonly entries: readonly AuditEntry[]
}
