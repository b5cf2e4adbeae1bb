import { createHash } from 'node:crypto'
import { LIMITS } from '../../crdt/protocol/index.ts'
import type { Store } from '../store/index.ts'
import { imageMimeOf } from './image-mime.ts'
import { RelayRefusal, type RelayHttp } from './relay-http.ts'

/** What could not be had or was refused is asked again, ever more rarely: its device may be off, the relay full. */
const ASK_AGAIN_MS = { first: 250, most: 60_000 } as const
const FETCH_AT_ONCE = 8
/** Looked at in one run; the rest in the next. */
const MOST_MISSING = 10_000

export interface BlobTransfer {
  /**
   * Sends what the relay lacks and fetches what documents refer to. A blob that is refused, or not what it should be,
   * holds up no other. Resolves with the milliseconds after which something may be tried again; null when nothing is
   * left to do. Rejects when the relay cannot be reached, or the disk takes nothing.
   */
  run(http: RelayHttp, signal: AbortSignal): Promise<number | null>
  /** Fetches one now. False: nobody that can be asked has it. */
  fetch(http: RelayHttp, sha256: string, signal: AbortSignal): Promise<boolean>
}

export function createBlobTransfer(store: Store, onChange: () => void, now: () => number): BlobTransfer {
  const inVain = new Map<string, { readonly times: number; readonly at: number }>()
  const dueAt = (sha256: string): number => {
    const tried = inVain.get(sha256)
    return tried ? tried.at + Math.min(ASK_AGAIN_MS.most, ASK_AGAIN_MS.first * 2 ** tried.times) : 0
  }
  const isDue = ({ sha256 }: { sha256: string }) => dueAt(sha256) <= now()

  /** Resolves with false, and remembers it, when the relay said no. */
  async function attempt(sha256: string, work: () => Promise<boolean>): Promise<boolean> {
    let done = false
    try {
      done = await work()
    } catch (error) {
      if (!(error instanceof RelayRefusal)) throw error
    }
    if (done) inVain.delete(sha256)
    else inVain.set(sha256, { times: (inVain.get(sha256)?.times ?? 0) + 1, at: now() })
    return done
  }

  function fetchOne(http: RelayHttp, sha256: string, mime: string, signal: AbortSignal): Promise<boolean> {
    return attempt(sha256, async () => {
      const bytes = await http.getBlob(sha256, signal)
      // A relay that answers with other bytes than asked for is treated as one that has none.
      if (!bytes || createHash('sha256').update(bytes).digest('hex') !== sha256) return false
      // The relay knows no kinds; where the document names none either, the bytes do.
      await store.putBlob(bytes, mime || (imageMimeOf(bytes) ?? 'application/octet-stream'))
      await store.markBlobOnRelay(sha256)
      onChange()
      return true
    })
  }

  function sendOne(http: RelayHttp, sha256: string, signal: AbortSignal): Promise<boolean> {
    return attempt(sha256, async () => {
      if (!(await http.hasBlob(sha256, signal))) {
        const held = await store.readBlob(sha256)
        if (!held) return false // damaged: set aside by the store, which says so
        await http.putBlob(sha256, held.bytes, held.mime, signal)
      }
      await store.markBlobOnRelay(sha256)
      onChange()
      return true
    })
  }

  return {
    async run(http, signal) {
      const toSend = (await store.blobsToSend()).filter(({ bytes }) => bytes <= LIMITS.maxBlobBytes)
      for (const { sha256 } of toSend.filter(isDue)) {
        signal.throwIfAborted()
        await sendOne(http, sha256, signal)
      }
      const missing = await store.blobsToFetch(MOST_MISSING)
      const due = missing.filter(isDue)
      for (let i = 0; i < due.length; i += FETCH_AT_ONCE) {
        signal.throwIfAborted()
        const batch = due.slice(i, i + FETCH_AT_ONCE)
        // All of them end before anything is concluded: nobody may write to a store that is being closed.
        const ends = await Promise.allSettled(batch.map(({ sha256, mime }) => fetchOne(http, sha256, mime, signal)))
        for (const end of ends) if (end.status === 'rejected') throw end.reason
      }
      const again = [...toSend, ...missing]
        .filter(({ sha256 }) => inVain.has(sha256))
        .map(({ sha256 }) => dueAt(sha256))
      return again.length === 0 ? null : Math.max(0, Math.min(...again) - now())
    },
    async fetch(http, sha256, signal) {
      const named = (await store.blobsToFetch(MOST_MISSING)).find((missing) => missing.sha256 === sha256)
      return fetchOne(http, sha256, named?.mime ?? '', signal)
    },
  }
}
