/**
 * The IndexedDB cache of one document: it makes opening instant and carries unsaved edits over a crash of the
 * window. It is never the truth and never in the way: y-indexeddb works on a copy of the document, because
 * its update listener throws when the database was closed under it, which would stop the listeners after it
 * (F8), and one damaged row keeps it from ever finishing (F7). Here, damage is set aside and trouble turns the
 * cache off; the document goes on with main alone.
 */
import * as idb from 'lib0/indexeddb'
import { clearDocument, IndexeddbPersistence, PREFERRED_TRIM_SIZE, storeState } from 'y-indexeddb'
import * as Y from 'yjs'
import { createAfterFrame } from './afterFrame.ts'

export type CacheState = 'opening' | 'ready' | 'off'

export interface DocumentCache {
  readonly state: CacheState
  /** Damaged rows that were set aside when it opened. */
  readonly quarantined: number
  /** Reads what is there, once. Until then it only collects. */
  begin(): void
  store(update: Uint8Array): void
  close(): Promise<void>
}

export interface CacheEvents {
  /** What the cache held, once, also when part of it was damaged. Not called when it held nothing. */
  readonly onLoaded: (state: Uint8Array) => void
  readonly onChange: () => void
  readonly onTrouble: (what: string, error: unknown) => void
}

export function openCache(databaseName: string, events: CacheEvents): DocumentCache {
  const copy = new Y.Doc()
  let state: CacheState = 'opening'
  let quarantined = 0
  let persistence: IndexeddbPersistence | undefined
  let closed = false
  let opened: Promise<void> | undefined
  /** What is not in the copy yet: all of it until the cache began, then what the frame being drawn must not wait for. */
  let collected: Uint8Array[] = []
  const keepCollected = createAfterFrame(takeIn)

  function turnOff(what: string, error: unknown): void {
    if (state === 'off') return
    state = 'off'
    void persistence?.destroy().catch(() => undefined)
    events.onTrouble(what, error)
    events.onChange()
  }

  async function open(): Promise<void> {
    const found = await examine(databaseName)
    quarantined = found.damaged
    if (found.damaged > 0) {
      events.onTrouble('damaged rows set aside', found.damaged)
      await clearDocument(databaseName)
    }
    if (found.sound.length > 0) {
      for (const update of found.sound) Y.applyUpdate(copy, update)
      events.onLoaded(Y.encodeStateAsUpdate(copy))
    }
    takeIn()
    if (closed) return
    persistence = new IndexeddbPersistence(databaseName, copy)
    // y-indexeddb forgets the promises of its writes: a failed one would surface as nobody's error. Ours are watched.
    copy.off('update', persistence._storeUpdate)
    copy.on('update', keep)
    await persistence.whenSynced
    watch(persistence.db, turnOff)
    if (state === 'opening') state = 'ready'
    events.onChange()
  }

  /** Before the database is open this only changes the copy; y-indexeddb writes the whole of it when it opens. */
  function takeIn(): void {
    const updates = collected
    collected = []
    try {
      if (updates.length > 0) Y.applyUpdate(copy, updates.length === 1 ? updates[0]! : Y.mergeUpdates(updates))
    } catch (error) {
      turnOff('cache cannot be written', error)
    }
  }

  function keep(update: Uint8Array, origin: unknown): void {
    const kept = persistence
    if (!kept?.db || origin === kept) return
    const [store] = idb.transact(kept.db, ['updates'])
    if (!store) throw new Error('the cache has no table of updates')
    idb
      .addAutoKey(store, update as unknown as ArrayBuffer)
      .catch((error: unknown) => turnOff('cache write failed', error))
    if (++kept._dbsize < PREFERRED_TRIM_SIZE) return
    kept._dbsize = 0 // one trimming at a time; it counts the rows anew when it is done
    storeState(kept, false).catch((error: unknown) => turnOff('cache cannot be trimmed', error))
  }

  return {
    get state() {
      return state
    },
    get quarantined() {
      return quarantined
    },
    begin() {
      if (!closed) opened ??= open().catch((error: unknown) => turnOff('cache cannot be opened', error))
    },
    store(update) {
      if (state === 'off' || closed) return
      collected.push(update)
      if (opened) keepCollected.ask()
    },
    async close() {
      keepCollected.now()
      closed = true
      await opened
      await persistence?.destroy().catch(() => undefined)
      copy.destroy()
    },
  }
}

/** Reads every row by itself, so that one damaged row does not hide the sound ones. */
async function examine(databaseName: string): Promise<{ sound: Uint8Array[]; damaged: number }> {
  const database = await idb.openDB(databaseName, (db) =>
    idb.createStores(db, [['updates', { autoIncrement: true }], ['custom']]),
  )
  try {
    const [store] = idb.transact(database, ['updates'], 'readonly')
    if (!store) throw new Error('the cache has no table of updates')
    const rows: readonly unknown[] = await idb.getAll(store)
    const sound = rows.filter(isSound)
    return { sound, damaged: rows.length - sound.length }
  } finally {
    database.close()
  }
}

function isSound(row: unknown): row is Uint8Array {
  if (!(row instanceof Uint8Array)) return false
  const trial = new Y.Doc()
  try {
    Y.applyUpdate(trial, row)
    return true
  } catch {
    return false
  } finally {
    trial.destroy()
  }
}

/** y-indexeddb does not look at what becomes of its writes; the database's own events do. */
function watch(database: IDBDatabase | null, turnOff: (what: string, error: unknown) => void): void {
  database?.addEventListener('close', () => turnOff('cache was closed', undefined))
  database?.addEventListener('abort', (event) =>
    turnOff('cache write was aborted', (event.target as IDBTransaction).error),
  )
  database?.addEventListener('error', (event) => turnOff('cache write failed', (event.target as IDBRequest).error))
}
