/**
 * Everything between the windows, the store and the relay. A replica works the same with no relay, with one that
 * is away for a week, and with another one tomorrow.
 */
import type { DocumentStatus, SyncStatus } from '../../contract/index.ts'
import type { Store } from '../store/index.ts'
import { createBackgroundSync } from './background-sync.ts'
import { createBlobTransfer } from './blob-transfer.ts'
import { Documents } from './documents.ts'
import type { LiveDocument, Viewer } from './live-document.ts'
import type { RelayHttp } from './relay-http.ts'
import { openRelayLink, type RelayLink } from './relay-link.ts'

export interface ReplicaOptions {
  readonly store: Store
  readonly now: () => number
  readonly onSyncStatus: (status: SyncStatus) => void
  readonly onDocumentStatus: (status: DocumentStatus) => void
}

/** A burst of edits makes one report. */
const REPORT_AFTER_MS = 60

export class Replica {
  readonly #store: Store
  readonly #options: ReplicaOptions
  readonly #documents: Documents
  readonly #background
  readonly #blobs
  #link: RelayLink | undefined
  #storageProblem = false
  #reportTimer: NodeJS.Timeout | undefined
  readonly #changed = new Set<string>()
  readonly #stopWatching: () => void
  #closed = false

  constructor(options: ReplicaOptions) {
    const { store, now } = options
    this.#store = store
    this.#options = options
    const events = { changed: (name: string) => this.#noteChange(name), now }
    this.#documents = new Documents(store, events)
    this.#background = createBackgroundSync(store, this.#documents, events)
    this.#blobs = createBlobTransfer(store, () => this.#report(), now)
    this.#stopWatching = store.onProblem((problem) => {
      if (problem.kind === 'full' || problem.kind === 'io' || problem.kind === 'corrupt') this.#storageProblem = true
      this.#report()
    })
  }

  open(name: string, viewer: Viewer): Promise<LiveDocument> {
    return this.#documents.open(name, viewer)
  }
  async close(name: string, viewer: Viewer): Promise<void> {
    await this.#documents.close(name, viewer)
    this.#link?.wake() // what the closed socket had not got acknowledged goes by the background
  }
  loaded(name: string): LiveDocument | undefined {
    return this.#documents.loaded(name)
  }

  /** Null while no relay is named. */
  get http(): RelayHttp | null {
    return this.#link?.http ?? null
  }
  async setRelay(url: string | null): Promise<void> {
    const previous = this.#link
    this.#link = undefined
    this.#documents.setRelay(null)
    await previous?.close()
    if (url !== null && !this.#closed) {
      this.#link = openRelayLink(url, {
        store: this.#store,
        background: this.#background,
        blobs: this.#blobs,
        now: this.#options.now,
        onStatus: () => this.#report(),
      })
      this.#documents.setRelay(url)
    }
    this.#report()
  }
  /** See {@link RelayLink.whenLevel}; false at once when there is no relay. */
  whenLevel(timeoutMs: number): Promise<boolean> {
    return this.#link?.whenLevel(timeoutMs) ?? Promise.resolve(false)
  }
  /** After sleep. */
  wake(): void {
    this.#link?.wake()
  }
  /** A photo was added. */
  moveBlobs(): void {
    this.#link?.moveBlobs()
  }
  /** Brings one blob here, if the relay has it. */
  async fetchBlob(sha256: string): Promise<boolean> {
    if (!this.#link) return false
    return this.#blobs.fetch(this.#link.http, sha256).catch(() => false)
  }

  async status(): Promise<SyncStatus> {
    const [documents, blobs] = await Promise.all([this.#store.pending(), this.#store.blobsToSend()])
    const oldest = documents.flatMap((entry) => (entry.oldestAt === null ? [] : [entry.oldestAt]))
    const pending = {
      documents: documents.length,
      updates: documents.reduce((sum, entry) => sum + entry.updates, 0),
      bytes: documents.reduce((sum, entry) => sum + entry.bytes, 0),
      oldestAt: oldest.length > 0 ? Math.min(...oldest) : null,
      blobs: blobs.length,
    }
    const relay = this.#link?.status() ?? { state: 'none' as const }
    const problem = this.#problem(relay.state === 'refused')
    if (problem) return { state: 'attention', pending, relay, problem }
    const level = relay.state !== 'none' && pending.updates === 0 && pending.blobs === 0
    return { state: level ? 'synced' : 'local', pending, relay }
  }

  async documentStatus(name: string): Promise<DocumentStatus> {
    const entry = (await this.#store.pending(name))[0]
    const refusal = this.#documents.loaded(name)?.refusal ?? this.#background.refused().get(name)
    const counts = { name, updates: entry?.updates ?? 0, bytes: entry?.bytes ?? 0, oldestAt: entry?.oldestAt ?? null }
    if (refusal) return { ...counts, state: 'attention', problem: `${refusal.code} ${refusal.reason}`.trim() }
    return { ...counts, state: counts.updates === 0 && this.#link !== undefined ? 'synced' : 'local' }
  }

  /** Commits and sends what it can; what remains is pending and goes next time. */
  async shutDown(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#reportTimer)
    this.#stopWatching()
    await this.#link?.close()
    this.#link = undefined
    await this.#documents.closeAll()
  }

  #problem(refused: boolean): SyncStatus['problem'] | undefined {
    if (this.#storageProblem) return 'storage'
    if (refused) return 'refused'
    const live = [...this.#documents.all()].some((document) => document.refusal !== undefined)
    return live || this.#background.refused().size > 0 ? 'document-refused' : undefined
  }

  #noteChange(name: string): void {
    this.#changed.add(name)
    // A successful commit is the proof that the disk works again.
    this.#storageProblem = false
    if (this.#documents.loaded(name)?.isConnected) this.#link?.moveBlobs()
    else this.#link?.wake()
    this.#report()
  }

  #report(): void {
    if (this.#closed) return
    this.#reportTimer ??= setTimeout(() => {
      this.#reportTimer = undefined
      void this.#sendReports().catch(() => {}) // a store that cannot be read has reported it already
    }, REPORT_AFTER_MS)
  }

  async #sendReports(): Promise<void> {
    const names = [...this.#changed]
    this.#changed.clear()
    if (this.#closed) return
    this.#options.onSyncStatus(await this.status())
    for (const name of names) {
      if (this.#documents.loaded(name)) this.#options.onDocumentStatus(await this.documentStatus(name))
    }
  }
}
