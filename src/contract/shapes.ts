/** The shapes that calls and events share. */
import { z } from 'zod'

export const locale = z.enum(['fr', 'en'])
export type Locale = z.infer<typeof locale>

export const ulid = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/)
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
export const documentName = z.string().regex(/^(?:shop|(?:job|client)\/[0-9A-HJKMNP-TV-Z]{26})$/)
export const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'expected bytes')
/** Milliseconds since 1970, by the clock of the device that says it. */
export const timeMs = z.number().int().nonnegative()
export const role = z.enum(['admin', 'supervisor', 'technician', 'viewer'])
export type Role = z.infer<typeof role>

export const person = z.object({ id: ulid, name: z.string(), role })
export type Person = z.infer<typeof person>

export const relayStatus = z.discriminatedUnion('state', [
  z.object({ state: z.literal('none') }), // no relay has been named: everything stays on this device
  z.object({ state: z.literal('offline'), since: timeMs }),
  z.object({ state: z.literal('connecting'), attempt: z.number().int() }),
  z.object({ state: z.literal('connected') }),
  /** `kind` when the relay said why (`TrustRefusalKind`). */
  z.object({ state: z.literal('refused'), code: z.number().int(), reason: z.string(), kind: z.string().optional() }),
])
export type RelayStatus = z.infer<typeof relayStatus>

/** Edits that the relay has not acknowledged yet. */
export const pending = z.object({
  documents: z.number().int(),
  updates: z.number().int(),
  bytes: z.number().int(),
  oldestAt: timeMs.nullable(),
  /** Photos and signatures that the relay does not hold yet. */
  blobs: z.number().int(),
})
export type Pending = z.infer<typeof pending>

/** The three states, everywhere: on this device, synced, needs attention. */
export const syncStatus = z.object({
  state: z.enum(['local', 'synced', 'attention']),
  pending,
  relay: relayStatus,
  /** Only with `attention`: what is wrong. */
  problem: z
    .enum([
      'storage',
      'refused',
      'key-lost', // this device's key cannot be unlocked: it has to join its shop anew
      'revoked', // this device was excluded; what it had not sent waits for an administrator's review
      'other-shop',
      'grant-ended', // an administrator's device has to meet the relay once
      'foreign-work', // work of others that the relay lacks: an administrator opens a recovery window
      'document-refused',
      'relay-read-only',
    ])
    .optional(),
})
export type SyncStatus = z.infer<typeof syncStatus>

export const documentStatus = z.object({
  name: documentName,
  state: z.enum(['local', 'synced', 'attention']),
  updates: z.number().int(),
  bytes: z.number().int(),
  oldestAt: timeMs.nullable(),
  problem: z.string().optional(),
})
export type DocumentStatus = z.infer<typeof documentStatus>

export const appInfo = z.object({
  version: z.string(),
  platform: z.string(),
  dataDir: z.string(),
  locale,
  /** `role`: what the relay lets this device do; null while it belongs to no shop. */
  device: z.object({ id: ulid, name: z.string(), role: role.nullable() }),
  /**
   * `ask`: this machine cannot protect keys, and nobody has accepted that yet. `lost`: the key of this device cannot be
   * unlocked any more (another user of the machine, a keychain that was reset); the data is here, and the device has to
   * join its shop anew.
   */
  keyProtection: z.enum(['system', 'unprotected', 'ask', 'lost']),
  /** The shop's recovery key is still on this device and was not put on paper yet. */
  recoveryKeyWaits: z.boolean(),
  /** Ids of people who have a code on this device. */
  pins: z.array(ulid),
  /** Null until a shop is created, joined, or the demo shop opened. */
  shop: z.object({ name: z.string(), demo: z.boolean() }).nullable(),
  /** Who is at this device now. */
  person: person.nullable(),
  relayUrl: z.string().nullable(),
})
export type AppInfo = z.infer<typeof appInfo>

export const jobState = z.enum([
  'planned',
  'received',
  'preparation',
  'installation',
  'inspection',
  'ready',
  'delivered',
  'closed',
  'suspended',
  'cancelled',
])

/** One line of the job list: a projection, derived from the document and droppable. */
export const jobRow = z.object({
  id: ulid,
  number: z.string(),
  title: z.string(),
  plate: z.string(),
  vehicle: z.string(),
  vin: z.string(),
  client: z.string(),
  state: jobState,
  priority: z.enum(['low', 'normal', 'high', 'urgent']),
  people: z.array(z.string()),
  zonesTotal: z.number().int(),
  zonesDone: z.number().int(),
  conflicts: z.number().int(),
  openDefects: z.number().int(),
  scheduledStart: timeMs.nullable(),
  changedAt: timeMs,
  pendingUpdates: z.number().int(),
})
export type JobRow = z.infer<typeof jobRow>

/** One of the things that stand side by side, or that came late. */
export const inboxSaid = z.object({
  id: z.string(),
  by: z.string(),
  device: z.string(),
  at: timeMs,
  /** What was said; only of a conflict. */
  value: z.json().optional(),
  why: z.string().optional(),
})
/** One line of « À décider »: a projection, as the job list. */
export const inboxRow = z.object({
  document: z.string(),
  /** What is in question; `standing` for a closing. */
  item: z.string(),
  kind: z.enum(['conflict', 'double-seal', 'modified']),
  /** Of very much, the first. */
  said: z.array(inboxSaid),
  count: z.number().int(),
  oldestAt: timeMs,
  /** Of a job's document. */
  job: z
    .object({
      id: ulid,
      number: z.string(),
      title: z.string(),
      state: jobState,
      plate: z.string(),
      scheduledStart: timeMs.nullable(),
    })
    .nullable(),
  /** The client's name, of a client's document; else empty. */
  client: z.string(),
})
export type InboxRow = z.infer<typeof inboxRow>

/** Standing cuts from one roll, over every job on this device. */
export const rollUse = z.object({
  roll: z.string(),
  cuts: z.number().int(),
  lengthMm: z.number().int(),
  jobs: z.number().int(),
})
export type RollUse = z.infer<typeof rollUse>

/** What one job took from a roll. */
export const rollCut = z.object({
  job: z.object({ id: ulid, number: z.string(), title: z.string(), plate: z.string() }),
  cuts: z.number().int(),
  lengthMm: z.number().int(),
})
export type RollCut = z.infer<typeof rollCut>

/** One line of the client list. */
export const clientRow = z.object({
  id: ulid,
  name: z.string(),
  company: z.string(),
  phone: z.string(),
  email: z.string(),
  vehicles: z.array(z.object({ id: ulid, plate: z.string(), label: z.string(), vin: z.string() })),
})
export type ClientRow = z.infer<typeof clientRow>

export const imageMime = z.enum(['image/jpeg', 'image/png', 'image/webp', 'image/heic', 'image/heif', 'image/avif'])

export const deviceRow = z.object({
  id: ulid,
  name: z.string(),
  role,
  isThis: z.boolean(),
  admittedAt: timeMs,
  /** By the relay's word; both unknown (false, null) while it cannot be asked. */
  connected: z.boolean(),
  lastSeenAt: timeMs.nullable(),
  revoked: z.object({ at: timeMs, reason: z.string() }).nullable(),
})
export type DeviceRow = z.infer<typeof deviceRow>

/** An invitation as the administrator's screen follows it. */
export const invitationStatus = z.discriminatedUnion('state', [
  z.object({ state: z.literal('none') }),
  z.object({
    state: z.literal('open'),
    /** For the QR code. */
    url: z.string(),
    /** For hands: four groups of four. */
    code: z.string(),
    relayUrl: z.string(),
    expiresAt: timeMs,
  }),
  /** Somebody used it: compare the digits, then accept or refuse. */
  z.object({ state: z.literal('offered'), digits: z.string(), name: z.string(), expiresAt: timeMs }),
  z.object({ state: z.enum(['accepted', 'refused', 'expired', 'tampered', 'offline']) }),
])
export type InvitationStatus = z.infer<typeof invitationStatus>

/** An invitation whose link was opened outside the app and that nobody has used yet. */
export const linkOpened = z.object({ invitation: z.string().max(600).nullable() })

/** The same, as the new device's screen follows it. */
export const joinStatus = z.discriminatedUnion('state', [
  z.object({ state: z.literal('none') }),
  z.object({ state: z.literal('asking') }),
  z.object({ state: z.literal('waiting'), digits: z.string() }),
  /** In the shop; its documents are coming. */
  z.object({ state: z.literal('filling') }),
  z.object({ state: z.enum(['done', 'refused', 'expired', 'tampered', 'offline', 'other-shop']) }),
])
export type JoinStatus = z.infer<typeof joinStatus>

/** The relay that this device hosts. */
export const hostStatus = z.object({
  enabled: z.boolean(),
  state: z.enum(['off', 'starting', 'running', 'failed']),
  /** Addresses at which others reach it; the first is the best guess. */
  urls: z.array(z.string()),
  port: z.number().int(),
  /** `this-machine`: loopback only. */
  reach: z.enum(['lan', 'this-machine']),
  /** Whether it tells the local network that it is there (mDNS). */
  announce: z.boolean(),
  /** With `failed`. */
  problem: z.enum(['port-taken', 'folder', 'crashed']).optional(),
  detail: z.string().optional(),
})
export type HostStatus = z.infer<typeof hostStatus>

/** Late work of a revoked device, waiting for an administrator. */
export const reviewItem = z.object({
  id: z.number().int(),
  deviceName: z.string(),
  document: documentName,
  bytes: z.number().int(),
  at: timeMs,
})
export type ReviewItem = z.infer<typeof reviewItem>

export const auditRow = z.object({
  seq: z.number().int(),
  at: timeMs,
  kind: z.string(),
  deviceName: z.string().nullable(),
  document: z.string().nullable(),
  detail: z.string(),
  times: z.number().int(),
})
export type AuditRow = z.infer<typeof auditRow>
