/** `HEAD|GET|PUT /v1/blobs/<sha256>`. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { isBlobName } from './blobs.ts'
import type { BlobStore, Range } from './blobs.ts'
import { bodyOf, sendJson } from './replies.ts'

const STATUS = { stored: 201, 'already-there': 200, partial: 202, 'wrong-start': 416 } as const
const REFUSED = { busy: 409, 'wrong-hash': 422, 'too-large': 413 } as const

export async function serveBlob(
  blobs: BlobStore,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isBlobName(name)) return sendJson(response, 400, { error: 'a blob is named by 64 lower-case hex digits' })
  switch (request.method) {
    case 'HEAD':
      return sendHead(blobs, name, response)
    case 'GET':
      return sendBlob(blobs, name, request, response)
    case 'PUT':
      return receiveBlob(blobs, name, request, response)
    default:
      return sendJson(response, 405, { error: 'HEAD, GET or PUT' })
  }
}

async function sendHead(blobs: BlobStore, name: string, response: ServerResponse): Promise<void> {
  const size = await blobs.size(name)
  if (size !== null) response.writeHead(200, { 'content-length': size, 'accept-ranges': 'bytes' })
  else response.writeHead(404, { 'x-received': await blobs.received(name) })
  response.end()
}

async function sendBlob(
  blobs: BlobStore,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const start = Number(/^bytes=(\d{1,15})-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
  const blob = await blobs.read(name, start)
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
  await pipeline(blob.bytes, response)
}

async function receiveBlob(
  blobs: BlobStore,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const header = request.headers['content-range']
  const range = header === undefined ? null : readRange(header)
  if (header !== undefined && range === null) {
    return sendJson(response, 400, { error: 'content-range: bytes <first>-<last>/<total>' })
  }
  const put = await blobs.put(name, range, bodyOf(request))
  switch (put.kind) {
    case 'stored':
    case 'already-there':
      return sendJson(response, STATUS[put.kind], {})
    case 'partial':
    case 'wrong-start':
      response.setHeader('x-received', put.received)
      return sendJson(response, STATUS[put.kind], { received: put.received })
    default:
      return sendJson(response, REFUSED[put.kind], { error: put.kind })
  }
}

function readRange(header: string): Range | null {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(header)
  if (match === null) return null
  const [start, last, total] = match.slice(1).map(Number) as [number, number, number]
  return start <= last && last < total ? { start, total } : null
}
