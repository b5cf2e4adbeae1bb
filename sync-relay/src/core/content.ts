/**
 * The committed bytes of one document, answered from without a Y.Doc: everything, what a peer lacks, the state vector.
 *
 * What the relay stores continues each client exactly where it ended, update by update. So the whole is the structs of
 * each client one after the other, and a difference is a cut through them: bytes are copied, values are never decoded.
 * A cut inside a long struct takes the struct whole; Yjs integrates the part that it lacks.
 *
 * Cost: each byte is walked once, when somebody asks for the first time after it was committed.
 */
import type { InspectedUpdate } from '../validator/merge.ts'
import { Malformed } from '../validator/strict-reader.ts'
import { readStateVector, VarWriter, Walker } from '../validator/walker.ts'

/** Structs of one client in a row, as they lie in some update. */
interface Run {
  readonly bytes: Uint8Array
  readonly from: number
  readonly to: number
  readonly structs: number
  readonly clock: number
  readonly end: number
}

/** Most bytes of a number up to 2^32. */
const MAX_VAR = 5

/** Start and end of each, flat. */
type Ranges = number[]

export class Content {
  /** Not walked yet. */
  #updates: Uint8Array[] = []
  readonly #clients = new Map<number, Run[]>()
  readonly #deletes = new Map<number, Ranges>()
  /** Clients whose deletions are not sorted and joined. */
  readonly #unsorted = new Set<number>()
  #bytes = 0
  #everything: Uint8Array | null = null
  #vector: Uint8Array | null = null

  /** Bytes of all updates as they were committed. */
  get bytes(): number {
    return this.#bytes
  }

  /** `update` must continue what is here; anything else throws, now or when the content is asked for. */
  add(update: Uint8Array): void {
    this.#updates.push(update)
    this.#bytes += update.length
    this.#everything = null
    this.#vector = null
  }

  /** As {@link add}, at once and without walking. */
  addInspected({ bytes, shape }: InspectedUpdate): void {
    this.#digest()
    this.#bytes += bytes.length
    this.#everything = null
    this.#vector = null
    for (const { client, start, end, structs, from, to } of shape.blocks) {
      this.#addRun(client, { bytes, from, to, structs, clock: start, end })
    }
    for (const { client, ranges } of shape.deletes) {
      for (let i = 0; i < ranges.length; i += 2) this.#delete(client, ranges[i] as number, ranges[i + 1] as number)
    }
  }

  everything(): Uint8Array {
    if (this.#everything !== null) return this.#everything
    this.#digest()
    const whole = this.#encode((client) => this.#clients.get(client) ?? [])
    this.#everything = whole
    this.#bytes = whole.length
    // One array instead of one for each commit.
    this.#clients.clear()
    this.#read(whole, false)
    return whole
  }

  /** What a peer with these ends lacks, and every deletion: a state vector does not tell which of them it has. */
  difference(stateVector: Uint8Array): Uint8Array {
    const known = readStateVector(stateVector)
    if (known.size === 0) return this.everything()
    this.#digest()
    return this.#encode((client) => {
      const runs = this.#clients.get(client) ?? []
      const clock = known.get(client) ?? 0
      return clock === 0 ? runs : after(runs, clock)
    })
  }

  stateVector(): Uint8Array {
    if (this.#vector !== null) return this.#vector
    this.#digest()
    const writer = new VarWriter((2 * this.#clients.size + 1) * MAX_VAR)
    writer.uint(this.#clients.size)
    for (const [client, runs] of this.#clients) {
      writer.uint(client)
      writer.uint(endOf(runs))
    }
    return (this.#vector = writer.finish())
  }

  #digest(): void {
    // Should one throw, it stays, and throws for whoever asks next: never an answer that lacks something.
    let done = 0
    try {
      for (const update of this.#updates) {
        this.#read(update, true)
        done++
      }
    } finally {
      this.#updates.splice(0, done)
    }
  }

  #read(bytes: Uint8Array, withDeletes: boolean): void {
    const reader = new Walker(bytes)
    for (let blocks = reader.uint(); blocks > 0; blocks--) {
      const structs = reader.uint()
      const client = reader.uint()
      const clock = reader.uint()
      const from = reader.at
      let end = clock
      for (let i = 0; i < structs; i++) end += reader.struct()
      if (structs === 0) continue
      this.#addRun(client, { bytes, from, to: reader.at, structs, clock, end })
    }
    if (!withDeletes) return
    for (let clients = reader.uint(); clients > 0; clients--) {
      const client = reader.uint()
      for (let count = reader.uint(); count > 0; count--) {
        const start = reader.uint()
        this.#delete(client, start, start + reader.uint())
      }
    }
  }

  #addRun(client: number, run: Run): void {
    const runs = this.#clients.get(client)
    if (runs === undefined) {
      if (run.clock > 0) throw new Malformed(`client ${client} begins at ${run.clock}`)
      return void this.#clients.set(client, [run])
    }
    const end = endOf(runs)
    if (end !== run.clock) throw new Malformed(`client ${client} continues at ${run.clock}, expected ${end}`)
    runs.push(run)
  }

  #delete(client: number, start: number, end: number): void {
    const ranges = this.#deletes.get(client)
    if (ranges === undefined) return void this.#deletes.set(client, [start, end])
    const last = ranges.length - 1
    if (ranges[last] === start) {
      ranges[last] = end
    } else {
      if (start < (ranges[last] as number)) this.#unsorted.add(client)
      ranges.push(start, end)
    }
  }

  #encode(runsOf: (client: number) => readonly Run[]): Uint8Array {
    // Yjs writes the higher client first, and merges updates in that belief.
    const clients = [...this.#clients.keys()].sort((a, b) => b - a)
    const chosen: (readonly [client: number, runs: readonly Run[]])[] = []
    let size = 2 * MAX_VAR
    for (const client of clients) {
      const runs = runsOf(client)
      if (runs.length === 0) continue
      chosen.push([client, runs])
      size += 3 * MAX_VAR
      for (const run of runs) size += run.to - run.from
    }
    for (const client of this.#unsorted) this.#deletes.set(client, sorted(this.#deletes.get(client) ?? []))
    this.#unsorted.clear()
    for (const ranges of this.#deletes.values()) size += (2 + ranges.length) * MAX_VAR
    const writer = new VarWriter(size)
    writer.uint(chosen.length)
    for (const [client, runs] of chosen) {
      let structs = 0
      for (const run of runs) structs += run.structs
      writer.uint(structs)
      writer.uint(client)
      writer.uint((runs[0] as Run).clock)
      for (const run of runs) writer.copy(run.bytes, run.from, run.to)
    }
    writer.uint(this.#deletes.size)
    for (const [client, ranges] of this.#deletes) {
      writer.uint(client)
      writer.uint(ranges.length / 2)
      for (let i = 0; i < ranges.length; i += 2) {
        writer.uint(ranges[i] as number)
        writer.uint((ranges[i + 1] as number) - (ranges[i] as number))
      }
    }
    return writer.finish()
  }
}

function endOf(runs: readonly Run[]): number {
  return runs.at(-1)?.end ?? 0
}

/** The structs from `clock` on; the one that holds it is taken whole. */
function after(runs: readonly Run[], clock: number): readonly Run[] {
  const first = runs.findIndex((run) => run.end > clock)
  if (first === -1) return []
  const run = runs[first] as Run
  const rest = runs.slice(first + 1)
  if (run.clock >= clock) return [run, ...rest]
  const walker = new Walker(run.bytes, run.from)
  let at = run.clock
  for (let left = run.structs; left > 0; left--) {
    const from = walker.at
    const end = at + walker.struct()
    if (end > clock) return [{ ...run, from, structs: left, clock: at }, ...rest]
    at = end
  }
  throw new Error(`content: expected clock ${clock} before ${run.end}, saw the end at ${at}`)
}

/** In order, touching ones joined. */
function sorted(ranges: Ranges): Ranges {
  const pairs: [number, number][] = []
  for (let i = 0; i < ranges.length; i += 2) pairs.push([ranges[i] as number, ranges[i + 1] as number])
  pairs.sort((a, b) => a[0] - b[0])
  const joined: Ranges = []
  for (const [start, end] of pairs) {
    const last = joined.length - 1
    if (last > 0 && start <= (joined[last] as number)) joined[last] = Math.max(joined[last] as number, end)
    else joined.push(start, end)
  }
  return joined
}
