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
  z.object({ state: z.literal('refused'), code: z.number().int(), reason: z.string() }),
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
  problem: z.enum(['storage', 'refused', 'document-refused', 'relay-read-only']).optional(),
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
  device: z.object({ id: ulid, name: z.string() }),
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
