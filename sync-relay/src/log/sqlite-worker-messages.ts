/** What the log and its thread say to each other. Both sides are ours, of one version. */
import type { Result } from './log.ts'
import type { SqliteFile } from './sqlite-file.ts'
import type { PackedDocument } from './sqlite-worker-packing.ts'

export interface WorkerStart {
  readonly folder: string
  readonly nativeBindingPath: string | null
}

export type Method = 'read' | 'compact' | 'changes' | 'allocate' | 'numbers'

export interface Call {
  readonly id: number
  readonly method: Method
  readonly input: readonly unknown[]
}

/** Bytes: one commit, see `encodeBatch`. `close`: after all calls before it. */
export type ToWorker = readonly Call[] | Uint8Array | 'close'

export type FromWorker =
  | { readonly kind: 'opened'; readonly relay: string }
  /** The folder cannot be used, in the words of `DataFolderProblem`, or something unexpected. */
  | { readonly kind: 'refused'; readonly folderProblem: boolean; readonly message: string }
  | { readonly kind: 'answers'; readonly answers: readonly Answer[]; readonly relay: string }
  /** A commit has landed: its id, and the cursor of its first append; the others follow by one. */
  | readonly [id: number, first: number]

export interface Answer {
  readonly id: number
  readonly result: Result<PackedDocument | ReturnType<SqliteFile[Exclude<Method, 'read'>]>>
}
