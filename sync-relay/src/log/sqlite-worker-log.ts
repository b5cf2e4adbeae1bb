/**
 * The log on SQLite in a thread of its own: while the disk takes a commit, the relay reads and sends frames. The same
 * file and promises as `sqlite-log.ts`; answers come later, in the order of the calls.
 */
import { Worker } from 'node:worker_threads'
import type { ChangesReply } from '../../../src/crdt/protocol/index.ts'
import type { AllocatedNumber, Allocation, Append, Committed, Done, Log, Result, StoredDocument } from './log.ts'
import { DataFolderProblem } from '../sqlite-open.ts'
import { encodeBatch, unpackDocument } from './sqlite-worker-packing.ts'
import type { PackedDocument } from './sqlite-worker-packing.ts'
import type { Call, FromWorker, Method, ToWorker, WorkerStart } from './sqlite-worker-messages.ts'

export interface SqliteWorkerOptions {
  /** In a bundle: the file that `sqlite-worker.ts` became. */
  readonly workerUrl?: URL
  /** The addon's file, when better-sqlite3 is bundled and cannot find its own. */
  readonly nativeBindingPath?: string
}

// Not written inside `new URL`, where bundlers would take it for an asset.
const SOURCE = './sqlite-worker.ts'
const GOODBYE_MS = 5000

interface Thread {
  commit(batch: readonly Append[], done: Done<readonly Committed[]>): void
  ask(method: Method, input: readonly unknown[], done: Done<never>): void
  /** Resolves when the file is closed, or the thread gone. Calls not yet answered fail. */
  stop(): Promise<void>
}

/** Rejects with `DataFolderProblem` when the folder cannot be used. */
export async function openSqliteLogInWorker(folder: string, options: SqliteWorkerOptions = {}): Promise<Log> {
  let relay = ''
  const start = () => startThread(folder, options, (id) => (relay = id))
  let thread = await start()
  let ended = false
  const ask =
    <T>(method: Method) =>
    (done: Done<T>, ...input: readonly unknown[]): void =>
      thread.ask(method, input, done as Done<never>)
  const readPacked = ask<PackedDocument>('read')
  const read = (done: Done<StoredDocument>, document: string, after: number): void =>
    readPacked(
      (result) => done(result.ok ? { ok: true, value: unpackDocument(result.value) } : result),
      document,
      after,
    )
  const compact = ask<null>('compact')
  const changes = ask<ChangesReply>('changes')
  const allocate = ask<Allocation>('allocate')
  const numbers = ask<readonly AllocatedNumber[]>('numbers')

  async function recover(): Promise<Result<null>> {
    await thread.stop()
    try {
      if (ended) throw new Error('the log is closed')
      thread = await start() // its opening record is the write that proves the disk takes one
      if (ended) await thread.stop()
      return { ok: true, value: null }
    } catch (error) {
      return { ok: false, failure: { kind: 'io', message: error instanceof Error ? error.message : String(error) } }
    }
  }

  return {
    commit: (batch, done) => thread.commit(batch, done),
    load: (document, done) => read(done, document, 0),
    loadAfter: (document, cursor, done) => read(done, document, cursor),
    onForeignCommit: () => () => {},
    compact: (document, state, through, done) => compact(done, document, alone(state), through),
    changes: (since, limit, done) => changes(done, since, limit),
    allocate: (series, request, atLeast, done) => allocate(done, series, request, atLeast),
    numbers: (done) => numbers(done),
    relayId: () => relay,
    recover: (done) => void recover().then(done),
    close() {
      ended = true
      return thread.stop()
    },
  }
}

/** A message carries the whole buffer behind a view: a small update out of a large frame is cut out first. */
function alone(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes)
}

async function startThread(
  folder: string,
  options: SqliteWorkerOptions,
  named: (relay: string) => void,
): Promise<Thread> {
  const workerData: WorkerStart = { folder, nativeBindingPath: options.nativeBindingPath ?? null }
  const worker = new Worker(options.workerUrl ?? new URL(SOURCE, import.meta.url), { workerData, name: 'relay log' })
  const waiting = new Map<number, Done<never>>()
  /** How many appends each commit under way has. */
  const sizes = new Map<number, number>()
  let calls: Call[] = []
  let lastId = 0
  let end: string | null = null

  /** Calls of one turn of the event loop travel together: a storm of openings costs one message. */
  function post(): void {
    const together: ToWorker = calls
    calls = []
    if (end === null && together.length > 0) worker.postMessage(together)
  }

  function fail(reason: string): void {
    end ??= reason
    const unanswered = [...waiting.values()]
    waiting.clear()
    for (const done of unanswered) done({ ok: false, failure: { kind: 'io', message: reason } })
  }

  function answered(id: number, result: Result<never>): void {
    const done = waiting.get(id)
    waiting.delete(id)
    sizes.delete(id)
    done?.(result)
  }

  function landed(id: number, first: number): void {
    const value = Array.from({ length: sizes.get(id) ?? 0 }, (_, i) => ({ kind: 'committed', cursor: first + i }))
    answered(id, { ok: true, value: value as never })
  }

  function expect<T>(done: Done<T>): number | null {
    if (end === null) {
      waiting.set(++lastId, done as Done<never>)
      return lastId
    }
    const failure = { kind: 'io', message: end } as const
    queueMicrotask(() => done({ ok: false, failure }))
    return null
  }

  const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    worker.on('message', (message: FromWorker) => {
      if ('kind' in message && message.kind === 'refused') {
        return reject(message.folderProblem ? new DataFolderProblem(message.message) : new Error(message.message))
      }
      if (!('kind' in message)) return landed(message[0], message[1])
      named(message.relay)
      if (message.kind === 'opened') return resolve()
      for (const { id, result } of message.answers) answered(id, result as Result<never>)
    })
    worker.on('error', (error) => {
      fail(`the log's thread failed: ${error instanceof Error ? error.message : String(error)}`)
      reject(error)
    })
    worker.on('exit', (code) => {
      fail(`the log's thread ended with code ${code}`)
      reject(new Error(`the log's thread ended with code ${code} before it was open`))
    })
  })

  return {
    commit(batch, done) {
      const id = expect(done)
      if (id === null) return
      sizes.set(id, batch.length)
      post() // what was asked before goes before
      worker.postMessage(encodeBatch(id, batch) satisfies ToWorker)
    },
    ask(method, input, done) {
      const id = expect(done)
      if (id !== null && calls.push({ id, method, input }) === 1) queueMicrotask(post)
    },
    async stop() {
      post()
      if (end === null) worker.postMessage('close' satisfies ToWorker)
      // A disk that does not answer must not keep the relay from starting anew.
      const patience = setTimeout(() => void worker.terminate(), GOODBYE_MS)
      await gone
      clearTimeout(patience)
    },
  }
}
