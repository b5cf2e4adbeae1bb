/**
 * Copies documents from one log to another. It may be interrupted and run again: what the target has is compared and
 * only what it lacks is appended. Nothing in the source changes; a target that holds something else is left alone.
 */
import { createHash } from 'node:crypto'
import * as Y from 'yjs'
import type { AllocatedNumber, Allocation, Append, Committed, Done, Log, Result, StoredDocument } from './log.ts'

export interface MigrateOptions {
  readonly from: Log
  readonly to: Log
  /** Only this one. Otherwise every document, and the numbers. */
  readonly document?: string
  readonly onProgress?: (progress: Migration) => void
}

export interface Migration {
  readonly copied: number
  /** Were in the target already. */
  readonly same: number
  readonly numbers: number
  /** Sentences, each about one document or series that was not copied. Empty: all is there, verified. */
  readonly problems: readonly string[]
}

const PAGE = 1000
/** Rows of a document travel merged, up to this size. */
const CHUNK_BYTES = 1 << 20

/** Rejects when a log fails; what was copied until then stays. */
export async function migrateLog({ from, to, document, onProgress = () => {} }: MigrateOptions): Promise<Migration> {
  const progress = { copied: 0, same: 0, numbers: 0, problems: [] as string[] }
  for await (const name of document === undefined ? everyDocument(from) : [document]) {
    try {
      progress[await copyDocument(name, from, to)]++
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      progress.problems.push(`${name}: ${error.message}`)
    }
    onProgress(progress)
  }
  if (document === undefined) {
    const outcome = await copyNumbers(from, to)
    progress.numbers = outcome.numbers
    progress.problems.push(...outcome.problems)
  }
  return progress
}

class Refusal extends Error {}

async function copyDocument(name: string, from: Log, to: Log): Promise<'copied' | 'same'> {
  const source = await load(from, name)
  if (source.through === 0) throw new Refusal('the source does not have it')
  const whole = docOf(source.updates)
  const target = await load(to, name)
  expectWithin(source, target)
  if (isSame(source, target)) return 'same'

  let { through } = target
  let leases = source.leases
  const known = target.through === 0 ? null : docOf(target.updates)
  const missing = known === null ? chunks(source.updates) : [Y.encodeStateAsUpdate(whole, Y.encodeStateVector(known))]
  for (const update of missing) {
    const [answer] = await asked<readonly Committed[]>((done) =>
      to.commit([{ document: name, update, after: through, leases } satisfies Append], done),
    )
    if (answer?.kind !== 'committed') throw new Refusal('it changed in the target meanwhile; run this again')
    through = answer.cursor
    leases = []
  }
  if (!isSame(source, await load(to, name))) throw new Refusal('what was written does not read back the same')
  return 'copied'
}

/** The target's content and leases must be a part of the source's. */
function expectWithin(source: StoredDocument, target: StoredDocument): void {
  if (target.through === 0 && target.leases.length === 0) return
  // The first content under an id stands: were the target's another, or more, it would show in the sum.
  if (canonical([...target.updates, ...source.updates]) !== canonical(source.updates)) {
    throw new Refusal('the target holds something that the source does not')
  }
  const held = new Map(source.leases.map(({ client, device }) => [client, device]))
  if (target.leases.some(({ client, device }) => held.get(client) !== device)) {
    throw new Refusal('in the target a clientID belongs to another device')
  }
}

function isSame(source: StoredDocument, target: StoredDocument): boolean {
  return (
    target.through > 0 &&
    target.leases.length === source.leases.length &&
    canonical(target.updates) === canonical(source.updates)
  )
}

/**
 * Equal for equal content, whatever the order and the cut of the updates: state vector, deletions and every value.
 * Loaded twice, because the order of deletions follows the order of arrival, and that of a written state is fixed.
 */
function canonical(updates: readonly Uint8Array[]): string {
  const once = Y.encodeStateAsUpdate(docOf(updates))
  return createHash('sha256')
    .update(Y.encodeStateAsUpdate(docOf([once])))
    .digest('hex')
}

function docOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update)
  })
  if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) throw new Refusal('updates lack predecessors')
  return doc
}

function chunks(updates: readonly Uint8Array[]): Uint8Array[] {
  const merged: Uint8Array[] = []
  let together: Uint8Array[] = []
  let bytes = 0
  for (const update of updates) {
    if (bytes + update.length > CHUNK_BYTES && together.length > 0) {
      merged.push(Y.mergeUpdates(together))
      together = []
      bytes = 0
    }
    together.push(update)
    bytes += update.length
  }
  return [...merged, Y.mergeUpdates(together)]
}

/** Asked for in the order in which they were given out, each request gets the number that it has. */
async function copyNumbers(from: Log, to: Log): Promise<{ numbers: number; problems: string[] }> {
  const source = await asked<readonly AllocatedNumber[]>((done) => from.numbers(done))
  const target = await asked<readonly AllocatedNumber[]>((done) => to.numbers(done))
  const series = Map.groupBy(source, (one) => one.series)
  const problems = new Map<string, string>()
  for (const { series: name, request, number } of target) {
    const known = series.get(name)?.find((one) => one.request === request)
    if (known?.number !== number) problems.set(name, `numbers ${name}: the target gave out ${number} to someone else`)
  }
  let numbers = 0
  for (const [name, given] of series) {
    if (problems.has(name)) continue
    for (const { request, number } of given) {
      // One below: where the source jumped, so does the target.
      const answer = await asked<Allocation>((done) => to.allocate(name, request, number - 1, done))
      const got = answer.kind === 'given' ? answer.number : answer.kind
      if (got === number) numbers++
      else problems.set(name, `numbers ${name}: expected ${number} for ${request}, the target gave ${got}`)
      if (got !== number) break
    }
  }
  return { numbers, problems: [...problems.values()] }
}

async function* everyDocument(log: Log): AsyncGenerator<string> {
  for (let since = 0; ;) {
    const page = await asked<{ cursor: number; documents: readonly string[] }>((done) => log.changes(since, PAGE, done))
    if (page.documents.length === 0) return
    yield* page.documents
    since = page.cursor
  }
}

function load(log: Log, name: string): Promise<StoredDocument> {
  return asked((done) => log.load(name, done))
}

function asked<T>(ask: (done: Done<T>) => void): Promise<T> {
  return new Promise((resolve, reject) =>
    ask((result: Result<T>) =>
      result.ok ? resolve(result.value) : reject(new Error(`${result.failure.kind}: ${result.failure.message}`)),
    ),
  )
}
