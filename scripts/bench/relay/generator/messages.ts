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

export type Load = EditLoad | PresenceLoad
export interface Order {
  readonly target: Target
  readonly load: Load
}
