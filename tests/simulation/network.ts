/**
 * Wires between desks and the relay. A websocket keeps TCP's promises and no others: frames arrive in order and once,
 * until the connection is cut; then any tail of what was under way is gone, in either direction, and each end learns
 * of it in its own time. A plain HTTP exchange may lose its request or its answer, or be carried out twice.
 */
import type { Clock } from './clock.ts'
import type { Random } from './random.ts'
import type { Trace } from './trace.ts'

export interface Weather {
  readonly latencyMs: number
  /** A frame now and then takes up to this much longer. */
  readonly stallMs: number
  /** Probabilities, for each frame and each exchange. */
  readonly cut: number
  readonly loseRequest: number
  readonly loseReply: number
  readonly repeatRequest: number
  /** How long an end may go on believing in a dead connection. */
  readonly halfOpenMs: number
}
export const CALM: Weather = {
  latencyMs: 2,
  stallMs: 0,
  cut: 0,
  loseRequest: 0,
  loseReply: 0,
  repeatRequest: 0,
  halfOpenMs: 0,
}

/** One end of a websocket. */
export interface End {
  send(frame: Uint8Array): void
  /** Arrives at the other end after everything sent before. */
  close(code: number): void
}
export interface Ears {
  /** Frames may be sent from now on. The relay's end is born open. */
  opened?(): void
  frame(frame: Uint8Array): void
  /** Nothing is heard afterwards. 1006: cut. */
  closed(code: number): void
}

const REQUEST_TIMEOUT_MS = 1500
const CUT = 1006

export class Network {
  weather: Weather
  readonly clock: Clock
  readonly random: Random
  readonly trace: Trace
  readonly #partitioned = new Set<string>()
  readonly #links = new Set<Link>()
  readonly #held = new Map<string, (() => void)[]>()

  constructor(clock: Clock, random: Random, trace: Trace, weather: Weather) {
    this.clock = clock
    this.random = random
    this.trace = trace
    this.weather = weather
  }

  /** `accept` runs when the connection reaches the relay; null: nobody listens there. */
  connect(desk: string, ears: Ears, accept: (relayEnd: End) => Ears | null): End {
    const link = new Link(this, desk, ears)
    this.#links.add(link)
    this.clock.after(this.delay(), () => {
      if (link.isCut) return
      link.open(this.isPartitioned(desk) ? null : accept)
    })
    return link.deskEnd
  }

  /** `perform` is the relay at work; it answers at most once, null for a refusal. `settle` hears null for no answer. */
  request(
    desk: string,
    perform: (answer: (reply: Uint8Array | null) => void) => void,
    settle: (reply: Uint8Array | null) => void,
  ): void {
    let settled = false
    const once = (reply: Uint8Array | null): void => {
      if (settled) return
      settled = true
      settle(reply)
    }
    this.clock.after(REQUEST_TIMEOUT_MS, () => once(null))
    const { loseRequest, loseReply, repeatRequest } = this.weather
    const note = (what: string): void => this.trace.note(this.clock.now, desk, what)
    const times = this.random.chance(repeatRequest) ? 2 : 1
    if (times > 1) note('request repeated')
    for (let i = 0; i < times; i++) {
      if (this.random.chance(loseRequest)) {
        note('request lost')
        continue
      }
      this.clock.after(this.delay(), () => {
        if (this.isPartitioned(desk)) return
        perform((reply) => {
          if (this.random.chance(loseReply)) return note('reply lost')
          this.clock.after(this.delay(), () => {
            if (!this.isPartitioned(desk)) once(reply)
          })
        })
      })
    }
  }

  partition(desk: string): void {
    this.#partitioned.add(desk)
  }
  heal(desk: string): void {
    this.#partitioned.delete(desk)
    const held = this.#held.get(desk) ?? []
    this.#held.delete(desk)
    for (const resume of held) resume()
  }
  /** `resume` runs when the partition ends, also for a connection that one end has given up meanwhile. */
  hold(desk: string, resume: () => void): void {
    const held = this.#held.get(desk)
    if (held) held.push(resume)
    else this.#held.set(desk, [resume])
  }
  isPartitioned(desk: string): boolean {
    return this.#partitioned.has(desk)
  }

  /** Everything that one machine held open dies with it. */
  machineDied(desk: string | 'relay'): void {
    for (const link of [...this.#links]) if (desk === 'relay' || link.desk === desk) link.cut()
  }

  delay(): number {
    const { latencyMs, stallMs } = this.weather
    const stall = stallMs > 0 && this.random.chance(0.05) ? this.random.below(stallMs) : 0
    return this.random.next() * latencyMs + stall
  }
  forget(link: Link): void {
    this.#links.delete(link)
  }
}

type Parcel = Uint8Array | { readonly code: number } | 'opened'

class Link {
  readonly desk: string
  readonly deskEnd: End
  readonly relayEnd: End
  readonly #network: Network
  readonly #up: Lane
  readonly #down: Lane
  #cut = false

  constructor(network: Network, desk: string, ears: Ears) {
    this.#network = network
    this.desk = desk
    this.#down = new Lane(network, desk, `${desk}<`, ears)
    this.#up = new Lane(network, desk, `${desk}>`, null)
    this.deskEnd = this.#end(this.#up, this.#down)
    this.relayEnd = this.#end(this.#down, this.#up)
  }

  get isCut(): boolean {
    return this.#cut
  }

  open(accept: ((relayEnd: End) => Ears | null) | null): void {
    this.#down.post('opened') // before anything that the relay says at once
    const ears = accept?.(this.relayEnd) ?? null
    if (ears !== null) {
      this.#up.ears = ears
      return
    }
    this.#cut = true
    this.#network.forget(this)
    this.#down.hangUp(0, this.#network.delay())
  }

  cut(): void {
    if (this.#cut) return
    this.#cut = true
    const network = this.#network
    network.forget(this)
    network.trace.note(network.clock.now, this.desk, 'cut')
    for (const lane of [this.#up, this.#down]) {
      const kept = network.isPartitioned(this.desk) ? 0 : network.random.below(lane.underWay + 1)
      const { halfOpenMs } = network.weather
      const noticed = network.random.chance(0.3) ? network.random.below(halfOpenMs + 1) : network.delay()
      lane.hangUp(kept, noticed)
    }
  }

  #end(out: Lane, back: Lane): End {
    return {
      send: (frame) => {
        if (back.isDeaf || this.#cut) return
        out.post(frame)
        if (this.#network.random.chance(this.#network.weather.cut)) this.cut()
      },
      close: (code) => {
        back.deafen()
        if (!this.#cut) out.post({ code })
        this.#network.forget(this)
      },
    }
  }
}

/** One direction of a connection. */
class Lane {
  ears: Ears | null
  readonly #network: Network
  readonly #desk: string
  readonly #label: string
  #parcels: Parcel[] = []
  /** Parcels whose time has come but that a partition holds back. */
  #due = 0
  #lastArrival = 0
  #deaf = false

  constructor(network: Network, desk: string, label: string, ears: Ears | null) {
    this.#network = network
    this.#desk = desk
    this.#label = label
    this.ears = ears
  }

  get underWay(): number {
    return this.#parcels.length
  }
  get isDeaf(): boolean {
    return this.#deaf
  }

  post(parcel: Parcel): void {
    const { clock } = this.#network
    this.#parcels.push(parcel)
    this.#lastArrival = Math.max(this.#lastArrival, clock.now + this.#network.delay())
    clock.after(this.#lastArrival - clock.now, () => {
      this.#due++
      this.#resume()
    })
  }

  #resume(): void {
    while (this.#due > 0) {
      if (this.#network.isPartitioned(this.#desk)) return this.#network.hold(this.#desk, () => this.#resume())
      this.#due--
      const parcel = this.#parcels.shift()
      if (parcel !== undefined) this.#deliver(parcel)
    }
  }

  /** The first `kept` parcels still arrive; the listener learns of the end after them. */
  hangUp(kept: number, noticedMs: number): void {
    const { clock } = this.#network
    this.#parcels.length = Math.min(this.#parcels.length, kept)
    const notice = Math.max(kept > 0 ? this.#lastArrival : 0, clock.now + noticedMs)
    clock.after(notice - clock.now, () => this.#deliver({ code: CUT }))
  }

  deafen(): void {
    this.#deaf = true
  }

  #deliver(parcel: Parcel): void {
    if (this.#deaf || this.ears === null) return
    const { clock, trace } = this.#network
    if (parcel instanceof Uint8Array) {
      trace.frame(clock.now, this.#label, 'frame', parcel)
      this.ears.frame(parcel)
    } else if (parcel === 'opened') {
      trace.note(clock.now, this.#label, 'opened')
      this.ears.opened?.()
    } else {
      trace.note(clock.now, this.#label, 'closed', parcel.code)
      this.#deaf = true
      this.ears.closed(parcel.code)
    }
  }
}
