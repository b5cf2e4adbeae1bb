/** The few shapes in which the relay answers HTTP, and how it reads a bounded body. */
import type { IncomingMessage, ServerResponse } from 'node:http'

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, 'application/json', JSON.stringify(body))
}

export function send(response: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

/**
 * The body, piece by piece. Stopping early leaves the connection open: Node then reads and drops the rest, so that the
 * sender gets our answer instead of a reset.
 */
export function bodyOf(request: IncomingMessage): AsyncIterable<Uint8Array> {
  return request.iterator({ destroyOnReturn: false })
}

/** Null when the body is larger than `maxBytes`. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array | null> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return null
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of bodyOf(request)) {
    bytes += chunk.length
    if (bytes > maxBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, bytes)
}

const PACE_MS = 20_000
const PACE_BYTES = 16 * 1024

/** Cuts a sender whose body comes slower than {@link PACE_BYTES} in {@link PACE_MS} [F41]. */
export function expectPace(request: IncomingMessage, paceMs: number = PACE_MS): void {
  const { socket, headers } = request
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return
  let before = socket.bytesRead
  const check = setInterval(() => {
    if (request.complete) return clearInterval(check)
    if (socket.bytesRead - before < PACE_BYTES) socket.destroy()
    before = socket.bytesRead
  }, paceMs).unref()
  request.once('close', () => clearInterval(check))
}

/** Null when it is no JSON or larger than `maxBytes`; a schema judges what it is. */
export async function readJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const bytes = await readBody(request, maxBytes)
  try {
    return bytes === null ? null : JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return null
  }
}
