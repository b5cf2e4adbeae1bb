/** What the demo's script and its desktops say to each other (structured clones over Node's own channel). */
import type { CallInput, CallName } from '../../src/contract/index.ts'
import type { Deed } from './deeds.ts'

export type Order =
  | { readonly kind: 'open'; readonly dataDir: string; readonly outDir: string }
  | { readonly kind: 'call'; readonly name: CallName; readonly input: CallInput<CallName> }
  | { readonly kind: 'work'; readonly document: string; readonly person: string; readonly deed: Deed }
  | { readonly kind: 'look'; readonly jobId: string }
  | { readonly kind: 'content'; readonly jobId: string }
  | { readonly kind: 'missing'; readonly document: string; readonly facts: readonly string[] }
  | { readonly kind: 'close' }

export interface Envelope {
  readonly id: number
  readonly order: Order
}
export type Answer = { readonly id: number } & (
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: string }
)

/** What one sees of a job on one desktop. */
export interface Look {
  readonly state: string
  /** Its socket is open and level with the relay. */
  readonly connected: boolean
  readonly facts: number
  readonly conflicts: readonly {
    readonly item: string
    readonly choices: readonly { readonly value: unknown; readonly by: string; readonly at: number }[]
  }[]
  readonly notes: readonly { readonly name: string; readonly text: string }[]
  readonly zones: readonly { readonly zone: string; readonly state: string; readonly done: number }[]
  readonly photos: readonly string[]
  readonly defects: number
  readonly lengthMm: number
  readonly missing: readonly string[]
  readonly standing: string
}
