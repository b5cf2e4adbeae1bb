import type { RefusalEntry, SignatureEntry } from '../../crdt/job/index.ts'

/** What is known about the version that is printed, beside its content. */
export interface SealState {
  /** Lower-case hex of the sha256 of the content. */
  readonly hash: string
  /** A, B… Empty while nothing was sealed. */
  readonly revision: string
  /** `by` is a person's id; one who stands nowhere in the content is printed as given. */
  /** `name`: of who sealed, as the seal keeps it; empty in the oldest seals. */
  readonly seal: { readonly by: string; readonly name: string; readonly at: number } | null
  readonly standing: 'sealed' | 'modified' | 'double' | 'open'
  readonly signatures: readonly SignatureEntry[]
  readonly refusals: readonly RefusalEntry[]
  /** Facts and texts that came after the seal. */
  readonly late: { readonly count: number }
}
