/**
 * The store's thread: the only one that touches the database. Messages are answered in order; an append is
 * answered after its COMMIT. Files of blobs are written beside, so that a large photo holds up no keystroke.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { parentPort, workerData, type MessagePort, type TransferListItem } from 'node:worker_threads'
import { blobFiles } from './blob-files.ts'
import { BLOB_FOLDER, openDatabase } from './database.ts'
import { GroupCommit } from './group-commit.ts'
import type { Reply, Request, WorkerStart } from './messages.ts'
import { problemFrom } from './problems.ts'
import { projectDocument, PROJECTOR_VERSION } from './projector.ts'
import { StoreCore } from './store-core.ts'

if (parentPort === null) throw new Error('store worker: expected to run as a worker thread, seen no parent port')
void serve(parentPort, workerData as WorkerStart)

async function serve(port: MessagePort, start: WorkerStart): Promise<void> {
  const send = (reply: Reply, transfer: readonly TransferListItem[] = []) => port.postMessage(reply, transfer)
  const opened = open(start, send)
  if (opened === undefined) {
    port.close()
    return
  }
  const { core, release } = opened
  const blobs = blobFiles({
    folder: join(start.dir, BLOB_FOLDER),
    rows: (work) => core.withBlobRows(work),
    onProblem: (problem) => send({ kind: 'problem', problem }),
    onChanged: (sha256s) => send({ kind: 'blobs', sha256s }),
  })
  const commits = new GroupCommit((requests) => core.append(requests))
  const answer = (id: number, value: unknown) => send({ kind: 'answer', id, value }, buffersOf(value))
  const fail = (id: number, error: unknown, what: string) =>
    send({ kind: 'fault', id, problem: problemFrom(error, what) })
  /** Blob operations under way: closing waits for them. */
  const files = new Set<Promise<void>>()

  port.on('message', (message: Request) => {
    if (message.kind === 'append') {
      commits.add(message.request, (outcome) =>
        outcome.ok
          ? send({ kind: 'answer', id: message.id, value: { seq: outcome.seq } })
          : send({ kind: 'fault', id: message.id, problem: outcome.problem }),
      )
      return
    }
    commits.flush()
    if (message.kind === 'core') {
      try {
        const operation = core[message.method].bind(core) as (...input: readonly unknown[]) => unknown
        answer(message.id, operation(...message.input))
      } catch (error) {
        fail(message.id, error, message.method)
      }
    } else if (message.kind === 'blob') {
      const operation = blobs[message.method] as (...input: readonly unknown[]) => Promise<unknown>
      const work: Promise<void> = operation(...message.input)
        .then(
          (value) => answer(message.id, value),
          (error: unknown) => fail(message.id, error, message.method),
        )
        .finally(() => files.delete(work))
      files.add(work)
    } else {
      void Promise.all(files).then(() => {
        commits.flush()
        try {
          core.close()
          answer(message.id, null)
        } catch (error) {
          // What was said to be saved is in the log; the next opener reads it from there.
          fail(message.id, error, 'close')
        }
        release()
        port.close()
      })
    }
  })

  // Before anything is written, whose temporary file it could take for a leftover.
  await blobs.clean().catch((error: unknown) => send({ kind: 'problem', problem: problemFrom(error, 'blobs') }))
  send({ kind: 'opened' })
  refreshInTurns(core, send)
}

function open(start: WorkerStart, send: (reply: Reply) => void): { core: StoreCore; release: () => void } | undefined {
  try {
    const { nativeBindingPath } = start
    const nativeBinding =
      nativeBindingPath === null ? {} : { nativeBinding: createRequire(import.meta.url)(nativeBindingPath) as object }
    const { db, release } = openDatabase({ dir: start.dir, create: start.create, ...nativeBinding })
    try {
      const core = new StoreCore(db, {
        projector: projectDocument,
        projectorVersion: PROJECTOR_VERSION,
        onProblem: (problem) => send({ kind: 'problem', problem }),
        onProjected: (names) => send({ kind: 'projected', names }),
        onRelayForgotten: () => send({ kind: 'blobs', sha256s: null }),
      })
      return { core, release }
    } catch (error) {
      release()
      throw error
    }
  } catch (error) {
    send({ kind: 'refused', problem: problemFrom(error, `opening ${start.dir}`) })
    return undefined
  }
}

/** Rows of an older projector are derived again, one document at a time, with appends going in between. */
function refreshInTurns(core: StoreCore, send: (reply: Reply) => void): void {
  const names = core.staleProjections()
  const next = (): void => {
    const name = names.shift()
    if (name === undefined) return
    try {
      core.refreshProjection(name)
    } catch (error) {
      const problem = problemFrom(error, `project ${name}`)
      if (problem.kind === 'closed' || problem.kind === 'io') return
      send({ kind: 'problem', problem })
    }
    setImmediate(next)
  }
  next()
}

/** Large answers are handed over, not copied. A view into Node's shared pool cannot be. */
function buffersOf(value: unknown): ArrayBuffer[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value)
    .filter((part): part is Uint8Array<ArrayBuffer> => part instanceof Uint8Array && part.buffer instanceof ArrayBuffer)
    .filter((part) => part.byteLength > 65_536 && part.byteLength === part.buffer.byteLength)
    .map((part) => part.buffer)
}
