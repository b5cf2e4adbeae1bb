/**
 * The plain HTTP beside the socket, for those who were let in; shapes are described in `src/crdt/protocol/http.ts`.
 * Reading is for every member; adding needs a role that writes.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import {
  decodeSyncRequest,
  encodeSyncReply,
  isDocumentName,
  LIMITS,
  MAX_NUMBER_JUMP,
  mayWrite,
} from '../../../src/crdt/protocol/index.ts'
import type {
  ChangesReply,
  NumberReply,
  NumbersReply,
  NumberTooFar,
  SyncRequestEntry,
} from '../../../src/crdt/protocol/index.ts'
import { mayOpen } from '../authorize.ts'
import type { Writer } from '../authorize.ts'
import { serveBlobs } from './blob-routes.ts'
import type { BlobStore } from './blobs.ts'
import type { RelayCore } from '../core/core.ts'
import type { Allocation, Log, Result } from '../log/log.ts'
import { readBody, readJson, send, sendJson } from './replies.ts'

const changesQuery = z.object({
  since: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
  wait: z.coerce.number().int().min(0).default(0),
  relay: z.string().max(64).nullable().default(null),
})
const numberBody = z.object({
  request: z.string().regex(/^[0-9A-Za-z-]{1,64}$/),
  atLeast: z.number().int().min(0).default(0),
})
const SERIES = /^[0-9A-Za-z-]{1,32}$/
const MAX_NUMBER_BODY = 1024

export interface HttpRoutes {
  /** `sender`: whose quota an upload counts for. */
  serve(request: IncomingMessage, response: ServerResponse, url: URL, writer: Writer, sender: string): Promise<void>
  /** Answers every waiting long-poll now. */
  stopWaiting(): void
}

export interface HttpOptions {
  readonly core: RelayCore
  readonly log: Pick<Log, 'numbers'>
  readonly blobs: BlobStore
  /** Whether a writer is still who it was when it was let in; bodies take their time [F46]. */
  holds(writer: Writer): boolean
  /** A device waits for what is new: it is here. Returns how it stops to wait. */
  waits(device: string): () => void
}

export function createHttpRoutes({ core, log, blobs, holds, waits }: HttpOptions): HttpRoutes {
  const pollers = new Set<() => void>()
  let stopped = false

  async function serve(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    writer: Writer,
    sender: string,
  ): Promise<void> {
    const [, version, resource, ...rest] = url.pathname.split('/')
    const route = version === 'v1' ? `${request.method} ${resource}` : ''
    if (version === 'v1' && resource === 'blobs') {
      if (request.method === 'PUT' && !adds(writer)) return sendJson(response, 403, READ_ONLY)
      return serveBlobs(blobs, rest, request, response, { sender, holds: () => holds(writer) })
    }
    switch (route) {
      case 'GET changes':
        return changes(url, response, writer)
      case 'POST sync':
        return sync(request, response, writer)
      case 'GET numbers':
        return listNumbers(rest, response)
      case 'POST numbers':
        if (!adds(writer)) return sendJson(response, 403, READ_ONLY)
        return allocate(rest.join('/'), request, response, writer)
      default:
        return sendJson(response, 404, { error: 'no such resource' })
    }
  }

  async function changes(url: URL, response: ServerResponse, writer: Writer): Promise<void> {
    const query = changesQuery.safeParse(Object.fromEntries(url.searchParams))
    if (!query.success) return sendJson(response, 400, { error: z.prettifyError(query.error) })
    const { wait } = query.data
    const leave = writer.device !== null && wait > 0 ? waits(writer.device) : null
    try {
      await answerChanges(query.data, response, writer)
    } finally {
      leave?.()
    }
  }

  async function answerChanges(
    { since, relay, wait }: z.infer<typeof changesQuery>,
    response: ServerResponse,
    writer: Writer,
  ): Promise<void> {
    const deadline = Date.now() + Math.min(wait, LIMITS.maxWaitMs)
    for (;;) {
      const result = await new Promise<Result<ChangesReply>>((done) => core.changes(since, relay, done))
      if (!holds(writer)) return sendJson(response, 401, NO_LONGER)
      if (!result.ok) return sendJson(response, 503, { error: result.failure.kind })
      const documents = result.value.documents.filter((name) => mayOpen(writer, name))
      const reply: ChangesReply = { ...result.value, documents }
      const waitMs = deadline - Date.now()
      const isNews = result.value.documents.length > 0 || (relay !== null && relay !== reply.relay)
      if (isNews || waitMs <= 0 || stopped || response.destroyed) return sendJson(response, 200, reply)
      await nextCommit(response, waitMs)
    }
  }

  /** Resolves at the next commit, after `waitMs`, when the asker leaves, or when the relay closes. */
  function nextCommit(response: ServerResponse, waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer)
        stop()
        pollers.delete(wake)
        response.off('close', wake)
        resolve()
      }
      const timer = setTimeout(wake, waitMs)
      const stop = core.onCommit(wake)
      pollers.add(wake)
      response.once('close', wake)
    })
  }

  async function sync(request: IncomingMessage, response: ServerResponse, writer: Writer): Promise<void> {
    const body = await readBody(request, LIMITS.maxSyncBytes)
    if (body === null) return sendJson(response, 413, { error: `at most ${LIMITS.maxSyncBytes} bytes` })
    if (!holds(writer)) return sendJson(response, 401, NO_LONGER)
    const entries = readSyncRequest(body)
    if (typeof entries === 'string') return sendJson(response, 400, { error: entries })
    await new Promise<void>((resolve) =>
      core.sync(entries, writer, (result) => {
        if (result.ok) send(response, 200, 'application/octet-stream', encodeSyncReply(result.value))
        else sendJson(response, 503, { error: result.failure.kind })
        resolve()
      }),
    )
  }

  async function listNumbers(rest: readonly string[], response: ServerResponse): Promise<void> {
    if (rest.length > 0) return sendJson(response, 404, { error: 'no such resource' })
    const result = await new Promise<Result<NumbersReply['numbers']>>((done) => log.numbers(done))
    if (!result.ok) return sendJson(response, 503, { error: result.failure.kind })
    sendJson(response, 200, { numbers: result.value } satisfies NumbersReply)
  }

  async function allocate(
    series: string,
    request: IncomingMessage,
    response: ServerResponse,
    writer: Writer,
  ): Promise<void> {
    if (!SERIES.test(series)) return sendJson(response, 400, { error: 'series: letters, digits and hyphens' })
    const body = numberBody.safeParse(await readJson(request, MAX_NUMBER_BODY))
    if (!body.success) return sendJson(response, 400, { error: z.prettifyError(body.error) })
    if (!holds(writer)) return sendJson(response, 401, NO_LONGER)
    const { request: id, atLeast } = body.data
    const result = await new Promise<Result<Allocation>>((done) => core.allocate(series, id, atLeast, done))
    if (!result.ok) return sendJson(response, 503, { error: result.failure.kind })
    if (result.value.kind === 'too-far') {
      const error = `atLeast: at most ${MAX_NUMBER_JUMP} above ${result.value.highest}`
      return sendJson(response, 400, { ...result.value, error } satisfies NumberTooFar)
    }
    sendJson(response, 200, { series, number: result.value.number } satisfies NumberReply)
  }

  return {
    serve,
    stopWaiting() {
      stopped = true
      for (const wake of [...pollers]) wake()
    },
  }
}

const NO_LONGER = { kind: 'not-authenticated', error: 'prove yourself anew' }
const READ_ONLY = { kind: 'not-allowed', error: 'this device may read only' }

/** Photos and numbers belong to jobs: who may write those may add these. */
function adds({ role }: Writer): boolean {
  return mayWrite(role, 'job/*')
}

function readSyncRequest(body: Uint8Array): SyncRequestEntry[] | string {
  let entries: SyncRequestEntry[]
  try {
    entries = decodeSyncRequest(body, LIMITS.maxSyncBatch)
  } catch (error) {
    return error instanceof Error ? error.message : 'malformed'
  }
  return entries.every((entry) => isDocumentName(entry.name)) ? entries : 'sync: not a document name'
}
