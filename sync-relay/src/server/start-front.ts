/** What comes in at the port: to the operator's routes, to trust's, or past the doorkeeper to those of members. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Admission } from '../authorize.ts'
import type { Connections } from './doors-connections.ts'
import type { Doors } from './doors.ts'
import type { Operator } from './http-operator.ts'
import type { HttpRoutes } from './http.ts'
import type { Metrics } from './metrics.ts'
import type { Buckets } from '../rate.ts'
import { expectPace, sendJson } from './replies.ts'
import { documentOf } from './sockets.ts'
import type { Sockets } from './sockets.ts'
import type { Doorkeeper } from './start-trust.ts'
import type { Report } from './start.ts'

export interface Front {
  readonly doors: Doors
  readonly connections: Connections
  readonly requests: Buckets
  readonly operator: Operator
  readonly doorkeeper: Doorkeeper
  readonly sockets: Sockets
  readonly routes: HttpRoutes
  readonly metrics: Metrics
  readonly report: Report
}

export function serveAll(server: Server, front: Front): void {
  const { doors, connections, requests, operator, doorkeeper, sockets, routes, metrics, report } = front

  async function admit(request: IncomingMessage, url: URL, document: string | null): Promise<Admission> {
    const admission = await doorkeeper.admit({
      headers: request.headers,
      remoteAddress: doors.callerOf(request).address,
      query: url.searchParams,
      document,
    })
    if (admission.admitted) connections.proved(request.socket)
    else metrics.turnedAway(admission.code)
    return admission
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('x-content-type-options', 'nosniff')
    response.setHeader('cache-control', 'no-store')
    const url = addressOf(request)
    if (url === null) return sendJson(response, 400, { error: 'not an address' })
    const began = performance.now()
    response.once('close', () =>
      metrics.answered(routeOf(url), response.statusCode, (performance.now() - began) / 1000),
    )
    const reason = doors.turnedAway(request)
    if (reason !== null) return sendJson(response, 403, { error: reason })
    expectPace(request)
    if (await operator.serve(request, response, url)) return
    if (await doorkeeper.serve(request, response, url)) return
    const admission = await admit(request, url, null)
    if (!admission.admitted) return sendJson(response, statusOf(admission.code), { error: admission.reason })
    const { writer } = admission
    const sender = writer.device ?? doors.callerOf(request).address
    const waitS = requests.take(sender, Date.now())
    if (waitS > 0) return tooFast(response, waitS)
    await routes.serve(request, response, url, writer, sender)
  }

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    // Caught here: an uncaught rejection would stop the relay for everyone.
    serve(request, response).catch((error: unknown) => {
      if (request.destroyed && !request.complete) return // the sender left; what arrived is kept
      report('request failed', error)
      const full = (error as NodeJS.ErrnoException | null)?.code === 'ENOSPC'
      if (response.headersSent) response.destroy()
      else sendJson(response, full ? 507 : 500, { error: full ? 'disk full' : 'internal error' })
    })
  })

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const url = addressOf(request)
    if (url === null) return refuseUpgrade(socket, 400, 'not an address')
    const reason = doors.turnedAway(request)
    if (reason !== null) return refuseUpgrade(socket, 403, reason)
    const document = documentOf(url)
    sockets.upgrade(request, socket, head, document, await admit(request, url, document))
  }

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => {}) // Node listens no more; a reset now would otherwise end the process
    upgrade(request, socket, head).catch((error: unknown) => {
      report('upgrade failed', error)
      socket.destroy()
    })
  })
}

/** Null for what no URL can be made of, such as `//`. */
function addressOf(request: IncomingMessage): URL | null {
  try {
    return new URL(request.url ?? '/', 'http://relay')
  } catch {
    return null
  }
}

/** One of few, so that strangers cannot make up labels. */
function routeOf({ pathname }: URL): string {
  return (
    /^\/(healthz|readyz|metrics)$|^\/v1\/(?:changes|sync|numbers|blobs|challenge|session|membership|devices|tickets|quarantine|grants|pair|pairings|audit)(?=\/|$)/.exec(
      pathname,
    )?.[0] ?? 'other'
  )
}

/** 44xx is final and is 4xx in HTTP, 4503 is 503. */
function statusOf(code: number): number {
  return code - 4000
}

function tooFast(response: ServerResponse, waitS: number): void {
  response.setHeader('retry-after', waitS)
  sendJson(response, 429, { kind: 'too-fast', error: `too many requests; wait ${waitS} s` })
}

function refuseUpgrade(socket: Duplex, status: 400 | 403, reason: string): void {
  const words = { 400: 'Bad Request', 403: 'Forbidden' }[status]
  socket.end(`HTTP/1.1 ${status} ${words}\r\nconnection: close\r\ncontent-type: text/plain\r\n\r\n${reason}`)
}
