/** Which devices have a websocket open, over all documents. */
import type { Bucket } from '../rate.ts'
import type { Session } from './session.ts'

/** A device that left keeps its bucket until so many others came: or it would fill it by coming back. */
const MAX_BUCKETS = 10_000

export class Devices {
  readonly #sessions = new Map<string, Set<Session>>()
  readonly #frames = new Map<string, Bucket>()
  readonly #listeners = new Set<(device: string, connected: boolean) => void>()
  readonly #newBucket: () => Bucket

  constructor(newBucket: () => Bucket) {
    this.#newBucket = newBucket
  }

  get connected(): number {
    return this.#sessions.size
  }

  /** One for all connections of a device; for nobody in particular one for each. */
  framesOf(device: string | null): Bucket {
    if (device === null) return this.#newBucket()
    const bucket = this.#frames.get(device) ?? this.#newBucket()
    this.#frames.delete(device) // so that iteration order is the order of coming
    this.#frames.set(device, bucket)
    if (this.#frames.size > MAX_BUCKETS) {
      for (const oldest of this.#frames.keys()) {
        if (this.#sessions.has(oldest)) continue
        this.#frames.delete(oldest)
        break
      }
    }
    return bucket
  }

  came(device: string | null, session: Session): void {
    if (device === null) return
    const sessions = this.#sessions.get(device)
    if (sessions !== undefined) return void sessions.add(session)
    this.#sessions.set(device, new Set([session]))
    for (const listener of [...this.#listeners]) listener(device, true)
  }

  left(device: string | null, session: Session): void {
    if (device === null) return
    const sessions = this.#sessions.get(device)
    if (sessions === undefined || !sessions.delete(session) || sessions.size > 0) return
    this.#sessions.delete(device)
    for (const listener of [...this.#listeners]) listener(device, false)
  }

  sessionsOf(device: string): Session[] {
    return [...(this.#sessions.get(device) ?? [])]
  }

  listen(listener: (device: string, connected: boolean) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}
