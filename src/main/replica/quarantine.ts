import { LIMITS, type SyncRequestEntry } from '../../crdt/protocol/index.ts'
import type { Store } from '../store/index.ts'
import type { RelaySession } from './relay-session.ts'

const NO_VECTOR = new Uint8Array(0)
const BATCH_BYTES = 4 << 20

/**
 * What an excluded device never could send goes to the relay once, for an administrator to review; here it stays as it
 * is. Rejects when the relay did not take all of it: then it is tried again as a whole, and a reviewer may see some twice.
 */
export async function handOverPending(store: Store, session: RelaySession, signal: AbortSignal): Promise<void> {
  const names = (await store.pending()).map(({ name }) => name)
  if (names.length === 0) return
  const token = await session.openForQuarantine()
  let batch: SyncRequestEntry[] = []
  let bytes = 0
  const send = async () => {
    if (batch.length > 0) await session.trust.handOver(batch, token, signal)
    batch = []
    bytes = 0
  }
  for (const name of names) {
    const update = await store.pendingUpdate(name)
    if (!update) continue
    if (batch.length === LIMITS.maxSyncBatch || bytes + update.length > BATCH_BYTES) await send()
    batch.push({ name, stateVector: NO_VECTOR, update })
    bytes += update.length
  }
  await send()
}
