import { createHash } from 'node:crypto'
import { LIMITS } from '../../crdt/protocol/index.ts'
import type { Store } from '../store/index.ts'
import type { RelayHttp } from './relay-http.ts'

/** A photo that the relay does not have either is asked for again after this long: its device may be off. */
const ASK_AGAIN_MS = 30_000
const FETCH_AT_ONCE = 8

export interface BlobTransfer {
  /** Sends what the relay lacks and fetches what documents refer to. Rejects when the relay cannot be reached. */
  run(http: RelayHttp, signal: AbortSignal): Promise<void>
  /** Fetches one now. False: nobody that can be asked has it. */
  fetch(http: RelayHttp, sha256: string): Promise<boolean>
}

export function createBlobTransfer(store: Store, onChange: () => void, now: () => number): BlobTransfer {
  const askedInVain = new Map<string, number>()

  async function fetchOne(http: RelayHttp, sha256: string, signal?: AbortSignal): Promise<boolean> {
    const found = await http.getBlob(sha256, signal)
    // A relay that answers with other bytes than asked for is treated as one that has none.
    if (!found || createHash('sha256').update(found.bytes).digest('hex') !== sha256) {
      askedInVain.set(sha256, now())
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
      const due = missing.filter(({ sha256 }) => now() - (askedInVain.get(sha256) ?? -Infinity) > ASK_AGAIN_MS)
      for (let i = 0; i < due.length; i += FETCH_AT_ONCE) {
        signal.throwIfAborted()
        await Promise.all(due.slice(i, i + FETCH_AT_ONCE).map(({ sha256 }) => fetchOne(http, sha256, signal)))
        onChange()
      }
    },
    fetch: (http, sha256) => fetchOne(http, sha256),
  }
}
