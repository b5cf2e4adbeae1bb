/** The highest rate of delivered edits at which their p99 stays below 100 ms and none is missing. */
import { drive } from '../drive.ts'
import type { Driven } from '../drive.ts'
import type { EditResult } from '../generator/messages.ts'
import type { Server, ServerName } from '../servers.ts'
import { nextLoad, start } from './measurement.ts'
import type { Bench } from './measurement.ts'

export interface Shape {
  readonly rooms: number
  readonly clientsPerRoom: number
}

export interface Highest {
  readonly rate: number
  /** Share of the time in which the load itself was busy there: near 1, the load was the limit and not the server. */
  readonly loadBusy: number
}

const MAX_P99_MS = 100
/** Of what was offered, in the span: less means that a backlog grows. */
const MIN_DELIVERED = 0.97
/** Below it, the machine is too busy with other things to measure anything. */
const MIN_RATE = 4000
/** Rates above this are not looked for: no server here comes near. */
const MAX_RATE = 8_000_000

export async function highestRate(bench: Bench, name: ServerName, shape: Shape, guess: number): Promise<Highest> {
  const key = `rate ${name} ${shape.rooms}×${shape.clientsPerRoom}`
  const before = bench.found.get(key)
  const step = before === undefined ? 1.6 : 1.2
  let server = await startWarm(bench, name, shape)

  /** Null: it does not. */
  async function carries(rate: number): Promise<Highest | null> {
    for (let attempt = 1; ; attempt++) {
      const verdict = await probe(bench, server, shape, rate)
      if (verdict.kind === 'carried') return verdict
      // What it still has to do must not weigh on the next attempt.
      await server.kill()
      server = await startWarm(bench, name, shape)
      // A machine is never quite alone: a near miss gets a second chance, every server's alike.
      if (verdict.kind === 'failed' || attempt === 2) return null
    }
  }

  try {
    let low = 0
    let high = Number.POSITIVE_INFINITY
    let best: Highest = { rate: 0, loadBusy: Number.NaN }
    let rate = before ?? guess
    const lookAt = async (at: number): Promise<void> => {
      const carried = await carries(at)
      if (carried === null) high = at
      else {
        low = at
        best = carried
      }
    }
    while ((low === 0 || high === Number.POSITIVE_INFINITY) && rate > MIN_RATE && rate < MAX_RATE) {
      await lookAt(rate)
      rate = low > 0 ? rate * step : rate / step
    }
    const steps = bench.quick ? 1 : before === undefined ? 3 : 2
    for (let i = 0; i < steps && low > 0 && high !== Number.POSITIVE_INFINITY; i++) await lookAt(Math.sqrt(low * high))
    bench.found.set(key, best.rate)
    return best
  } finally {
    await server.kill()
  }
}

/** Code that ran for a second is faster than code that starts: nobody is judged on its first second. */
async function startWarm(bench: Bench, name: ServerName, shape: Shape): Promise<Server> {
  const server = await start(bench, name)
  if (bench.quick) return server
  const load = { kind: 'edits', name: nextLoad(), ...shape, deliveredPerSecond: 30_000 } as const
  await drive<EditResult>(server, { ...load, warmMs: 1500, measureMs: 100 })
  return server
}

type Verdict = { kind: 'carried'; rate: number; loadBusy: number } | { kind: 'nearly' } | { kind: 'failed' }

async function probe(bench: Bench, server: Server, shape: Shape, rate: number): Promise<Verdict> {
  const driven = drive<EditResult>(server, {
    kind: 'edits',
    name: nextLoad(),
    ...shape,
    deliveredPerSecond: rate,
    warmMs: bench.quick ? 500 : 1000,
    measureMs: bench.quick ? 1000 : 3000,
  })
  let outcome: Driven<EditResult>
  try {
    outcome = await driven
  } catch (error) {
    bench.say(`${server.name} at ${Math.round(rate)}/s: ${error instanceof Error ? error.message : String(error)}`)
    return { kind: 'failed' }
  }
  const { result, cpuMicros, spanMs } = outcome
  const { deliveredPerSecond, p99Ms, missing, holes, closed, loadBusy } = result
  const carried = deliveredPerSecond >= rate * MIN_DELIVERED && p99Ms < MAX_P99_MS && missing === 0 && closed === 0
  const far = deliveredPerSecond < rate * 0.8 || missing > 0 || closed > 0
  bench.say(
    `${server.name} ${shape.rooms}×${shape.clientsPerRoom} at ${Math.round(rate)}/s: ${carried ? 'carried' : 'not carried'}, ` +
      `${Math.round(deliveredPerSecond)}/s, p50 ${result.p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, missing ${Math.round(missing)}, ` +
      `holes ${holes}, closed ${closed}, server ${(cpuMicros / spanMs / 10).toFixed(0)} %, load ${(loadBusy * 100).toFixed(0)} %`,
  )
  if (carried) return { kind: 'carried', rate: deliveredPerSecond, loadBusy }
  return { kind: far ? 'failed' : 'nearly' }
}
