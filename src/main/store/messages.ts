/** What crosses the port between the main thread and the store's worker. */
import type { AppendRequest } from './store-core.ts'
import type { BlobOperations, CoreOperations } from './operations.ts'
import type { StoreProblem } from './problems.ts'

export interface WorkerStart {
  readonly dir: string
  readonly create: boolean
  readonly nativeBindingPath: string | null
}

export type CoreMethod = keyof CoreOperations
export type BlobMethod = keyof BlobOperations

export type Request =
  | { readonly id: number; readonly kind: 'append'; readonly request: AppendRequest }
  | { readonly id: number; readonly kind: 'core'; readonly method: CoreMethod; readonly input: readonly unknown[] }
  | { readonly id: number; readonly kind: 'blob'; readonly method: BlobMethod; readonly input: readonly unknown[] }
  | { readonly id: number; readonly kind: 'close' }

export type Reply =
  | { readonly kind: 'opened' }
  | { readonly kind: 'refused'; readonly problem: StoreProblem }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'fault'; readonly id: number; readonly problem: StoreProblem }
  | { readonly kind: 'problem'; readonly problem: StoreProblem }
  | { readonly kind: 'projected'; readonly names: readonly string[] }
  | { readonly kind: 'blobs'; readonly sha256s: readonly string[] | null }
