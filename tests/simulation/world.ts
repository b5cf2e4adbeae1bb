import type { Clock } from './clock.ts'
import type { Network } from './network.ts'
import type { Oracle } from './oracle.ts'
import type { Random } from './random.ts'
import type { Trace } from './trace.ts'

/** What everything in a run shares. */
export interface World {
  readonly clock: Clock
  readonly random: Random
  readonly trace: Trace
  readonly network: Network
  readonly oracle: Oracle
}
