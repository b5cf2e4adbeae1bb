/**
 * Documents by plain HTTP: pulled when the relay says that they changed, pushed while they hold edits that it has not
 * acknowledged. So every job of the shop is on every device without ever having been opened.
 *
 * Open documents are pulled too: that a socket will bring the same soon is a hope, and the feed's cursor may only
 * pass what is on disk. They are pushed by their own socket, while it is connected.
 */
import * as Y from 'yjs'
import { documentName } from '../../contract/index.ts'
import { CLOSE, LIMITS, type SyncReplyEntry, type SyncRequestEntry } from '../../crdt/protocol/index.ts'
import { StoreFault, type Store } from '../store/index.ts'
import type { Documents } from './documents.ts'
import type { DocumentEvents, Refusal } from './live-document.ts'
import type { RelayHttp } from './relay-http.ts'

const NOTHING = new Uint8Array(0)
/** What a document unknown to a device looks like to others. */
const EMPTY_VECTOR = Y.encodeStateVector(new Y.Doc())
/** Updates of several documents travel together up to this size; a larger one travels alone. */
const PUSH_BYTES = 4 << 20

export interface BackgroundSync {
  /**
   * Brings these documents level in both directions. Resolves with those that the relay could not serve just now:
   * they have to be asked for again. Rejects when the relay cannot be reached, or the disk takes nothing.
   */
  sync(http: RelayHttp, names: Iterable<string>, signal: AbortSignal): Promise<ReadonlySet<string>>
  /** Documents that the relay refused, with its reason. */
  refused(): ReadonlyMap<string, Refusal>
  /** What was refused is offered once more: the relay may have another version or another opinion by now. */
  offerAgain(): void
  /** The relay is another one: what the former refused says nothing. */
  forgetRefusals(): void
}

interface Mine {
  readonly stateVector: Uint8Array
  readonly lastLocalSeq: number
}

export function createBackgroundSync(store: Store, documents: Documents, events: DocumentEvents): BackgroundSync {
  const refusals = new Map<string, Refusal>()
  /** Up to which edit each was offered in vain: the same is not offered over and over. */
  const offeredInVain = new Map<string, number>()

  async function syncBatch(http: RelayHttp, names: readonly string[], signal: AbortSignal, late: Set<string>) {
    const mine = await readMine(names)
    // First ask what is missing on either side, then send what the relay lacks: never more than the difference.
    const asked = [...mine].map(([name, { stateVector }]) => ({ name, stateVector, update: NOTHING }))
    const owed: Owed[] = []
    for (const reply of await exchange(http, asked, signal)) {
      const { stateVector, lastLocalSeq } = mine.get(reply.name)!
      if (!reply.accepted) refuse(reply, lastLocalSeq, late)
      else if (await take(reply)) {
        const offer = lastLocalSeq > 0 && documents.loaded(reply.name)?.isConnected !== true
        // What it refused it may have got from another device by now, one that may write there.
        const inVain = offeredInVain.get(reply.name) === lastLocalSeq && isBehind(reply.stateVector, stateVector)
        if (offer && !inVain) owed.push({ ...reply, lastLocalSeq })
        else if (lastLocalSeq === 0) settled(reply.name)
      }
    }
    for await (const batch of differences(store, owed)) {
      const sent = batch.map(({ name, stateVector, update }) => ({ name, stateVector, update }))
      for (const [index, answer] of (await exchange(http, sent, signal)).entries()) {
        const { lastLocalSeq } = batch[index]!
        if (!answer.accepted) refuse(answer, lastLocalSeq, late)
        else if (await take(answer)) {
          // The difference was read after `lastLocalSeq` was: it holds everything up to there.
          await store.acknowledge(answer.name, lastLocalSeq)
          settled(answer.name)
          events.changed(answer.name)
        }
      }
    }
  }

  async function readMine(names: readonly string[]): Promise<Map<string, Mine>> {
    const mine = new Map<string, Mine>()
    for (const name of names) {
      try {
        const stateVector = (await store.stateVector(name)) ?? EMPTY_VECTOR
        const pending = (await store.pending(name))[0]
        mine.set(name, { stateVector, lastLocalSeq: pending?.lastLocalSeq ?? 0 })
      } catch (error) {
        // One damaged document; the status says so. The others go on.
        if (!(error instanceof StoreFault && error.kind === 'corrupt')) throw error
      }
    }
    return mine
  }

  function refuse(reply: Refused, lastLocalSeq: number, late: Set<string>): void {
    if (isTemporary(reply.code)) return void late.add(reply.name)
    refusals.set(reply.name, { code: reply.code, reason: reply.reason })
    offeredInVain.set(reply.name, lastLocalSeq)
    events.changed(reply.name)
  }

  function settled(name: string): void {
    offeredInVain.delete(name)
    if (refusals.delete(name)) events.changed(name)
    documents.loaded(name)?.resume()
  }

  /** False: the relay sent what nobody can read. That is this document's trouble alone. */
  async function take(reply: Accepted): Promise<boolean> {
    if (isEmptyUpdate(reply.update)) return true
    try {
      await store.append(reply.name, reply.update, 'remote', events.now())
    } catch (error) {
      if (!(error instanceof StoreFault && error.kind === 'malformed')) throw error
      refusals.set(reply.name, { code: CLOSE.structureRefused, reason: 'what the relay sent cannot be read' })
      events.changed(reply.name)
      return false
    }
    documents.absorb(reply.name, reply.update)
    events.changed(reply.name)
    return true
  }

  return {
    async sync(http, names, signal) {
      // A relay without grants takes any name from anyone; only those of our kinds come in here.
      const wanted = [...new Set(names)].filter((name) => documentName.safeParse(name).success)
      const late = new Set<string>()
      for (let i = 0; i < wanted.length; i += LIMITS.maxSyncBatch) {
        await syncBatch(http, wanted.slice(i, i + LIMITS.maxSyncBatch), signal, late)
      }
      return late
    },
    refused: () => refusals,
    offerAgain: () => offeredInVain.clear(),
    forgetRefusals() {
      refusals.clear()
      offeredInVain.clear()
    },
  }
}

type Accepted = Extract<SyncReplyEntry, { accepted: true }>
type Refused = Extract<SyncReplyEntry, { accepted: false }>
interface Owed {
  readonly name: string
  readonly stateVector: Uint8Array
  readonly lastLocalSeq: number
}

/** Answers exactly what was asked, in that order; anything else is not a relay. */
async function exchange(
  http: RelayHttp,
  asked: readonly SyncRequestEntry[],
  signal: AbortSignal,
): Promise<SyncReplyEntry[]> {
  if (asked.length === 0) return []
  const replies = await http.sync(asked, signal)
  const names = (entries: readonly { readonly name: string }[]) => entries.map(({ name }) => name).join(' ')
  if (names(replies) !== names(asked)) throw new Error(`sync: asked about ${asked.length} documents, other ones came`)
  return replies
}

/** What the relay lacks of each, read no sooner than it is sent. */
async function* differences(store: Store, owed: readonly Owed[]): AsyncGenerator<(Owed & { update: Uint8Array })[]> {
  let batch: (Owed & { update: Uint8Array })[] = []
  let bytes = 0
  for (const { name, stateVector: theirs, lastLocalSeq } of owed) {
    const lacking = await store.readSince(name, theirs)
    if (!lacking) throw new Error(`sync ${name}: expected a document with pending edits, seen none`)
    if (batch.length > 0 && bytes + lacking.update.length > PUSH_BYTES) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push({ name, lastLocalSeq, ...lacking })
    bytes += lacking.update.length
  }
  if (batch.length > 0) yield batch
}

/** Whether a holder of `theirs` lacks something that a holder of `ours` has, deletions apart. */
function isBehind(theirs: Uint8Array, ours: Uint8Array): boolean {
  const have = Y.decodeStateVector(theirs)
  return [...Y.decodeStateVector(ours)].some(([client, clock]) => (have.get(client) ?? 0) < clock)
}

/** Nothing is wrong with the document: the relay is starting, full, or wants the difference anew. */
function isTemporary(code: number): boolean {
  return code >= 4500 && code < 4600
}

/** Yjs writes "no structs, no deletes" as two zero bytes. */
function isEmptyUpdate(update: Uint8Array): boolean {
  return update.length === 0 || (update.length === 2 && update[0] === 0 && update[1] === 0)
}
