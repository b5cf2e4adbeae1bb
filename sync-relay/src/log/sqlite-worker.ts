/**
 * The thread of the SQLite log: the only one that touches the file. Calls are answered in order. What can wait
 * (checkpoints, the removal of compacted rows) is done after answers were sent and between calls, in small pieces.
 */
import { parentPort, workerData } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { failureOf, openSqliteFile } from './sqlite-file.ts'
import type { SqliteFile } from './sqlite-file.ts'
import { DataFolderProblem } from '../sqlite-open.ts'
import { decodeBatch, packDocument } from './sqlite-worker-packing.ts'
import type { Answer, Call, FromWorker, Method, ToWorker, WorkerStart } from './sqlite-worker-messages.ts'

/** A checkpoint this often finds little to copy: a commit never waits for a long one. */
const COMMITS_PER_CHECKPOINT = 64
/** Answers go out together, but nobody waits for more bytes than these to be read. */
const BYTES_PER_MESSAGE = 1 << 20

if (parentPort === null) throw new Error('sqlite worker: expected to run as a worker thread, saw no parent port')
serve(parentPort, workerData as WorkerStart)

function serve(port: MessagePort, start: WorkerStart): void {
  const send = (message: FromWorker, transfer: readonly ArrayBuffer[] = []): void => port.postMessage(message, transfer)
  let file: SqliteFile
  try {
    const { folder, nativeBindingPath } = start
    file = openSqliteFile(folder, nativeBindingPath === null ? {} : { nativeBindingPath })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    send({ kind: 'refused', folderProblem: error instanceof DataFolderProblem, message })
    return port.close()
  }
  file.checkpointByHand()
  send({ kind: 'opened', relay: file.relayId() })
  let commits = 0
  let sweeping = false

  port.on('message', (message: ToWorker) => {
    if (message === 'close') {
      file.close()
      return port.close()
    }
    if (message instanceof Uint8Array) {
      commit(message)
      return tidy()
    }
    let answers: Answer[] = []
    let bodies: ArrayBuffer[] = []
    let bytes = 0
    const flush = (): void => {
      if (answers.length > 0) send({ kind: 'answers', answers, relay: file.relayId() }, bodies)
      answers = []
      bodies = []
      bytes = 0
    }
    for (const call of message) {
      const answer = run(file, call)
      answers.push(answer)
      const body = bodyOf(answer)
      if (body === null) continue
      bodies.push(body)
      bytes += body.byteLength
      if (bytes > BYTES_PER_MESSAGE) flush()
    }
    flush()
    tidy()
  })

  function commit(bytes: Uint8Array): void {
    const { id, batch } = decodeBatch(bytes)
    commits++
    try {
      const first = file.commit(batch)[0]
      send([id, first?.kind === 'committed' ? first.cursor : 0])
    } catch (error) {
      send({
        kind: 'answers',
        answers: [{ id, result: { ok: false, failure: failureOf(error) } }],
        relay: file.relayId(),
      })
    }
  }

  function tidy(): void {
    try {
      if (commits >= COMMITS_PER_CHECKPOINT) {
        commits = 0
        file.checkpoint()
      }
      if (!sweeping && file.wasteful()) sweepLater()
    } catch {
      // The disk is ill: the next commit finds out and says so. Nothing that was answered depends on this.
    }
  }

  function sweepLater(): void {
    sweeping = true
    setImmediate(() => {
      sweeping = false
      try {
        if (file.sweep()) sweepLater()
      } catch {
        // As above.
      }
    })
  }
}

function run(file: SqliteFile, { id, method, input }: Call): Answer {
  try {
    // What arrives here was typed where it was sent.
    if (method === 'read')
      return { id, result: { ok: true, value: packDocument(file.read(...(input as [string, number]))) } }
    const operation = file[method] as (...input: readonly unknown[]) => ReturnType<SqliteFile[Exclude<Method, 'read'>]>
    return { id, result: { ok: true, value: operation(...input) } }
  } catch (error) {
    return { id, result: { ok: false, failure: failureOf(error) } }
  }
}

/** The one large part of an answer: handed over, not copied. */
function bodyOf({ result }: Answer): ArrayBuffer | null {
  if (!result.ok || typeof result.value !== 'object' || result.value === null || !('body' in result.value)) return null
  return result.value.body.buffer
}
