/**
 * The wire between a desktop and the relay.
 *
 * It is stock y-websocket (sync 0, awareness 1, auth 2, query awareness 3), plus one message that is never
 * sent unless asked: the BARRIER (102). A client that wants to know whether its edits are on the relay's disk
 * sends `102, varUint8Array(varUint n)`; the relay echoes the same frame only after COMMIT of every earlier
 * frame of that socket. An edit that builds on edits which the relay lacks is not stored yet: the relay sends
 * another sync step 1, and answers no barrier of that socket before the step 2 that closes the gap. That echo, and nothing else, is what "synced" means: state vectors do not advance on
 * deletes and therefore prove nothing.
 *
 * A frame that the relay refuses closes the socket with one of {@link CLOSE}; its barrier is never answered.
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

/** Raised whenever a change here would confuse an older peer. */
export const PROTOCOL_VERSION = 1

export const MESSAGE = { sync: 0, awareness: 1, auth: 2, queryAwareness: 3, barrier: 102 } as const
export const SYNC = { step1: 0, step2: 1, update: 2 } as const

/** y-websocket treats 4400–4499 as permanent: it stops retrying and reports the reason. */
export const CLOSE = {
  notAuthenticated: 4401,
  notAllowed: 4403,
  structureRefused: 4409,
  tooLarge: 4413,
  /** It holds work of another device and no recovery window is open: an administrator opens one, then it is taken. */
  foreignWork: 4423,
  tooFast: 4429,
} as const
export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE]

/** 4500–4599: nothing is wrong with the sender; a stock client keeps trying, and so should everyone. */
export const RETRY = {
  /** The relay cannot store or read just now (full disk, restart, unreadable document). */
  unavailable: 4503,
  /** Only in `POST /v1/sync`: the update builds on edits that the relay lacks. Ask for its state vector, diff again. */
  resync: 4509,
} as const
export type RetryCode = (typeof RETRY)[keyof typeof RETRY]

export const LIMITS = {
  /** One websocket frame, in bytes. */
  maxFrameBytes: 1 << 20,
  /** One document, merged, in bytes. */
  maxDocumentBytes: 20 * (1 << 20),
  /** One awareness frame, in bytes. */
  maxAwarenessBytes: 4096,
  /** One blob, in bytes. */
  maxBlobBytes: 64 * (1 << 20),
  /** Documents in one `POST /v1/sync`. */
  maxSyncBatch: 64,
  /**
   * One `POST /v1/sync` request, in bytes. An update too big for a websocket frame travels here.
   * Its answer stops adding updates beyond this size too: ask again for the documents that were left.
   */
  maxSyncBytes: 32 * (1 << 20),
  /** Longest `wait` of the change feed, in milliseconds. */
  maxWaitMs: 30_000,
  /** A reader that lets this many bytes pile up is closed; it comes back and diffs. */
  maxBufferedBytes: 4 * (1 << 20),
} as const

/**
 * A document's name, which is also the websocket path: `shop`, `job/<id>`, `client/<id>`.
 * The relay checks the shape only; what a kind means is not its business.
 */
export const DOCUMENT_NAME = /^[a-z]{1,16}(?:\/[0-9A-Za-z]{1,64})?$/
export function isDocumentName(name: string): boolean {
  return DOCUMENT_NAME.test(name)
}

export function encodeBarrier(n: number): Uint8Array {
  const inner = encoding.createEncoder()
  encoding.writeVarUint(inner, n)
  const outer = encoding.createEncoder()
  encoding.writeVarUint(outer, MESSAGE.barrier)
  encoding.writeVarUint8Array(outer, encoding.toUint8Array(inner))
  return encoding.toUint8Array(outer)
}

/** Reads what follows the message type 102. Throws on anything but one varUint in a byte array. */
export function decodeBarrierBody(decoder: decoding.Decoder): number {
  const inner = decoding.createDecoder(decoding.readVarUint8Array(decoder))
  const n = decoding.readVarUint(inner)
  if (decoding.hasContent(inner)) throw new Error('barrier: bytes after its number')
  return n
}
