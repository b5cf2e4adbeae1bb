/**
 * Compaction that never holds up a room: what takes more than a few milliseconds is merged in a thread of its own while
 * updates go on. One document at a time; the thread ends when it has had no work for a while.
 */
import { Worker } from 'node:worker_threads'
import { compacted } from './compact.ts'
import type { Compactor } from './compaction.ts'

/** Merged on the spot up to this size. */
export const INLINE_BYTES = 64 * 1024
const IDLE_MS = 30_000

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
  let idle: NodeJS.Timeout | undefined
  let isClosed = false

  function answer(state: Uint8Array | null): void {
    const job = current
    current = null
    job?.done(state)
    next()
  }

  function next(): void {
    if (current !== null) return
    const job = waiting.shift()
    if (job === undefined) return rest()
    clearTimeout(idle)
    current = job
    worker ??= start()
    worker.ref()
    const bytes = job.whole.slice() // a view would clone all that lies under it, and this one goes over
    worker.postMessage(bytes, [bytes.buffer])
  }

  function start(): Worker {
    const started = new Worker(workerUrl ?? new URL('./compaction-worker.ts', import.meta.url), { name: 'compaction' })
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

  function rest(): void {
    worker?.unref()
    clearTimeout(idle)
    idle = setTimeout(() => void stop(), IDLE_MS).unref()
  }

  async function stop(): Promise<void> {
    const stopped = worker
    worker = null
    await stopped?.terminate()
  }

  return {
    compact(whole, done) {
      if (isClosed) return done(null)
      if (whole.length > INLINE_BYTES) {
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
      clearTimeout(idle)
      await stop()
      const given = [...(current === null ? [] : [current]), ...waiting.splice(0)]
      current = null
      for (const { done } of given) done(null)
    },
  }
}
