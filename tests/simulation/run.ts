/**
 * One run: several desks, one relay, a few job documents, a given number of edits under the seed's weather; then calm,
 * and everyone must agree, nobody may lack anything that was promised to anyone.
 */
import { createHash } from 'node:crypto'
import { encodeStateAsUpdate, equalSnapshots, snapshot, type Doc, type Snapshot } from 'yjs'
import { createMemoryLog, type Log } from '../../sync-relay/src/index.ts'
import { openJob, type JobView } from '../../src/crdt/job/index.ts'
import { sealedContent } from '../../src/crdt/seal/index.ts'
import { projectDocument } from '../../src/main/store/projector.ts'
import type { Projector } from '../../src/main/store/projections.ts'
import { Clock } from './clock.ts'
import { Desk } from './desk.ts'
import { drawClimate, unleash, type Climate } from './faults.ts'
import { NONE, type Mutants } from './mutants.ts'
import { Network } from './network.ts'
import { Fleet } from './fleet.ts'
import { documentOf, Oracle, readLog, type Violation } from './oracle.ts'
import { Random } from './random.ts'
import { SimRelay } from './relay.ts'
import { CONTEXT, createJob, doSomething } from './script.ts'
import { Trace } from './trace.ts'
import type { World } from './world.ts'

export interface RunOptions {
  readonly seed: number
  readonly edits: number
  readonly desks?: number
  readonly documents?: number
  readonly climate?: Climate
  readonly mutants?: Mutants
  /** The relay's disk; its own memory log unless given. */
  readonly log?: Log
  /** Two relays on one log instead of one on its own. */
  readonly fleet?: boolean
  readonly onTrace?: (line: string) => void
}

export interface Outcome {
  readonly seed: number
  readonly violation: Violation | null
  readonly trace: string
  readonly tail: readonly string[]
  /** Edits made, saved on their desk, acknowledged by the relay. */
  readonly edits: number
  readonly saved: number
  readonly acknowledged: number
  readonly virtualMs: number
}

const EPOCH = 1_790_000_000_000
const TEN_YEARS = 10 * 365 * 24 * 3600 * 1000
/** From all at once to one at a time; real people are slower, and would only make the run longer. */
const PAUSES_MS = [3, 10, 30]
const TAIL_MS = 1500
const SETTLE_MS = 120_000
/** One run in so many derives lists, search and stock with every commit too; they cost more than all the rest. */
const PROJECTED_RUNS = 10
const NO_ROWS: Projector = () => ({ rows: () => ({}), close: () => undefined })

export function run(options: RunOptions): Outcome {
  const { seed, edits, mutants = NONE } = options
  const random = new Random(seed)
  const clock = new Clock()
  const trace = new Trace(options.onTrace)
  const disk = options.log ?? createMemoryLog('relay-1')
  const oracle = new Oracle(random.fork('clients'), disk.relayId())
  const drawn = options.climate ?? drawClimate(random.fork('climate'))
  // Whoever runs several relays has a database that stays.
  const climate = options.fleet === true ? { ...drawn, every: { ...drawn.every, relayReplaced: null } } : drawn
  const network = new Network(clock, random.fork('network'), trace, climate.network)
  const world: World = { clock, random: random.fork('world'), trace, network, oracle }
  const feedEveryMs = random.pick([150, 600, 1500])
  const relay =
    options.fleet === true
      ? new Fleet(world, disk.relayId(), climate.log, mutants)
      : new SimRelay(world, disk, climate.log, mutants)
  const documents = Array.from({ length: options.documents ?? 3 }, (_, i) => `job/${base(i)}`)
  const desks = Array.from({ length: options.desks ?? 5 }, (_, index) => newDesk(index))

  function newDesk(index: number): Desk {
    const desk = new Desk(world, relay, {
      name: `desk${index}`,
      index,
      people: [`person${index}`, `person${(index + 1) % 5}`],
      clockStartsAt: EPOCH + (random.chance(0.2) ? random.between(-1, 1) * TEN_YEARS : random.below(5000)),
      projector: seed % PROJECTED_RUNS === 0 ? projectDocument : NO_ROWS,
      mutants,
    })
    desk.intervalMs = feedEveryMs
    return desk
  }

  /** Returns false when a rule was broken or time is up. */
  function until(done: () => boolean, limitMs: number): boolean {
    const end = clock.now + limitMs
    while (oracle.violation === null && !done()) if (!clock.step(end)) return done()
    return oracle.violation === null
  }

  const made = (): number => desks.reduce((sum, desk) => sum + desk.edits, 0)
  const everyone = [...desks]
  const people = random.fork('people')
  const meanPauseMs = people.pick(PAUSES_MS)

  function work(): void {
    relay.start()
    for (const desk of desks) desk.boot(documents.filter(() => people.chance(0.45)))
    desks[0]!.crash()
    desks[0]!.boot(documents)
    for (const document of documents) desks[0]!.edit(document, 'person0', (job, pen) => createJob(job, pen, people))
    const calm = unleash(climate, random.fork('faults'), world, { relay, desks, documents })
    const workAt = (desk: Desk): void => {
      if (desk.windows.size === 0) desk.open(people.pick(documents))
      const document = people.pick([...desk.windows.keys()])
      // Ticks come in bursts.
      for (let n = people.chance(0.2) ? people.between(2, 6) : 1; n > 0; n--) {
        desk.edit(document, people.pick(desk.people), (job, pen) =>
          doSomething({ job, pen, random: people, jobId: document.slice('job/'.length) }),
        )
      }
    }
    const keepWorking = (): void => {
      if (made() >= edits) return
      const desk = people.pick(desks)
      if (desk.isRunning) workAt(desk)
      clock.after(people.wait(meanPauseMs), keepWorking)
    }
    keepWorking()
    until(() => made() >= edits, edits * meanPauseMs * 100)
    // What is lost after the last edit, no later edit brings along [F21].
    until(() => false, people.wait(TAIL_MS))
    calm()
  }

  function settle(): void {
    for (const desk of desks) desk.intervalMs = 300
    const settled = until(() => desks.every((desk) => desk.isClean()), SETTLE_MS)
    if (!settled) return oracle.violate('did-not-settle', desks.map(describe).join('; '))
    // Edits that are acknowledged at their desk still have to reach the others.
    const rounds = desks.map((desk) => desk.roundsFinished)
    const passed = (): boolean => desks.every((desk, i) => desk.roundsFinished >= rounds[i]! + 2)
    if (!until(passed, SETTLE_MS)) oracle.violate('did-not-settle', 'the feed brings nobody level')
  }

  /** All copies there are: windows, disks, the relay's log after a restart, and a desk that comes last with nothing. */
  function compare(): void {
    relay.crash()
    relay.start()
    const late = newDesk(desks.length)
    everyone.push(late)
    late.boot([])
    until(() => late.roundsFinished >= 2, SETTLE_MS)
    for (const document of documents) {
      const agreement = new Agreement(oracle, document)
      agreement.addState('relay', encodeStateAsUpdate(readLog(relay.disk, document)))
      for (const desk of everyone) {
        agreement.addState(`${desk.name} disk`, desk.store.read(document)?.state)
        const window = desk.windows.get(document)
        if (window) agreement.add(`${desk.name} window`, window.doc, window.job.view())
      }
    }
  }

  work()
  if (oracle.violation === null) settle()
  if (oracle.violation === null) compare()
  const { saved, acknowledged } = oracle.counts
  trace.note(clock.now, 'end', oracle.violation?.kind ?? 'ok', `${made()} ${saved} ${acknowledged}`)
  const tail = trace.tail()
  for (const desk of everyone) desk.disk.close()
  return {
    seed,
    violation: oracle.violation,
    trace: trace.digest(),
    tail,
    edits: made(),
    saved,
    acknowledged,
    virtualMs: clock.now,
  }
}

/** Copies of one document, which must be the same in what people read and in what Yjs counts. */
class Agreement {
  readonly #oracle: Oracle
  readonly #document: string
  /** A copy that is the same byte for byte says the same: read once. */
  readonly #seen = new Set<string>()
  #first: { readonly where: string; readonly content: string; readonly state: Snapshot } | null = null

  constructor(oracle: Oracle, document: string) {
    this.#oracle = oracle
    this.#document = document
  }

  /** A copy on a disk, read afresh. */
  addState(where: string, state: Uint8Array | undefined): void {
    const digest = createHash('sha256')
      .update(state ?? '')
      .digest('hex')
    if (this.#seen.has(digest)) return
    this.#seen.add(digest)
    const doc = documentOf(state)
    const job = openJob(doc)
    this.add(where, doc, job.view())
    job.destroy()
  }

  /** `view`: in a window, the one that was kept up to date while edits came in. */
  add(where: string, doc: Doc, view: JobView): void {
    this.#oracle.holdsEverything(where, this.#document, doc)
    // State vectors do not see deletions; the snapshot does.
    const copy = { where, content: sealedContent(this.#document, view, CONTEXT).hash, state: snapshot(doc) }
    const first = (this.#first ??= copy)
    if (first.content !== copy.content) {
      this.#oracle.violate('divergence', `${this.#document}: ${first.where} and ${where} show different content`)
    } else if (!equalSnapshots(first.state, copy.state)) {
      this.#oracle.violate('divergence', `${this.#document}: ${first.where} and ${where} hold different edits`)
    }
  }
}

function describe(desk: Desk): string {
  if (!desk.isRunning) return `${desk.name} is down`
  const pending = desk.store.pending().map((entry) => `${entry.name} ${entry.updates}`)
  return pending.length === 0 ? `${desk.name} is level` : `${desk.name} waits with ${pending.join(', ')}`
}

/** Something shaped like a ULID, the same in every run. */
function base(index: number): string {
  return `01J000000000000000000000${String(index).padStart(2, '0')}`
}
