/**
 * The relay that this device hosts: a process of its own, so that a storm of devices never makes a window stutter. It
 * is started and drained by the switch, comes back after a crash, and says why when it cannot.
 */
import { z } from 'zod'
import type { HostStatus } from '../../contract/index.ts'
import type { HostCommand, HostEvent, HostStart } from '../../crdt/protocol/index.ts'

/** Electron's utility process, or Node's child process in tests and the demo. */
export interface HostProcess {
  post(command: HostCommand): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once, however it ended. */
  onExit(listener: (code: number | null) => void): void
  kill(): void
}

export type HostSettings = Pick<HostStatus, 'enabled' | 'port' | 'reach' | 'announce'>

export interface RelayHostParts {
  fork(): HostProcess
  /** Folder of the relay's log and blobs. */
  readonly data: string
  /** Files that lie beside main in the bundle. */
  readonly bundle?: NonNullable<HostStart['bundle']>
  settings(): HostSettings
  keep(settings: HostSettings): Promise<void>
  /** What it calls itself on the network, and the only shop that it serves. */
  about(): { readonly name: string; readonly shop: string | null }
  now(): number
  changed(status: HostStatus): void
  log(what: string, detail: string): void
}

export interface RelayHost {
  status(): HostStatus
  /** Resolves when it listens, or has said why not. */
  set(settings: HostSettings): Promise<HostStatus>
  /** As the switch says. */
  begin(): void
  /** Drained: what its devices were promised is on disk. */
  close(): Promise<void>
}

const RESTART_MS = { first: 1_000, most: 60_000 } as const
/** It ran that long: what happens next is another story. */
const SOUND_AFTER_MS = 120_000
/** More than the relay gives its own devices to say goodbye. */
const DRAIN_MS = 10_000

const urls = z.array(z.string().max(300)).max(100)
const message: z.ZodType<HostEvent> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('listening'), urls, port: z.number().int().min(1).max(65_535), relayId: z.string() }),
  z.object({ kind: z.literal('failed'), problem: z.enum(['port-taken', 'folder', 'crashed']), detail: z.string() }),
  z.object({ kind: z.literal('report'), what: z.string(), detail: z.string() }),
  z.object({ kind: z.literal('moved'), urls }),
  z.object({ kind: z.literal('stopped') }),
])

interface Running {
  readonly process: HostProcess
  readonly ended: Promise<void>
  /** Listening, failed or ended. */
  readonly settled: Promise<void>
}
type Moving = Pick<HostStatus, 'state' | 'urls'> & Partial<Pick<HostStatus, 'problem' | 'detail'>>

export function openRelayHost(parts: RelayHostParts): RelayHost {
  let moving: Moving = { state: 'off', urls: [] }
  let running: Running | undefined
  let failures = 0
  let restartTimer: NodeJS.Timeout | undefined
  let closed = false
  let turn: Promise<unknown> = Promise.resolve()
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = turn.then(work)
    turn = run.catch(() => {})
    return run
  }

  const status = (): HostStatus => ({ ...parts.settings(), ...moving })
  const become = (next: Moving) => {
    moving = next
    if (!closed) parts.changed(status())
  }

  function start(): void {
    clearTimeout(restartTimer)
    const { port, reach, announce } = parts.settings()
    become({ state: 'starting', urls: [] })
    const ended = Promise.withResolvers<void>()
    const settled = Promise.withResolvers<void>()
    const startedAt = parts.now()
    const process = parts.fork()
    const mine: Running = { process, ended: ended.promise, settled: settled.promise }
    running = mine
    process.onMessage((raw) => {
      const parsed = message.safeParse(raw)
      if (running !== mine || !parsed.success) return
      const event = parsed.data
      if (event.kind === 'report') parts.log(event.what, event.detail)
      else if (event.kind === 'moved') become({ ...moving, urls: [...event.urls] })
      else if (event.kind === 'failed') {
        become({ state: 'failed', urls: [], problem: event.problem, detail: event.detail })
        settled.resolve()
      } else if (event.kind === 'listening') {
        // Devices remember addresses: the port that was free today is the one of tomorrow.
        void Promise.resolve(port === event.port ? undefined : parts.keep({ ...parts.settings(), port: event.port }))
          .catch((error: unknown) => parts.log('the port is not remembered', String(error)))
          .then(() => {
            if (running === mine) become({ state: 'running', urls: [...event.urls] })
            settled.resolve()
          })
      }
    })
    process.onExit((code) => {
      ended.resolve()
      settled.resolve()
      if (running !== mine) return
      running = undefined
      if (closed || !parts.settings().enabled) return
      if (parts.now() - startedAt > SOUND_AFTER_MS) failures = 0
      if (moving.state !== 'failed') become({ state: 'failed', urls: [], problem: 'crashed', detail: `code ${code}` })
      restartTimer = setTimeout(
        () => void inTurn(async () => running || closed || start()),
        Math.min(RESTART_MS.most, RESTART_MS.first * 2 ** failures++),
      )
    })
    const bundle = parts.bundle ? { bundle: parts.bundle } : {}
    process.post({ kind: 'start', data: parts.data, port, reach, announce, ...parts.about(), ...bundle })
  }

  async function stop(): Promise<void> {
    clearTimeout(restartTimer)
    const stopping = running
    running = undefined
    if (!stopping) return
    stopping.process.post({ kind: 'stop' })
    const hung = setTimeout(() => stopping.process.kill(), DRAIN_MS)
    await stopping.ended
    clearTimeout(hung)
  }

  return {
    status,
    set: (settings) =>
      inTurn(async () => {
        await stop()
        await parts.keep(settings)
        failures = 0
        if (!settings.enabled) {
          become({ state: 'off', urls: [] })
          return status()
        }
        start()
        await running?.settled
        return status()
      }),
    begin() {
      if (parts.settings().enabled) void inTurn(async () => running || closed || start())
    },
    async close() {
      closed = true
      await inTurn(stop)
    },
  }
}
