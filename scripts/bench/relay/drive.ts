/** Puts one load on one server and reads both sides' figures. */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { LOAD_CORE, pinnedTo } from './machine.ts'
import type { Load, Order } from './generator/messages.ts'
import type { Server, Usage } from './servers.ts'

const AROUND_MS = 20_000
const DOCUMENTS_MS = 120_000
const GENERATOR = path.join(import.meta.dirname, 'generator', 'main.ts')

export interface Driven<Result> {
  readonly result: Result
  /** Of the server's processor, over the measured span; NaN for loads without one. */
  readonly cpuMicros: number
  readonly spanMs: number
}

/** Rejects when the load could not be put on. */
export async function drive<Result>(server: Server, load: Load): Promise<Driven<Result>> {
  const [command, ...args] = [
    ...pinnedTo(LOAD_CORE),
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    GENERATOR,
  ]
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const samples: Partial<Record<'begin' | 'end', Promise<{ usage: Usage; at: number }>>> = {}
  const sample = async (): Promise<{ usage: Usage; at: number }> => ({
    usage: await server.usage(),
    at: performance.now(),
  })

  /** A server that is busy answers late, and then for a span that is longer by as much. */
  async function driven(result: Result): Promise<Driven<Result>> {
    if (!('measureMs' in load)) return { result, cpuMicros: Number.NaN, spanMs: Number.NaN }
    const [begin, end] = await Promise.all([samples.begin, samples.end])
    if (begin === undefined || end === undefined) throw new Error('expected the load to mark its span')
    const spanMs = end.at - begin.at
    // It answered both questions at once, long after they were put.
    const known = spanMs > load.measureMs / 2
    return { result, cpuMicros: known ? end.usage.cpuMicros - begin.usage.cpuMicros : Number.NaN, spanMs }
  }

  let late: NodeJS.Timeout | undefined
  try {
    return await new Promise<Driven<Result>>((resolve, reject) => {
      late = setTimeout(() => reject(new Error('the server does not keep up, or does not answer')), deadlineMs(load))
      child.on('message', (message: { mark: 'begin' | 'end' } | { result: Result } | { error: string }) => {
        if ('mark' in message) {
          const taken = sample()
          taken.catch(() => {}) // heard where it is awaited
          samples[message.mark] = taken
        } else if ('error' in message) reject(new Error(message.error))
        else driven(message.result).then(resolve, reject)
      })
      child.once('error', reject)
      child.once('exit', (code) => {
        if (code !== 0) reject(new Error(`the load ended with ${code}`))
      })
      child.send({ target: server.target, load } satisfies Order)
    })
  } finally {
    clearTimeout(late)
    child.kill('SIGKILL')
  }
}

/** For everything around the spans: joining, what is still to come afterwards, the server's own figures. */
function deadlineMs(load: Load): number {
  return 'measureMs' in load ? load.warmMs + load.measureMs + AROUND_MS : DOCUMENTS_MS
}
