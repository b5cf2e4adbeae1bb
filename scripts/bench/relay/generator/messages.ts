/** What the bench asks of the load's process, and what comes back. */
import type { Target } from './target.ts'

/** Told where the measured span begins and ends: the bench reads the server's figures there, the load goes on. */
export interface Marks {
  begin(): void
  end(): void
}

export interface EditLoad {
  readonly kind: 'edits'
  /** Makes the documents' names: a load of another number has others. */
  readonly name: number
  readonly rooms: number
  readonly clientsPerRoom: number
  /** To others, over all rooms. */
  readonly deliveredPerSecond: number
  readonly warmMs: number
  readonly measureMs: number
  /** How often each client asks for a barrier; never by default. */
  readonly barrierEveryMs?: number
}

export interface EditResult {
  readonly deliveredPerSecond: number
  readonly offeredPerSecond: number
  readonly delivered: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly barrierP50Ms: number
  readonly barrierP99Ms: number
  readonly barriers: number
  /** Edits that never came. */
  readonly missing: number
  /** Frames that began behind what the receiver had. */
  readonly holes: number
  /** Connections that the server closed. */
  readonly closed: number
  /** Share of the span in which the load itself was busy; near 1 it was the limit. */
  readonly loadBusy: number
}

export interface PresenceLoad {
  readonly kind: 'presence'
  readonly name: number
  readonly clients: number
  readonly warmMs: number
  readonly measureMs: number
}

export interface PresenceResult {
  /** Changes of others that arrived, of those that were due. */
  readonly heardShare: number
  readonly loadBusy: number
}

export interface Content {
  readonly entries: number
  readonly client: number
}

export interface FillLoad {
  readonly kind: 'fill'
  readonly name: number
  readonly documents: number
  /** `history`: what {@link ReturnLoad} comes back to. */
  readonly content: Content | { readonly edits: number; readonly own: number }
}
export interface FillResult {
  readonly bytes: number
}

export interface OpenLoad {
  readonly kind: 'open'
  readonly name: number
  readonly documents: number
  readonly clientsPerDocument: number
  readonly content: Content
  /** Everyone was there before and is cut off first. */
  readonly dropFirst: boolean
  /** How long content may still come after the answer. */
  readonly waitMs: number
}
export interface OpenResult {
  /** Until a client holds the content. Infinity: one of them never did. */
  readonly p95Ms: number
  readonly lastMs: number
  readonly allAnsweredMs: number
  /** Had the answer to their state vector, and not the content. */
  readonly falselySynced: number
  readonly never: number
}

export interface ReturnLoad {
  readonly kind: 'return'
  readonly name: number
  /** One return for each; the median counts. */
  readonly documents: number
  readonly edits: number
  readonly own: number
  /** Somebody else is in the document before the device comes back; otherwise at the same moment. */
  readonly warm: boolean
}
export interface ReturnResult {
  readonly medianMs: number
  /** Of the difference: bytes of all frames that the device sent. */
  readonly bytesUpShare: number
  readonly differenceBytes: number
}

export interface SayLoad {
  readonly kind: 'say'
  readonly name: number
  readonly client: number
  readonly edits: number
}
export interface SayResult {
  /** How many of them the server called safe. */
  readonly safe: number
}

export interface CountLoad {
  readonly kind: 'count'
  readonly name: number
  readonly clients: readonly number[]
}

export type Load = EditLoad | PresenceLoad | FillLoad | OpenLoad | ReturnLoad | SayLoad | CountLoad
export interface Order {
  readonly target: Target
  readonly load: Load
}
