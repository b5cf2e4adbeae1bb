/**
 * Everything between the windows, the store and the relay. A replica works the same with no relay, with one that
 * is away for a week, and with another one tomorrow.
 */
import * as Y from 'yjs'
import type { DocumentStatus, Pending, SyncStatus } from '../../contract/index.ts'
import { CLOSE, kindOf, mayWrite } from '../../crdt/protocol/index.ts'
import type { ShopTrust } from '../identity/shop-trust.ts'
import type { Store, StoreProblemKind } from '../store/index.ts'
import { createBackgroundSync } from './background-sync.ts'
import { createBlobTransfer } from './blob-transfer.ts'
import { Documents } from './documents.ts'
import type { LiveDocument, Refusal, Viewer } from './live-document.ts'
import type { RelayHttp } from './relay-http.ts'
import { openRelayLink, type RelayLink } from './relay-link.ts'
import { openRelaySession, type RelaySession } from './relay-session.ts'
import { handOverPending } from './quarantine.ts'
import { watchStore } from './watched-store.ts'

export interface ReplicaOptions {
  readonly store: Store
  readonly now: () => number
  readonly trust: ShopTrust
  /** Role, grant, membership list or exclusion of this device may be others now. */
  readonly onTrustChanged: () => void
  readonly onSyncStatus: (status: SyncStatus) => void
  readonly onDocumentStatus: (status: DocumentStatus) => void
}

/** A burst of edits makes one report. */
const REPORT_AFTER_MS = 60
/** Somebody waits for this photo; a relay that does not answer must not hold up a whole report. */
const FETCH_NOW_MS = 15_000
const NOTHING: Uint8Array = Y.encodeStateAsUpdate(new Y.Doc())
const NONE: Pending = { documents: 0, updates: 0, bytes: 0, oldestAt: null, blobs: 0 }
/** Over as soon as something can be written; other troubles stay until the data was opened again. */
const PASSING: readonly StoreProblemKind[] = ['full', 'folder-unwritable', 'internal']
/** What a relay's no means to a person. */
const REFUSALS: Readonly<Record<string, SyncStatus['problem']>> = {
  revoked: 'revoked',
  'other-shop': 'other-shop',
  'grant-expired': 'grant-ended',
  'grant-stale': 'grant-ended',
  'no-grant': 'grant-ended',
}
/** Says nothing about the disk. */
const HARMLESS: readonly StoreProblemKind[] = ['malformed', 'projection', 'blob-damaged', 'closed']

export class Replica {
  readonly #store: Store
  readonly #options: ReplicaOptions
  readonly #documents: Documents
  readonly #background
  readonly #blobs
  #link: RelayLink | undefined
  #switching: Promise<void> = Promise.resolve()
  #storage: 'fine' | 'refuses' | 'broken' = 'fine'
  #pending: Pending = NONE
  /** Documents with edits of this device that the relay has not acknowledged. */
  #own: ReadonlySet<string> = new Set()
  #reportTimer: NodeJS.Timeout | undefined
  readonly #changed = new Set<string>()
  readonly #stopWatching: () => void
  #closed = false

  constructor(options: ReplicaOptions) {
    const { now } = options
    const store = watchStore(options.store, {
      failed: (kind) => this.#noteStorage(kind),
      worked: () => {
        if (this.#storage === 'refuses') this.#storage = 'fine'
      },
    })
    this.#store = store
    this.#options = options
    const events = {
      now,
      changed: (name: string) => this.#noteChange(name),
      acknowledged: (name: string) => this.#noteAcknowledged(name),
      lost: (name: string) => this.#noteLost(name),
      toSend: (name: string) => this.#noteToSend(name),
      shutOut: () => this.#link?.shutOut(),
      reached: () => this.#link?.status().state === 'offline' && this.#link.wake(),
    }
    this.#documents = new Documents(store, events)
    this.#background = createBackgroundSync(store, this.#documents, events)
    this.#blobs = createBlobTransfer(store, () => this.#report(), now)
    this.#stopWatching = store.onProblem(({ kind }) => this.#noteStorage(kind))
  }

  /** The viewer is told of everything that is committed from now on; {@link committed} has what was before. */
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
  /** The document as it is on disk: an open copy may hold more, which a crash would take back. */
  async committed(name: string): Promise<Uint8Array> {
    return (await this.#store.read(name))?.state ?? NOTHING
  }

  /** Null while no relay is named. */
  get http(): RelayHttp | null {
    return this.#link?.http ?? null
  }
  /** Null while no relay is named. */
  get session(): RelaySession | null {
    return this.#link?.session ?? null
  }
  /** What was refused goes out once more: something may have been decided. */
  offerAgain(): void {
    this.#link?.offerAgain()
  }
  setRelay(url: string | null): Promise<void> {
    this.#switching = this.#switching.then(() => this.#switchTo(url))
    return this.#switching
  }
  /** See {@link RelayLink.whenLevel}; false at once when there is no relay. */
  whenLevel(timeoutMs: number): Promise<boolean> {
    return this.#link?.whenLevel(timeoutMs) ?? Promise.resolve(false)
  }
  /** After sleep. */
  wake(): void {
    this.#link?.resume()
  }
  /** A photo was added. */
  moveBlobs(): void {
    this.#link?.moveBlobs()
    this.#report()
  }
  /** Brings one blob here, if the relay has it. */
  async fetchBlob(sha256: string): Promise<boolean> {
    const link = this.#link
    if (!link || link.status().state === 'offline') return false
    return this.#blobs.fetch(link.http, sha256, AbortSignal.timeout(FETCH_NOW_MS)).catch(() => false)
  }

  async status(): Promise<SyncStatus> {
    await this.#readPending()
    const pending = this.#pending
    const relay = this.#link?.status() ?? { state: 'none' as const }
    const problem = this.#problem()
    if (problem) return { state: 'attention', pending, relay, problem }
    const level = this.#isKnown() && pending.updates === 0 && pending.blobs === 0
    return { state: level ? 'synced' : 'local', pending, relay }
  }

  async documentStatus(name: string): Promise<DocumentStatus> {
    const entry = (await this.#store.pending(name))[0]
    const refusal = this.#documents.loaded(name)?.refusal ?? this.#background.refused().get(name)
    const counts = { name, updates: entry?.updates ?? 0, bytes: entry?.bytes ?? 0, oldestAt: entry?.oldestAt ?? null }
    if (refusal && !this.#isForOthers(name, refusal, entry?.own === true))
      return { ...counts, state: 'attention', problem: `${refusal.code} ${refusal.reason}`.trim() }
    return { ...counts, state: counts.updates === 0 && this.#isKnown() ? 'synced' : 'local' }
  }

  /** Commits and sends what it can; what remains is pending and goes next time. */
  async shutDown(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#reportTimer)
    this.#stopWatching()
    await this.setRelay(null)
    await this.#documents.closeAll()
  }

  async #switchTo(url: string | null): Promise<void> {
    const previous = this.#link
    this.#link = undefined
    await previous?.close()
    if (url !== null && !this.#closed) {
      const { trust, now, onTrustChanged } = this.#options
      const session = openRelaySession(url, { trust, now, changed: onTrustChanged })
      this.#link = openRelayLink(url, session, {
        store: this.#store,
        background: this.#background,
        blobs: this.#blobs,
        now: this.#options.now,
        onStatus: () => this.#report(),
        connectDocuments: (to) => this.#documents.setRelay(to),
        reconnectDocuments: () => this.#documents.reconnect(),
        excluded: async (at, signal) => {
          await trust.exclude('learned')
          onTrustChanged()
          if (trust.mustHandOver) await handOverPending(this.#store, at, signal)
          await trust.exclude('handed-over')
        },
      })
    }
    this.#report()
  }

  /** Nothing can be called synced by a relay that was never met, or that acknowledged to another address. */
  #isKnown(): boolean {
    return this.#link?.isKnown() === true
  }

  /**
   * A new relay is filled by whoever comes first, and that may be a device whose role does not write this document:
   * one that may will bring it. Edits of this very device are another matter: nobody else has them.
   */
  #isForOthers(name: string, { code }: Refusal, hasOwn: boolean): boolean {
    const { role } = this.#options.trust
    const kind = kindOf(name)
    if (code !== CLOSE.notAllowed || hasOwn || role === null || kind === undefined) return false
    return !mayWrite(role, kind)
  }

  async #readPending(): Promise<void> {
    try {
      const [documents, blobs] = await Promise.all([this.#store.pending(), this.#store.blobsToSend()])
      const oldest = documents.flatMap((entry) => (entry.oldestAt === null ? [] : [entry.oldestAt]))
      this.#own = new Set(documents.flatMap(({ name, own }) => (own ? [name] : [])))
      this.#pending = {
        documents: documents.length,
        updates: documents.reduce((sum, entry) => sum + entry.updates, 0),
        bytes: documents.reduce((sum, entry) => sum + entry.bytes, 0),
        oldestAt: oldest.length > 0 ? Math.min(...oldest) : null,
        blobs: blobs.length,
      }
    } catch {
      this.#storage = 'broken' // the last figures known, and attention: never silence while nothing can be read
    }
  }

  #problem(): SyncStatus['problem'] | undefined {
    if (this.#storage !== 'fine') return 'storage'
    const { trust } = this.#options
    if (trust.isKeyLost) return 'key-lost'
    if (trust.isRevoked) return 'revoked'
    const relay = this.#link?.status()
    if (relay?.state === 'refused') return REFUSALS[relay.kind ?? ''] ?? 'refused'
    const live = [...this.#documents.all()].flatMap(({ name, refusal }) => (refusal ? [[name, refusal] as const] : []))
    const refusals = [...live, ...this.#background.refused()]
      .filter(([name, refusal]) => !this.#isForOthers(name, refusal, this.#own.has(name)))
      .map(([, refusal]) => refusal)
    if (refusals.some(({ code }) => code === CLOSE.foreignWork)) return 'foreign-work'
    if (refusals.length > 0) return 'document-refused'
    return this.#link?.isReadOnly() ? 'relay-read-only' : undefined
  }

  #noteStorage(kind: StoreProblemKind): void {
    if (HARMLESS.includes(kind)) return
    if (!PASSING.includes(kind)) this.#storage = 'broken'
    else if (this.#storage === 'fine') this.#storage = 'refuses'
    this.#report()
  }

  #noteChange(name: string): void {
    this.#changed.add(name)
    this.#link?.moveBlobs() // it may refer to photos that are not here
    this.#report()
  }
  #noteAcknowledged(name: string): void {
    if (this.#link?.isReadOnly()) this.#link.wake() // it stores again
    this.#noteChange(name)
  }
  /** A relay that only reads closes sockets that bring something: asked by HTTP, it says why. */
  #noteLost(name: string): void {
    if (this.#link?.isReadOnly() === false) this.#link.wake()
    this.#noteChange(name)
  }
  #noteToSend(name: string): void {
    if (this.#documents.loaded(name)?.isConnected !== true) this.#link?.wake()
    this.#noteChange(name)
  }

  #report(): void {
    if (this.#closed) return
    this.#reportTimer ??= setTimeout(() => {
      this.#reportTimer = undefined
      void this.#sendReports().catch(() => {}) // a document's own status waits for the next report
    }, REPORT_AFTER_MS)
  }

  async #sendReports(): Promise<void> {
    const names = [...this.#changed]
    this.#changed.clear()
    const status = await this.status()
    if (this.#closed) return
    this.#options.onSyncStatus(status)
    for (const name of names) {
      if (!this.#documents.loaded(name)) continue
      const documentStatus = await this.documentStatus(name)
      if (!this.#closed) this.#options.onDocumentStatus(documentStatus)
    }
  }
}
