/** The real core under a hand-turned clock, and peers that speak raw frames. Everything happens inside the calls. */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { decodeBarrierBody, encodeBarrier, MESSAGE, SYNC } from '../../../src/crdt/protocol/index.ts'
import { ANYONE } from '../../../sync-relay/src/authorize.ts'
import type { Writer } from '../../../sync-relay/src/authorize.ts'
import { syncFrame } from '../../../sync-relay/src/core/frames.ts'
import { createMemoryLog, createRelayCore } from '../../../sync-relay/src/index.ts'
import type { Log, RelayCore, RelayCoreOptions, Session } from '../../../sync-relay/src/index.ts'

interface Timer {
  readonly at: number
  readonly run: () => void
}

export function createClock() {
  let now = 0
  const timers = new Set<Timer>()
  return {
    now: (): number => now,
    schedule(delayMs: number, run: () => void): () => void {
      const timer = { at: now + delayMs, run }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    /** Runs everything that is due within `ms`, in order. */
    pass(ms: number): void {
      const until = now + ms
      for (;;) {
        const next = [...timers].filter((timer) => timer.at <= until).toSorted((a, b) => a.at - b.at)[0]
        if (next === undefined) break
        timers.delete(next)
        now = next.at
        next.run()
      }
      now = until
    },
  }
}

export interface World {
  readonly core: RelayCore
  readonly reports: string[]
  pass(ms: number): void
  peer(document: string, doc?: Y.Doc, writer?: Writer): Peer
}

export function createWorld(log: Log = createMemoryLog('test'), options: Partial<RelayCoreOptions> = {}): World {
  const clock = createClock()
  const reports: string[] = []
  const core = createRelayCore({
    log,
    schedule: clock.schedule,
    now: clock.now,
    report: (what) => void reports.push(what),
    ...options,
  })
  return {
    core,
    reports,
    pass: clock.pass,
    peer: (document, doc = new Y.Doc(), writer = ANYONE) => new Peer(core, document, doc, writer),
  }
}

/** A well-behaved client, except that nothing is sent unless the test says so. */
export class Peer {
  readonly doc: Y.Doc
  readonly barriers: number[] = []
  /** Updates that the relay passed on, oldest first. */
  readonly heard: Uint8Array[] = []
  readonly presence: Uint8Array[] = []
  /** State vectors that the relay asked with. */
  readonly asked: Uint8Array[] = []
  closed: { code: number; reason: string } | null = null
  readonly #session: Session
  #unsent: Uint8Array[] = []

  constructor(core: RelayCore, document: string, doc: Y.Doc, writer: Writer = ANYONE) {
    this.doc = doc
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.#unsent.push(update)
    })
    this.#session = core.connect(document, writer, {
      send: (frame) => this.#hear(frame),
      close: (code, reason) => {
        this.closed = { code, reason }
      },
    })
  }

  send(frame: Uint8Array): void {
    this.#session.receive(frame)
  }

  /** What the doc did since the last call, update by update, not sent yet. */
  takeUnsent(): Uint8Array[] {
    return this.#unsent.splice(0)
  }

  sendEdits(): void {
    for (const update of this.takeUnsent()) this.send(syncFrame(SYNC.update, update))
  }

  /** Answers the relay's oldest open question. */
  answer(): void {
    const stateVector = this.asked.shift()
    if (stateVector === undefined) throw new Error('the relay asked nothing')
    this.send(syncFrame(SYNC.step2, Y.encodeStateAsUpdate(this.doc, stateVector)))
  }

  ask(): void {
    this.send(syncFrame(SYNC.step1, Y.encodeStateVector(this.doc)))
  }

  barrier(n: number): void {
    this.send(encodeBarrier(n))
  }

  leave(): void {
    this.#session.disconnected()
  }

  #hear(frame: Uint8Array): void {
    const decoder = decoding.createDecoder(frame)
    const type = decoding.readVarUint(decoder)
    if (type === MESSAGE.barrier) return void this.barriers.push(decodeBarrierBody(decoder))
    if (type === MESSAGE.awareness) return void this.presence.push(decoding.readVarUint8Array(decoder))
    if (type !== MESSAGE.sync) throw new Error(`unexpected message ${type}`)
    const kind = decoding.readVarUint(decoder)
    const body = decoding.readVarUint8Array(decoder)
    if (kind === SYNC.step1) return void this.asked.push(body)
    if (kind === SYNC.update) this.heard.push(body)
    Y.applyUpdate(this.doc, body, this)
  }
}

export function presenceFrame(client: number, clock: number, state: unknown): Uint8Array {
  const body = encoding.createEncoder()
  encoding.writeVarUint(body, 1)
  encoding.writeVarUint(body, client)
  encoding.writeVarUint(body, clock)
  encoding.writeVarString(body, JSON.stringify(state))
  const frame = encoding.createEncoder()
  encoding.writeVarUint(frame, MESSAGE.awareness)
  encoding.writeVarUint8Array(frame, encoding.toUint8Array(body))
  return encoding.toUint8Array(frame)
}

/** Clients and states of a presence body. */
export function readPresence(body: Uint8Array): [client: number, state: unknown][] {
  const decoder = decoding.createDecoder(body)
  const count = decoding.readVarUint(decoder)
  return Array.from({ length: count }, () => {
    const client = decoding.readVarUint(decoder)
    decoding.readVarUint(decoder)
    return [client, JSON.parse(decoding.readVarString(decoder)) as unknown]
  })
}
