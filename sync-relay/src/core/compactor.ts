/**
 * Compaction that never holds up a room: what takes more than a few milliseconds is merged in a thread of its own while
 * updates go on. One document at a time. The thread is there before it is needed: its start costs more than most merges,
 * and would fall into the busiest moment.
 */
import { Worker } from 'node:worker_threads'
import { compacted } from './compact.ts'
import type { Compactor } from './compaction.ts'

/** Merged on the spot up to so much in one turn of the event loop: rooms that grow alike want it all at once. */
export const INLINE_BYTES = 64 * 1024
/** A relay that lives this long will want it. */
const WARM_UP_MS = 1000
/** Garbage collection runs in helper threads that know no priority: with room for one merge there is hardly any. */
const YOUNG_MB = 64

export interface CompactionThread {
  readonly compact: Compactor
  /** What is under way is given up: the rows that it would have replaced are still there. */
  close(): Promise<void>
}

interface Job {
  readonly whole: Uint8Array
  readonly done: (state: Uint8Array | null) => void
}

/** `workerUrl`: the thread's script where the relay runs from a bundle. */
export function createCompactor(workerUrl?: URL): CompactionThread {
  const waiting: Job[] = []
  let worker: Worker | null = null
  let current: Job | null = null
  const warmUp = setTimeout(threadAtRest, WARM_UP_MS).unref()
  let isClosed = false
  let inlineLeft = INLINE_BYTES

  /** Whether there is time for it in this turn. */
  function mayMergeHere(bytes: number): boolean {
    if (bytes > inlineLeft) return false
    if (inlineLeft === INLINE_BYTES) setImmediate(() => void (inlineLeft = INLINE_BYTES))
    inlineLeft -= bytes
    return true
  }

  function answer(state: Uint8Array | null): void {
    const job = current
    current = null
    job?.done(state)
    next()
  }

  function next(): void {
    if (current !== null) return
    const job = waiting.shift()
    if (job === undefined) return worker?.unref()
    current = job
    worker ??= start()
    worker.ref()
    const bytes = job.whole.slice() // a view would clone all that lies under it, and this one goes over
    worker.postMessage(bytes, [bytes.buffer])
  }

  function start(): Worker {
    const started = new Worker(workerUrl ?? new URL('./compaction-worker.ts', import.meta.url), {
      name: 'compaction',
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    })
    const failed = (): void => {
      if (worker !== started) return
      worker = null
      answer(null)
    }
    started.on('message', (state: Uint8Array | null) => {
      if (worker === started) answer(state)
    })
    started.on('error', failed)
    started.on('exit', failed)
    return started
  }

  function threadAtRest(): void {
    worker ??= start()
    if (current === null) worker.unref()
  }

  return {
    compact(whole, done) {
      if (isClosed) return done(null)
      if (!mayMergeHere(whole.length)) {
        waiting.push({ whole, done })
        return next()
      }
      let state: Uint8Array | null = null
      try {
        state = compacted(whole)
      } catch {
        // Damaged or beyond us: the rows stay as they are.
      }
      done(state)
    },
    async close() {
      isClosed = true
      clearTimeout(warmUp)
      const stopped = worker
      worker = null
      await stopped?.terminate()
      const given = [...(current === null ? [] : [current]), ...waiting.splice(0)]
      current = null
      for (const { done } of given) done(null)
    },
  }
}
