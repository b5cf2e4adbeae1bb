/** One room of people who move: everyone changes its presence once a second. Deliveries are counted by entry. */
import { performance } from 'node:perf_hooks'
import { RoomClient, bytesWithLength } from './client.ts'
import { FIRST_CLIENT, UpdateReader } from './edits.ts'
import { documentName } from './names.ts'
import type { Marks, PresenceLoad, PresenceResult } from './messages.ts'
import type { Target } from './target.ts'

const EVERY_MS = 1000
const CONNECT_AT_ONCE = 50

export async function runPresenceLoad(target: Target, load: PresenceLoad, marks: Marks): Promise<PresenceResult> {
  const { clients } = load
  const reader = new UpdateReader()
  const members: RoomClient[] = []
  let measuring = false
  let heard = 0

  function listen(bytes: Buffer, start: number, me: number, clocks: Int32Array): void {
    reader.start(bytes, start)
    const entries = reader.uint()
    for (let i = 0; i < entries; i++) {
      const author = reader.uint() - FIRST_CLIENT
      const clock = reader.uint()
      reader.skip(reader.uint())
      if (author === me || author < 0 || author >= clients || clock <= (clocks[author] as number)) continue
      clocks[author] = clock
      if (measuring) heard++
    }
  }

  async function join(index: number): Promise<void> {
    const clocks = new Int32Array(clients)
    members[index] = await RoomClient.join(
      target,
      documentName(load.name, 0),
      { presence: (bytes, start) => listen(bytes, start, index, clocks) },
      { index },
    )
  }
  for (let from = 0; from < clients; from += CONNECT_AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(CONNECT_AT_ONCE, clients - from) }, (_, i) => join(from + i)))
  }

  const timers = members.map((member, index) => {
    let clock = 0
    const move = (): void => member.send(presenceMessage(index, ++clock))
    const delay = (index / clients) * EVERY_MS
    return { first: setTimeout(move, delay), rest: repeatFrom(delay, move) }
  })
  await sleep(load.warmMs)
  measuring = true
  const utilization = performance.eventLoopUtilization()
  marks.begin()
  await sleep(load.measureMs)
  marks.end()
  measuring = false
  const loadBusy = performance.eventLoopUtilization(utilization).utilization
  for (const { first, rest } of timers) {
    clearTimeout(first)
    rest()
  }
  for (const member of members) member.leave()
  return { heardShare: heard / ((load.measureMs / EVERY_MS) * clients * (clients - 1)), loadBusy }
}

/** What a stock client sends: its id, its clock, its state as JSON. */
function presenceMessage(index: number, clock: number): Uint8Array {
  const state = JSON.stringify({
    user: { name: `Person ${index}`, color: '#30bced' },
    cursor: { anchor: clock, head: clock + 3 },
  })
  const entry = Buffer.concat([
    Uint8Array.of(1),
    uint(FIRST_CLIENT + index),
    uint(clock),
    bytesWithLength(Buffer.from(state)),
  ])
  return Buffer.concat([Uint8Array.of(1), bytesWithLength(entry)])
}

function uint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  while (rest > 127) {
    bytes.push(128 | (rest % 128))
    rest = Math.floor(rest / 128)
  }
  return Uint8Array.from([...bytes, rest])
}

function repeatFrom(delayMs: number, run: () => void): () => void {
  let timer: NodeJS.Timeout = setTimeout(() => {
    timer = setInterval(run, EVERY_MS)
  }, delayMs)
  return () => clearTimeout(timer)
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
