/**
 * A document that somebody has open: main's copy, between the windows and the relay.
 *
 * An edit of a window is committed first and sent second, so that nothing leaves this device that a crash could
 * take from it. An edit of the relay is committed first and shown second.
 */
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { CLOSE } from '../../crdt/protocol/index.ts'
import type { Store } from '../store/index.ts'
import { attachBarrier, type Barrier } from './barrier.ts'

/** One who has the document open: a window, or main itself at work. */
export interface Viewer {
  update(update: Uint8Array): void
  presence(update: Uint8Array): void
}

/** Where a document syncs, with the kind of socket that bears this device's proof. */
export interface RelayAddress {
  readonly url: string
  readonly socketClass: typeof WebSocket
}

/** What happens around documents that the rest of the replica counts, shows and sends. */
export interface DocumentEvents {
  /** It holds edits that its own socket will not bring to the relay, or may not. */
  toSend(name: string): void
  /** The relay has on its disk what was sent. */
  acknowledged(name: string): void
  /** Something else about it is new: received, refused, connected. */
  changed(name: string): void
  /** Its socket has lost the relay, or was shut out by it. */
  lost(name: string): void
  /** The relay closed its socket because of who this device is, or is not any more. */
  shutOut(): void
  /** Its socket has met the relay. */
  reached(): void
  now(): number
}

/** The relay's last word about a document, when it was a refusal. */
export interface Refusal {
  readonly code: number
  readonly reason: string
}

/** Transactions that only repeat what is committed already; neither saved nor sent back to their viewer. */
class Committed {
  readonly from: Viewer | undefined
  constructor(from: Viewer | undefined) {
    this.from = from
  }
}

/**
 * Closings that say nothing about the document: a frame was too large, or too many came, and plain HTTP takes it; the
 * token is too old, and there is a fresh one in a moment.
 */
const NO_VERDICT: ReadonlySet<number> = new Set([CLOSE.tooLarge, CLOSE.tooFast, CLOSE.notAuthenticated])
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
  #relay: RelayAddress | undefined
  #provider: WebsocketProvider | undefined
  #barrier: Barrier | undefined
  #keepAlive: NodeJS.Timeout | undefined
  #lastLocalSeq = 0
  /** Received, shown to nobody, not yet on disk: tried again until it is. */
  #unsaved: Uint8Array[] = []
  #saving: Promise<void> | undefined
  #endPause: (() => void) | undefined
  /** The relay closed the socket for good. */
  #cutOff = false
  #refusal: Refusal | undefined
  #absorbing = false
  #closing = false
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
    try {
      // In this order: whatever counts as pending is then in the state that is read.
      live.#lastLocalSeq = (await store.pending(name))[0]?.lastLocalSeq ?? 0
      const saved = await store.read(name)
      if (saved) Y.applyUpdate(live.doc, saved.state, new Committed(undefined))
      return live
    } catch (error) {
      await live.destroy() // presence keeps a timer
      throw error
    }
  }

  get refusal(): Refusal | undefined {
    return this.#refusal
  }
  get isConnected(): boolean {
    return this.#provider?.synced === true
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
    this.#events.toSend(this.name)
  }

  /** Takes over what was committed behind this copy's back (background sync of the same document). */
  absorb(update: Uint8Array): void {
    if (this.#destroyed) return
    this.#absorbing = true
    try {
      // As if the provider had received it: anything else it would send back to where it came from.
      Y.applyUpdate(this.doc, update, this.#provider)
    } finally {
      this.#absorbing = false
    }
  }

  /** A window's awareness update. Remembers whose clients these are, to remove them when the window goes. */
  present(update: Uint8Array, from: Viewer): void {
    const clients = this.#viewers.get(from)
    if (!clients) return
    const note = ({ added, updated }: { added: number[]; updated: number[] }) => {
      for (const client of [...added, ...updated]) clients.add(client)
    }
    // Not `once`: it could not be taken off again, and would give the next stranger's presence to this window.
    this.awareness.on('update', note)
    try {
      applyAwarenessUpdate(this.awareness, update, from)
    } finally {
      this.awareness.off('update', note)
    }
  }

  connect(relay: RelayAddress): void {
    this.disconnect()
    this.#refusal = undefined
    this.#cutOff = false
    this.#relay = relay
    const provider = new WebsocketProvider(relay.url, this.name, this.doc, {
      awareness: this.awareness,
      connect: false,
      disableBc: true,
      WebSocketPolyfill: relay.socketClass,
      maxBackoffTime: 2_500,
    })
    this.#provider = provider
    this.#barrier = attachBarrier(provider)
    // Fires once our answer to the relay's sync step 1 has left: the barrier then covers everything unsent.
    provider.on('sync', (synced) => {
      if (synced) {
        void this.#askAboutEverything()
        this.#events.reached()
        this.#events.changed(this.name)
      } else this.#events.lost(this.name)
    })
    provider.on('closed', (close) => {
      this.#cutOff = true
      if (!NO_VERDICT.has(close.code)) this.#refusal = close
      if (close.code === CLOSE.notAuthenticated || close.code === CLOSE.notAllowed) this.#events.shutOut()
      this.#events.changed(this.name)
      this.#events.toSend(this.name)
    })
    this.#keepAlive = setInterval(() => this.#barrier?.ask(() => {}), KEEP_ALIVE_MS)
    provider.connect()
  }

  /** Whatever the relay closed the socket for is over: it took all of this by another way, or knows again who we are. */
  resume(): void {
    if (this.#cutOff && this.#relay !== undefined) this.connect(this.#relay)
  }

  disconnect(): void {
    clearInterval(this.#keepAlive)
    this.#relay = undefined
    this.#provider?.destroy()
    this.#provider = undefined
    this.#barrier = undefined
  }

  /** Resolves when nothing received is waiting for the disk; what it refuses to the last is still at the relay. */
  async destroy(): Promise<void> {
    this.#closing = true
    this.disconnect()
    this.#endPause?.()
    await this.#saving
    this.#destroyed = true
    this.doc.off('update', this.#onUpdate)
    this.awareness.destroy()
    this.doc.destroy()
  }

  /** After a reconnect, perhaps to another relay: what is pending is for the store to say. */
  async #askAboutEverything(): Promise<void> {
    try {
      this.#lastLocalSeq = (await this.#store.pending(this.name))[0]?.lastLocalSeq ?? 0
    } catch {
      return // it stays pending
    }
    this.#askBarrier()
  }

  /**
   * Not before both have exchanged their differences: until then what was made offline has not been sent, and an
   * edit that does not build on it would have the answer cover both.
   */
  #askBarrier(): void {
    const seq = this.#lastLocalSeq
    if (seq === 0 || !this.isConnected) return
    this.#barrier?.ask(() => {
      void this.#store
        .acknowledge(this.name, seq)
        .catch(() => {}) // stays pending, and is asked again at the next chance
        .then(() => this.#events.acknowledged(this.name))
    })
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (this.#absorbing) return this.#show(update, undefined)
    if (origin instanceof Committed) return this.#show(update, origin.from)
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
        // A full disk, say. The feed's cursor does not move past what is not on disk: after a restart it comes again.
        if (this.#closing) break
        await this.#pause()
        continue
      }
      this.#unsaved.splice(0, count)
      this.#show(update, undefined)
      this.#events.changed(this.name)
    }
    this.#saving = undefined
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, RETRY_SAVE_MS)
      this.#endPause = () => {
        clearTimeout(timer)
        resolve()
      }
    })
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
