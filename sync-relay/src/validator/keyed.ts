/**
 * Which structs stand under a key of a map, rather than in a list or text. Only an item that leans on nothing says so
 * itself; any other one stands where its neighbour does.
 *
 * Why the relay has to know: under a key Yjs puts one value at a time and deletes the one before. An item of several
 * values under a key, which no Yjs writes, can be cut in two by a deletion; the first half then stays behind undeleted,
 * and whoever deletes the map around it makes every peer that loads the document throw, for ever.
 */
import type { UpdateShape } from './inspect.ts'
import { covers, unite } from './ranges.ts'

/** Numbers that {@link UpdateShape.joins} has for each item. */
export const JOIN = 5
const NONE: ReadonlyMap<number, readonly number[]> = new Map()
const UNKNOWN = 0
const UNDER_WAY = 1
const IN_LIST = 2
const UNDER_KEY = 3

/** What of the update stands under keys; `isKeyed` answers for what is not in it. Rising for each client. */
export function keyedIn(
  shape: UpdateShape,
  isKeyed: (client: number, clock: number) => boolean,
): ReadonlyMap<number, readonly number[]> {
  const { joins } = shape
  // One item, as most updates are.
  if (joins.length === JOIN && shape.keyed.length === 0) {
    const [client, start, end, onClient, onClock] = joins as [number, number, number, number, number]
    return isKeyed(onClient, onClock) ? new Map([[client, [start, end]]]) : NONE
  }
  const keyed = new Map<number, number[]>()
  for (const { client, ranges } of shape.keyed) keyed.set(client, [...ranges])
  if (joins.length === 0) return keyed
  const explicit = new Map(shape.keyed.map(({ client, ranges }) => [client, ranges]))
  const places = new Joins(explicit, joins, isKeyed)
  for (let i = 0; i < joins.length; i += JOIN) {
    if (!places.isKeyed(i)) continue
    const client = joins[i] as number
    keyed.set(client, unite(keyed.get(client) ?? [], [joins[i + 1] as number, joins[i + 2] as number]))
  }
  return keyed
}

/** The items that stand where another one does: `client, start, end, and on whom: client, clock`, one after the other. */
class Joins {
  readonly #joins: readonly number[]
  readonly #explicit: ReadonlyMap<number, readonly number[]>
  readonly #isKnown: (client: number, clock: number) => boolean
  readonly #states: Uint8Array
  /** Where each client's joins begin and end. */
  readonly #from = new Map<number, number>()
  readonly #to = new Map<number, number>()

  constructor(
    explicit: ReadonlyMap<number, readonly number[]>,
    joins: readonly number[],
    isKnown: (client: number, clock: number) => boolean,
  ) {
    this.#joins = joins
    this.#explicit = explicit
    this.#isKnown = isKnown
    this.#states = new Uint8Array(joins.length / JOIN)
    for (let i = 0; i < joins.length; i += JOIN) {
      const client = joins[i] as number
      if (!this.#from.has(client)) this.#from.set(client, i)
      this.#to.set(client, i + JOIN)
    }
  }

  /**
   * Follows the neighbours to one whose place is known; all on the way stand there too. Those in a circle stay under
   * way: they stand nowhere, and the document will not take them.
   */
  isKeyed(join: number): boolean {
    const path: number[] = []
    let at = join
    let state = UNKNOWN
    while (state === UNKNOWN) {
      state = this.#states[at / JOIN] as number
      if (state !== UNKNOWN) break
      this.#states[at / JOIN] = UNDER_WAY
      path.push(at)
      const client = this.#joins[at + 3] as number
      const clock = this.#joins[at + 4] as number
      const next = this.#find(client, clock)
      if (next >= 0) at = next
      else state = this.#stands(client, clock) ? UNDER_KEY : IN_LIST
    }
    for (const passed of path) this.#states[passed / JOIN] = state
    return state === UNDER_KEY
  }

  #stands(client: number, clock: number): boolean {
    return covers(this.#explicit.get(client) ?? [], clock, clock + 1) || this.#isKnown(client, clock)
  }

  /** The join that holds the clock, -1 when none does. */
  #find(client: number, clock: number): number {
    let low = (this.#from.get(client) ?? 0) / JOIN
    let high = (this.#to.get(client) ?? 0) / JOIN
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#joins[middle * JOIN + 2] as number) <= clock) low = middle + 1
      else high = middle
    }
    const at = low * JOIN
    return at < (this.#to.get(client) ?? 0) && (this.#joins[at + 1] as number) <= clock ? at : -1
  }
}
