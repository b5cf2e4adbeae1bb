/**
 * An open document: a Y.Doc that main keeps, a cache that makes it quick, and the truth about what is saved.
 *
 * The order of opening does not matter: main's state and the cache's may come in either order, edits may
 * happen before both. Whatever main lacks when it has answered is sent to it.
 */
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { AppApi, AppError, DocumentStatus } from '../../contract/index.ts'
import { createAfterFrame } from './afterFrame.ts'
import { openCache } from './cache.ts'
import type { CacheState, DocumentCache } from './cache.ts'
import { createOutbox } from './outbox.ts'
import type { Schedule } from './outbox.ts'

export interface DocumentCondition {
  readonly phase: 'opening' | 'ready' | 'failed'
  /** Why opening failed. */
  readonly error: AppError | null
  /** Edits that main has not committed yet. */
  readonly unsaved: number
  /** Why they could not be committed; they are kept and tried again. */
  readonly saveProblem: AppError | null
  readonly cache: CacheState
  /** What main says about the way to the relay; null until it said something. */
  readonly sync: DocumentStatus | null
}

export interface OpenDocument {
  readonly name: string
  readonly doc: Y.Doc
  readonly awareness: Awareness
  condition(): DocumentCondition
  subscribe(listener: () => void): () => void
  /** Tries opening, or saving, again at once. */
  retry(): void
  whenSaved(): Promise<void>
  /** Leaves the document. Call it when nothing is unsaved: what main lacks would only be in the cache. */
  close(): Promise<void>
}

export interface DocumentOptions {
  readonly name: string
  readonly api: AppApi
  /** Name of the IndexedDB database; null: no cache. Must differ between shops, which share an origin. */
  readonly cacheName: string | null
  readonly schedule?: Schedule
  readonly onTrouble?: (what: string, error: unknown) => void
}

/** Origins are compared by identity: a fresh literal would be taken for a person's edit and sent back. */
const FROM_MAIN = { source: 'main' }
const FROM_CACHE = { source: 'cache' }

/**
 * Main's own state comes as quickly as the cache's, and both hold the same: the cache is read once the first picture
 * stands. It comes first only when main lets the window wait for so long.
 */
const CACHE_WAITS_MS = 250

export function openDocument(options: DocumentOptions): OpenDocument {
  const { name, api } = options
  const trouble = options.onTrouble ?? (() => undefined)
  const doc = new Y.Doc({ guid: name })
  const awareness = new Awareness(doc)
  const listeners = new Set<() => void>()
  let phase: DocumentCondition['phase'] = 'opening'
  let error: AppError | null = null
  let sync: DocumentStatus | null = null
  let closed = false
  /** Edits made here before main answered: nothing holds them but this window, and leaving would lose them. */
  let early = 0
  /** The document holds nothing but what main sent: then main lacks nothing of it. */
  let isMains = true
  let whenReady: (() => void)[] = []
  let condition: DocumentCondition | undefined

  const changed = () => {
    condition = undefined
    for (const listener of listeners) listener()
  }
  /** Every edit is counted when it is made and when main has it: screens are told of both after the edit's own frame. */
  const counted = createAfterFrame(changed)
  const outbox = createOutbox({
    send: (update) => api.call('document.append', { name, update }),
    onChange: () => {
      condition = undefined // whoever asks is told at once
      counted.ask()
    },
    ...(options.schedule ? { schedule: options.schedule } : {}),
  })

  doc.on('update', (update: Uint8Array, origin: unknown) => {
    // Until main has answered, what it lacks is not known: then it is computed from its state, all at once.
    if (origin !== FROM_MAIN && phase === 'ready') outbox.push(update)
    if (origin !== FROM_MAIN && origin !== FROM_CACHE && phase !== 'ready') early++
    if (origin !== FROM_MAIN) isMains = false
    if (origin !== FROM_CACHE) cache?.store(update)
    if (origin !== FROM_MAIN) cache?.begin() // an edit must not wait to be carried over a crash
    if (phase !== 'ready') changed()
  })

  const cache: DocumentCache | undefined =
    options.cacheName === null
      ? undefined
      : openCache(options.cacheName, {
          onLoaded: (state) => !closed && applyTo(doc, state, FROM_CACHE),
          onChange: changed,
          onTrouble: trouble,
        })

  const cacheTimer = setTimeout(() => cache?.begin(), CACHE_WAITS_MS)

  const stops = [
    api.on('document.update', (event) => event.name === name && applyTo(doc, event.update, FROM_MAIN)),
    api.on('document.status', (event) => {
      if (event.name !== name) return
      sync = event
      changed()
    }),
    api.on('document.presence', (event) => {
      if (event.name !== name) return
      try {
        applyAwarenessUpdate(awareness, event.update, FROM_MAIN)
      } catch (cause) {
        trouble('presence of another device does not read', cause)
      }
    }),
  ]

  const onPresence = (change: { added: number[]; updated: number[]; removed: number[] }, origin: unknown) => {
    if (origin === FROM_MAIN) return
    const clients = [...change.added, ...change.updated, ...change.removed]
    const update = encodeAwarenessUpdate(awareness, clients)
    // Presence is for display only; the next one replaces it.
    api.call('document.presence', { name, update }).catch(() => undefined)
  }
  awareness.on('update', onPresence)

  function applyTo(target: Y.Doc, update: Uint8Array, origin: object): boolean {
    try {
      Y.applyUpdate(target, update, origin)
      return true
    } catch (cause) {
      trouble('an update does not read', cause)
      return false
    }
  }

  async function open(): Promise<void> {
    phase = 'opening'
    error = null
    changed()
    const answer = await api
      .call('document.open', { name })
      .catch((cause: unknown) => ({ ok: false as const, error: { kind: 'internal' as const, message: String(cause) } }))
    if (closed) return
    if (!answer.ok) {
      phase = 'failed'
      error = answer.error
    } else if (!applyTo(doc, answer.value.state, FROM_MAIN)) {
      // Never mistaken for an empty document: a screen says so, and nothing is stored over it.
      phase = 'failed'
      error = { kind: 'storage', message: `the state of ${name} does not read` }
    } else {
      sync = answer.value.status
      phase = 'ready'
      early = 0
      if (!isMains) for (const update of lackedBy(answer.value.state, doc)) outbox.push(update)
      whenIdle(() => cache?.begin())
      outbox.start()
      for (const resolve of whenReady) resolve()
      whenReady = []
    }
    changed()
  }
  void open()

  return {
    name,
    doc,
    awareness,
    condition: () =>
      (condition ??= {
        phase,
        error,
        unsaved: early + outbox.state.unsaved,
        saveProblem: outbox.state.problem,
        cache: cache?.state ?? 'off',
        sync,
      }),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    retry() {
      if (phase === 'failed') void open()
      else outbox.retryNow()
    },
    async whenSaved() {
      if (early > 0) await new Promise<void>((resolve) => whenReady.push(resolve))
      await outbox.whenEmpty()
    },
    async close() {
      closed = true
      counted.drop()
      clearTimeout(cacheTimer)
      removeAwarenessStates(awareness, [doc.clientID], 'closing')
      awareness.off('update', onPresence)
      // Said before anything is awaited: somebody may open the same document meanwhile, and must come after.
      const left = api.call('document.close', { name }).catch(() => undefined)
      for (const stop of stops) stop()
      awareness.destroy()
      await cache?.close()
      doc.destroy()
      await left
    },
  }
}

function whenIdle(work: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(work, { timeout: 1000 })
  else setTimeout(work, 0)
}

/** What the document has beyond a state: nothing when all of it is known there, deletions included. */
function lackedBy(state: Uint8Array, doc: Y.Doc): Uint8Array[] {
  const theirs = new Y.Doc()
  const news: Uint8Array[] = []
  Y.applyUpdate(theirs, state)
  theirs.on('update', (update: Uint8Array) => news.push(update))
  Y.applyUpdate(theirs, Y.encodeStateAsUpdate(doc))
  theirs.destroy()
  return news
}
