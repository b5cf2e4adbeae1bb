/** The truth on a device. */
export { openStore, type OpenStoreOptions } from './client.ts'
export type { PendingEdits } from './documents.ts'
export type * from './operations.ts'
export { StoreFault, type StoreProblem, type StoreProblemKind } from './problems.ts'
