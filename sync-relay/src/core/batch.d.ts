/** What was taken and waits for its commit together, and who waits for that. */
import type { LogFailure } from '../log/log.ts';
import type { InspectedUpdate } from '../validator/merge.ts';
import type { Hand } from './room.ts';
export interface Taken extends InspectedUpdate {
    readonly hand: Hand;
    readonly fill: boolean;
    /**
     * It brought nothing that is not known, and so is not stored. What was known may only have been waiting, and be
     * refused after all: then this one is judged itself, before anybody is told that it is safe.
     */
    readonly isKnown: boolean;
}
export interface Waiter {
    stored(): void;
    lost(failure: LogFailure): void;
}
export interface Batch {
    readonly taken: Taken[];
    bytes: number;
    readonly leases: Map<number, string>;
    readonly waiters: Waiter[];
    /** What the log was given; empty until then. */
    joined: Uint8Array;
}
export declare function emptyBatch(waiters?: readonly Waiter[]): Batch;
/** `then` waits behind what is in `first`. */
export declare function putBehind(first: Batch, then: Batch): void;
/** What is to be stored. */
export declare function newsOf({ taken }: Batch): readonly Taken[];
export declare function updatesOf(batch: Batch | null): Uint8Array[];
