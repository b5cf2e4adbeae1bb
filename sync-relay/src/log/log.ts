/**
 * The relay's memory: an append-only log of updates per document, with one rising cursor over all of them.
 * SQLite, PostgreSQL and plain memory implement it; `tests/contracts/relay-log.ts` judges them all.
 *
 * Answers come through `done`, called exactly once, at once or later: SQLite and the simulation answer inside the
 * call, so that a whole relay can run synchronously under a virtual clock. Nothing here throws for a failing disk.
 */
import type { ChangesReply } from '../../../src/crdt/protocol/index.ts'

export interface LogFailure {
  /** `unreadable`: stored bytes are damaged. That is never an empty document [F12]. */
  readonly kind: 'full' | 'io' | 'unreadable'
  readonly message: string
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: LogFailure }
export type Done<T> = (result: Result<T>) => void

/** A clientID belongs to the device that used it first in that document. */
export interface Lease {
  readonly client: number
  readonly device: string
}

/** What one commit adds to one document: the updates of some milliseconds, merged into one. */
export interface Append {
  readonly document: string
  readonly update: Uint8Array
  /** Cursor of the document's newest update that this one was judged against; 0 for none. */
  readonly after: number
  /** Stored with the update; the first to name a clientID keeps it. */
  readonly leases: readonly Lease[]
}

/** `stale`: another relay on the same log committed to the document after `after`, or holds one of the leases. */
export type Committed = { readonly kind: 'committed'; readonly cursor: number } | { readonly kind: 'stale' }

export interface StoredDocument {
  /** In commit order; empty when nothing was ever committed under that name. */
  readonly updates: readonly Uint8Array[]
  /** Cursor of the document's newest update, 0 when it has none. */
  readonly through: number
  /** All of the document's, also where only its newest updates were asked for. */
  readonly leases: readonly Lease[]
}

export interface AllocatedNumber {
  readonly series: string
  readonly request: string
  readonly number: number
}

/** `too-far`: {@link Log.allocate} was asked to jump by more than `MAX_NUMBER_JUMP` above `highest`; nothing was given. */
export type Allocation =
  | { readonly kind: 'given'; readonly number: number }
  | { readonly kind: 'too-far'; readonly highest: number }

export interface Log {
  /** Other relays commit to it too: what was loaded may be behind, whatever {@link onForeignCommit} has told. */
  readonly isShared?: boolean
  /**
   * One transaction, durable when `done` gets `ok`: everything but the stale appends, or nothing. Each document at most
   * once in a batch. A log that one relay has to itself never answers `stale`.
   */
  commit(batch: readonly Append[], done: Done<readonly Committed[]>): void
  load(document: string, done: Done<StoredDocument>): void
  /** Only what was committed after `cursor`; when compaction took that border away, the whole document. */
  loadAfter(document: string, cursor: number, done: Done<StoredDocument>): void
  /**
   * Another relay on the same log committed to `document`; null: any document may have changed (the line was broken).
   * A wake-up and never a commit: what is new is read from the log. Returns how to stop listening.
   */
  onForeignCommit(listener: (document: string | null) => void): () => void
  /**
   * Replaces the document's updates up to and including `through` by `state`, which must hold all of them.
   * New bytes are written before old ones go; the feed does not show it as a change. Where the log compacted beyond
   * `through` already, nothing happens.
   */
  compact(document: string, state: Uint8Array, through: number, done: Done<null>): void
  /**
   * Documents with a change after `since`, at most `limit`. A `since` that this log cannot have handed out proves that
   * it was restored from an old copy: it then takes a new relay id, so that every device sends everything again [F16],
   * and answers from the beginning.
   */
  changes(since: number, limit: number, done: Done<ChangesReply>): void
  /**
   * One more than the highest of the series, or than `atLeast` where that is higher; starting at 1. The same request
   * always gets the same number, whatever its `atLeast`.
   */
  allocate(series: string, request: string, atLeast: number, done: Done<Allocation>): void
  /** Every number given out, by series and rising: another log that is asked for `atLeast` one below gives the same. */
  numbers(done: Done<readonly AllocatedNumber[]>): void
  relayId(): string
  /** After a failed commit: reopen, verify, prove that a write lands. What was loaded before must be loaded again. */
  recover(done: Done<null>): void
  /** Resolves when the file or the connections are let go of; calls that were made before are answered or fail. */
  close(): void | Promise<void>
}
