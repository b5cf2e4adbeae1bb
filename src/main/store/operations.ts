/** What the store does, as its core does it (synchronously) and as the main thread sees it (as promises). */
import type { ClientRow, InboxRow, JobRow, RollCut, RollUse } from '../../contract/index.ts'
import type { JobState } from '../../crdt/vocabulary/index.ts'
import type { PendingEdits } from './documents.ts'
import type { StoreProblem } from './problems.ts'

export type Origin = 'local' | 'remote'

export interface JobQuery {
  readonly search: string
  /** Empty: all of them. */
  readonly states: readonly JobState[]
  readonly sort: 'changed' | 'scheduled' | 'number'
  readonly offset: number
  readonly limit: number
}

export interface InboxQuery {
  readonly kinds: readonly InboxRow['kind'][]
  readonly sort: 'oldest' | 'scheduled'
  readonly offset: number
  readonly limit: number
}

export interface StoreStatistics {
  readonly documents: number
  /** Transactions that wrote updates, and the updates they wrote, since the store was opened. */
  readonly commits: number
  readonly appended: number
  readonly databaseBytes: number
  readonly sqliteVersion: string
  /** As SQLite answers now: 2 is FULL. */
  readonly synchronous: number
}

/** Each runs in one transaction, and nothing else runs in between. */
export interface CoreOperations {
  /** Merged state and highest number; null when this device has never heard of it. A read error is never null. */
  read(name: string): { state: Uint8Array; seq: number } | null
  /**
   * What a holder of `stateVector` lacks, and our own state vector; null as in {@link read}. What waits here for its
   * predecessors is in {@link read} and not in this: it is for another device to bring.
   */
  readSince(name: string, stateVector: Uint8Array): { update: Uint8Array; stateVector: Uint8Array; seq: number } | null
  /** What this device has of it; null as in {@link read}. Costs nothing of the document's size. */
  stateVector(name: string): Uint8Array | null
  documentNames(): string[]

  /** The relay has every local update up to `seq` on its disk. Monotone: a lower one changes nothing. */
  acknowledge(name: string, seq: number): void
  /** Local edits not acknowledged: one entry for each document that has any. */
  pending(name?: string): PendingEdits[]
  /**
   * What was made here and not acknowledged, as one update; the whole document where the log does not hold each of
   * those edits by itself any more. Null when nothing is pending.
   */
  pendingUpdate(name: string): Uint8Array | null
  /**
   * From now on the relay is `relay`, of which nothing is known: cursor 0, and every document and blob that this
   * device holds counts as to be sent.
   */
  forgetRelay(relay: string): void
  relayCursor(): { relay: string | null; cursor: number }
  /** A relay other than the one known is first forgotten to, as above: it never acknowledged anything. */
  setRelayCursor(relay: string, cursor: number): void

  /** A small JSON value, null when never set. */
  setting(key: string): unknown
  setSetting(key: string, value: unknown): void
  /** All of them or none. */
  setSettings(values: Record<string, unknown>): void
  /** As `setSettings`; and what stood there before stands in no file of ours any more. For keys in the clear. */
  overwriteSettings(values: Record<string, unknown>): void
  settings(): Record<string, unknown>

  listJobs(query: JobQuery): { rows: JobRow[]; total: number }
  /**
   * The highest whole number, not above `most`, that a job bears as `prefix` and digits and nothing else; 0 for none.
   */
  highestJobNumber(prefix: string, most: number): number
  listClients(query: { search: string; limit: number }): ClientRow[]
  /** What waits for a decision, over all documents of this device. */
  listInbox(query: InboxQuery): { rows: InboxRow[]; total: number }
  /** Standing cuts from all jobs, for what remains of a roll; without a roll, of all rolls that were cut. */
  rollUses(roll?: string): RollUse[]
  /** The jobs that those cuts belong to, the latest changed first. */
  rollCuts(roll: string): RollCut[]

  /** Derives every row anew from the documents. */
  rebuildProjections(): void
  /** Replaces the log of a document by one snapshot. What is pending stays pending. */
  compact(name: string): void
  /** Rejects with `corrupt` when SQLite's check, or a checksum of ours, does not hold. Reads everything. */
  checkIntegrity(): void
  statistics(): StoreStatistics
}

export interface BlobStatus {
  readonly sha256: string
  readonly here: boolean
  readonly relay: boolean
}
export interface BlobInfo {
  readonly sha256: string
  readonly mime: string
  readonly bytes: number
}

/** Files; their waits do not hold up appends. */
export interface BlobOperations {
  /** Resolves when the file is on disk under its own hash and known to the database. */
  putBlob(bytes: Uint8Array, mime: string): Promise<BlobInfo>
  /** The same for several that belong together: when one cannot be kept, none is. In the order given. */
  putBlobs(blobs: readonly { readonly bytes: Uint8Array; readonly mime: string }[]): Promise<BlobInfo[]>
  /** Null: not here, or damaged and therefore set aside. */
  readBlob(sha256: string): Promise<{ bytes: Uint8Array; mime: string } | null>
  hasBlob(sha256: string): Promise<boolean>
  /** In the order asked. */
  blobStatus(sha256s: readonly string[]): Promise<BlobStatus[]>
  /** Here, and not confirmed by the relay. */
  blobsToSend(): Promise<BlobInfo[]>
  /** Referred to by a document, and not here; small things first. */
  blobsToFetch(limit: number): Promise<{ sha256: string; mime: string }[]>
  markBlobOnRelay(sha256: string): Promise<void>
}

type Promised<T> = {
  [K in keyof T]: T[K] extends (...input: infer Input) => infer Output
    ? (...input: Input) => Promise<Awaited<Output>>
    : never
}

/** Every operation rejects with a StoreFault, whose `problem` names the kind. */
export interface Store extends Promised<CoreOperations>, BlobOperations {
  /**
   * Resolves after COMMIT with synchronous=FULL. `local`: the relay may lack it, so it is pending; `remote`: it
   * came from the relay. `at`: milliseconds since 1970. What the document already holds is not written again;
   * the answer is then the document's highest number.
   */
  append(name: string, update: Uint8Array, origin: Origin, at: number): Promise<{ seq: number }>
  /** What nobody asked for: a list that could not be derived, a damaged photo, a worker that died. */
  onProblem(listener: (problem: StoreProblem) => void): () => void
  /** Rows of these documents changed: lists read before are stale. */
  onProjected(listener: (names: readonly string[]) => void): () => void
  /** These came, went or were confirmed by the relay; null: any of them, for the relay is another one. */
  onBlobs(listener: (sha256s: readonly string[] | null) => void): () => void
  /** Commits what waits, then closes. Operations after it reject with `closed`. */
  close(): Promise<void>
}
