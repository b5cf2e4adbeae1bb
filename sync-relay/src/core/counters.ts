/** What the core counts and times, for metrics. */
import { Histogram, MILLISECONDS, SIZES } from './histogram.ts'
import type { HistogramFigures } from './histogram.ts'

export function createCounters() {
  return {
    counts: { ...COUNTERS },
    barrierMs: new Histogram(MILLISECONDS),
    commitMs: new Histogram(MILLISECONDS),
    commitDocuments: new Histogram(SIZES),
  }
}

export type Counters = ReturnType<typeof createCounters>

const COUNTERS = {
  frame: 0,
  update: 0,
  known: 0,
  gap: 0,
  barrier: 0,
  refused: 0,
  rateLimited: 0,
  document: 0,
  recovered: 0,
  equivocation: 0,
  commit: 0,
  failedCommit: 0,
  staleCommit: 0,
  foreignCommit: 0,
  heldBackPresence: 0,
  compaction: 0,
}

export type RelayFigures = Readonly<Record<keyof typeof COUNTERS, number>> & {
  readonly rooms: number
  readonly idleRooms: number
  /** Rooms that hold a Y.Doc just now. */
  readonly docs: number
  readonly sessions: number
  readonly devices: number
}

export interface RelayTimings {
  /** From a barrier's arrival to its answer, in milliseconds. */
  readonly barrierMs: HistogramFigures
  readonly commitMs: HistogramFigures
  /** Documents in one commit. */
  readonly commitDocuments: HistogramFigures
}
