/** The real relay core on a machine that can be killed: a new core on the same log is all that survives. */
import { createRelayCore, type Log, type RelayCore } from '../../sync-relay/src/index.ts'
import { CLOSE, decodeSyncRequest, encodeSyncReply, LIMITS } from '../../src/crdt/protocol/index.ts'
import type { Mutants } from './mutants.ts'
import type { Ears, End } from './network.ts'
import type { World } from './world.ts'
import type { SharedMemoryLog } from '../../sync-relay/src/log/memory-log.ts'
import { createUnsteadyLog, type LogWeather, type UnsteadyLog } from './unsteady-log.ts'

const WRITER = { device: null, role: 'admin' as const }
/** What the relay may say of its own accord: the disk, which the weather spoils, and sockets that went. */
const EXPECTED_REPORTS = new Set(['cannot store', 'still cannot store', 'storing again', 'cannot compact'])

/** What a desk meets at the relay's address: one relay, or several behind a load balancer. */
export type RelayAddress = Pick<SimRelay, 'accept' | 'sync' | 'changes'>
/** What the weather does to it. */
export type RelayMachine = Pick<SimRelay, 'isRunning' | 'start' | 'crash' | 'stop' | 'replace' | 'weather' | 'disk'>

export class SimRelay {
  weather: LogWeather
  /** What lies on the relay's disk. */
  disk: Log
  readonly #world: World
  readonly #mutants: Mutants
  readonly #idleMs: number
  /** A log that others use too; null: its own. */
  readonly #shared: SharedMemoryLog | null
  #core: RelayCore | null = null
  #log: UnsteadyLog | null = null
  /** Callbacks of a core that was killed must find nobody. */
  #life = 0

  constructor(world: World, disk: Log | SharedMemoryLog, weather: LogWeather, mutants: Mutants) {
    this.#world = world
    this.#shared = 'open' in disk ? disk : null
    this.disk = 'open' in disk ? disk.open() : disk
    this.weather = weather
    this.#mutants = mutants
    this.#idleMs = world.random.pick([40, 400, 60_000])
  }

  get isRunning(): boolean {
    return this.#core !== null
  }

  start(): void {
    const { clock, random, trace, oracle } = this.#world
    const life = ++this.#life
    if (this.#shared !== null) this.disk = this.#shared.open()
    // A machine that starts opens its file anew.
    this.disk.recover((result) => {
      if (!result.ok) throw new Error(`relay: cannot open its log again: ${result.failure.message}`)
    })
    this.#log = createUnsteadyLog(
      noting(this.disk, () => trace.note(clock.now, 'relay', 'stale')),
      {
        clock,
        random,
        weather: () => this.weather,
      },
    )
    this.#core = createRelayCore({
      log: this.#mutants.log?.(this.#log, this.#world) ?? this.#log,
      schedule: (delayMs, run) =>
        clock.after(delayMs, () => {
          if (life === this.#life) run()
        }),
      report: (what, detail) => {
        trace.note(clock.now, 'relay', what)
        if (!EXPECTED_REPORTS.has(what)) oracle.violate('relay-report', `${what}: ${JSON.stringify(detail)}`)
      },
      now: () => clock.now,
      limits: { idleMs: this.#idleMs },
      recoverMs: 100,
    })
    trace.note(clock.now, 'relay', 'started')
    oracle.relayStarted(this.disk)
  }

  /** As kill -9, or the power cut. */
  crash(): void {
    if (this.#core === null) return
    this.#world.trace.note(this.#world.clock.now, 'relay', 'crashed')
    this.#life++
    this.#core = null
    this.#log?.die()
    if (this.#shared !== null) void this.disk.close()
    this.#world.network.machineDied('relay')
  }

  /** The machine burnt down; another one answers at its address, with nothing. The desks have to fill it. */
  replace(disk: Log): void {
    this.crash()
    this.disk = disk
    this.#world.trace.note(this.#world.clock.now, 'relay', 'replaced')
    this.#world.oracle.relayReplaced(disk.relayId())
    this.start()
  }

  /** As SIGTERM: what waits is committed and answered first. */
  stop(): void {
    const core = this.#core
    const life = this.#life
    if (core === null) return
    this.#world.trace.note(this.#world.clock.now, 'relay', 'stopping')
    core.drain(() => {
      if (life === this.#life) this.crash()
    })
  }

  accept(document: string, end: End): Ears | null {
    if (this.#core === null) return null
    const life = this.#life
    const session = this.#core.connect(document, WRITER, {
      send: (frame) => end.send(frame),
      close: (code, reason) => {
        if (isRefusal(code)) this.#world.oracle.violate('honest-client-refused', `${document}: ${code} ${reason}`)
        end.close(code)
      },
    })
    return {
      frame: (frame) => {
        if (life !== this.#life) return
        this.#mutants.relayHears?.(frame, end)
        session.receive(frame)
      },
      closed: () => {
        if (life === this.#life) session.disconnected()
      },
    }
  }

  sync(body: Uint8Array, answer: (reply: Uint8Array | null) => void): void {
    if (this.#core === null) return answer(null)
    this.#core.sync(decodeSyncRequest(body, LIMITS.maxSyncBatch), WRITER, (result) => {
      if (!result.ok) return answer(null)
      for (const entry of result.value) {
        if (!entry.accepted && isRefusal(entry.code)) {
          this.#world.oracle.violate('honest-client-refused', `${entry.name}: ${entry.code} ${entry.reason}`)
        }
      }
      answer(encodeSyncReply(result.value))
    })
  }

  /** The feed, as the JSON that HTTP would carry. */
  changes(since: number, relayId: string | null, answer: (reply: Uint8Array | null) => void): void {
    if (this.#core === null) return answer(null)
    this.#core.changes(since, relayId, (result) =>
      answer(result.ok ? new TextEncoder().encode(JSON.stringify(result.value)) : null),
    )
  }
}

/** The same log; `stale` hears of every commit that came too late. */
function noting(log: Log, stale: () => void): Log {
  return {
    ...log,
    commit: (batch, done) =>
      log.commit(batch, (result) => {
        if (result.ok && result.value.some(({ kind }) => kind === 'stale')) stale()
        done(result)
      }),
  }
}

function isRefusal(code: number): boolean {
  return (Object.values(CLOSE) as number[]).includes(code)
}
