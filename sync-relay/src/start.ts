/** Puts a relay together: folder, log, core, doors. */
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { isLoopback, noAuthorizer } from './authorize.ts'
import type { Admission } from './authorize.ts'
import { openBlobStore } from './blobs.ts'
import { relayConfig } from './config.ts'
import type { RelayConfig } from './config.ts'
import { createRelayCore } from './core.ts'
import { turnedAway } from './doors.ts'
import { createHttpRoutes } from './http.ts'
import type { Log } from './log.ts'
import { sendJson } from './replies.ts'
import { createSockets, documentOf } from './sockets.ts'
import { openSqliteLog } from './sqlite-log.ts'

export interface RelayOptions {
  /** 0 (default) picks a free port. */
  readonly port?: number
  readonly host?: string
  /** Folder of the log and the blobs. */
  readonly data: string
  readonly auth: RelayConfig['auth']
  readonly allowOrigins?: readonly string[]
  readonly report?: (what: string, detail: unknown) => void
  /** Instead of SQLite in `data`. The relay closes it. */
  readonly log?: Log
  /** Pause between attempts to store again after a failed commit. */
  readonly recoverMs?: number
}

export interface Relay {
  /** `ws://host:port`; a document's address is `<url>/<name>`. */
  readonly url: string
  readonly http: string
  readonly port: number
  readonly relayId: string
  /** Commits what waits, answers barriers, closes sockets with 1001. May be called again. */
  close(): Promise<void>
}

const HEADERS_MS = 5000 // a slow-headers attacker [F41]
const GOODBYE_MS = 2000

/** Throws ZodError for wrong options and `DataFolderProblem` for a folder that cannot be used. */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const config = relayConfig.parse({ ...options, port: options.port ?? 0 })
  const report = options.report ?? (() => {})
  const log = options.log ?? openSqliteLog(config.data)
  try {
    return await open(config, log, report, options.recoverMs)
  } catch (error) {
    log.close()
    throw error
  }
}

async function open(
  config: RelayConfig,
  log: Log,
  report: (what: string, detail: unknown) => void,
  recoverMs: number | undefined,
): Promise<Relay> {
  const blobs = await openBlobStore(join(config.data, 'blobs'))
  const core = createRelayCore({
    log,
    report,
    ...(recoverMs === undefined ? {} : { recoverMs }),
    schedule(delayMs, run) {
      // The open port keeps the process alive, not a look whether a document is idle.
      const timer = setTimeout(run, delayMs).unref()
      return () => clearTimeout(timer)
    },
  })
  const sockets = createSockets(core, report)
  const routes = createHttpRoutes(core, blobs)
  const authorizer = noAuthorizer // the only kind that `relayConfig` lets through

  const admit = (request: IncomingMessage, document: string | null): Promise<Admission> =>
    authorizer.admit({
      headers: request.headers,
      remoteAddress: request.socket.remoteAddress,
      query: new URL(request.url ?? '/', 'http://relay').searchParams,
      document,
    })

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const reason = turnedAway(request, config)
    if (reason !== null) return sendJson(response, 403, { error: reason })
    const admission = await admit(request, null)
    if (!admission.admitted) return sendJson(response, admission.code - 4000, { error: admission.reason })
    // Caught here: an uncaught rejection would stop the relay for everyone.
    routes.serve(request, response, admission.writer).catch((error: unknown) => {
      if (request.destroyed && !request.complete) return // the sender left; what arrived is kept
      report('request failed', error)
      const full = (error as NodeJS.ErrnoException | null)?.code === 'ENOSPC'
      if (response.headersSent) response.destroy()
      else sendJson(response, full ? 507 : 500, { error: full ? 'disk full' : 'internal error' })
    })
  }

  const server = createServer({ headersTimeout: HEADERS_MS, maxHeaderSize: 16_384 }, (request, response) => {
    void serve(request, response)
  })
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => {}) // Node listens no more; a reset now would otherwise end the process
    const reason = turnedAway(request, config)
    if (reason !== null) return void socket.end(`HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n${reason}`)
    void admit(request, documentOf(request.url)).then((admission) => sockets.upgrade(request, socket, head, admission))
  })
  try {
    await listen(server, config)
  } catch (error) {
    await sockets.close(0) // its heartbeat would keep the process alive
    throw error
  }
  const bound = server.address() as AddressInfo

  let closing: Promise<void> | null = null
  async function close(): Promise<void> {
    const stopped = new Promise<void>((resolve) => server.close(() => resolve()))
    await new Promise<void>((resolve) => core.drain(resolve))
    routes.stopWaiting()
    await sockets.close(GOODBYE_MS)
    server.closeIdleConnections()
    const cut = setTimeout(() => server.closeAllConnections(), GOODBYE_MS)
    await stopped
    clearTimeout(cut)
    log.close()
  }

  const host = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address
  return {
    url: `ws://${host}:${bound.port}`,
    http: `http://${host}:${bound.port}`,
    port: bound.port,
    relayId: core.relayId(),
    close: () => (closing ??= close()),
  }
}

async function listen(server: Server, { port, host, auth }: RelayConfig): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const { address } = server.address() as AddressInfo
  if (auth !== 'none' || isLoopback(address)) return
  server.close() // "localhost" may be anything in a hosts file
  throw new Error(`expected a loopback address for --auth none, saw ${address}`)
}
