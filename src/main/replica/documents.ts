import type { Store } from '../store/index.ts'
import { LiveDocument, type DocumentEvents, type RelayAddress, type Viewer } from './live-document.ts'

interface Entry {
  readonly loading: Promise<LiveDocument>
  /** Once loaded. */
  live: LiveDocument | undefined
  /** Also those who still wait for it: a document that somebody asked for is not closed under them. */
  readonly viewers: Set<Viewer>
}

/** The open documents of this device: each loaded once, however many look at it. */
export class Documents {
  readonly #store: Store
  readonly #events: DocumentEvents
  readonly #entries = new Map<string, Entry>()
  /** Their last saves are under way; opened again only after them. */
  readonly #closing = new Map<string, Promise<void>>()
  #relay: RelayAddress | null = null
  #closed = false

  constructor(store: Store, events: DocumentEvents) {
    this.#store = store
    this.#events = events
  }

  /** The viewer sees every update that is committed from now on. */
  async open(name: string, viewer: Viewer): Promise<LiveDocument> {
    if (this.#closed) throw new Error(`open ${name}: the documents were closed`)
    const entry = this.#entries.get(name) ?? this.#load(name)
    entry.viewers.add(viewer)
    const live = await entry.loading
    if (!entry.viewers.has(viewer)) throw new Error(`open ${name}: closed by its viewer before it was loaded`)
    live.addViewer(viewer)
    return live
  }

  async close(name: string, viewer: Viewer): Promise<void> {
    const entry = this.#entries.get(name)
    if (!entry?.viewers.delete(viewer)) return
    entry.live?.removeViewer(viewer)
    if (entry.viewers.size === 0) await this.#remove(name, entry)
  }

  loaded(name: string): LiveDocument | undefined {
    return this.#entries.get(name)?.live
  }
  *all(): Iterable<LiveDocument> {
    for (const { live } of this.#entries.values()) if (live) yield live
  }
  /** Shows what was committed behind an open document's back; one that is being loaded may have read too early. */
  absorb(name: string, update: Uint8Array): void {
    const entry = this.#entries.get(name)
    if (entry?.live) entry.live.absorb(update)
    else void entry?.loading.then((live) => live.absorb(update)).catch(() => {}) // who opens it is told
  }

  setRelay(relay: RelayAddress | null): void {
    this.#relay = relay
    for (const live of this.all()) {
      if (relay === null) live.disconnect()
      else live.connect(relay)
    }
  }
  /** Those that only had to prove themselves anew come back; what was refused is offered by plain HTTP first. */
  reconnect(): void {
    for (const live of this.all()) if (live.refusal === undefined) live.resume()
  }

  async closeAll(): Promise<void> {
    this.#closed = true
    for (const [name, entry] of this.#entries) void this.#remove(name, entry)
    await Promise.all(this.#closing.values())
  }

  #load(name: string): Entry {
    const closing = this.#closing.get(name)
    const load = async (): Promise<LiveDocument> => {
      await closing
      const live = await LiveDocument.load(name, this.#store, this.#events)
      if (this.#entries.get(name) !== entry) return live // closed meanwhile, and destroyed by whoever did it
      entry.live = live
      if (this.#relay !== null) live.connect(this.#relay)
      return live
    }
    const entry: Entry = { loading: load(), live: undefined, viewers: new Set() }
    this.#entries.set(name, entry)
    // An error is not an empty document: the next opening tries again.
    entry.loading.catch(() => this.#entries.get(name) === entry && this.#entries.delete(name))
    return entry
  }

  #remove(name: string, entry: Entry): Promise<void> {
    this.#entries.delete(name)
    const closing = entry.loading
      .then(
        (live) => live.destroy(),
        () => {}, // never loaded; whoever opened it was told
      )
      .finally(() => {
        if (this.#closing.get(name) === closing) this.#closing.delete(name)
      })
    this.#closing.set(name, closing)
    return closing
  }
}
