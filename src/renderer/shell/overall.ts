/** The one answer to « is my work safe? », from what main says and from what this window still holds. */
import type { AppError, SyncStatus } from '../../contract/index.ts'
import type { DocumentCondition } from '../documents/document.ts'

export type Safety =
  | {
      readonly state: 'local'
      /** No relay is named on this device: nothing waits for anything, so nothing is counted as waiting. */
      readonly alone: boolean
      readonly edits: number
      readonly bytes: number
      readonly oldestAt: number | null
      readonly photos: number
    }
  | { readonly state: 'synced' }
  | {
      readonly state: 'attention'
      readonly reason: AttentionReason
      readonly error: AppError | null
      readonly edits: number
    }

export type AttentionReason = 'not-saved' | NonNullable<SyncStatus['problem']>

/** An edit that main could not commit outranks everything else: it exists only in this window. */
export function overallSafety(sync: SyncStatus | undefined, open: readonly DocumentCondition[]): Safety {
  const unsaved = open.reduce((sum, condition) => sum + condition.unsaved, 0)
  const alone = isAlone(sync)
  const waiting = alone ? 0 : (sync?.pending.updates ?? 0)
  const failed = open.find((condition) => condition.saveProblem !== null)
  if (failed) return { state: 'attention', reason: 'not-saved', error: failed.saveProblem, edits: unsaved }
  if (sync?.state === 'attention') {
    return { state: 'attention', reason: sync.problem ?? 'storage', error: null, edits: waiting + unsaved }
  }
  if (sync?.state === 'synced' && unsaved === 0) return { state: 'synced' }
  const pending = alone ? undefined : sync?.pending
  return {
    state: 'local',
    alone,
    edits: waiting + unsaved,
    bytes: pending?.bytes ?? 0,
    oldestAt: pending?.oldestAt ?? null,
    photos: pending?.blobs ?? 0,
  }
}

export function isAlone(sync: SyncStatus | undefined): boolean {
  return sync?.relay.state === 'none'
}

/** `alone`: whether the device has no relay, see {@link isAlone}. */
export function documentSafety(condition: DocumentCondition, alone: boolean): Safety {
  const { sync, unsaved, saveProblem } = condition
  if (saveProblem) return { state: 'attention', reason: 'not-saved', error: saveProblem, edits: unsaved }
  if (sync?.state === 'attention') {
    return { state: 'attention', reason: 'document-refused', error: null, edits: sync.updates + unsaved }
  }
  if (sync?.state === 'synced' && unsaved === 0) return { state: 'synced' }
  const waiting = alone ? null : sync
  return {
    state: 'local',
    alone,
    edits: (waiting?.updates ?? 0) + unsaved,
    bytes: waiting?.bytes ?? 0,
    oldestAt: waiting?.oldestAt ?? null,
    photos: 0,
  }
}
