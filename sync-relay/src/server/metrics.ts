/** Prometheus text of what the relay counts. No names, no addresses: labels are codes, routes and names of limits. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { BlobStore } from './blobs.ts'
import type { RelayCore } from '../core/core.ts'
import type { Connections } from './doors-connections.ts'
import type { HistogramFigures } from '../core/histogram.ts'
import type { Limits } from '../limits.ts'

export interface Metrics {
  text(): Promise<string>
  /** A request was answered. `route` is one of few. */
  answered(route: string, status: number, seconds: number): void
  /** A frame or entry was refused with this code. */
  refused(code: number): void
  /** Somebody was not let in, with this code. */
  turnedAway(code: number): void
  /** Identity and trust refused a request, with one of `TrustRefusalKind`. */
  distrusted(kind: string): void
  close(): void
}

export interface Measured {
  readonly core: RelayCore
  readonly blobs: BlobStore
  readonly connections: Connections
  readonly limits: Limits
}

/** Names and words for what the core counts; what is not here keeps its own name. */
const WORDS: Record<string, readonly [name: string, help: string]> = {
  frame: ['frames', 'Websocket frames handled'],
  update: ['updates', 'Updates integrated'],
  known: ['known_updates', 'Updates that brought nothing new'],
  gap: ['early_updates', 'Updates whose predecessors were missing'],
  barrier: ['barriers', 'Barriers taken'],
  refused: ['refused_frames', 'Frames refused'],
  rateLimited: ['rate_limited_frames', 'Frames that came too fast'],
  document: ['document_updates', 'Updates for which a whole document had to be looked at'],
  recovered: ['recovered_clients', 'ClientIDs whose work another device brought in a recovery window'],
  equivocation: ['equivocations', 'Updates with another content under an id that is taken'],
  commit: ['commits', 'Group commits'],
  failedCommit: ['failed_commits', 'Commits that failed'],
  staleCommit: ['stale_commits', 'Documents that another relay committed to first'],
  foreignCommit: ['foreign_commits', 'Wake-ups by other relays on the same log'],
  heldBackPresence: ['held_back_presence', 'Presence frames of which only a newer one was passed on'],
  compaction: ['compactions', 'Documents merged into one row'],
  rooms: ['rooms', 'Documents in memory'],
  idleRooms: ['idle_rooms', 'Documents in memory that nobody has open'],
  docs: ['docs', 'Documents of which a Y.Doc is held just now'],
  sessions: ['sessions', 'Open websockets'],
  devices: ['devices', 'Devices with an open websocket'],
  barrierMs: ['barrier_seconds', "From a barrier's arrival to its answer"],
  commitMs: ['commit_seconds', 'Time that a group commit took'],
  commitDocuments: ['commit_documents', 'Documents in one group commit'],
}
const STATES = new Set(['rooms', 'idleRooms', 'docs', 'sessions', 'devices'])

export function createMetrics({ core, blobs, connections, limits }: Measured): Metrics {
  const registers = [new Registry()]
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()

  for (const key of Object.keys(core.figures())) {
    const [name, help] = wordsOf(key)
    const read = (): number => (core.figures() as unknown as Record<string, number>)[key] ?? 0
    if (STATES.has(key)) gauge(name, help, read)
    else counter(`${name}_total`, help, read)
  }
  const histograms = (): string[] =>
    Object.entries(core.timings()).map(([key, figures]) => histogramText(...wordsOf(key), figures))
  gauge('writable', '0 while commits fail', () => (core.status() === 'ok' ? 1 : 0))
  gauge('resident_bytes', 'Resident memory', () => process.memoryUsage.rss())
  gauge('event_loop_p99_seconds', '99th percentile of the event loop delay since the last look', () => {
    const seconds = Math.max(0, delay.percentile(99) / 1e9)
    delay.reset()
    return Number.isFinite(seconds) ? seconds : 0
  })
  gauge('connections', 'Open connections', () => connections.figures().open)
  gauge(
    'connections_unproved',
    'Open connections that have not proved who they are',
    () => connections.figures().unproved,
  )
  gauge('blobs', 'Blobs kept', async () => (await blobs.figures()).count)
  gauge('blob_bytes', 'Bytes of blobs kept, unfinished uploads included', async () => (await blobs.figures()).bytes)

  const cut = new Counter({
    name: 'rpma_relay_connections_cut_total',
    help: 'Connections cut before they proved who they are, or above a limit',
    labelNames: ['reason'],
    registers,
    collect() {
      this.reset()
      for (const [reason, count] of Object.entries(connections.figures().cut)) this.inc({ reason }, count)
    },
  })
  void cut
  const limit = new Gauge({
    name: 'rpma_relay_limit',
    help: 'Every limit as it is set',
    labelNames: ['name'],
    registers,
  })
  for (const [name, value] of Object.entries(limits)) limit.set({ name: snake(name) }, value)

  const responses = new Counter({
    name: 'rpma_relay_http_responses_total',
    help: 'HTTP answers',
    labelNames: ['route', 'status'],
    registers,
  })
  const duration = new Histogram({
    name: 'rpma_relay_http_seconds',
    help: 'From the request to the end of its answer; the feed waits on purpose',
    labelNames: ['route'],
    buckets: [0.005, 0.025, 0.1, 0.5, 2, 10, 60],
    registers,
  })
  const codes = { name: 'rpma_relay_refused_total', help: 'Frames and entries refused, by close code' }
  const refused = new Counter({ ...codes, labelNames: ['code'], registers })
  const away = { name: 'rpma_relay_turned_away_total', help: 'Who was not let in, by code' }
  const turnedAway = new Counter({ ...away, labelNames: ['code'], registers })
  const distrust = { name: 'rpma_relay_trust_refusals_total', help: 'Refusals of identity and trust, by kind' }
  const distrusted = new Counter({ ...distrust, labelNames: ['kind'], registers })

  function gauge(name: string, help: string, read: () => number | Promise<number>): void {
    const one = new Gauge({
      name: `rpma_relay_${name}`,
      help,
      registers,
      async collect() {
        this.set(await read())
      },
    })
    void one
  }

  function counter(name: string, help: string, read: () => number): void {
    const one = new Counter({
      name: `rpma_relay_${name}`,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(read())
      },
    })
    void one
  }

  return {
    text: async () => [await (registers[0] as Registry).metrics(), ...histograms()].join('\n'),
    answered(route, status, seconds) {
      responses.inc({ route, status })
      duration.observe({ route }, seconds)
    },
    refused: (code) => refused.inc({ code }),
    turnedAway: (code) => turnedAway.inc({ code }),
    distrusted: (kind) => distrusted.inc({ kind }),
    close: () => void delay.disable(),
  }
}

function wordsOf(key: string): readonly [name: string, help: string] {
  return WORDS[key] ?? [snake(key), `Core figure ${key}`]
}

/** prom-client counts itself; these the core counted, in milliseconds where their name says seconds. */
function histogramText(name: string, help: string, { bounds, counts, sum, count }: HistogramFigures): string {
  const scale = name.endsWith('_seconds') ? 1000 : 1
  const lines = [`# HELP rpma_relay_${name} ${help}`, `# TYPE rpma_relay_${name} histogram`]
  let below = 0
  bounds.forEach((bound, i) => {
    below += counts[i] ?? 0
    lines.push(`rpma_relay_${name}_bucket{le="${bound / scale}"} ${below}`)
  })
  lines.push(`rpma_relay_${name}_bucket{le="+Inf"} ${count}`)
  lines.push(`rpma_relay_${name}_sum ${sum / scale}`, `rpma_relay_${name}_count ${count}`)
  return `${lines.join('\n')}\n`
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
