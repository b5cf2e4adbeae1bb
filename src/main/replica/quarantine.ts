import { LIMITS, type SyncRequestEntry } from '../../crdt/protocol/index.ts'
import type { Store } from '../store/index.ts'
import { RelayRefusal } from './relay-request.ts'
import type { RelaySession } from './relay-session.ts'

const NO_VECTOR = new Uint8Array(0)
const BATCH_BYTES = 4 << 20
/** The relay will never take it: this device never could write there, or too much of its work waits already. */
const NEVER: ReadonlySet<string> = new Set(['not-allowed', 'invalid', 'too-large'])

/**
 * What an excluded device never could send goes to the relay once, for an administrator to review; here it stays as it
 * is, also what the relay will not have. Rejects when it has to be tried again: then as a whole, and a reviewer may see
 * some of it twice.
 */
export async function handOverPending(store: Store, session: RelaySession, signal: AbortSignal): Promise<void> {
  const names = (await store.pending()).map(({ name }) => name)
  if (names.length === 0) return
  const token = await session.openForQuarantine()

  async function send(batch: readonly SyncRequestEntry[]): Promise<void> {
    if (batch.length === 0) return
    try {
      await session.trust.handOver(batch, token, signal)
    } catch (error) {
      if (!(error instanceof RelayRefusal && NEVER.has(error.kind ?? ''))) throw error
      // One of them, or all: the others must not suffer for it.
      if (batch.length > 1) for (const entry of batch) await send([entry])
    }
  }

  let batch: SyncRequestEntry[] = []
  let bytes = 0
  for (const name of names) {
    const update = await store.pendingUpdate(name)
    if (!update) continue
    if (batch.length === LIMITS.maxSyncBatch || bytes + update.length > BATCH_BYTES) {
      await send(batch)
      batch = []
      bytes = 0
    }
    batch.push({ name, stateVector: NO_VECTOR, update })
    bytes += update.length
  }
  await send(batch)
}
