import {
  isAsClosed,
  type JobView,
  type RefusalEntry,
  type SatisfactionEntry,
  type SignatureEntry,
} from '../../crdt/job/index.ts'

/** `asPrinted`: of what was signed nothing is different in the version that is printed, whatever its hash. */
export type Printed<P> = P & { readonly asPrinted: boolean }

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
  readonly signatures: readonly Printed<SignatureEntry>[]
  readonly refusals: readonly Printed<RefusalEntry>[]
  /** What the client thinks: the last word, or null. */
  readonly satisfaction: SatisfactionEntry | null
  /** Facts and texts that came after the seal. */
  readonly late: { readonly count: number }
}

/** What the client said, as it stands to the version that is printed: the closed one, or today's. */
export function papersOf(
  view: Pick<JobView, 'signatures' | 'refusals' | 'satisfaction' | 'standing'>,
): Pick<SealState, 'signatures' | 'refusals' | 'satisfaction'> {
  return {
    signatures: view.signatures.map((each) => ({ ...each, asPrinted: isAsClosed(each, view.standing) })),
    refusals: view.refusals.map((each) => ({ ...each, asPrinted: isAsClosed(each, view.standing) })),
    satisfaction: view.satisfaction.at(-1) ?? null,
  }
}
