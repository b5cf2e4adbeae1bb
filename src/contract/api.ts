/**
 * The handshake between windows and machine: every call and event, once. The preload, main's gate, the
 * renderer's client and the tests' mocks all derive from the two tables below.
 *
 * A call takes one input object and answers a {@link CallResult}: expected failures are values.
 * Bytes cross as Uint8Array (structured clone).
 */
import { z } from 'zod'
import type { CallResult } from './result.ts'
import {
  appInfo,
  auditRow,
  bytes,
  clientRow,
  deviceRow,
  documentName,
  documentStatus,
  hostStatus,
  imageMime,
  inboxRow,
  invitationStatus,
  jobRow,
  jobState,
  joinStatus,
  linkOpened,
  locale,
  reviewItem,
  role,
  rollCut,
  rollUse,
  sha256,
  syncStatus,
  timeMs,
  ulid,
} from './shapes.ts'

const none = z.object({}).strict()
const done = z.object({}).strict()
/** One line: no control or direction characters that would draw it as another one. */
const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((line) => line.isWellFormed() && !/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_C}]/u.test(line), 'a line of plain text')
const relayUrl = z.url({ protocol: /^wss?$/ }).max(300)
const pin = z.string().regex(/^[0-9]{4,8}$/)

export const calls = {
  'app.info': { input: none, output: appInfo },
  'app.setLocale': { input: z.object({ locale }), output: done },

  /** First device of a new shop: writes the shop document with its first person, an administrator. */
  'shop.create': {
    input: z.object({
      shopName: text(120),
      personName: text(80),
      deviceName: text(60),
      relayUrl: relayUrl.nullable(),
    }),
    output: appInfo,
  },
  /** A shop with people, films, rolls, clients and jobs to try things on; never mixes with a real one. */
  'shop.openDemo': { input: none, output: appInfo },
  /**
   * The shop's root key as text to print (`no-shop`, or `not-found` once it was put away). Who holds the paper can
   * make an administrator's device when all of them are lost.
   */
  'shop.recoveryKey': { input: none, output: z.object({ text: z.string(), shopName: z.string() }) },
  /** It is on paper: this device forgets it. */
  'shop.recoveryKeyKept': { input: none, output: appInfo },
  /** An administrator's device from the paper, at a relay that holds the shop. `wrong-code`, `other-shop`, `offline`. */
  'shop.recover': {
    input: z.object({ relayUrl, recoveryKey: z.string().max(200), deviceName: text(60) }),
    output: appInfo,
  },
  /** Where no keychain protects this device's key, a person has to know it before one is made. */
  'keys.acceptUnprotected': { input: none, output: appInfo },

  /**
   * Asks to enter a shop, with what an administrator's screen shows. Follow `join.status`; `done` comes with
   * `app.info`. `wrong-code`, `expired`, `keys-unprotected`, `offline`, `other-shop`. A device that belongs to a shop
   * already may ask for that same one again when it was excluded or lost its key; otherwise `invalid`.
   */
  'join.start': {
    input: z.object({
      invitation: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('link'), url: z.string().max(600) }),
        z.object({ kind: z.literal('typed'), relayUrl, code: z.string().max(60) }),
      ]),
      deviceName: text(60),
    }),
    output: joinStatus,
  },
  'join.status': { input: none, output: joinStatus },
  'join.cancel': { input: none, output: done },
  /**
   * What `join.start` is to be filled in with, by a person's word only: anybody can put such a link on a web page. Told by
   * the event of the same name too; null on a device that has a shop.
   */
  'link.opened': { input: none, output: linkOpened },
  /** Relays that announce themselves on this network, found within about two seconds. */
  'relays.nearby': { input: none, output: z.array(z.object({ url: z.string(), name: z.string() })) },

  /** Known here even without the relay; `fresh` says whether it was asked just now. */
  'devices.list': {
    input: none,
    output: z.object({ devices: z.array(deviceRow), recoveryUntil: timeMs, fresh: z.boolean() }),
  },
  /** What follows needs an administrator at an administrator's device, and the relay. */
  'devices.invite': { input: none, output: invitationStatus },
  'devices.invitation': { input: none, output: invitationStatus },
  'devices.accept': { input: z.object({ name: text(60), role }), output: done },
  'devices.refuse': { input: none, output: done },
  'devices.rename': { input: z.object({ device: ulid, name: text(60) }), output: done },
  'devices.setRole': { input: z.object({ device: ulid, role }), output: done },
  'devices.revoke': { input: z.object({ device: ulid, reason: text(200) }), output: done },
  /** Hours during which devices may bring work that others made; 0 closes the window. */
  'devices.setRecovery': { input: z.object({ hours: z.number().int().min(0).max(720) }), output: done },
  'review.list': { input: none, output: z.array(reviewItem) },
  'review.decide': { input: z.object({ id: z.number().int(), verdict: z.enum(['accept', 'discard']) }), output: done },
  'audit.list': {
    input: z.object({ before: z.number().int().nullable() }),
    output: z.array(auditRow),
  },

  'host.status': { input: none, output: hostStatus },
  /** Switching it on names it as this device's relay when none is named yet. */
  'host.set': {
    input: z.object({
      enabled: z.boolean(),
      port: z.number().int().min(0).max(65_535),
      reach: z.enum(['lan', 'this-machine']),
      announce: z.boolean(),
    }),
    output: hostStatus,
  },

  /** Who is at this device; people come from the shop document. `pin-needed`, `pin-wrong`. */
  'person.choose': { input: z.object({ personId: ulid, pin: pin.optional() }), output: appInfo },
  /** Their code on this device: 4 to 8 digits; null takes it away. Somebody else's: administrators only. */
  'person.setPin': {
    input: z.object({ personId: ulid, current: pin.nullable(), pin: pin.nullable() }),
    output: appInfo,
  },
  /** Nobody is at this device until somebody chooses their name again. */
  'person.leave': { input: none, output: appInfo },
  'person.add': { input: z.object({ name: text(80), role }), output: z.object({ personId: ulid }) },

  /** Opens a document for a window. The state is everything main has; updates follow as events. */
  'document.open': {
    input: z.object({ name: documentName }),
    output: z.object({ state: bytes, status: documentStatus }),
  },
  /** Answers only after COMMIT with synchronous=FULL: this answer is what « enregistré » means. */
  'document.append': { input: z.object({ name: documentName, update: bytes }), output: done },
  /** The window's awareness update (presence), passed on to the relay while it is connected. */
  'document.presence': { input: z.object({ name: documentName, update: bytes }), output: done },
  'document.close': { input: z.object({ name: documentName }), output: done },

  'jobs.list': {
    input: z.object({
      search: z.string().max(200),
      states: z.array(jobState),
      sort: z.enum(['changed', 'scheduled', 'number']),
      offset: z.number().int().nonnegative(),
      limit: z.number().int().min(1).max(500),
    }),
    output: z.object({ rows: z.array(jobRow), total: z.number().int() }),
  },
  /**
   * Freezes the job as main has it committed: canonical JSON, sha256, seal fact, sealed bytes kept.
   * `gates-open` lists in `detail` the missing items (JSON array of strings) unless all are overridden.
   */
  'jobs.seal': { input: z.object({ jobId: ulid }), output: z.object({ hash: sha256, revision: z.string() }) },
  /**
   * What the texts of a job said in a version that was closed. `not-found`: neither this device nor a relay within reach
   * holds the bytes of that version, or it is not one of this job.
   */
  'jobs.sealedNotes': {
    input: z.object({ jobId: ulid, hash: sha256 }),
    output: z.array(z.object({ name: z.string(), text: z.string() })),
  },
  /** What waits for a decision, over everything on this device. Empty `kinds`: all of them. */
  'inbox.list': {
    input: z.object({
      kinds: z.array(inboxRow.shape.kind),
      sort: z.enum(['oldest', 'scheduled']),
      offset: z.number().int().nonnegative(),
      limit: z.number().int().min(0).max(200),
    }),
    output: z.object({ rows: z.array(inboxRow), total: z.number().int() }),
  },
  /** What was cut from rolls, as far as this device knows: others may have cut meanwhile. Rolls without a cut are absent. */
  'stock.rolls': { input: none, output: z.array(rollUse) },
  /** Which jobs took from a roll, the latest changed first. */
  'stock.cuts': { input: z.object({ roll: z.string().min(1).max(64) }), output: z.array(rollCut) },
  'clients.list': {
    input: z.object({ search: z.string().max(200), limit: z.number().int().min(1).max(200) }),
    output: z.array(clientRow),
  },
  /** The next number of a series; provisional (`D3-0007`) when the relay cannot be asked. */
  'numbers.next': {
    input: z.object({ series: z.enum(['job']) }),
    output: z.object({ number: z.string(), provisional: z.boolean() }),
  },

  /**
   * Stores each under its own sha256 (tmp, fsync, rename), all of them or none: a photo and what was made from it.
   * Read back as `app://rpma/blob/<sha256>`.
   */
  'blobs.put': {
    input: z.object({
      blobs: z
        .array(z.object({ bytes, mime: imageMime }))
        .min(1)
        .max(4),
    }),
    /** In the order given. */
    output: z.object({ sha256s: z.array(sha256) }),
  },
  /** Which of these blobs this device holds, and which the relay has confirmed. */
  'blobs.status': {
    input: z.object({ sha256s: z.array(sha256).max(1000) }),
    output: z.array(z.object({ sha256, here: z.boolean(), relay: z.boolean() })),
  },

  /** Writes a file through the save dialog. Null path: the person cancelled. */
  'report.export': {
    input: z.object({ jobId: ulid, locale, format: z.enum(['pdf', 'json']) }),
    output: z.object({ path: z.string().nullable() }),
  },

  'sync.status': { input: none, output: syncStatus },
  'sync.setRelay': { input: z.object({ relayUrl: relayUrl.nullable() }), output: done },
} as const

export const events = {
  'app.info': appInfo,
  'link.opened': linkOpened,
  'document.update': z.object({ name: documentName, update: bytes }),
  'document.presence': z.object({ name: documentName, update: bytes }),
  'document.status': documentStatus,
  'sync.status': syncStatus,
  'join.status': joinStatus,
  'devices.invitation': invitationStatus,
  'host.status': hostStatus,
  /** Lists read from main are stale for these documents. */
  'projections.changed': z.object({ names: z.array(documentName) }),
  /** These are here now, or no more, or the relay has them; null: any of them, for the relay is another one. */
  'blobs.changed': z.object({ sha256s: z.array(sha256).nullable() }),
} as const

export type CallName = keyof typeof calls
export type CallInput<K extends CallName> = z.infer<(typeof calls)[K]['input']>
export type CallOutput<K extends CallName> = z.infer<(typeof calls)[K]['output']>
export type EventName = keyof typeof events
export type EventPayload<E extends EventName> = z.infer<(typeof events)[E]>

/** What the preload puts on `window.rpma`. */
export interface AppApi {
  call<K extends CallName>(name: K, input: CallInput<K>): Promise<CallResult<CallOutput<K>>>
  /** Returns what stops the listening. */
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void
}

/** What main implements; the gate has already checked sender and shape. */
export type AppHandlers = { [K in CallName]: (input: CallInput<K>) => Promise<CallOutput<K>> }
