/**
 * Several relays on one log behind one address, as on one PostgreSQL: whoever connects meets any of them. One of them
 * is slow: what it judged has long been overtaken when it commits. They hear of each other's commits late.
 */
import { shareMemoryLog } from '../../sync-relay/src/log/memory-log.ts'
import type { Log } from '../../sync-relay/src/index.ts'
import type { Mutants } from './mutants.ts'
import type { Ears, End } from './network.ts'
import { SimRelay, type RelayAddress, type RelayMachine } from './relay.ts'
import type { LogWeather } from './unsteady-log.ts'
import type { World } from './world.ts'

const LATE_MS = 300
const SLOW: LogWeather = { slowMs: 250, fail: 0 }

export class Fleet implements RelayAddress, RelayMachine {
  readonly relays: readonly SimRelay[]
  readonly disk: Log
  readonly #world: World

  constructor(world: World, id: string, weather: LogWeather, mutants: Mutants) {
    this.#world = world
    const shared = shareMemoryLog(id, (wake) => world.clock.after(world.random.below(LATE_MS), wake))
    this.disk = shared.open()
    this.relays = [new SimRelay(world, shared, weather, mutants), new SimRelay(world, shared, SLOW, mutants)]
  }

  get isRunning(): boolean {
    return this.relays.every((relay) => relay.isRunning)
  }

  get weather(): LogWeather {
    return this.relays[0]!.weather
  }
  set weather(weather: LogWeather) {
    for (const relay of this.relays) relay.weather = weather
  }

  start(): void {
    for (const relay of this.relays) if (!relay.isRunning) relay.start()
  }

  crash(): void {
    this.#anyone().crash()
  }

  stop(): void {
    this.#anyone().stop()
  }

  replace(): void {
    throw new Error('fleet: expected a climate that leaves the database where it is')
  }

  accept(document: string, end: End): Ears | null {
    return this.#anyone().accept(document, end)
  }

  sync(body: Uint8Array, answer: (reply: Uint8Array | null) => void): void {
    this.#anyone().sync(body, answer)
  }

  changes(since: number, relayId: string | null, answer: (reply: Uint8Array | null) => void): void {
    this.#anyone().changes(since, relayId, answer)
  }

  /** Of those that run; when none does, one that does not. */
  #anyone(): SimRelay {
    const running = this.relays.filter((relay) => relay.isRunning)
    return this.#world.random.pick(running.length > 0 ? running : this.relays)
  }
}
