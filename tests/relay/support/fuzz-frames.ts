/**
 * Frames that a relay may meet, from honest edits to structured nonsense, against the validator and a stock Y.Doc that
 * holds what the validator let in. One seed, one run.
 *
 * What must hold for each frame: the validator answers, quickly and without throwing; what it calls plain Yjs takes
 * without throwing and without anything pending; what it calls known changes nothing; what honest devices send is never
 * refused while ids are leased; and what was stored makes the very document again.
 */
import { performance } from 'node:perf_hooks'
import { isDeepStrictEqual } from 'node:util'
import * as Y from 'yjs'
import { differingContent } from '../../../sync-relay/src/validator/equivocation.ts'
import { inspectUpdate } from '../../../sync-relay/src/validator/inspect.ts'
import type { UpdateShape } from '../../../sync-relay/src/validator/inspect.ts'
import { judgeUpdate, unstorable } from '../../../sync-relay/src/validator/judge.ts'
import type { Judgement } from '../../../sync-relay/src/validator/judge.ts'
import { mergePlain } from '../../../sync-relay/src/validator/merge.ts'
import type { InspectedUpdate } from '../../../sync-relay/src/validator/merge.ts'
import { Standing } from '../../../sync-relay/src/validator/standing.ts'
import type { Writer } from '../../../sync-relay/src/authorize.ts'
import { Random } from '../../simulation/random.ts'
import { contentOf, editAtRandom, openRoots } from './edits.ts'
import { damaged, invented } from './fuzz-shapes.ts'

export interface FuzzReport {
  frames: number
  refused: number
  missing: number
  known: number
  plain: number
  document: number
  /** Called `document`, and the Y.Doc could not take it: it threw, or the items lean on each other in a circle. */
  spoiled: number
  /**
   * Peers that show something else, with equal state vectors and deletions, after hostile items that lean on a right
   * neighbour which lies before their left one, or in another list. Yjs converges only for positions that Yjs wrote,
   * and the relay does not know the order of lists. Where no such item is made, this is a failure.
   */
  misplaced: number
  /** Known ids under which a frame said something else. */
  equivocations: number
  /** Longest that inspection and judgement of one frame took; of one above 10 ms, the best of four. */
  slowestMs: number
  /** What must not be; each with the number of the frame. Ends the run when there are many. */
  readonly failures: string[]
}

const WORLD_FRAMES = 400
const ENOUGH_FAILURES = 20
const SLOW_MS = 10
const MALLORY: Writer = { device: 'mallory', role: 'technician' }
const ANYONE: Writer = { device: null, role: 'admin' }

export function fuzzFrames(count: number, seed: number): FuzzReport {
  const report: FuzzReport = {
    frames: 0,
    refused: 0,
    missing: 0,
    known: 0,
    plain: 0,
    document: 0,
    spoiled: 0,
    misplaced: 0,
    equivocations: 0,
    slowestMs: 0,
    failures: [],
  }
  const random = new Random(seed)
  while (report.frames < count && report.failures.length < ENOUGH_FAILURES) {
    const world = new World(random, report)
    for (let i = 0; i < WORLD_FRAMES && report.frames < count; i++) world.step()
    world.settle()
  }
  return report
}

interface Peer {
  readonly writer: Writer
  readonly doc: Y.Doc
  readonly unsent: Uint8Array[]
}

class World {
  readonly #random: Random
  readonly #report: FuzzReport
  /** With leases nobody can disturb the peers, and all that they send has to be taken. */
  readonly #leased: boolean
  /** Hostile items lean on whom they like, on both sides. */
  readonly #wild: boolean
  readonly #peers: Peer[]
  readonly #standing = new Standing()
  #stored: InspectedUpdate[] = []
  #doc = relayDoc()
  /** Frames to damage, and to send again. */
  readonly #samples: Uint8Array[] = []

  constructor(random: Random, report: FuzzReport) {
    this.#random = random
    this.#report = report
    this.#leased = random.chance(0.6)
    this.#wild = random.chance(0.7)
    this.#peers = [100, 200, 70_000].map((client) => {
      const doc = openRoots(new Y.Doc())
      doc.clientID = client
      const unsent: Uint8Array[] = []
      doc.on('update', (update: Uint8Array, origin: unknown) => {
        if (origin !== NETWORK) unsent.push(update)
      })
      // So that the relay knows whose the id is before anybody can take it.
      doc.getMap('facts').set(`by ${client}`, true)
      return { writer: this.#leased ? { device: `device-${client}`, role: 'technician' } : ANYONE, doc, unsent }
    })
    for (const peer of this.#peers) this.#meet(peer)
  }

  step(): void {
    const random = this.#random
    const kind = random.next()
    const peer = random.pick(this.#peers)
    if (kind < 0.25) {
      this.#guard('an honest edit', () => editAtRandom(peer.doc, random))
      for (const update of peer.unsent.splice(0)) this.#honest(update, peer)
    } else if (kind < 0.32) {
      this.#meet(peer)
    } else if (kind < 0.36) {
      this.#frame(random.pick(this.#samples), this.#hostile())
    } else if (kind < 0.66 && this.#wild) {
      const sample = random.pick([...this.#samples, Y.encodeStateAsUpdate(peer.doc)])
      this.#frame(
        damaged(sample, random, () => random.pick([sample, ...this.#samples])),
        this.#hostile(),
      )
    } else {
      this.#frame(invented(this.#standing, this.#clients(), this.#wild, random), this.#hostile())
    }
  }

  /**
   * Everybody meets; what was stored must be what everybody sees. The relay's own Y.Doc is no measure: it tidies the
   * formats of texts, as every peer does, but nobody hears of it.
   */
  settle(): void {
    for (let round = 0; round < 3; round++) for (const peer of this.#peers) this.#meet(peer)
    const rebuilt = relayDoc()
    this.#guard('stored bytes', () => Y.applyUpdate(rebuilt, mergePlain(this.#stored)))
    if (hasPending(rebuilt)) this.#fail('stored bytes leave something pending')
    const vector = Y.encodeStateVector(rebuilt)
    if (!same(vector, this.#standing.stateVector())) this.#fail('stored bytes make another state vector')
    for (const { doc } of this.#leased ? this.#peers : []) {
      if (!same(vector, Y.encodeStateVector(doc))) this.#fail('a peer has another state vector')
      else if (isDeepStrictEqual(contentOf(doc), contentOf(rebuilt))) continue
      else if (this.#wild) this.#report.misplaced++
      else this.#fail('a peer has another content')
    }
  }

  #honest(update: Uint8Array, { writer }: Peer): void {
    this.#samples.push(update)
    if (this.#samples.length > 30) this.#samples.splice(this.#random.below(20), 5)
    const answer = this.#frame(update, writer)
    if (this.#leased && answer.startsWith('refused')) this.#fail(`an honest edit was ${answer}`)
  }

  #meet(peer: Peer): void {
    // Where anyone may write in a peer's name, the peer would take a new id by chance: it only speaks then.
    if (this.#leased) {
      this.#guard('a peer that hears the relay', () => {
        const difference = Y.diffUpdate(mergePlain(this.#stored), Y.encodeStateVector(peer.doc))
        Y.applyUpdate(peer.doc, difference, NETWORK)
      })
    }
    this.#honest(Y.encodeStateAsUpdate(peer.doc, this.#standing.stateVector()), peer)
  }

  #hostile(): Writer {
    return this.#leased ? MALLORY : ANYONE
  }

  #clients(): number[] {
    return [...this.#peers.map(({ doc }) => doc.clientID), 150, 4_000_000_000]
  }

  /** Sends a frame to the relay; returns what it said. */
  #frame(bytes: Uint8Array, writer: Writer): string {
    const report = this.#report
    report.frames++
    const answer = this.#validate(bytes, writer)
    if (answer === null) return 'failed'
    if (answer.shape === null) {
      report.refused++
      return answer.said
    }
    const { shape, judgement } = answer
    switch (judgement.verdict) {
      case 'refused':
        report.refused++
        return `refused: ${judgement.reason}`
      case 'missing':
        report.missing++
        return 'missing'
      case 'known':
        report.known++
        this.#known(bytes, shape)
        return 'known'
      case 'news':
        if (judgement.overlaps) this.#equivocation(bytes, shape)
        if (judgement.path === 'plain') this.#plain({ bytes, shape }, judgement.leases)
        else this.#document({ bytes, shape }, judgement.leases, judgement.overlaps)
        return 'news'
    }
  }

  #validate(bytes: Uint8Array, writer: Writer): Answer | null {
    try {
      const [answer, ms] = timed(() => this.#ask(bytes, writer))
      // Asking changes nothing: what is slow only once was the machine.
      const slowest = ms < SLOW_MS ? ms : Math.min(ms, ...[1, 2, 3].map(() => timed(() => this.#ask(bytes, writer))[1]))
      this.#report.slowestMs = Math.max(this.#report.slowestMs, slowest)
      return answer
    } catch (error) {
      this.#fail(`the validator threw ${String(error)} at ${hex(bytes)}`)
      return null
    }
  }

  #ask(bytes: Uint8Array, writer: Writer): Answer {
    const inspection = inspectUpdate(bytes)
    if (!inspection.ok) return { shape: null, said: `refused: ${inspection.reason}` }
    const { shape } = inspection
    return { shape, judgement: judgeUpdate(shape, this.#standing, writer, { recovery: 'closed' }) }
  }

  #known(bytes: Uint8Array, shape: UpdateShape): void {
    this.#equivocation(bytes, shape)
    const vector = Y.encodeStateVector(this.#doc)
    this.#guard('what is known', () => Y.applyUpdate(this.#doc, bytes))
    if (!same(vector, Y.encodeStateVector(this.#doc))) this.#fail(`what is known changed the document: ${hex(bytes)}`)
    this.#expectNothingPending('what is known', bytes)
  }

  #equivocation(bytes: Uint8Array, shape: UpdateShape): void {
    this.#guard('comparing', () => {
      if (differingContent(this.#doc, bytes, shape) !== null) this.#report.equivocations++
    })
  }

  #plain(update: InspectedUpdate, leases: Leases): void {
    this.#report.plain++
    this.#guard(`what is plain (${hex(update.bytes)})`, () => Y.applyUpdate(this.#doc, update.bytes))
    this.#expectNothingPending('what is plain', update.bytes)
    this.#keep(update, leases)
  }

  #document({ bytes, shape }: InspectedUpdate, leases: Leases, overlaps: boolean): void {
    const pieces: Uint8Array[] = []
    const listen = (piece: Uint8Array): void => void pieces.push(piece)
    this.#doc.on('update', listen)
    try {
      Y.applyUpdate(this.#doc, bytes)
    } catch {
      // Yjs cannot take the rest of an item whose beginning it knows as collected: a room refuses what it throws at.
      this.#report.spoiled++
      return this.#reload()
    } finally {
      this.#doc.off('update', listen)
    }
    if (hasPending(this.#doc)) {
      this.#report.spoiled++
      return this.#reload()
    }
    if (pieces.length === 0) return this.#standing.apply(shape, [])
    const integrated = Y.mergeUpdates(pieces)
    const inspection = inspectUpdate(integrated)
    if (!inspection.ok) return this.#fail(`what Yjs made of ${hex(bytes)} does not pass: ${inspection.reason}`)
    if (unstorable(inspection.shape, this.#standing) !== null) {
      this.#report.spoiled++
      return this.#reload()
    }
    this.#report.document++
    this.#keep({ bytes: integrated, shape: inspection.shape }, leases)
    if (overlaps) this.#reload()
  }

  #keep(update: InspectedUpdate, leases: Leases): void {
    this.#guard('the standing', () => {
      if (!this.#standing.isContinuedBy(update.shape)) this.#fail(`stored, but does not go on: ${hex(update.bytes)}`)
      this.#standing.apply(update.shape, leases)
    })
    this.#stored.push(update)
    if (this.#stored.length > 50) {
      const bytes = mergePlain(this.#stored)
      const inspection = inspectUpdate(bytes)
      if (inspection.ok) this.#stored = [{ bytes, shape: inspection.shape }]
      else this.#fail(`joined, it does not pass: ${inspection.reason}`)
    }
    if (!same(this.#standing.stateVector(), Y.encodeStateVector(this.#doc))) {
      this.#fail(`the standing is not the document’s after ${hex(update.bytes)}`)
    }
  }

  #reload(): void {
    this.#doc.destroy()
    this.#doc = relayDoc()
    this.#guard('stored bytes', () => Y.applyUpdate(this.#doc, mergePlain(this.#stored)))
  }

  #expectNothingPending(what: string, bytes: Uint8Array): void {
    if (!hasPending(this.#doc)) return
    this.#fail(`${what} left something pending: ${hex(bytes)}`)
    this.#reload()
  }

  #guard(what: string, run: () => void): void {
    try {
      run()
    } catch (error) {
      this.#fail(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    }
  }

  #fail(what: string): void {
    this.#report.failures.push(`frame ${this.#report.frames}: ${what.slice(0, 2000)}`)
  }
}

type Answer =
  | { readonly shape: null; readonly said: string }
  | { readonly shape: UpdateShape; readonly judgement: Judgement }

function timed<T>(run: () => T): [T, number] {
  const before = performance.now()
  const result = run()
  return [result, performance.now() - before]
}

type Leases = Parameters<Standing['apply']>[1]

const NETWORK = Symbol('network')

function relayDoc(): Y.Doc {
  const doc = openRoots(new Y.Doc())
  // An id that no frame is likely to bear: Yjs would take another and say so.
  doc.clientID = 3_123_456_789
  return doc
}

function hasPending(doc: Y.Doc): boolean {
  return doc.store.pendingStructs !== null || doc.store.pendingDs !== null
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, 400)).toString('hex')
}
