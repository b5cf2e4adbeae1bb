/** `HEAD|GET|PUT /v1/blobs/<sha256>`, `GET /v1/blobs`, `POST /v1/blobs/missing`. Who may is decided before. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { MAX_BLOB_NAMES } from '../../../src/crdt/protocol/index.ts'
import type { BlobsReply, MissingBlobsReply } from '../../../src/crdt/protocol/index.ts'
import { isBlobName } from './blobs.ts'
import type { BlobStore, Range } from './blobs.ts'
import { bodyOf, readJson, sendJson } from './replies.ts'

const STATUS = { stored: 201, 'already-there': 200, partial: 202, 'wrong-start': 416 } as const
const REFUSED = {
  busy: [409, 'somebody is sending this blob just now'],
  'wrong-hash': [422, 'these bytes do not have that hash'],
  'too-large': [413, 'larger than a blob may be'],
  full: [507, 'the relay keeps as many blobs as it may (blob-bytes)'],
  'device-full': [429, 'this device has brought as much as it may in a day (device-blob-bytes-per-day)'],
} as const
const RETRY_AFTER_S = { busy: 2, 'device-full': 3600 } as const

const name = z.string().refine(isBlobName, 'a blob is named by 64 lower-case hex digits')
const missingBody = z.strictObject({ names: z.array(name).max(MAX_BLOB_NAMES) })
const MAX_MISSING_BODY = 128 * 1024

export interface Uploader {
  /** Whose quota an upload counts for. */
  readonly sender: string
  /** Whether it may still: bodies take their time, both ways [F46]. */
  holds(): boolean
}

/** `rest`: what stands behind `/v1/blobs`. */
export async function serveBlobs(
  blobs: BlobStore,
  rest: readonly string[],
  request: IncomingMessage,
  response: ServerResponse,
  uploader: Uploader,
): Promise<void> {
  const [first, ...more] = rest
  if (more.length > 0) return sendJson(response, 404, { error: 'no such resource' })
  if (first === undefined) return sendNames(blobs, request, response)
  if (first === 'missing') return sendMissing(blobs, request, response)
  if (!isBlobName(first)) return sendJson(response, 400, { error: 'a blob is named by 64 lower-case hex digits' })
  switch (request.method) {
    case 'HEAD':
      return sendHead(blobs, first, response)
    case 'GET':
      return sendBlob(blobs, first, request, response, uploader)
    case 'PUT':
      return receiveBlob(blobs, first, request, response, uploader)
    default:
      return sendJson(response, 405, { error: 'HEAD, GET or PUT' })
  }
}

async function sendNames(blobs: BlobStore, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET') return sendJson(response, 405, { error: 'GET' })
  const after = new URL(request.url ?? '/', 'http://relay').searchParams.get('after') ?? ''
  if (after !== '' && !isBlobName(after)) return sendJson(response, 400, { error: 'after: 64 lower-case hex digits' })
  sendJson(response, 200, { names: await blobs.list(after, MAX_BLOB_NAMES) } satisfies BlobsReply)
}

async function sendMissing(blobs: BlobStore, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') return sendJson(response, 405, { error: 'POST' })
  const body = missingBody.safeParse(await readJson(request, MAX_MISSING_BODY))
  if (!body.success) return sendJson(response, 400, { error: z.prettifyError(body.error) })
  const missing: string[] = []
  for (const asked of body.data.names) if ((await blobs.size(asked)) === null) missing.push(asked)
  sendJson(response, 200, { missing } satisfies MissingBlobsReply)
}

async function sendHead(blobs: BlobStore, sha256: string, response: ServerResponse): Promise<void> {
  const size = await blobs.size(sha256)
  if (size !== null) response.writeHead(200, { 'content-length': size, 'accept-ranges': 'bytes' })
  else response.writeHead(404, { 'x-received': await blobs.received(sha256) })
  response.end()
}

async function sendBlob(
  blobs: BlobStore,
  sha256: string,
  request: IncomingMessage,
  response: ServerResponse,
  asker: Uploader,
): Promise<void> {
  const start = Number(/^bytes=(\d{1,15})-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
  const blob = await blobs.read(sha256, start)
  if (blob === null) return sendJson(response, 404, { error: 'no such blob' })
  if (start > 0 && start >= blob.size) {
    blob.bytes.destroy()
    return sendJson(response, 416, { error: 'the blob ends before' })
  }
  response.writeHead(start > 0 ? 206 : 200, {
    'content-type': 'application/octet-stream',
    'content-length': blob.size - start,
    'content-disposition': 'attachment',
    'accept-ranges': 'bytes',
    ...(start > 0 ? { 'content-range': `bytes ${start}-${blob.size - 1}/${blob.size}` } : {}),
  })
  await pipeline(blob.bytes, (bytes: AsyncIterable<Uint8Array>) => whileAllowed(bytes, asker), response)
}

async function receiveBlob(
  blobs: BlobStore,
  sha256: string,
  request: IncomingMessage,
  response: ServerResponse,
  uploader: Uploader,
): Promise<void> {
  const header = request.headers['content-range']
  const range = header === undefined ? null : readRange(header)
  if (header !== undefined && range === null) {
    return sendJson(response, 400, { error: 'content-range: bytes <first>-<last>/<total>' })
  }
  const put = await blobs.put(sha256, range, whileAllowed(bodyOf(request), uploader), uploader.sender)
  switch (put.kind) {
    case 'stored':
    case 'already-there':
      return sendJson(response, STATUS[put.kind], {})
    case 'partial':
    case 'wrong-start':
      response.setHeader('x-received', put.received)
      return sendJson(response, STATUS[put.kind], { received: put.received })
    default: {
      if (put.kind === 'busy' || put.kind === 'device-full') {
        response.setHeader('retry-after', RETRY_AFTER_S[put.kind])
      }
      const [status, error] = REFUSED[put.kind]
      return sendJson(response, status, { kind: put.kind, error })
    }
  }
}

/** What came before stays as the beginning of an upload; without the rest it is never a blob. */
async function* whileAllowed(body: AsyncIterable<Uint8Array>, { holds }: Uploader): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    if (!holds()) throw new Error('blob: its device may no longer')
    yield chunk
  }
}

function readRange(header: string): Range | null {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(header)
  if (match === null) return null
  const [start, last, total] = match.slice(1).map(Number) as [number, number, number]
  return start <= last && last < total ? { start, total } : null
}
