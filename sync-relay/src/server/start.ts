/** Puts a relay together: folder, log, core, trust, doors. */
import type { Server } from 'node:http'
import type { Server as TlsServer } from 'node:tls'
import { announceShop, mdnsPublisher } from './announce.ts'
import type { Announced, Publish } from './announce.ts'
import { isLoopback } from '../authorize.ts'
import { openBlobStore } from './blobs.ts'
import type { RelayConfig, RelayConfigInput } from '../command/config.ts'
import { configOf } from '../command/config-sources.ts'
import { createCompactor } from '../core/compactor.ts'
import { createRelayCore } from '../core/core.ts'
import { watchConnections } from './doors-connections.ts'
import { createDoors } from './doors.ts'
import { createOperator } from './http-operator.ts'
import { createHttpRoutes } from './http.ts'
import { createPresent } from './present.ts'
import type { Limits } from '../limits.ts'
import type { Log } from '../log/log.ts'
import { createMetrics } from './metrics.ts'
import { createBuckets } from '../rate.ts'
import { createSockets } from './sockets.ts'
import type { SqliteWorkerOptions } from '../log/sqlite-worker-log.ts'
import { blobFolder, openLog } from './start-log.ts'
import { authority, createRelayServer, listen, reachableAt } from './start-server.ts'
import { serveAll } from './start-front.ts'
import { createInspector } from './start-inspect.ts'
import { openDoorkeeper } from './start-trust.ts'
import { readCertificate, renewWhenChanged } from './tls.ts'
import type { Renewal } from './tls.ts'

export type Report = (what: string, detail: unknown) => void

/** What the one who starts a relay in its own process may put in its place. */
export interface Surroundings {
  /** For the operator's log: document names, codes and reasons, never content. */
  readonly report?: Report
  /** Instead of the configured one. The relay closes it. */
  readonly log?: Log
  /** Pause between attempts to store again after a failed commit. */
  readonly recoverMs?: number
  readonly publish?: Publish
  readonly bundle?: Bundle
}

/** Where a bundle put what the relay cannot find by itself. */
export interface Bundle extends SqliteWorkerOptions {
  readonly inspectionUrl?: URL
  readonly compactionUrl?: URL
}

export interface RelayOptions extends Omit<RelayConfigInput, 'log'>, Omit<Surroundings, 'log'> {
  readonly data: string
  readonly limits?: Partial<Limits>
  readonly log?: Log | RelayConfig['log']
}

export interface Relay {
  /** `ws://host:port` (`wss:` with TLS); a document's address is `<url>/<name>`. */
  readonly url: string
  readonly http: string
  readonly port: number
  readonly relayId: string
  /** Addresses like `url` at which other machines reach it now, the best guess first. Empty on loopback. */
  reachableAt(): string[]
  /** Reads the certificate's files again. */
  renewCertificate(): Promise<void>
  /** Commits what waits, answers barriers, closes sockets with 1001. May be called again. */
  close(): Promise<void>
}

/** Options that a relay does not take: one sentence each. */
export class ConfigProblem extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

const GOODBYE_MS = 2000

/**
 * In another process's middle: takes a free port and announces nothing unless told otherwise. Throws
 * {@link ConfigProblem} for wrong options and what {@link openRelay} throws.
 */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const { report, log, recoverMs, publish, bundle, limits, ...settings } = options
  const kind = typeof log === 'string' ? { log } : {}
  const reading = configOf({ port: 0, announce: false, ...settings, ...limits, ...kind })
  if (!reading.ok) throw new ConfigProblem(reading.problems)
  return openRelay(reading.config, {
    ...(report === undefined ? {} : { report }),
    ...(recoverMs === undefined ? {} : { recoverMs }),
    ...(publish === undefined ? {} : { publish }),
    ...(bundle === undefined ? {} : { bundle }),
    ...(typeof log === 'object' ? { log } : {}),
  })
}

/** Throws `DataFolderProblem`, `CertificateProblem`, and what listening fails with (`EADDRINUSE`). */
export async function openRelay(config: RelayConfig, around: Surroundings = {}): Promise<Relay> {
  const certificate = await readCertificate(config)
  const log = around.log ?? (await openLog(config, around.bundle))
  try {
    return await open(config, log, createRelayServer(config, certificate), around)
  } catch (error) {
    await log.close()
    throw error
  }
}

async function open(config: RelayConfig, log: Log, server: Server, around: Surroundings): Promise<Relay> {
  const { limits } = config
  const say = around.report ?? (() => {})
  const report: Report = (what, detail) => {
    const code = (detail as { code?: unknown } | null)?.code
    if (what === 'refused' && typeof code === 'number') metrics.refused(code)
    say(what, detail)
  }
  const isTls = config.tlsCert !== null
  const blobs = await openBlobStore(blobFolder(config), limits)
  const doors = createDoors(config)
  const connections = watchConnections(server, limits, doors.isProxy)
  const inspector = createInspector(around.bundle?.inspectionUrl)
  const compaction = createCompactor(around.bundle?.compactionUrl)
  const core = createRelayCore({
    log,
    report,
    limits,
    inspect: inspector.inspect,
    compactor: compaction.compact,
    recovery: () => doorkeeper.recovery(),
    audit: (event) => doorkeeper.audit(event),
    ...(around.recoverMs === undefined ? {} : { recoverMs: around.recoverMs }),
    schedule(delayMs, run) {
      // The open port keeps the process alive, not a look whether a document is idle.
      const timer = setTimeout(run, delayMs).unref()
      return () => clearTimeout(timer)
    },
  })
  const metrics = createMetrics({ core, blobs, connections, limits })
  const doorkeeper = await openDoorkeeper({
    config,
    core,
    report,
    addressOf: (request) => doors.callerOf(request).address,
    refused: metrics.distrusted,
    nativeBindingPath: around.bundle?.nativeBindingPath,
  })
  const present = createPresent((device, here) => doorkeeper.seen(device, here))
  const bySocket = new Map<string, () => void>()
  const stopListening = core.onPresenceOfDevice((device, connected) => {
    if (connected) return void bySocket.set(device, present.came(device))
    bySocket.get(device)?.()
    bySocket.delete(device)
  })
  const stopSeeing = (): void => {
    stopListening()
    present.stop()
  }
  const operator = createOperator({ core, metrics, config, isClosing: () => closing !== null })
  const sockets = createSockets(core, report, limits.maxBufferedBytes)
  const routes = createHttpRoutes({ core, log, blobs, holds: doorkeeper.holds, waits: present.waits })
  let closing: Promise<void> | null = null

  serveAll(server, {
    doors,
    connections,
    requests: createBuckets(limits.requestsPerSecond, limits.requestsBurst),
    operator,
    doorkeeper,
    sockets,
    routes,
    metrics,
    report,
  })

  let renewal: Renewal | null = null
  let bound: Awaited<ReturnType<typeof listen>>
  try {
    bound = await listen(server, config)
    if (isTls) renewal = renewWhenChanged(server as unknown as TlsServer, config, report)
  } catch (error) {
    await sockets.close(0) // its heartbeat would keep the process alive
    metrics.close()
    stopSeeing()
    await inspector.close()
    await compaction.close()
    await doorkeeper.close()
    throw error
  }
  const onLoopback = isLoopback(bound.address)
  if (!onLoopback && !isTls && config.trustProxy.length === 0) {
    report('without TLS everyone on this network can read what passes: give tls-cert and tls-key, or use a proxy', {
      host: config.host,
    })
  }
  const announced = config.announce && !onLoopback ? keepAnnouncing() : null

  function keepAnnouncing(): Announced {
    const about = { name: config.name, port: bound.port, relayId: core.relayId(), tls: isTls }
    return announceShop(about, doorkeeper.shop, around.publish ?? mdnsPublisher(), (error) =>
      report('cannot announce', error),
    )
  }

  async function close(): Promise<void> {
    await announced?.stop()
    renewal?.stop()
    const stopped = new Promise<void>((resolve) => server.close(() => resolve()))
    await new Promise<void>((resolve) => core.drain(resolve))
    routes.stopWaiting()
    await sockets.close(GOODBYE_MS)
    server.closeIdleConnections()
    const cut = setTimeout(() => server.closeAllConnections(), GOODBYE_MS)
    await stopped
    clearTimeout(cut)
    metrics.close()
    stopSeeing()
    await inspector.close()
    await compaction.close()
    await doorkeeper.close()
    await log.close()
  }

  const scheme = isTls ? 's' : ''
  return {
    url: `ws${scheme}://${authority(bound.address, bound.port)}`,
    http: `http${scheme}://${authority(bound.address, bound.port)}`,
    port: bound.port,
    relayId: core.relayId(),
    reachableAt: () => (onLoopback ? [] : reachableAt(bound).map((place) => `ws${scheme}://${place}`)),
    renewCertificate: async () => renewal?.renew(),
    close: () => (closing ??= close()),
  }
}
