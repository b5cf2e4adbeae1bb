import type { Store } from '../store/index.ts'
import { LiveDocument, type DocumentEvents, type Viewer } from './live-document.ts'

/** The open documents of this device: each loaded once, however many look at it. */
export class Documents {
  readonly #store: Store
  readonly #events: DocumentEvents
  readonly #open = new Map<string, Promise<LiveDocument>>()
  readonly #loaded = new Map<string, LiveDocument>()
  #relayUrl: string | null = null

  constructor(store: Store, events: DocumentEvents) {
    this.#store = store
    this.#events = events
  }

  /** The viewer sees every update after the state that `doc` has now. */
  async open(name: string, viewer: Viewer): Promise<LiveDocument> {
    let loading = this.#open.get(name)
    if (!loading) {
      loading = LiveDocument.load(name, this.#store, this.#events)
      this.#open.set(name, loading)
      loading.then(
        (live) => {
          this.#loaded.set(name, live)
          if (this.#relayUrl !== null) live.connect(this.#relayUrl)
        },
        () => this.#open.delete(name), // an error is not an empty document: the next opening tries again
      )
    }
    const live = await loading
    live.addViewer(viewer)
    return live
  }

  async close(name: string, viewer: Viewer): Promise<void> {
    const live = this.#loaded.get(name)
    if (!live) return
    live.removeViewer(viewer)
    if (live.viewerCount > 0) return
    this.#loaded.delete(name)
    this.#open.delete(name)
    await live.destroy()
  }

  loaded(name: string): LiveDocument | undefined {
    return this.#loaded.get(name)
  }
  all(): Iterable<LiveDocument> {
    return this.#loaded.values()
  }

  setRelay(url: string | null): void {
    this.#relayUrl = url
    for (const live of this.#loaded.values()) {
      if (url === null) live.disconnect()
      else live.connect(url)
    }
  }

  async closeAll(): Promise<void> {
    const all = [...this.#loaded.values()]
    this.#loaded.clear()
    this.#open.clear()
    await Promise.all(all.map((live) => live.destroy()))
  }
}
