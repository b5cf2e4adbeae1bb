/** The store as the main thread sees it: every call a message to the worker, every answer a promise. */
import { Worker } from 'node:worker_threads'
import type { BlobMethod, CoreMethod, Reply, Request, WorkerStart } from './messages.ts'
import type { Store } from './operations.ts'
import { storeFault, StoreFault, storeProblem, type StoreProblem } from './problems.ts'

export interface OpenStoreOptions {
  /** The data folder. It has to exist unless `create`: a missing drive must not look like a fresh start. */
  readonly dir: string
  readonly create?: boolean
  /** From source `new URL('./worker.ts', …)`; in the bundle `store-worker.js` beside `main.js`. */
  readonly workerUrl: URL
  /** The bundled addon's file; without it better-sqlite3 finds its own. */
  readonly nativeBindingPath?: string
}

type Unnumbered = Request extends infer R ? (R extends Request ? Omit<R, 'id'> : never) : never
interface Caller {
  readonly resolve: (value: unknown) => void
  readonly reject: (fault: StoreFault) => void
}

/** Rejects with a StoreFault that names why the folder cannot be used; then nothing in it was changed. */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const start: WorkerStart = {
    dir: options.dir,
    create: options.create ?? false,
    nativeBindingPath: options.nativeBindingPath ?? null,
  }
  const worker = new Worker(options.workerUrl, { workerData: start, name: 'store' })
  const calls = new Map<number, Caller>()
  const problems = listeners<StoreProblem>()
  const projected = listeners<readonly string[]>()
  const blobs = listeners<readonly string[] | null>()
  let end: StoreProblem | undefined
  let lastId = 0

  function ask(request: Unnumbered): Promise<unknown> {
    if (end) return Promise.reject(new StoreFault(end))
    const id = ++lastId
    return new Promise((resolve, reject) => {
      try {
        worker.postMessage({ ...request, id })
        calls.set(id, { resolve, reject })
      } catch (error) {
        reject(storeFault('internal', `what cannot be cloned cannot be stored: ${String(error)}`))
      }
    })
  }

  function finish(problem: StoreProblem): void {
    end ??= problem
    const waiting = [...calls.values()]
    calls.clear()
    for (const call of waiting) call.reject(new StoreFault(problem))
  }

  const opened = new Promise<void>((resolve, reject) => {
    worker.on('message', (reply: Reply) => {
      if (reply.kind === 'opened') resolve()
      else if (reply.kind === 'refused') reject(new StoreFault(reply.problem))
      else if (reply.kind === 'problem') problems.tell(reply.problem)
      else if (reply.kind === 'projected') projected.tell(reply.names)
      else if (reply.kind === 'blobs') blobs.tell(reply.sha256s)
      else {
        const call = calls.get(reply.id)
        calls.delete(reply.id)
        if (reply.kind === 'answer') call?.resolve(reply.value)
        else call?.reject(new StoreFault(reply.problem))
      }
    })
    const died = (detail: string) => {
      const expected = end !== undefined
      const problem = storeProblem('crashed', detail)
      finish(problem)
      reject(new StoreFault(problem))
      if (!expected) problems.tell(problem)
    }
    worker.on('error', (error) => died(error instanceof Error ? (error.stack ?? error.message) : String(error)))
    worker.on('exit', (code) => died(`the worker ended with code ${code}`))
  })

  try {
    await opened
  } catch (error) {
    end ??= storeProblem('closed', 'the store could not be opened')
    await worker.terminate()
    throw error
  }

  const core = <M extends CoreMethod>(method: M): Store[M] =>
    // The worker answers with what the method of that name returns.
    ((...input: unknown[]) => ask({ kind: 'core', method, input })) as Store[M]
  const blob = <M extends BlobMethod>(method: M): Store[M] =>
    ((...input: unknown[]) => ask({ kind: 'blob', method, input })) as Store[M]
  let closing: Promise<void> | undefined

  return {
    append: async (name, update, origin, at) =>
      (await ask({ kind: 'append', request: { name, update, origin, at } })) as { seq: number },
    read: core('read'),
    readSince: core('readSince'),
    stateVector: core('stateVector'),
    documentNames: core('documentNames'),
    acknowledge: core('acknowledge'),
    pending: core('pending'),
    pendingUpdate: core('pendingUpdate'),
    forgetRelay: core('forgetRelay'),
    relayCursor: core('relayCursor'),
    setRelayCursor: core('setRelayCursor'),
    setting: core('setting'),
    setSetting: core('setSetting'),
    setSettings: core('setSettings'),
    overwriteSettings: core('overwriteSettings'),
    settings: core('settings'),
    listJobs: core('listJobs'),
    highestJobNumber: core('highestJobNumber'),
    listClients: core('listClients'),
    listInbox: core('listInbox'),
    rollUses: core('rollUses'),
    rollCuts: core('rollCuts'),
    rebuildProjections: core('rebuildProjections'),
    compact: core('compact'),
    checkIntegrity: core('checkIntegrity'),
    statistics: core('statistics'),
    putBlob: blob('putBlob'),
    putBlobs: blob('putBlobs'),
    readBlob: blob('readBlob'),
    hasBlob: blob('hasBlob'),
    blobStatus: blob('blobStatus'),
    blobsToSend: blob('blobsToSend'),
    blobsToFetch: blob('blobsToFetch'),
    markBlobOnRelay: blob('markBlobOnRelay'),
    onProblem: problems.add,
    onProjected: projected.add,
    onBlobs: blobs.add,
    close() {
      closing ??= (async () => {
        if (end) return
        const exited = new Promise((resolve) => worker.once('exit', resolve))
        const answered = ask({ kind: 'close' })
        end = storeFault('closed', 'the store was closed').problem
        try {
          await answered
        } finally {
          await exited
        }
      })()
      return closing
    },
  }
}

function listeners<T>() {
  const set = new Set<(value: T) => void>()
  const add = (listener: (value: T) => void) => {
    set.add(listener)
    return () => void set.delete(listener)
  }
  const tell = (value: T) => {
    for (const listener of set) listener(value)
  }
  return { add, tell }
}
