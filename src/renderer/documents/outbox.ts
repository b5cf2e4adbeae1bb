/**
 * Edits on their way to main's disk. An edit leaves this list only when main answered that it is committed;
 * until then it is kept, sent again with growing pauses, and counted on the screen. Nothing here gives up.
 */
import * as Y from 'yjs'
import type { AppError, CallResult } from '../../contract/index.ts'

/** Runs something later; returns what prevents it. Replaced in tests. */
export type Schedule = (run: () => void, delayMs: number) => () => void
export const schedule: Schedule = (run, delayMs) => {
  const timer = setTimeout(run, delayMs)
  return () => clearTimeout(timer)
}

export interface OutboxState {
  /** Edits that main has not committed. */
  readonly unsaved: number
  /** Why the last attempt failed; null while none has since the last success. */
  readonly problem: AppError | null
}

export interface Outbox {
  readonly state: OutboxState
  push(update: Uint8Array): void
  /** Before this nothing is sent: the document is not open in main yet. */
  start(): void
  retryNow(): void
  /** Resolves when nothing is unsaved. */
  whenEmpty(): Promise<void>
}

/** Well below the 1 MiB that a relay takes in one frame. */
const MAX_BATCH_BYTES = 256 * 1024
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000

export function createOutbox(options: {
  readonly send: (update: Uint8Array) => Promise<CallResult<unknown>>
  readonly onChange: () => void
  readonly schedule?: Schedule
}): Outbox {
  const later = options.schedule ?? schedule
  const queue: Uint8Array[] = []
  let problem: AppError | null = null
  let started = false
  let sending = false
  let failures = 0
  let cancelPause: (() => void) | undefined
  let waiting: (() => void)[] = []

  async function pump(): Promise<void> {
    if (!started || sending || cancelPause || queue.length === 0) return
    sending = true
    const count = batchLength(queue)
    const batch = queue.slice(0, count)
    const answer = await attempt(batch.length === 1 ? batch[0]! : Y.mergeUpdates(batch))
    sending = false
    if (answer.ok) {
      queue.splice(0, count)
      failures = 0
      problem = null
    } else {
      problem = answer.error
      cancelPause = later(
        () => {
          cancelPause = undefined
          void pump()
        },
        Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures++),
      )
    }
    options.onChange()
    if (queue.length === 0) {
      for (const resolve of waiting) resolve()
      waiting = []
    }
    void pump()
  }

  async function attempt(update: Uint8Array): Promise<CallResult<unknown>> {
    try {
      return await options.send(update)
    } catch (error) {
      // The bridge itself broke: main is gone or restarting. The edit stays here.
      return { ok: false, error: { kind: 'not-saved', message: String(error) } }
    }
  }

  return {
    get state() {
      return { unsaved: queue.length, problem }
    },
    push(update) {
      queue.push(update)
      options.onChange()
      void pump()
    },
    start() {
      started = true
      void pump()
    },
    retryNow() {
      cancelPause?.()
      cancelPause = undefined
      void pump()
    },
    whenEmpty() {
      if (queue.length === 0) return Promise.resolve()
      return new Promise((resolve) => waiting.push(resolve))
    },
  }
}

function batchLength(queue: readonly Uint8Array[]): number {
  let bytes = 0
  let count = 0
  for (const update of queue) {
    bytes += update.byteLength
    if (count > 0 && bytes > MAX_BATCH_BYTES) break
    count++
  }
  return count
}
