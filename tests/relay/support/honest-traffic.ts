/**
 * Technicians in a star around one relay: they part, meet again, restart with a new clientID, lose the relay and fill
 * an empty one, before whose window closes everyone has been there (who comes later may be refused until an
 * administrator opens another: docs/decisions/0016). The relay is its validator and nothing else. Nothing that they
 * send may ever be refused.
 */
import { isDeepStrictEqual } from 'node:util'
import * as Y from 'yjs'
import type { Writer } from '../../../sync-relay/src/authorize.ts'
import { inspectUpdate } from '../../../sync-relay/src/validator/inspect.ts'
import { judgeUpdate } from '../../../sync-relay/src/validator/judge.ts'
import { mergePlain } from '../../../sync-relay/src/validator/merge.ts'
import type { InspectedUpdate } from '../../../sync-relay/src/validator/merge.ts'
import { Standing } from '../../../sync-relay/src/validator/standing.ts'
import { Random } from '../../simulation/random.ts'
import { contentOf, editAtRandom, openRoots } from './edits.ts'

export interface TrafficReport {
  frames: number
  plain: number
  document: number
  known: number
  early: number
  /** Reasons, with how often. Must stay empty. */
  readonly refusals: Map<string, number>
  /** Peers or rebuilt documents that do not hold the same. Must stay empty. */
  readonly divergences: string[]
}

/** How the judgement is reached: tests replace it to see that refusals are noticed. */
export type Judge = typeof judgeUpdate

interface Device {
  readonly writer: Writer
  doc: Y.Doc
  isOnline: boolean
  up: Uint8Array[]
  down: Uint8Array[]
}

const NETWORK = Symbol('network')
const DEVICES = 5

export function honestTraffic(seed: number, edits: number, judge: Judge = judgeUpdate): TrafficReport {
  const report: TrafficReport = {
    frames: 0,
    plain: 0,
    document: 0,
    known: 0,
    early: 0,
    refusals: new Map(),
    divergences: [],
  }
  const random = new Random(seed)
  let nextClient = 100
  let relay = new RelayStandIn(report, judge)
  const devices: Device[] = []

  const start = (device: Device, state: Uint8Array | null): void => {
    device.doc = openRoots(new Y.Doc())
    device.doc.clientID = nextClient++
    if (state !== null) Y.applyUpdate(device.doc, state, NETWORK)
    device.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== NETWORK && device.isOnline) device.up.push(update)
    })
  }
  const receive = (device: Device, update: Uint8Array, fill: boolean): void => {
    const stored = relay.take(update, device.writer, fill)
    if (stored === 'missing') {
      // What is typed now came before what was typed offline: the relay asks for the whole difference.
      relay.take(Y.encodeStateAsUpdate(device.doc, relay.standing.stateVector()), device.writer, true)
    } else if (stored !== null) {
      for (const other of devices) if (other !== device && other.isOnline) other.down.push(stored)
    }
  }
  /** Since the present relay began. */
  let haveMet = new Set<Device>()
  const meet = (device: Device): void => {
    haveMet.add(device)
    device.isOnline = true
    device.up = []
    device.down = []
    Y.applyUpdate(device.doc, relay.difference(Y.encodeStateVector(device.doc)), NETWORK)
    receive(device, Y.encodeStateAsUpdate(device.doc, relay.standing.stateVector()), true)
  }
  const part = (device: Device): void => {
    device.isOnline = false
    device.up = []
    device.down = []
  }

  for (let i = 0; i < DEVICES; i++) {
    const writer: Writer = { device: `device-${i}`, role: 'technician' }
    const device: Device = { writer, doc: new Y.Doc(), isOnline: true, up: [], down: [] }
    start(device, null)
    devices.push(device)
  }
  for (let i = 0; i < edits; i++) {
    editAtRandom(random.pick(devices).doc, random)
    for (let j = 0; j < 3; j++) {
      const device = random.pick(devices)
      if (!device.isOnline) continue
      const up = device.up.shift()
      if (up !== undefined) receive(device, up, false)
      const down = device.down.shift()
      if (down !== undefined) Y.applyUpdate(device.doc, down, NETWORK)
    }
    if (random.chance(0.01)) {
      const device = random.pick(devices)
      if (device.isOnline) part(device)
      else meet(device)
    }
    if (random.chance(0.005)) {
      const device = random.pick(devices)
      const wasOnline = device.isOnline
      part(device)
      start(device, Y.encodeStateAsUpdate(device.doc))
      if (wasOnline) meet(device)
    }
    if (random.chance(0.001)) {
      // It burnt down. The devices fill the new one, those that never closed their window too.
      relay.close()
      relay = new RelayStandIn(report, judge)
      haveMet = new Set()
      for (const device of devices) {
        if (device.isOnline) meet(device)
      }
    }
    // The window of an empty relay closes some time, two weeks after it began.
    if (random.chance(0.003) && haveMet.size === DEVICES) relay.isRecovering = false
    if (random.chance(0.01)) relay.compact()
  }
  for (let round = 0; round < 3; round++) for (const device of devices) meet(device)
  relay.compareWith(devices.map((device) => device.doc))
  relay.close()
  return report
}

/** Standing, log and, for what needs one, a Y.Doc: as a room has them. */
class RelayStandIn {
  readonly standing = new Standing()
  readonly doc = openRoots(new Y.Doc())
  isRecovering = true
  #stored: InspectedUpdate[] = []
  readonly #report: TrafficReport
  readonly #judge: Judge

  constructor(report: TrafficReport, judge: Judge) {
    this.#report = report
    this.#judge = judge
    this.doc.clientID = 1
  }

  /** What is stored and passed on; null when nothing is. */
  take(update: Uint8Array, writer: Writer, fill: boolean): Uint8Array | 'missing' | null {
    const report = this.#report
    report.frames++
    const inspection = inspectUpdate(update)
    if (!inspection.ok) return this.#refused(inspection.reason)
    const policy = { recovery: this.isRecovering ? ('filling' as const) : ('closed' as const), fill }
    const judgement = this.#judge(inspection.shape, this.standing, writer, policy)
    switch (judgement.verdict) {
      case 'refused':
        return this.#refused(judgement.reason)
      case 'known':
        report.known++
        return null
      case 'missing':
        report.early++
        if (fill) return this.#refused('a whole difference lacks predecessors')
        return 'missing'
      case 'news': {
        report[judgement.path]++
        const bytes = judgement.path === 'plain' ? update : this.#integrated(update)
        if (judgement.path === 'plain') Y.applyUpdate(this.doc, update)
        const shape = shapeOf(bytes)
        this.standing.apply(shape, judgement.leases)
        this.#stored.push({ bytes, shape })
        if (hasPending(this.doc)) report.divergences.push('pending after an update that was taken')
        return bytes
      }
    }
  }

  /** From what is stored: the Y.Doc tidies the formats of texts, and nobody would hear of it. */
  difference(vector: Uint8Array): Uint8Array {
    return Y.diffUpdate(mergePlain(this.#stored), vector)
  }

  compact(): void {
    const bytes = mergePlain(this.#stored)
    this.#stored = [{ bytes, shape: shapeOf(bytes) }]
  }

  compareWith(docs: readonly Y.Doc[]): void {
    const rebuilt = openRoots(new Y.Doc())
    Y.applyUpdate(rebuilt, mergePlain(this.#stored))
    const expected = contentOf(rebuilt)
    for (const [i, doc] of docs.entries()) {
      if (!isDeepStrictEqual(contentOf(doc), expected)) this.#report.divergences.push(`document ${i} differs`)
    }
    if (Buffer.compare(this.standing.stateVector(), Y.encodeStateVector(this.doc)) !== 0) {
      this.#report.divergences.push('the standing has another state vector')
    }
  }

  close(): void {
    this.doc.destroy()
  }

  /** Yjs tidies the formats of a text in a transaction of its own: there may be more than one. */
  #integrated(update: Uint8Array): Uint8Array {
    const integrated: Uint8Array[] = []
    const listen = (news: Uint8Array): void => void integrated.push(news)
    this.doc.on('update', listen)
    Y.applyUpdate(this.doc, update)
    this.doc.off('update', listen)
    return integrated.length === 0 ? update : Y.mergeUpdates(integrated)
  }

  #refused(reason: string): null {
    this.#report.refusals.set(reason, (this.#report.refusals.get(reason) ?? 0) + 1)
    return null
  }
}

function hasPending(doc: Y.Doc): boolean {
  return doc.store.pendingStructs !== null || doc.store.pendingDs !== null
}

function shapeOf(bytes: Uint8Array) {
  const inspection = inspectUpdate(bytes)
  if (!inspection.ok) throw new Error(`expected what Yjs wrote to pass, saw ${inspection.reason}`)
  return inspection.shape
}
