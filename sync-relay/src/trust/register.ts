/**
 * What trust keeps: the membership list, grants, pairings, late work for review, the audit log. Memory, SQLite and
 * PostgreSQL implement it; `tests/contracts/relay-register.ts` judges them all. Several relays may share one.
 *
 * Every promise of a write resolves after COMMIT. A rejection means that nothing is known to be stored: whoever asks is
 * refused for now, never admitted. Times are milliseconds since 1970 by the relay's clock and come in as arguments.
 */
import { z } from 'zod'
import type {
  AuditEntry,
  PairingAnswer,
  PairingOffer,
  QuarantineItem,
  SignedEntry,
} from '../../../src/crdt/protocol/index.ts'

export interface StoredEntry extends SignedEntry {
  /** When this relay (or another on the same register) took it. */
  readonly receivedAt: number
}

/** The newest that an admin left for a device. */
export interface StoredGrant {
  readonly device: string
  readonly grant: string
  readonly epoch: number
  readonly expiresAt: number
}

export interface StoredPairing {
  /** One or two ids that nothing else was ever opened under. */
  readonly ids: readonly string[]
  /** Rises by one with every change; 1 when opened. */
  readonly revision: number
  readonly openedBy: string
  /** What nobody can use any more; the row is kept for {@link Register.sweep}. */
  readonly expiresAt: number
  readonly state: 'open' | 'offered' | 'accepted' | 'refused'
  /** Which of the ids was used. */
  readonly usedId: string | null
  readonly offer: PairingOffer | null
  /** Offers so far. */
  readonly tries: number
  readonly answer: PairingAnswer | null
  readonly grant: string | null
}

/** As it is read back from a database. */
export const storedPairing: z.ZodType<StoredPairing> = z.object({
  ids: z.array(z.string()),
  revision: z.number(),
  openedBy: z.string(),
  expiresAt: z.number(),
  state: z.enum(['open', 'offered', 'accepted', 'refused']),
  usedId: z.string().nullable(),
  offer: z.object({ offer: z.string(), mac: z.string() }).nullable(),
  tries: z.number(),
  answer: z
    .object({
      shop: z.string(),
      head: z.string(),
      role: z.enum(['admin', 'supervisor', 'technician', 'viewer']),
      mac: z.string(),
    })
    .nullable(),
  grant: z.string().nullable(),
})

/** Everything in it is stored in one step, or nothing is. */
export interface RegisterChange {
  /** Conflict unless the list has exactly `from` entries. */
  readonly membership?: { readonly from: number; readonly entries: readonly StoredEntry[] }
  /** Replaces the device's grant if it is of a later epoch, or of the same one and ends later or at the same time. */
  readonly grant?: StoredGrant
  /** Conflict unless the stored revision is one less (or no pairing has one of the ids, for revision 1). */
  readonly pairing?: StoredPairing
}

export type AuditRow = Omit<AuditEntry, 'seq'>

/**
 * Three books, each bounded on its own (the oldest rows go), so that a flood at the door never pushes out what a member
 * did, and nothing pushes out who was admitted and revoked.
 */
export type AuditBook = 'acts' | 'work' | 'knocks'
export const MAX_AUDIT_ROWS: Readonly<Record<AuditBook, number>> = { acts: 50_000, work: 30_000, knocks: 20_000 }
export function auditBook(kind: AuditEntry['kind']): AuditBook {
  switch (kind) {
    case 'proof-refused':
    case 'pairing-refused':
    case 'pairing-guessed':
      return 'knocks'
    case 'recovered-work':
    case 'refused-work':
    case 'equivocation':
    case 'quarantined':
      return 'work'
    default:
      return 'acts'
  }
}
/** What a kept piece of work costs besides its bytes: a million empty ones are not free. */
export const QUARANTINE_OVERHEAD_BYTES = 256

export interface Register {
  /** 32 random bytes, drawn once and the same for every relay on this register. */
  secret(): Promise<Uint8Array>

  /** The list from `from` on, in order. */
  membership(from: number): Promise<readonly StoredEntry[]>
  /** `conflict`: somebody was quicker; read again. */
  commit(change: RegisterChange): Promise<'done' | 'conflict'>
  /**
   * The list may have grown, here or at another relay on the same register (or the line to it was broken). A wake-up:
   * what is new is read. Returns how to stop listening.
   */
  onMembership(listener: () => void): () => void

  grant(device: string): Promise<StoredGrant | null>
  grants(): Promise<readonly StoredGrant[]>

  /** By any of its ids. */
  pairing(id: string): Promise<StoredPairing | null>

  /** True for exactly one of all the callers with this key, at any relay, until `expiresAt` has passed. */
  useOnce(key: string, expiresAt: number): Promise<boolean>

  /**
   * Appends, in order. A row like one that is stored since `mergeSince` (same kind, device, document and detail) only
   * adds its `times` to the newest of those. Bounded by {@link MAX_AUDIT_ROWS}.
   */
  audit(rows: readonly AuditRow[], mergeSince: number): Promise<void>
  /** Newest first, with `seq` below `before`; null: from the newest. `seq` is never used twice. */
  auditPage(before: number | null, limit: number): Promise<readonly AuditEntry[]>

  /**
   * `full`: with it the device would have more than `maxBytes`, counting {@link QUARANTINE_OVERHEAD_BYTES} for each.
   * The same bytes of the same device for the same document are kept once and answered `kept`.
   */
  quarantine(
    work: { readonly device: string; readonly document: string; readonly update: Uint8Array; readonly at: number },
    maxBytes: number,
  ): Promise<'kept' | 'full'>
  /** Oldest first, at most `limit`. `id` is never used twice. */
  quarantined(limit: number): Promise<readonly QuarantineItem[]>
  quarantinedWork(id: number): Promise<(QuarantineItem & { readonly update: Uint8Array }) | null>
  /** False: somebody else already did. */
  dropQuarantined(id: number): Promise<boolean>

  /** Never moves a device's time back. */
  seen(devices: ReadonlyMap<string, number>): Promise<void>
  lastSeen(): Promise<ReadonlyMap<string, number>>

  /** Forgets used keys that expired and pairings that expired more than `keepPairingsMs` ago. */
  sweep(now: number, keepPairingsMs: number): Promise<void>
  close(): Promise<void>
}

/** Whether `next` takes the place of `stored`. */
export function isNewerGrant(next: StoredGrant, stored: StoredGrant | null | undefined): boolean {
  if (stored === null || stored === undefined) return true
  return next.epoch > stored.epoch || (next.epoch === stored.epoch && next.expiresAt >= stored.expiresAt)
}
