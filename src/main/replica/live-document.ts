/**
 * A document that somebody has open: main's copy, between the windows and the relay.
 *
 * An edit of a window is committed first and sent second, so that nothing leaves this device that a crash could
 * take from it. An edit of the relay is committed first and shown second.
 */
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import type { Store } from '../store/index.ts'
import { attachBarrier, type Barrier } from './barrier.ts'

/** One who has the document open: a window, or main itself at work. */
export interface Viewer {
  update(update: Uint8Array): void
  presence(update: Uint8Array): void
}

/** What happens around documents that the rest of the replica counts and shows. */
export interface DocumentEvents {
  /** Something was saved, acknowledged, refused or cleared. */
  changed(name: string): void
  now(): number
}

/** Transactions that only repeat what is committed already; neither saved nor sent back to their viewer. */
class Committed {
  readonly from: Viewer | undefined
  constructor(from: Viewer | undefined) {
    this.from = from
  }
}

/** y-websocket gives a connection up after 30 s without a message; a barrier is one, and finds dead sockets. */
const KEEP_ALIVE_MS = 10_000
const RETRY_SAVE_MS = 2_000

export class LiveDocument {
  readonly name: string
  readonly doc = new Y.Doc()
  readonly awareness = new Awareness(this.doc)
  readonly #store: Store
  readonly #events: DocumentEvents
  readonly #viewers = new Map<Viewer, Set<number>>()
  #provider: WebsocketProvider | undefined
  #barrier: Barrier | undefined
  #keepAlive: NodeJS.Timeout | undefined
  #lastLocalSeq = 0
  /** Received, shown to nobody, not yet on disk: tried again until it is. */
  #unsaved: Uint8Array[] = []
  #saving: Promise<void> | undefined
  #refusal: { code: number; reason: string } | undefined
  #destroyed = false

  private constructor(name: string, store: Store, events: DocumentEvents) {
    this.name = name
    this.#store = store
    this.#events = events
    this.awareness.setLocalState(null) // main looks at nothing: only windows are present
    this.doc.on('update', this.#onUpdate)
    this.awareness.on('update', this.#onAwareness)
  }

  static async load(name: string, store: Store, events: DocumentEvents): Promise<LiveDocument> {
    const live = new LiveDocument(name, store, events)
    const saved = await store.read(name)
    if (saved) Y.applyUpdate(live.doc, saved.state, new Committed(undefined))
    live.#lastLocalSeq = (await store.pending(name))[0]?.lastLocalSeq ?? 0
    return live
  }

  /** The relay's last word about this document, when it was a refusal. */
  get refusal(): { code: number; reason: string } | undefined {
    return this.#refusal
  }
  get isConnected(): boolean {
    return this.#provider?.synced === true
  }
  get viewerCount(): number {
    return this.#viewers.size
  }

  addViewer(viewer: Viewer): void {
    this.#viewers.set(viewer, new Set())
    const present = [...this.awareness.getStates().keys()]
    if (present.length > 0) viewer.presence(encodeAwarenessUpdate(this.awareness, present))
  }
  removeViewer(viewer: Viewer): void {
    const clients = this.#viewers.get(viewer)
    this.#viewers.delete(viewer)
    if (clients && clients.size > 0) removeAwarenessStates(this.awareness, [...clients], viewer)
  }

  /** Resolves after COMMIT (FULL). Rejects, with nothing changed anywhere, when the store could not. */
  async append(update: Uint8Array, from: Viewer): Promise<void> {
    const { seq } = await this.#store.append(this.name, update, 'local', this.#events.now())
    this.#lastLocalSeq = Math.max(this.#lastLocalSeq, seq)
    if (!this.#destroyed) {
      Y.applyUpdate(this.doc, update, new Committed(from))
      this.#askBarrier()
    }
    this.#events.changed(this.name)
  }

  /** Takes over what was committed behind this copy's back (background sync of the same document). */
  absorb(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, new Committed(undefined))
  }

  /** A window's awareness update. Remembers whose clients these are, to remove them when the window goes. */
  present(update: Uint8Array, from: Viewer): void {
    const clients = this.#viewers.get(from)
    if (!clients) return
    const note = ({ added, updated }: { added: number[]; updated: number[] }) => {
      for (const client of [...added, ...updated]) clients.add(client)
    }
    this.awareness.once('update', note)
    applyAwarenessUpdate(this.awareness, update, from)
    this.awareness.off('update', note)
  }

  connect(relayUrl: string): void {
    this.disconnect()
    this.#refusal = undefined
    const provider = new WebsocketProvider(relayUrl, this.name, this.doc, {
      awareness: this.awareness,
      connect: false,
      disableBc: true,
      maxBackoffTime: 2_500,
    })
    this.#provider = provider
    this.#barrier = attachBarrier(provider)
    // Fires once our answer to the relay's sync step 1 has left: the barrier then covers everything unsent.
    provider.on('sync', (synced) => {
      if (synced) void this.#askAboutEverything()
      this.#events.changed(this.name)
    })
    provider.on('closed', (close) => {
      this.#refusal = close
      this.#events.changed(this.name)
    })
    this.#keepAlive = setInterval(() => this.#barrier?.ask(() => {}), KEEP_ALIVE_MS)
    provider.connect()
  }

  disconnect(): void {
    clearInterval(this.#keepAlive)
    this.#provider?.destroy()
    this.#provider = undefined
    this.#barrier = undefined
  }

  /** Resolves when nothing received is waiting for the disk. */
  async destroy(): Promise<void> {
    this.disconnect()
    await this.#saving
    this.#destroyed = true
    this.doc.off('update', this.#onUpdate)
    this.awareness.destroy()
    this.doc.destroy()
  }

  /** After a reconnect, perhaps to another relay: what is pending is for the store to say. */
  async #askAboutEverything(): Promise<void> {
    const pending = await this.#store.pending(this.name).catch(() => [])
    this.#lastLocalSeq = pending[0]?.lastLocalSeq ?? 0
    this.#askBarrier()
  }

  #askBarrier(): void {
    const seq = this.#lastLocalSeq
    if (seq === 0) return
    this.#barrier?.ask(() => {
      void this.#store
        .acknowledge(this.name, seq)
        .then(() => this.#events.changed(this.name))
        .catch(() => this.#events.changed(this.name)) // stays pending, and is asked again at the next chance
    })
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin instanceof Committed) {
      this.#show(update, origin.from)
      return
    }
    this.#unsaved.push(update)
    this.#saving ??= this.#saveReceived()
  }

  async #saveReceived(): Promise<void> {
    while (this.#unsaved.length > 0) {
      const update = Y.mergeUpdates(this.#unsaved)
      const count = this.#unsaved.length
      try {
        await this.#store.append(this.name, update, 'remote', this.#events.now())
      } catch {
        // A full disk, say: the store has reported it. Once restarted, the relay would send it again; until then, retry.
        if (this.#provider === undefined) break
        await new Promise((resolve) => setTimeout(resolve, RETRY_SAVE_MS))
        continue
      }
      this.#unsaved.splice(0, count)
      this.#show(update, undefined)
      this.#events.changed(this.name)
    }
    this.#saving = undefined
  }

  #show(update: Uint8Array, except: Viewer | undefined): void {
    for (const viewer of this.#viewers.keys()) if (viewer !== except) viewer.update(update)
  }

  readonly #onAwareness = (
    { added, updated, removed }: { added: number[]; updated: number[]; removed: number[] },
    origin: unknown,
  ): void => {
    const update = encodeAwarenessUpdate(this.awareness, [...added, ...updated, ...removed])
    for (const viewer of this.#viewers.keys()) if (viewer !== origin) viewer.presence(update)
  }
}
