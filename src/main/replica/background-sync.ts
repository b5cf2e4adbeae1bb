/**
 * Documents that nobody has open: pulled when the relay says that they changed, pushed while they hold edits that
 * it has not acknowledged. So every job of the shop is on every device without ever having been opened.
 */
import * as Y from 'yjs'
import { isDocumentName, LIMITS, type SyncReplyEntry } from '../../crdt/protocol/index.ts'
import type { Store } from '../store/index.ts'
import type { Documents } from './documents.ts'
import type { DocumentEvents } from './live-document.ts'
import type { RelayHttp } from './relay-http.ts'

const NOTHING = new Uint8Array(0)
/** What a document unknown to a device looks like to others. */
const EMPTY_VECTOR = Y.encodeStateVector(new Y.Doc())

export interface BackgroundSync {
  /** Brings these documents level in both directions. Rejects when the relay could not be asked. */
  sync(http: RelayHttp, names: readonly string[], signal: AbortSignal): Promise<void>
  /** Documents that the relay refused, with its reason. */
  refused(): ReadonlyMap<string, { code: number; reason: string }>
  forgetRefusals(): void
}

export function createBackgroundSync(store: Store, documents: Documents, events: DocumentEvents): BackgroundSync {
  const refusals = new Map<string, { code: number; reason: string }>()

  async function syncBatch(http: RelayHttp, names: readonly string[], signal: AbortSignal): Promise<void> {
    const mine = new Map<string, { stateVector: Uint8Array; lastLocalSeq: number }>()
    for (const name of names) {
      const held = await store.readSince(name, EMPTY_VECTOR)
      const pending = (await store.pending(name))[0]
      mine.set(name, { stateVector: held?.stateVector ?? EMPTY_VECTOR, lastLocalSeq: pending?.lastLocalSeq ?? 0 })
    }
    // First ask what is missing on either side, then send what the relay lacks: never more than the difference.
    const asked = [...mine].map(([name, { stateVector }]) => ({ name, stateVector, update: NOTHING }))
    const replies = await http.sync(asked, signal)
    for (const reply of replies) await take(reply)
    const owed = replies.filter((reply) => reply.accepted && (mine.get(reply.name)?.lastLocalSeq ?? 0) > 0)
    for (const reply of owed) {
      if (!reply.accepted) continue
      const lacking = await store.readSince(reply.name, reply.stateVector)
      if (!lacking) continue
      const { lastLocalSeq } = mine.get(reply.name)!
      const [answer] = await http.sync(
        [{ name: reply.name, stateVector: lacking.stateVector, update: lacking.update }],
        signal,
      )
      if (!answer) throw new Error(`sync: no answer about one document asked`)
      await take(answer)
      // The difference was read after `lastLocalSeq` was: it holds everything up to there.
      if (answer.accepted) await store.acknowledge(answer.name, lastLocalSeq)
      events.changed(answer.name)
    }
  }

  async function take(reply: SyncReplyEntry): Promise<void> {
    if (!reply.accepted) {
      refusals.set(reply.name, { code: reply.code, reason: reply.reason })
      events.changed(reply.name)
      return
    }
    refusals.delete(reply.name)
    if (isEmptyUpdate(reply.update)) return
    await store.append(reply.name, reply.update, 'remote', events.now())
    documents.loaded(reply.name)?.absorb(reply.update)
    events.changed(reply.name)
  }

  return {
    async sync(http, names, signal) {
      const wanted = [...new Set(names)].filter((name) => isDocumentName(name) && !documents.loaded(name)?.isConnected)
      for (let i = 0; i < wanted.length; i += LIMITS.maxSyncBatch) {
        await syncBatch(http, wanted.slice(i, i + LIMITS.maxSyncBatch), signal)
      }
    },
    refused: () => refusals,
    forgetRefusals: () => refusals.clear(),
  }
}

/** Yjs writes "no structs, no deletes" as two zero bytes. */
function isEmptyUpdate(update: Uint8Array): boolean {
  return update.length === 0 || (update.length === 2 && update[0] === 0 && update[1] === 0)
}
