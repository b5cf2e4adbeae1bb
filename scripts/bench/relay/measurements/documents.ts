/** Loads 7 to 11: opening, coming back, forgetting, and what survives. */
import { drive } from '../drive.ts'
import type { FillLoad, OpenResult, ReturnResult, SayResult } from '../generator/messages.ts'
import type { Server, ServerName } from '../servers.ts'
import { nextLoad, start, withServer } from './measurement.ts'
import type { Bench, Figures, Measurement } from './measurement.ts'

const JOB = { entries: 200, client: 0x5000_0000 }
/** Hocuspocus stores 2 s after the last edit, or when its last client left; LevelDB writes in the background. */
const STORED_MS = 3000

export const openMany: Measurement = {
  number: 7,
  title: '500 documents of 200 entries opened at once, from disk',
  servers: ['ours', 'hocuspocus', 'y-leveldb'],
  figures: {
    p95: { title: 'p95 ms', digits: 0 },
    falsely: { title: 'called synced before their content was there', digits: 0 },
  },
  goals: [
    { figure: 'p95', atMost: 0.4, times: 'hocuspocus' },
    { figure: 'falsely', atMost: 0 },
  ],
  async measure(bench, name) {
    const documents = bench.quick ? 100 : 500
    const load = nextLoad()
    return fromDisk(bench, name, { kind: 'fill', name: load, documents, content: JOB }, async (server) => {
      const { result } = await drive<OpenResult>(server, {
        ...({ kind: 'open', name: load, documents, clientsPerDocument: 1, content: JOB } as const),
        ...{ dropFirst: false, waitMs: 3000 },
      })
      bench.say(`${name}: ${JSON.stringify(result)}`)
      return { p95: result.p95Ms, falsely: result.falselySynced }
    })
  },
}

const EDITS = 20_000
const OWN = 2000

export const backFromOffline: Measurement = {
  number: 8,
  title: 'back from offline: 20,000 edits of history, 2,000 missed, 2,000 own',
  servers: ['ours', 'hocuspocus', 'y-websocket', 'y-leveldb'],
  figures: {
    warm: { title: 'warm ms', digits: 1 },
    cold: { title: 'from disk ms', digits: 1 },
    up: { title: 'bytes up / difference', digits: 2 },
  },
  goals: [
    { figure: 'warm', atMost: 1.2, times: ['y-websocket', 'hocuspocus'] },
    { figure: 'cold', atMost: 0.7, times: ['hocuspocus', 'y-leveldb'] },
    { figure: 'up', atMost: 1.1 },
  ],
  async measure(bench, name) {
    const documents = bench.quick ? 3 : 9
    const come = async (server: Server, load: number, warm: boolean): Promise<ReturnResult> => {
      const order = { kind: 'return', name: load, documents, edits: EDITS, own: OWN, warm } as const
      const { result } = await drive<ReturnResult>(server, order)
      bench.say(`${name} ${warm ? 'warm' : 'cold'}: ${JSON.stringify(result)}`)
      return result
    }
    const load = nextLoad()
    const filling = { kind: 'fill', name: load, documents, content: { edits: EDITS, own: OWN } } as const
    const warm = await withServer(bench, name, async (server) => {
      await drive(server, filling)
      return come(server, load, true)
    })
    if (name === 'y-websocket') return { warm: warm.medianMs, up: warm.bytesUpShare } // has no disk
    return fromDisk(bench, name, filling, async (server) => {
      const cold = await come(server, load, false)
      return { warm: warm.medianMs, cold: cold.medianMs, up: Math.max(warm.bytesUpShare, cold.bytesUpShare) }
    })
  },
}

export const reconnect: Measurement = {
  number: 9,
  title: '1,000 clients of 100 documents reconnect at once, until the last is synced',
  servers: ['ours', 'hocuspocus', 'y-websocket'],
  figures: {
    last: { title: 'ms', digits: 0 },
    // Of both times that they come, the first too. Says more than the clock where other work runs, or where the system
    // dropped connections: those come again after a second.
    cpu: { title: 'server CPU ms', digits: 0 },
  },
  goals: [{ figure: 'last', atMost: 1.2, times: 'y-websocket' }],
  measure: (bench, name) =>
    withServer(
      bench,
      name,
      async (server) => {
        const load = nextLoad()
        const content = { entries: 100, client: JOB.client }
        await drive(server, { kind: 'fill', name: load, documents: 100, content })
        const before = await server.usage()
        const { result } = await drive<OpenResult>(server, {
          ...({ kind: 'open', name: load, documents: 100, clientsPerDocument: 10, content } as const),
          ...{ dropFirst: true, waitMs: 1000 },
        })
        const after = await server.usage()
        bench.say(`${name}: ${JSON.stringify(result)}`)
        return { last: result.lastMs, cpu: (after.cpuMicros - before.cpuMicros) / 1000 }
      },
      // By default a relay keeps 500 that have not said yet who they are; of 1,000 at once it cuts the oldest.
      { devices: 1000, args: ['--max-unproved', '2000'] },
    ),
}

export const idleMemory: Measurement = {
  number: 10,
  title: 'memory for each idle document after its clients left, 2,000 documents of 20 entries',
  servers: ['ours', 'hocuspocus', 'y-websocket', 'y-leveldb'],
  figures: { bytes: { title: 'bytes', digits: 0 } },
  goals: [{ figure: 'bytes', atMost: 2048 }],
  measure: (bench, name) =>
    withServer(
      bench,
      name,
      async (server) => {
        const documents = bench.quick ? 500 : 2000
        const content = { entries: 20, client: JOB.client }
        // The first time also grows what belongs to no document: pools, code, caches.
        const before = await visited()
        return { bytes: ((await visited()) - before) / documents }

        async function visited(): Promise<number> {
          await drive(server, { kind: 'fill', name: nextLoad(), documents, content })
          await sleep(STORED_MS + IDLE_MS)
          const { liveBytes } = await server.usage(true)
          bench.say(`${name}: ${Math.round(liveBytes / 1024)} KiB live`)
          return liveBytes
        }
      },
      // The real one is a minute: what stays afterwards is the same.
      { args: ['--idle-ms', `${IDLE_MS}`] },
    ),
}
const IDLE_MS = 1000

export const survival: Measurement = {
  number: 11,
  title: 'edits lost after kill -9, of those that the client was told are safe',
  servers: ['ours', 'hocuspocus'],
  figures: { lost: { title: 'lost', digits: 0 }, told: { title: 'told safe', digits: 0 } },
  goals: [{ figure: 'lost', atMost: 0 }],
  async measure(bench, name) {
    const kills = bench.quick ? 3 : 10
    const load = nextLoad()
    const clients: number[] = []
    const safe: number[] = []
    let server = await start(bench, name)
    try {
      for (let kill = 0; kill < kills; kill++) {
        const client = 0x4000_0000 + kill
        const { result } = await drive<SayResult>(server, { kind: 'say', name: load, client, edits: 1 + kill })
        await server.kill()
        clients.push(client)
        safe.push(result.safe)
        server = await start(bench, name, { keep: true })
      }
      const { result } = await drive<number[]>(server, { kind: 'count', name: load, clients })
      bench.say(`${name}: told safe ${safe.join()}, there after the kills ${result.join()}`)
      const told = safe.reduce((sum, one) => sum + one, 0)
      return { told, lost: safe.reduce((sum, one, i) => sum + Math.max(0, one - (result[i] ?? 0)), 0) }
    } finally {
      await server.kill()
    }
  },
}

/** Fills, ends the server as its operator would, starts it anew on what it stored. */
async function fromDisk(
  bench: Bench,
  name: ServerName,
  filling: FillLoad,
  use: (server: Server) => Promise<Figures>,
): Promise<Figures> {
  const first = await start(bench, name)
  try {
    await drive(first, filling)
    await sleep(STORED_MS)
  } finally {
    await first.stop()
  }
  const second = await start(bench, name, { keep: true })
  try {
    return await use(second)
  } finally {
    await second.kill()
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
