/**
 * Inspection that never holds up the relay. Most updates are a few hundred bytes and are inspected on the spot; those
 * above {@link INLINE_BYTES} go to a thread with a time and a memory limit: what exceeds them is refused, whatever it
 * is, and the thread is killed and started anew [F32, F33].
 *
 * One thread: big updates are rare (a device back from a long absence), and those of one socket must stay in order.
 */
import { Worker } from 'node:worker_threads'
import { CLOSE } from '../../../src/crdt/protocol/index.ts'
import type { Inspection } from './inspect.ts'

/**
 * Inspected on the spot up to this size. The dearest bytes that we know (short texts that are not ASCII, thousands of
 * clients) take 2.5 ms for 64 KiB on a slow core, so this stays below 5 ms; the usual ones take a tenth of that.
 */
export const INLINE_BYTES = 128 * 1024

export interface InspectionPoolOptions {
  /** The worker's script where the relay runs from a bundle. Default: `inspection-worker.ts` beside this file. */
  readonly workerUrl?: URL
  /** Time that one update may take in the thread, and more for each MiB of it. */
  readonly timeoutMs?: number
  readonly timeoutMsPerMiB?: number
  readonly memoryMiB?: number
  /** A thread without work ends after this long. */
  readonly idleMs?: number
}

export interface InspectionPool {
  /** Rejects only when the thread itself cannot run: that says nothing about the update. */
  inspect(bytes: Uint8Array): Promise<Inspection>
  /** What is under way is rejected. */
  close(): Promise<void>
}

export function createInspectionPool(options: InspectionPoolOptions = {}): InspectionPool {
  return new Pool(options)
}

interface Job {
  readonly bytes: Uint8Array
  resolve(inspection: Inspection): void
  reject(error: Error): void
}

class Pool implements InspectionPool {
  readonly #options: Required<Omit<InspectionPoolOptions, 'workerUrl'>> & { readonly workerUrl: URL }
  readonly #waiting: Job[] = []
  #worker: Worker | null = null
  #ready = false
  #current: Job | null = null
  /** Of the job under way, or of a thread without one. */
  #timer: NodeJS.Timeout | undefined

  constructor(options: InspectionPoolOptions) {
    this.#options = {
      workerUrl: new URL('./inspection-worker.ts', import.meta.url),
      // Dozens of times what the dearest bytes take: on a machine that is out of breath an honest update must not be refused,
      // and nobody but other big updates waits for this one.
      timeoutMs: 10_000,
      timeoutMsPerMiB: 1000,
      memoryMiB: 256,
      idleMs: 60_000,
      ...options,
    }
  }

  inspect(bytes: Uint8Array): Promise<Inspection> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ bytes, resolve, reject })
      this.#next()
    })
  }

  async close(): Promise<void> {
    const worker = this.#forget()
    for (const job of this.#takeAll()) job.reject(new Error('inspection: closed'))
    await worker?.terminate()
  }

  #next(): void {
    if (this.#current !== null || this.#waiting.length === 0) return
    this.#worker ??= this.#start()
    if (!this.#ready) return
    const job = this.#waiting.shift() as Job
    this.#current = job
    const { timeoutMs, timeoutMsPerMiB } = this.#options
    this.#wait(timeoutMs + timeoutMsPerMiB * (job.bytes.length / 2 ** 20), () => this.#refuse('takes too long'))
    this.#worker.ref()
    // Only these bytes: cloning a view clones all that lies under it.
    const bytes = job.bytes.slice()
    this.#worker.postMessage(bytes, [bytes.buffer])
  }

  #start(): Worker {
    const limits = { maxOldGenerationSizeMb: this.#options.memoryMiB, maxYoungGenerationSizeMb: 32 }
    const worker = new Worker(this.#options.workerUrl, { resourceLimits: limits, name: 'inspection' })
    worker.on('message', (message: 'ready' | Inspection) => {
      if (worker !== this.#worker) return
      if (message === 'ready') this.#ready = true
      else this.#settle((job) => job.resolve(message))
      this.#rest()
      this.#next()
    })
    worker.on('error', (error: Error & { code?: string }) => {
      if (worker !== this.#worker) return
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') return this.#refuse('takes too much memory')
      this.#forget()
      // Nobody gets a thread that does not start; later ones may.
      for (const job of this.#takeAll()) job.reject(error)
    })
    worker.on('exit', (code) => {
      if (worker !== this.#worker) return
      this.#forget()
      for (const job of this.#takeAll()) job.reject(new Error(`inspection: the thread ended with ${code}`))
    })
    return worker
  }

  /** Without work the thread neither keeps the process alive nor its memory for long. */
  #rest(): void {
    if (this.#waiting.length > 0) return
    this.#worker?.unref()
    this.#wait(this.#options.idleMs, () => void this.#forget()?.terminate())
    this.#timer?.unref()
  }

  #refuse(reason: string): void {
    const worker = this.#forget()
    void worker?.terminate()
    this.#settle((job) => job.resolve({ ok: false, code: CLOSE.structureRefused, reason: `inspection ${reason}` }))
    this.#next()
  }

  #settle(answer: (job: Job) => void): void {
    const job = this.#current
    this.#current = null
    if (job !== null) answer(job)
  }

  #wait(ms: number, run: () => void): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(run, ms)
  }

  /** Whatever the thread still says concerns nobody. */
  #forget(): Worker | null {
    clearTimeout(this.#timer)
    const worker = this.#worker
    this.#worker = null
    this.#ready = false
    return worker
  }

  #takeAll(): Job[] {
    const jobs = this.#current === null ? [] : [this.#current]
    this.#current = null
    return [...jobs, ...this.#waiting.splice(0)]
  }
}
