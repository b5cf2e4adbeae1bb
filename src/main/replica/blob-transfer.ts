import { createHash } from 'node:crypto'
import { LIMITS } from '../../crdt/protocol/index.ts'
import type { Store } from '../store/index.ts'
import type { RelayHttp } from './relay-http.ts'

/** A photo that the relay does not have yet is asked for again, ever more rarely: its device may be off. */
const ASK_AGAIN_MS = { first: 250, most: 60_000 } as const
const FETCH_AT_ONCE = 8

export interface BlobTransfer {
  /**
   * Sends what the relay lacks and fetches what documents refer to. Resolves with the milliseconds after which
   * something missing may be asked for again; null when nothing is missing. Rejects when the relay is away.
   */
  run(http: RelayHttp, signal: AbortSignal): Promise<number | null>
  /** Fetches one now. False: nobody that can be asked has it. */
  fetch(http: RelayHttp, sha256: string): Promise<boolean>
}

export function createBlobTransfer(store: Store, onChange: () => void, now: () => number): BlobTransfer {
  const askedInVain = new Map<string, { readonly times: number; readonly at: number }>()
  const dueAt = (sha256: string): number => {
    const asked = askedInVain.get(sha256)
    return asked ? asked.at + Math.min(ASK_AGAIN_MS.most, ASK_AGAIN_MS.first * 2 ** asked.times) : 0
  }

  async function fetchOne(http: RelayHttp, sha256: string, signal?: AbortSignal): Promise<boolean> {
    const found = await http.getBlob(sha256, signal)
    // A relay that answers with other bytes than asked for is treated as one that has none.
    if (!found || createHash('sha256').update(found.bytes).digest('hex') !== sha256) {
      askedInVain.set(sha256, { times: (askedInVain.get(sha256)?.times ?? 0) + 1, at: now() })
      return false
    }
    askedInVain.delete(sha256)
    await store.putBlob(found.bytes, found.mime)
    await store.markBlobOnRelay(sha256)
    return true
  }

  return {
    async run(http, signal) {
      for (const blob of await store.blobsToSend()) {
        signal.throwIfAborted()
        if (blob.bytes > LIMITS.maxBlobBytes) continue
        if (!(await http.hasBlob(blob.sha256, signal))) {
          const held = await store.readBlob(blob.sha256)
          if (!held) continue // damaged: set aside by the store, which says so
          await http.putBlob(blob.sha256, held.bytes, held.mime, signal)
        }
        await store.markBlobOnRelay(blob.sha256)
        onChange()
      }
      const missing = await store.blobsToFetch(10_000)
      const due = missing.filter(({ sha256 }) => dueAt(sha256) <= now())
      for (let i = 0; i < due.length; i += FETCH_AT_ONCE) {
        signal.throwIfAborted()
        const batch = due.slice(i, i + FETCH_AT_ONCE)
        await Promise.all(batch.map(({ sha256 }) => fetchOne(http, sha256, signal)))
        onChange()
      }
      const waiting = missing.filter(({ sha256 }) => askedInVain.has(sha256)).map(({ sha256 }) => dueAt(sha256))
      return waiting.length === 0 ? null : Math.max(0, Math.min(...waiting) - now())
    },
    fetch: (http, sha256) => fetchOne(http, sha256),
  }
}
