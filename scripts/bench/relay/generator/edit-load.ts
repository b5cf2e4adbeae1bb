/**
 * Rooms full of clients that type at a steady rate in all. Counts what is delivered to OTHERS by content: a merged
 * frame of seven edits counts seven, an echo to the author none.
 */
import { performance } from 'node:perf_hooks'
import type { EditLoad, EditResult, Marks } from './messages.ts'
import { RoomClient } from './client.ts'
import { documentName } from './names.ts'
import { EDIT_CLOCKS, EditWriter, FIRST_CLIENT, UpdateReader } from './edits.ts'
import { Histogram } from './histogram.ts'
import { frameBytes, writeFrame } from './link.ts'
import type { Target } from './target.ts'

const CONNECT_AT_ONCE = 50
/** Edits of one client in one turn, when the load is late. */
const MAX_BURST = 1000
/** Send times that are kept for each client; a power of two. */
const KEPT = 1 << 14
/** How long after the end deliveries are still waited for. */
const DRAIN_MS = 3000

interface Typist {
  readonly index: number
  readonly room: number
  client: RoomClient
  readonly writer: EditWriter
  readonly sentAt: Float64Array
  /** Clock up to which this client has heard each one of its room. */
  readonly heard: Int32Array
  dueFrom: number
}

export async function runEditLoad(target: Target, load: EditLoad, marks: Marks): Promise<EditResult> {
  const { rooms, clientsPerRoom } = load
  const latencies = new Histogram()
  const barriers = new Histogram()
  const reader = new UpdateReader()
  let holes = 0
  let measuring = false
  let delivered = 0
  let countFrom = 0
  let countTo = Number.POSITIVE_INFINITY
  let closed = 0
  const typists: Typist[] = []

  function hear(me: Typist, bytes: Buffer, start: number): void {
    reader.start(bytes, start)
    const now = performance.now()
    reader.update((client, from, to) => {
      const author = client - FIRST_CLIENT
      if (author === me.index) return
      const slot = author - me.room * clientsPerRoom
      if (slot < 0 || slot >= clientsPerRoom) throw new Error(`client ${client} is not of room ${me.room}`)
      const known = me.heard[slot] as number
      if (from > known) holes++
      if (to <= known) return
      me.heard[slot] = to
      if (!measuring) return
      const { sentAt } = typists[author] as Typist
      for (let edit = known / EDIT_CLOCKS; edit < to / EDIT_CLOCKS; edit++) {
        const at = sentAt[edit & (KEPT - 1)] as number
        if (at < countFrom || at >= countTo) continue
        delivered++
        latencies.add(now - at)
      }
    })
  }

  async function join(index: number): Promise<void> {
    const room = Math.floor(index / clientsPerRoom)
    const barrierSent = new Map<number, number>()
    const me: Typist = {
      index,
      room,
      client: undefined as unknown as RoomClient, // set below, before anyone types
      writer: new EditWriter(index),
      sentAt: new Float64Array(KEPT),
      heard: new Int32Array(clientsPerRoom),
      dueFrom: 0,
    }
    typists[index] = me
    me.client = await RoomClient.join(
      target,
      documentName(load.name, room),
      {
        update: (bytes, start) => hear(me, bytes, start),
        barrier(n) {
          const at = barrierSent.get(n)
          barrierSent.delete(n)
          if (at !== undefined && at >= countFrom && at < countTo) barriers.add(performance.now() - at)
        },
        closed: () => void closed++,
      },
      { index },
    )
    if (load.barrierEveryMs !== undefined) askForBarriers(me, barrierSent, load.barrierEveryMs)
  }

  const timers: NodeJS.Timeout[] = []
  function askForBarriers(me: Typist, sent: Map<number, number>, everyMs: number): void {
    let n = 0
    const ask = (): void => {
      sent.set(++n, performance.now())
      me.client.barrier(n)
      timers[me.index] = setTimeout(ask, everyMs)
    }
    timers[me.index] = setTimeout(ask, Math.random() * everyMs)
  }

  const total = rooms * clientsPerRoom
  for (let from = 0; from < total; from += CONNECT_AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(CONNECT_AT_ONCE, total - from) }, (_, i) => join(from + i)))
  }

  // One edit is delivered to everyone else in its room.
  const editsPerClientMs = load.deliveredPerSecond / (clientsPerRoom - 1) / total / 1000
  const begun = performance.now()
  for (const me of typists) me.dueFrom = begun + (me.index / total) * (1 / editsPerClientMs)
  let typing = true
  const pump = setInterval(() => {
    const now = performance.now()
    for (const me of typists) type(me, now)
  }, 1)

  /**
   * Each edit is a write of its own: such rates stand for many people who type slowly, and what they send comes to a
   * server in packets of its own. This costs the load more than it costs most servers.
   */
  function type(me: Typist, now: number): void {
    if (!typing) return
    const due = Math.min(Math.floor((now - me.dueFrom) * editsPerClientMs) - me.writer.count, MAX_BURST)
    if (due <= 0) return
    const { prefix, link } = me.client
    me.writer.bytes.set(prefix)
    for (let i = 0; i < due; i++) {
      me.sentAt[me.writer.count & (KEPT - 1)] = now
      const length = me.writer.next(prefix.length)
      const out = Buffer.allocUnsafe(frameBytes(length))
      writeFrame(out, 0, me.writer.bytes, length)
      link.write(out)
    }
  }

  await sleep(load.warmMs)
  measuring = true
  countFrom = performance.now()
  const utilization = performance.eventLoopUtilization()
  marks.begin()
  await sleep(load.measureMs)
  countTo = performance.now()
  marks.end()
  const busy = performance.eventLoopUtilization(utilization).utilization
  typing = false
  clearInterval(pump)
  for (const timer of timers) clearTimeout(timer)
  const seconds = (countTo - countFrom) / 1000
  const missing = await drained(typists, clientsPerRoom)
  const result = {
    deliveredPerSecond: delivered / seconds,
    offeredPerSecond: load.deliveredPerSecond,
    delivered,
    p50Ms: latencies.percentile(0.5),
    p99Ms: latencies.percentile(0.99),
    barrierP50Ms: barriers.percentile(0.5),
    barrierP99Ms: barriers.percentile(0.99),
    barriers: barriers.total,
    missing,
    holes,
    closed,
    loadBusy: busy,
  }
  for (const { client } of typists) client.leave()
  return result
}

/** Edits that somebody still lacks when nothing came any more, or time was up. */
async function drained(typists: readonly Typist[], clientsPerRoom: number): Promise<number> {
  const until = performance.now() + DRAIN_MS
  for (;;) {
    let missing = 0
    for (const me of typists) {
      for (let slot = 0; slot < clientsPerRoom; slot++) {
        const author = typists[me.room * clientsPerRoom + slot] as Typist
        if (author !== me) missing += author.writer.count - (me.heard[slot] as number) / EDIT_CLOCKS
      }
    }
    if (missing === 0 || performance.now() > until) return missing
    await sleep(20)
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
