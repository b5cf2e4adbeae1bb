/** What was taken and waits for its commit together, and who waits for that. */
import type { LogFailure } from '../log/log.ts'
import type { InspectedUpdate } from '../validator/merge.ts'
import type { Hand } from './room.ts'

export interface Taken extends InspectedUpdate {
  readonly hand: Hand
  readonly fill: boolean
  /**
   * It brought nothing that is not known, and so is not stored. What was known may only have been waiting, and be
   * refused after all: then this one is judged itself, before anybody is told that it is safe.
   */
  readonly isKnown: boolean
}

export interface Waiter {
  stored(): void
  lost(failure: LogFailure): void
}

export interface Batch {
  readonly taken: Taken[]
  bytes: number
  readonly leases: Map<number, string>
  readonly waiters: Waiter[]
  /** What the log was given; empty until then. */
  joined: Uint8Array
}

const NOTHING = new Uint8Array()

export function emptyBatch(waiters: readonly Waiter[] = []): Batch {
  return { taken: [], bytes: 0, leases: new Map(), waiters: [...waiters], joined: NOTHING }
}

/** `then` waits behind what is in `first`. */
export function putBehind(first: Batch, then: Batch): void {
  append(first.taken, then.taken)
  first.bytes += then.bytes
  append(first.waiters, then.waiters)
  for (const [client, device] of then.leases) first.leases.set(client, device)
}

/** What is to be stored. */
export function newsOf({ taken }: Batch): readonly Taken[] {
  return taken.some((one) => one.isKnown) ? taken.filter((one) => !one.isKnown) : taken
}

export function updatesOf(batch: Batch | null): Uint8Array[] {
  return batch === null ? [] : newsOf(batch).map((taken) => taken.bytes)
}

/** Not `push(...)`: a long commit lets more pile up than one call takes arguments. */
function append<T>(to: T[], more: readonly T[]): void {
  for (const one of more) to.push(one)
}
