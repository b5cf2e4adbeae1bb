/** Loads 3, 5 and 6: what a moderate load costs, and how long an acknowledgement takes under it. */
import { drive } from '../drive.ts'
import type { EditLoad, EditResult, PresenceResult } from '../generator/messages.ts'
import { highestRate } from './highest-rate.ts'
import { nextLoad, withServer } from './measurement.ts'
import type { Bench, Measurement } from './measurement.ts'
import { SMALL_ROOMS } from './rates.ts'

const STEADY_RATE = 20_000
/** Below this share of what was due a server did not carry the load, and what it used says nothing. */
const CARRIED = 0.97

const edits = (bench: Bench, more: Partial<EditLoad>): EditLoad => ({
  kind: 'edits',
  name: nextLoad(),
  ...SMALL_ROOMS,
  deliveredPerSecond: STEADY_RATE,
  warmMs: bench.quick ? 1000 : 3000,
  measureMs: bench.quick ? 2000 : 10_000,
  ...more,
})

export const presence: Measurement = {
  number: 3,
  title: 'presence, 1 room × 200 clients, one change a second each',
  servers: ['ours', 'hocuspocus', 'bare', 'y-websocket'],
  figures: { cpu: { title: 'server CPU %', digits: 1 } },
  goals: [{ figure: 'cpu', atMost: 1, times: 'hocuspocus' }],
  measure: (bench, name) =>
    withServer(bench, name, async (server) => {
      const { result, cpuMicros, spanMs } = await drive<PresenceResult>(server, {
        kind: 'presence',
        name: nextLoad(),
        clients: 200,
        warmMs: bench.quick ? 1500 : 4000,
        measureMs: bench.quick ? 2000 : 10_000,
      })
      bench.say(`${name} presence: heard ${(result.heardShare * 100).toFixed(1)} %, load ${percent(result.loadBusy)}`)
      return result.heardShare < CARRIED ? {} : { cpu: cpuMicros / spanMs / 10 }
    }),
}

export const cpuPerUpdate: Measurement = {
  number: 5,
  title: 'CPU for each delivered update at 20,000/s, 20 × 10',
  servers: ['ours', 'hocuspocus', 'y-websocket', 'y-leveldb', 'bare', 'bare-merged'],
  figures: { micros: { title: 'µs', digits: 2 }, p99: { title: 'delivery p99 ms', digits: 1 } },
  goals: [{ figure: 'micros', atMost: 0.8, times: 'y-websocket' }],
  measure: (bench, name) =>
    withServer(bench, name, async (server) => {
      const { result, cpuMicros, spanMs } = await drive<EditResult>(server, edits(bench, {}))
      bench.say(
        `${name} at ${STEADY_RATE}/s: ${Math.round(result.deliveredPerSecond)}/s, p99 ${result.p99Ms.toFixed(1)} ms, ` +
          `missing ${result.missing}, load ${percent(result.loadBusy)}`,
      )
      if (result.deliveredPerSecond < STEADY_RATE * CARRIED || result.missing > 0) return {}
      return { micros: cpuMicros / spanMs / (result.deliveredPerSecond / 1000), p99: result.p99Ms }
    }),
}

export const barriers: Measurement = {
  number: 6,
  title: 'barrier reply p99, every client asks once a second, 20 × 10',
  servers: ['ours'],
  figures: {
    steady: { title: 'ms at 20,000/s', digits: 1 },
    half: { title: 'ms at half of the highest rate', digits: 1 },
  },
  goals: [
    { figure: 'steady', atMost: 25 },
    { figure: 'half', atMost: 100 },
  ],
  async measure(bench, name) {
    const highest =
      bench.found.get(`rate ${name} ${SMALL_ROOMS.rooms}×${SMALL_ROOMS.clientsPerRoom}`) ??
      (await highestRate(bench, name, SMALL_ROOMS, 80_000)).rate
    const ask = (deliveredPerSecond: number): Promise<EditResult> =>
      withServer(bench, name, async (server) => {
        const load = edits(bench, { deliveredPerSecond, barrierEveryMs: 1000 })
        const { result } = await drive<EditResult>(server, load)
        bench.say(
          `${name} barriers at ${Math.round(deliveredPerSecond)}/s: ${result.barriers} answered, ` +
            `p50 ${result.barrierP50Ms.toFixed(1)} ms, p99 ${result.barrierP99Ms.toFixed(1)} ms`,
        )
        return result
      })
    return { steady: (await ask(STEADY_RATE)).barrierP99Ms, half: (await ask(highest / 2)).barrierP99Ms }
  },
}

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`
