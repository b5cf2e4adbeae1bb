/**
 * The weather of a run: which faults it has, and how often, drawn from its seed. Every run leaves some out, because
 * faults that always come together hide what one of them does alone.
 */
import { createMemoryLog } from '../../sync-relay/src/index.ts'
import type { Desk } from './desk.ts'
import { CALM, type Weather } from './network.ts'
import type { Random } from './random.ts'
import type { RelayMachine } from './relay.ts'
import { STEADY_LOG, type LogWeather } from './unsteady-log.ts'
import type { World } from './world.ts'

export interface Climate {
  readonly network: Weather
  readonly log: LogWeather
  /** Mean virtual milliseconds from one to the next; null: never in this run. */
  readonly every: {
    readonly partition: number | null
    readonly deskCrash: number | null
    readonly relayCrash: number | null
    readonly relayStop: number | null
    readonly relayReplaced: number | null
    readonly diskFull: number | null
    readonly openOrClose: number | null
  }
  /** Probability that the relay dies at the moment when a desk hears an acknowledgement. */
  readonly strike: number
}

export function drawClimate(random: Random): Climate {
  const sometimes = (probability: number, value: number): number => (random.chance(probability) ? value : 0)
  const every = (probability: number, meanMs: number): number | null => (random.chance(probability) ? meanMs : null)
  return {
    network: {
      latencyMs: random.pick([0, 1, 5, 20, 80]),
      stallMs: sometimes(0.5, 400),
      cut: sometimes(0.6, 0.004),
      loseRequest: sometimes(0.6, 0.1),
      loseReply: sometimes(0.6, 0.15),
      repeatRequest: sometimes(0.6, 0.2),
      halfOpenMs: sometimes(0.5, 3000),
    },
    log: { slowMs: sometimes(0.5, random.pick([2, 20])), fail: sometimes(0.3, 0.005) },
    every: {
      partition: every(0.7, 2000),
      deskCrash: every(0.7, 2000),
      relayCrash: every(0.7, 2500),
      relayStop: every(0.3, 4000),
      relayReplaced: every(0.15, 5000),
      diskFull: every(0.3, 4000),
      openOrClose: every(0.7, 1500),
    },
    strike: sometimes(0.5, 0.01),
  }
}

export const CALM_CLIMATE: Climate = {
  network: CALM,
  log: STEADY_LOG,
  every: {
    partition: null,
    deskCrash: null,
    relayCrash: null,
    relayStop: null,
    relayReplaced: null,
    diskFull: null,
    openOrClose: null,
  },
  strike: 0,
}

/** Machines that come and go on slow lines, each fault by itself harmless: for defences that rare timings test. */
export const RESTLESS: Climate = {
  network: { ...CALM, latencyMs: 80, stallMs: 3000, cut: 0.02 },
  log: STEADY_LOG,
  every: { ...CALM_CLIMATE.every, deskCrash: 400, openOrClose: 60 },
  strike: 0,
}
/** A slow disk under a relay that dies right after its promises. */
export const STRIKING: Climate = {
  network: { ...CALM, latencyMs: 80 },
  log: { slowMs: 60, fail: 0 },
  every: { ...CALM_CLIMATE.every, deskCrash: 600, relayCrash: 1500, openOrClose: 300 },
  strike: 0.2,
}

const DOWN_MS = 800
const PARTITIONED_MS = 5000
const FULL_MS = 1500

/** Lets it happen from now on. Returns what ends all of it, leaving everything running and connected. */
export function unleash(
  climate: Climate,
  random: Random,
  world: World,
  parts: { readonly relay: RelayMachine; readonly desks: readonly Desk[]; readonly documents: readonly string[] },
): () => void {
  const { clock, network, trace } = world
  const { relay, desks, documents } = parts
  /** What a restarted desk opens again. */
  const habits = new Map<Desk, string[]>(desks.map((desk) => [desk, [...desk.windows.keys()]]))
  let over = false

  const soon = (meanMs: number, run: () => void): void => {
    clock.after(random.wait(meanMs), () => {
      if (!over) run()
    })
  }
  const repeat = (meanMs: number | null, run: () => void): void => {
    if (meanMs === null) return
    soon(meanMs, () => {
      run()
      repeat(meanMs, run)
    })
  }
  const restart = (desk: Desk): void => {
    if (!desk.isRunning) desk.boot(habits.get(desk) ?? [])
  }
  const crashRelay = (): void => {
    relay.crash()
    soon(DOWN_MS, () => {
      if (!relay.isRunning) relay.start()
    })
  }

  repeat(climate.every.partition, () => {
    const desk = random.pick(desks)
    trace.note(clock.now, desk.name, 'partitioned')
    network.partition(desk.name)
    if (random.chance(0.5)) network.machineDied(desk.name)
    soon(PARTITIONED_MS, () => network.heal(desk.name))
  })
  repeat(climate.every.deskCrash, () => {
    const desk = random.pick(desks)
    if (!desk.isRunning) return
    habits.set(desk, random.chance(0.8) ? [...desk.windows.keys()] : [])
    if (random.chance(0.4)) desk.crash()
    else desk.crashAtNextCommit(random.pick(['before', 'inside', 'after'] as const))
  })
  // A machine that is down comes back, whatever took it down.
  repeat(DOWN_MS, () => {
    for (const desk of desks) if (!desk.isRunning && random.chance(0.5)) restart(desk)
    if (!relay.isRunning && random.chance(0.5)) relay.start()
  })
  repeat(climate.every.relayCrash, crashRelay)
  repeat(climate.every.relayStop, () => relay.stop())
  let relays = 1
  repeat(climate.every.relayReplaced, () => relay.replace(createMemoryLog(`relay-${++relays}`)))
  repeat(climate.every.diskFull, () => {
    const desk = random.pick(desks)
    trace.note(clock.now, desk.name, 'disk full')
    desk.fillDisk()
    soon(FULL_MS, () => desk.freeDisk())
  })
  repeat(climate.every.openOrClose, () => {
    const desk = random.pick(desks)
    if (!desk.isRunning) return
    const document = random.pick(documents)
    if (desk.windows.has(document)) desk.close(document)
    else desk.open(document)
  })
  for (const desk of desks) {
    desk.onAcknowledged = () => {
      if (!over && random.chance(climate.strike)) crashRelay()
    }
  }

  return () => {
    over = true
    network.weather = CALM
    relay.weather = STEADY_LOG
    if (!relay.isRunning) relay.start()
    for (const desk of desks) {
      network.heal(desk.name)
      desk.freeDisk()
      desk.crashAtNextCommit(null)
      restart(desk)
    }
  }
}
