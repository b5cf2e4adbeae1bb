/**
 * A desktop as one machine: windows with documents, the real store on a disk that survives, and the ways to the relay.
 * It keeps the order of the real one: an edit is committed, then sent; what the relay sends is committed, then shown.
 */
import type { Database } from 'better-sqlite3'
import * as Y from 'yjs'
import { UserEdit, type Pen } from '../../src/crdt/ledger/index.ts'
import { openJob, type Job } from '../../src/crdt/job/index.ts'
import { openMemoryDatabase } from '../../src/main/store/database.ts'
import { StoreFault } from '../../src/main/store/problems.ts'
import { StoreCore, type AppendOutcome, type AppendRequest } from '../../src/main/store/store-core.ts'
import type { Projector } from '../../src/main/store/projections.ts'
import { Background, EMPTY_UPDATE, EMPTY_VECTOR } from './background.ts'
import { Channel } from './channel.ts'
import type { Clock } from './clock.ts'
import { reachOf, type Reach } from './coverage.ts'
import type { Mutants } from './mutants.ts'
import type { Network } from './network.ts'
import { createPen } from './pen.ts'
import type { Random } from './random.ts'
import type { RelayAddress } from './relay.ts'
import type { World } from './world.ts'

export type DeskStore = Pick<
  StoreCore,
  | 'append'
  | 'read'
  | 'readSince'
  | 'documentNames'
  | 'acknowledge'
  | 'pending'
  | 'relayCursor'
  | 'setRelayCursor'
  | 'forgetRelay'
>

export interface DeskOptions {
  readonly name: string
  /** Its number in this run, for ids that nobody else makes. */
  readonly index: number
  readonly people: readonly string[]
  /** What its clock shows at the beginning: perhaps years off [F26]. */
  readonly clockStartsAt: number
  readonly projector: Projector
  readonly mutants: Mutants
}

interface Edit {
  readonly update: Uint8Array
  readonly reach: Reach
}
/** A document that somebody looks at. */
interface Window {
  readonly doc: Y.Doc
  readonly job: Job
  channel: Channel
  /** Typed and not committed. One batch at a time is on its way, as in the window's outbox. */
  outbox: Edit[]
  inbox: Uint8Array[]
  sending: boolean
  receiving: boolean
}

/** When the machine stops around a commit; `inside`: the transaction is rolled back. */
export type Moment = 'before' | 'inside' | 'after'

const FROM_DISK = { origin: 'disk' }
const COMMIT_WINDOW_MS = 5
const RETRY_SAVE_MS = 500
const PLENTY_OF_PAGES = 2 ** 30

export class Desk {
  readonly name: string
  readonly clock: Clock
  readonly network: Network
  readonly random: Random
  readonly relay: RelayAddress
  readonly mutants: Mutants
  readonly disk: Database = openMemoryDatabase()
  readonly #world: World
  readonly #options: DeskOptions
  readonly #windows = new Map<string, Window>()
  readonly #newId: () => string
  readonly #vectors = new Map<string, Uint8Array>()
  #life = 0
  #store: DeskStore | null = null
  #background: Background | null = null
  #commits: { readonly request: AppendRequest; readonly settle: (outcome: AppendOutcome) => void }[] = []
  #dieAt: Moment | null = null
  intervalMs = 1000
  edits = 0

  constructor(world: World, relay: RelayAddress, options: DeskOptions) {
    this.#world = world
    this.#options = options
    this.name = options.name
    this.clock = world.clock
    this.network = world.network
    this.random = world.random.fork(options.name)
    this.relay = relay
    this.mutants = options.mutants
    this.#newId = createPen(options.index, () => this.now()).newId
  }

  // ---- the machine -----------------------------------------------------------------------------------------------

  get isRunning(): boolean {
    return this.#store !== null
  }
  get store(): DeskStore {
    if (this.#store === null) throw new Error(`${this.name}: expected to be running`)
    return this.#store
  }
  get windows(): ReadonlyMap<string, { readonly doc: Y.Doc; readonly job: Job }> {
    return this.#windows
  }
  get roundsFinished(): number {
    return this.#background?.finished ?? 0
  }
  /** What this machine's clock shows. */
  now(): number {
    return this.#options.clockStartsAt + Math.floor(this.clock.now)
  }

  boot(documents: readonly string[]): void {
    const life = ++this.#life
    const core = new StoreCore(this.disk, {
      projector: this.#options.projector,
      projectorVersion: 1,
      onProblem: (problem) => this.#world.oracle.violate('store-report', `${this.name}: ${problem.detail}`),
    })
    const later = (run: () => void): void => {
      this.clock.after(20, () => {
        if (life === this.#life) run()
      })
    }
    this.#store = this.mutants.store?.(core, later) ?? core
    this.note('booted')
    this.#world.oracle.deskReopened(this.name, core)
    this.#background = new Background(this, this.intervalMs)
    for (const document of documents) this.open(document)
  }

  /** As kill -9: what was not committed is gone, and nobody is told. */
  crash(): void {
    if (!this.isRunning) return
    this.note('crashed')
    this.#life++
    this.#dieAt = null
    this.#commits = []
    this.#store = null
    this.#background?.die()
    for (const window of this.#windows.values()) {
      window.channel.die()
      window.job.destroy()
      window.doc.destroy()
    }
    this.#windows.clear()
    this.network.machineDied(this.name)
  }
  crashAtNextCommit(moment: Moment | null): void {
    this.#dieAt = moment
  }

  /** A real SQLITE_FULL at the next page that is needed. */
  fillDisk(): void {
    this.disk.pragma(`max_page_count = ${this.disk.pragma('page_count', { simple: true }) as number}`)
  }
  freeDisk(): void {
    this.disk.pragma(`max_page_count = ${PLENTY_OF_PAGES}`)
  }

  // ---- windows ---------------------------------------------------------------------------------------------------

  open(document: string): void {
    if (this.#windows.has(document)) return
    const doc = new Y.Doc()
    doc.clientID = this.#world.oracle.newClientId()
    const saved = this.#read(() => this.store.read(document))
    if (saved) Y.applyUpdate(doc, saved.state, FROM_DISK)
    const job = openJob(doc)
    const window: Window = {
      doc,
      job,
      channel: new Channel(this, document),
      outbox: [],
      inbox: [],
      sending: false,
      receiving: false,
    }
    const { oracle } = this.#world
    for (const fact of job.ledger.facts()) oracle.shown(this.name, document, fact.id)
    doc.on('update', (update: Uint8Array, origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
      if (!(origin instanceof UserEdit)) return
      this.edits++
      window.outbox.push({ update, reach: reachOf(transaction) })
      this.#saveTyped(document, window)
    })
    job.ledger.onChange((change) => {
      if (change.everything)
        oracle.violate('fact-disappeared', `${this.name} ${document}: a fact changed under the ledger`)
    })
    this.#windows.set(document, window)
    this.note('opened', document)
  }

  /** As a person closes it: what is typed is saved first. */
  close(document: string): void {
    const window = this.#windows.get(document)
    if (!window || window.outbox.length > 0 || window.inbox.length > 0) return
    window.channel.close()
    window.job.destroy()
    this.#windows.delete(document)
    this.missed(document)
    this.note('closed', document)
  }

  /** One person's edit; `write` makes one transaction in an open document. */
  edit(document: string, person: string, write: (job: Job, pen: Pen) => void): void {
    const window = this.#windows.get(document)
    if (!window) return
    write(window.job, {
      person,
      device: this.name,
      now: () => this.now(),
      newId: this.#newId,
    })
  }
  get people(): readonly string[] {
    return this.#options.people
  }

  #saveTyped(document: string, window: Window): void {
    if (window.sending || window.outbox.length === 0) return
    window.sending = true
    const batch = [...window.outbox]
    const update = merged(batch.map((edit) => edit.update))
    this.#commit(document, update, 'local', (outcome) => {
      window.sending = false
      if (!outcome.ok) return this.#tryAgain(() => this.#saveTyped(document, window))
      window.outbox.splice(0, batch.length)
      this.#world.oracle.saved(
        this.name,
        document,
        outcome.seq,
        batch.map((edit) => edit.reach),
      )
      window.channel.committed(update, outcome.seq)
      this.#saveTyped(document, window)
    })
  }

  /** From a socket. */
  receive(document: string, update: Uint8Array): void {
    const window = this.#windows.get(document)
    if (!window || update.length <= EMPTY_UPDATE.length) return
    window.inbox.push(update)
    this.#saveReceived(document, window)
  }

  #saveReceived(document: string, window: Window): void {
    if (window.receiving || window.inbox.length === 0) return
    window.receiving = true
    const count = window.inbox.length
    this.saveRemote(document, merged(window.inbox), (saved) => {
      window.receiving = false
      if (!saved) return this.#tryAgain(() => this.#saveReceived(document, window))
      window.inbox.splice(0, count)
      this.#saveReceived(document, window)
    })
  }

  #tryAgain(run: () => void): void {
    const life = this.#life
    this.clock.after(RETRY_SAVE_MS, () => {
      if (life === this.#life) run()
    })
  }

  // ---- the disk --------------------------------------------------------------------------------------------------

  /** Commits what came from the relay and then shows it. */
  saveRemote(document: string, update: Uint8Array, done: (saved: boolean) => void): void {
    this.#commit(document, update, 'remote', (outcome) => {
      if (outcome.ok) this.#show(document, update)
      done(outcome.ok)
    })
  }

  #show(document: string, update: Uint8Array): void {
    const window = this.#windows.get(document)
    if (!window) return
    const { oracle } = this.#world
    const stop = window.job.ledger.onChange((change) => {
      for (const fact of change.facts) oracle.shown(this.name, document, fact.id)
    })
    Y.applyUpdate(window.doc, update, FROM_DISK)
    stop()
  }

  #commit(
    name: string,
    update: Uint8Array,
    origin: 'local' | 'remote',
    settle: (outcome: AppendOutcome) => void,
  ): void {
    const life = this.#life
    this.#commits.push({ request: { name, update, origin, at: this.now() }, settle })
    if (this.#commits.length > 1) return
    this.clock.after(this.random.next() * COMMIT_WINDOW_MS, () => {
      if (life !== this.#life) return
      if (this.#dieAt === null) this.#flush()
      else this.#dieAround(this.#dieAt)
    })
  }

  #flush(): void {
    const batch = this.#commits
    if (batch.length === 0) return
    this.#commits = []
    const outcomes = this.store.append(batch.map((entry) => entry.request))
    for (const [i, { request, settle }] of batch.entries()) {
      const outcome = outcomes[i]!
      if (outcome.ok) this.note(`saved ${request.origin}`, `${request.name} ${outcome.seq}`)
      else {
        this.note('not saved', outcome.problem.kind)
        if (outcome.problem.kind !== 'full') {
          this.#world.oracle.violate('store-report', `${this.name}: ${outcome.problem.detail}`)
        }
      }
      settle(outcome)
    }
  }

  #dieAround(moment: Moment): void {
    const requests = this.#commits.map((entry) => entry.request)
    if (moment === 'inside') {
      this.disk.function('machine_stops', () => {
        throw new Error('simulated: the machine stops')
      })
      this.disk.exec('CREATE TEMP TRIGGER stops AFTER INSERT ON main.updates BEGIN SELECT machine_stops(); END')
      this.store.append(requests)
      this.disk.exec('DROP TRIGGER temp.stops')
    } else if (moment === 'after') this.store.append(requests)
    this.note(`died ${moment}`)
    this.crash()
  }

  /** The store answers reads after what waits for its commit. */
  #read<T>(read: () => T): T {
    this.#flush()
    return read()
  }
  readSince(document: string, stateVector: Uint8Array): { update: Uint8Array; stateVector: Uint8Array } {
    const held = this.#read(() => this.store.readSince(document, stateVector))
    return held ?? { update: EMPTY_UPDATE, stateVector: EMPTY_VECTOR }
  }
  /** As a stock client answers a sync step 1: with what waits for predecessors, which the store keeps to itself. */
  everythingSince(document: string, stateVector: Uint8Array): Uint8Array {
    const held = this.#read(() => this.store.read(document))
    return held ? Y.diffUpdate(held.state, stateVector) : EMPTY_UPDATE
  }
  /** What the desk has of it. Asked of the store by what it had before, which is cheaper than by nothing. */
  stateVector(document: string): Uint8Array {
    const { stateVector } = this.readSince(document, this.#vectors.get(document) ?? EMPTY_VECTOR)
    this.#vectors.set(document, stateVector)
    return stateVector
  }
  lastPending(document: string): number {
    return this.#read(() => this.store.pending(document))[0]?.lastLocalSeq ?? 0
  }
  pendingNames(): string[] {
    return this.#read(() => this.store.pending()).map((entry) => entry.name)
  }
  isClean(): boolean {
    if (!this.isRunning) return false
    for (const { outbox, inbox } of this.#windows.values()) if (outbox.length + inbox.length > 0) return false
    return this.#commits.length === 0 && this.store.pending().length === 0
  }

  /** The relay holds every edit of this desk up to `seq`. */
  acknowledge(document: string, seq: number): void {
    this.#world.oracle.acknowledged(this.name, document, seq, this.store.relayCursor().relay)
    this.note('acknowledged', `${document} ${seq}`)
    this.#write(() => this.store.acknowledge(document, seq))
    this.onAcknowledged?.()
  }
  /** Where the run strikes: right after a promise. */
  onAcknowledged: (() => void) | undefined

  setRelayCursor(relay: string, cursor: number): void {
    this.#write(() => this.store.setRelayCursor(relay, cursor))
  }
  /** An answer of the former that is still on its way must not count as this one's. */
  forgetRelay(relay: string): void {
    for (const [document, window] of this.#windows) {
      window.channel.close()
      window.channel = new Channel(this, document)
    }
    this.#write(() => this.store.forgetRelay(relay))
  }
  /** A full disk keeps its rows; the same is tried again at the next chance. */
  #write(write: () => void): void {
    try {
      write()
    } catch (error) {
      if (!(error instanceof StoreFault) || error.problem.kind !== 'full') throw error
    }
  }

  missed(document: string): void {
    if (!this.mutants.forgetsMissed) this.#background?.missed(document)
  }
  isLevelBySocket(document: string): boolean {
    return this.#windows.get(document)?.channel.isAnswered === true
  }
  note(what: string, detail = ''): void {
    this.#world.trace.note(this.clock.now, this.name, what, detail)
  }
}

function merged(updates: readonly Uint8Array[]): Uint8Array {
  return updates.length === 1 ? updates[0]! : Y.mergeUpdates([...updates])
}
