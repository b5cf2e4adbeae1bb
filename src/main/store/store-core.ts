/**
 * The store over one database, synchronous and alone: the worker runs it for the app, the simulation runs it in
 * memory. Updates, the snapshot that covers them and the rows derived from them share a transaction.
 */
import type { Database } from 'better-sqlite3'
import * as Y from 'yjs'
import { isDocumentName } from '../../crdt/protocol/index.ts'
import { checkIntegrity } from './database.ts'
import { documentRows, type DocumentRows } from './documents.ts'
import { blobRows, type BlobRows } from './blob-rows.ts'
import { readLists, type Lists } from './lists.ts'
import { applyTo, differenceOf, LiveDocuments, type LiveDocument } from './live-documents.ts'
import type { CoreOperations, InboxQuery, JobQuery, Origin, StoreStatistics } from './operations.ts'
import { problemFrom, storeFault, StoreFault, storeProblem, type StoreProblem } from './problems.ts'
import { projectionWriter, type ProjectionWriter, type Projector } from './projections.ts'
import { relayRows, settingRows, type RelayRows, type SettingRows } from './small-rows.ts'

export interface AppendRequest {
  readonly name: string
  readonly update: Uint8Array
  readonly origin: Origin
  readonly at: number
}
export type AppendOutcome =
  | { readonly ok: true; readonly seq: number }
  | { readonly ok: false; readonly problem: StoreProblem }

export interface CoreOptions {
  readonly projector: Projector
  /** Raise it whenever the projector derives other rows: all documents are then projected again. */
  readonly projectorVersion: number
  readonly onProblem?: (problem: StoreProblem) => void
  readonly onProjected?: (names: readonly string[]) => void
  /** What the former relay had confirmed counts no more. */
  readonly onRelayForgotten?: () => void
  /** Documents held in memory. */
  readonly liveDocuments?: number
}

/**
 * A log longer than either is folded into a snapshot with the append that makes it so. The byte limit follows the
 * size of the document, so that folding costs a constant share of what is appended.
 */
export const SNAPSHOT_AFTER = { updates: 200, bytes: 256 << 10 } as const

export class StoreCore implements CoreOperations {
  readonly #blobs: BlobRows
  readonly #db: Database
  readonly #options: CoreOptions
  readonly #rows: DocumentRows
  readonly #live: LiveDocuments
  readonly #writer: ProjectionWriter
  readonly #relay: RelayRows
  readonly #settings: SettingRows
  readonly #lists: Lists
  #failure: StoreProblem | null = null
  #commits = 0
  #appended = 0

  /** Takes the database over, and closes it when it cannot work with it. */
  constructor(db: Database, options: CoreOptions) {
    this.#db = db
    this.#options = options
    try {
      this.#rows = documentRows(db)
      this.#writer = projectionWriter(db)
      this.#relay = relayRows(db)
      this.#settings = settingRows(db)
      this.#lists = readLists(db)
      this.#blobs = blobRows(db)
    } catch (error) {
      db.close()
      // Its version is right, and yet a table or column is not there.
      throw storeFault('corrupt', `the schema is damaged: ${String(error)}`)
    }
    this.#live = new LiveDocuments(this.#rows, options.projector, options.liveDocuments ?? 48)
  }

  /**
   * Appends all in one transaction. An update that is malformed is refused alone. When the commit fails (a full
   * disk), nothing of it is kept, and each is tried by itself: a small one may still fit.
   */
  append(requests: readonly AppendRequest[]): AppendOutcome[] {
    const touched = new Set<LiveDocument>()
    try {
      this.#expectWorking()
      const outcomes = this.#db
        .transaction(() => {
          const results = requests.map((request) => this.#appendOne(request, touched))
          for (const live of touched) this.#settle(live)
          return results
        })
        .immediate()
      if (touched.size > 0) this.#commits++
      this.#live.trim()
      if (touched.size > 0) this.#options.onProjected?.([...touched].map((live) => live.name))
      return outcomes
    } catch (error) {
      for (const { name } of requests) this.#live.drop(name)
      const problem = this.#noted(error, 'append')
      if (problem.kind === 'full' && requests.length > 1) return requests.flatMap((request) => this.append([request]))
      return requests.map(() => ({ ok: false, problem }))
    }
  }

  read(name: string): { state: Uint8Array; seq: number } | null {
    return this.#guarded(`read ${name}`, () => {
      const live = this.#live.get(name)
      return live ? { state: Y.encodeStateAsUpdate(live.doc), seq: live.lastSeq } : null
    })
  }

  readSince(
    name: string,
    stateVector: Uint8Array,
  ): { update: Uint8Array; stateVector: Uint8Array; seq: number } | null {
    return this.#guarded(`read ${name}`, () => {
      const live = this.#live.get(name)
      if (!live) return null
      const update = differenceOf(live.doc, stateVector)
      return { update, stateVector: Y.encodeStateVector(live.doc), seq: live.lastSeq }
    })
  }

  stateVector(name: string): Uint8Array | null {
    return this.#guarded(`read ${name}`, () => {
      const live = this.#live.get(name)
      return live ? Y.encodeStateVector(live.doc) : null
    })
  }

  documentNames(): string[] {
    return this.#guarded('document names', () => this.#rows.names())
  }

  acknowledge(name: string, seq: number): void {
    this.#guarded(`acknowledge ${name}`, () => this.#rows.acknowledge(name, seq))
  }
  pending(name?: string) {
    return this.#guarded('pending', () => this.#rows.pending(name))
  }
  pendingUpdate(name: string): Uint8Array | null {
    return this.#guarded(`pending of ${name}`, () => {
      if (this.#rows.pending(name).length === 0) return null
      const logged = this.#rows.pendingLog(name)
      const live = this.#live.get(name)
      if (logged) return Y.mergeUpdates(logged)
      return live ? Y.encodeStateAsUpdate(live.doc) : null
    })
  }
  forgetRelay(relay: string): void {
    this.#transaction('forget relay', () => this.#startOver(relay, 0))
    this.#options.onRelayForgotten?.()
  }
  relayCursor(): { relay: string | null; cursor: number } {
    return this.#guarded('relay cursor', () => this.#relay.get())
  }
  setRelayCursor(relay: string, cursor: number): void {
    const isAnother = this.#transaction('relay cursor', () => {
      const known = this.#relay.get().relay
      if (known === null || known === relay) this.#relay.set(relay, cursor)
      else this.#startOver(relay, cursor)
      return known !== null && known !== relay
    })
    if (isAnother) this.#options.onRelayForgotten?.()
  }

  setting(key: string): unknown {
    return this.#guarded('setting', () => this.#settings.get(key))
  }
  setSetting(key: string, value: unknown): void {
    this.#guarded('setting', () => this.#settings.set(key, value))
  }
  setSettings(values: Record<string, unknown>): void {
    this.#transaction('settings', () => {
      for (const [key, value] of Object.entries(values)) this.#settings.set(key, value)
    })
  }
  overwriteSettings(values: Record<string, unknown>): void {
    this.setSettings(values)
    // The pages are overwritten with zeros (see `database.ts`), the log of them is cut off.
    this.#guarded('settings', () => this.#db.pragma('wal_checkpoint(TRUNCATE)'))
  }
  settings(): Record<string, unknown> {
    return this.#guarded('settings', () => this.#settings.all())
  }

  listJobs(query: JobQuery) {
    return this.#guarded('list jobs', () => this.#lists.jobs(query))
  }
  listClients(query: { search: string; limit: number }) {
    return this.#guarded('list clients', () => this.#lists.clients(query))
  }
  highestJobNumber(prefix: string, most: number) {
    return this.#guarded('highest number', () => this.#lists.highestJobNumber(prefix, most))
  }
  listInbox(query: InboxQuery) {
    return this.#guarded('list what waits', () => this.#lists.inbox(query))
  }
  rollUses(roll?: string) {
    return this.#guarded('roll uses', () => this.#lists.rollUses(roll))
  }
  rollCuts(roll: string) {
    return this.#guarded('roll cuts', () => this.#lists.rollCuts(roll))
  }

  /** For the keeper of the files, who runs beside. */
  withBlobRows<T>(work: (rows: BlobRows) => T): T {
    return this.#guarded('blobs', () => work(this.#blobs))
  }

  /** Names of documents whose rows are behind: after a projector of a newer version, or one that failed. */
  staleProjections(): string[] {
    return this.#guarded('stale projections', () => this.#writer.stale(this.#options.projectorVersion))
  }

  /** Derives the rows of one document anew. */
  refreshProjection(name: string): void {
    this.#transaction(`project ${name}`, () => {
      const live = this.#live.get(name)
      if (!live) return
      live.written = null
      this.#project(live)
    })
    this.#live.trim()
    this.#options.onProjected?.([name])
  }

  rebuildProjections(): void {
    const names = this.documentNames()
    this.#transaction('rebuild projections', () => {
      for (const name of names) {
        // From the stored bytes, not from what happens to be in memory.
        this.#live.drop(name)
        const live = this.#live.get(name)
        if (live) this.#project(live)
        this.#live.trim()
      }
    })
    this.#options.onProjected?.(names)
  }

  compact(name: string): void {
    this.#transaction(`compact ${name}`, () => {
      const live = this.#live.get(name)
      if (live && live.logged > 0) this.#snapshot(live)
    })
  }

  checkIntegrity(): void {
    this.#guarded('check', () => {
      checkIntegrity(this.#db, 'whole')
      for (const name of this.#rows.names()) {
        const record = this.#rows.byName(name)
        if (record) this.#rows.history(record)
      }
    })
  }

  statistics(): StoreStatistics {
    return this.#guarded('statistics', () => ({
      documents: this.#rows.names().length,
      commits: this.#commits,
      appended: this.#appended,
      databaseBytes: this.#pragma('page_count') * this.#pragma('page_size'),
      sqliteVersion: this.#db.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? '',
      synchronous: this.#pragma('synchronous'),
    }))
  }

  close(): void {
    this.#live.dropAll()
    this.#db.close()
    this.#failure ??= storeProblem('closed', 'the store was closed')
  }

  #appendOne({ name, update, origin, at }: AppendRequest, touched: Set<LiveDocument>): AppendOutcome {
    if (!isDocumentName(name)) return refused(`not a document name: ${JSON.stringify(name)}`)
    if (!Number.isSafeInteger(at)) return refused(`${name}: not a time: ${at}`)
    const live = this.#live.getOrNew(name)
    const outcome = applyTo(live.doc, update)
    if (outcome === 'malformed') {
      // It may hold half of it. What this transaction wrote before is in the rows, and comes back from there.
      const wasTouched = touched.delete(live)
      this.#live.drop(name)
      if (wasTouched) touched.add(this.#live.getOrNew(name))
      return refused(`${name}: Yjs cannot read these ${update.length} bytes`)
    }
    if (outcome === 'contained') {
      // Nothing about an unknown document is not yet a document.
      if (live.id === null) this.#live.drop(name)
      return { ok: true, seq: live.lastSeq }
    }
    const id = (live.id ??= this.#rows.create(name, at))
    const { lastSeq, logCrc } = this.#rows.append({ ...live, id }, update, origin === 'local', at)
    live.lastSeq = lastSeq
    live.logCrc = logCrc
    live.logged++
    live.loggedBytes += update.length
    this.#appended++
    touched.add(live)
    return { ok: true, seq: live.lastSeq }
  }

  #settle(live: LiveDocument): void {
    const { updates, bytes } = SNAPSHOT_AFTER
    if (live.logged >= updates || live.loggedBytes >= Math.max(bytes, live.snapshotBytes / 2)) this.#snapshot(live)
    this.#project(live)
  }

  #snapshot(live: LiveDocument): void {
    if (live.id === null) return
    const state = Y.encodeStateAsUpdate(live.doc)
    this.#rows.replaceLog(live.id, live.lastSeq, state)
    live.logged = 0
    live.loggedBytes = 0
    live.logCrc = 0
    live.snapshotBytes = state.length
  }

  /** A projector that throws is our mistake and must not cost anyone an edit: reported, and left stale. */
  #project(live: LiveDocument): void {
    if (live.id === null) return
    let rows
    try {
      rows = this.#live.project(live).rows()
    } catch (error) {
      live.projection = null
      live.written = null
      const seen = error instanceof Error ? (error.stack ?? error.message) : String(error)
      this.#options.onProblem?.(storeProblem('projection', `${live.name}: ${seen}`))
      return
    }
    live.written = this.#writer.write(live.id, rows, live.written)
    this.#writer.mark(live.id, live.lastSeq, this.#options.projectorVersion)
  }

  #startOver(relay: string, cursor: number): void {
    this.#relay.set(relay, cursor)
    this.#rows.everythingPending()
    this.#blobs.forgetRelay()
  }

  #pragma(name: string): number {
    return this.#db.pragma(name, { simple: true }) as number
  }

  #transaction<T>(what: string, work: () => T): T {
    return this.#guarded(what, () => {
      try {
        return this.#db.transaction(work).immediate()
      } catch (error) {
        // What they hold may have been rolled back.
        this.#live.dropAll()
        throw error
      }
    })
  }

  #guarded<T>(what: string, work: () => T): T {
    this.#expectWorking()
    try {
      return work()
    } catch (error) {
      throw new StoreFault(this.#noted(error, what))
    }
  }

  #expectWorking(): void {
    if (this.#failure) throw storeFault(this.#failure.kind, this.#failure.detail)
  }

  /**
   * After an I/O error the state of SQLite's page cache against the disk is unknown (a failed fsync may have
   * dropped the pages that it did not write): nothing more is written until the database was opened again.
   */
  #noted(error: unknown, what: string): StoreProblem {
    const problem = problemFrom(error, what)
    if (problem.kind === 'io' && this.#failure === null) {
      this.#failure = problem
      this.#options.onProblem?.(problem)
      this.#live.dropAll()
      try {
        this.#db.close()
      } catch {
        // Its disk is gone; the problem has been reported.
      }
    }
    return problem
  }
}

function refused(detail: string): AppendOutcome {
  return { ok: false, problem: storeProblem('malformed', detail) }
}
