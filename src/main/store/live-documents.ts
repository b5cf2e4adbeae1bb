/**
 * Documents held open in memory, so that an append costs what it brings and never what the document holds.
 *
 * Only bytes that are in the database, or in the transaction being written, may be in here: after a failed
 * commit every document that it touched is dropped and read again.
 */
import * as Y from 'yjs'
import type { DocumentRecord, DocumentRows } from './documents.ts'
import { storeFault } from './problems.ts'
import type { DocumentProjection, Projector, WrittenRows } from './projections.ts'

export interface LiveDocument {
  readonly name: string
  readonly doc: Y.Doc
  /** Null until the first update of a document that this device did not know. */
  id: number | null
  lastSeq: number
  logged: number
  loggedBytes: number
  logCrc: number
  snapshotBytes: number
  /** Opened with the first projection; null when that failed, and tried again at the next. */
  projection: DocumentProjection | null
  /** Null: unknown, write them all. */
  written: WrittenRows | null
}

export type ApplyOutcome = 'applied' | 'contained' | 'malformed'

export class LiveDocuments {
  readonly #rows: DocumentRows
  readonly #projector: Projector
  readonly #capacity: number
  /** In order of last use, oldest first. */
  readonly #open = new Map<string, LiveDocument>()

  constructor(rows: DocumentRows, projector: Projector, capacity: number) {
    this.#rows = rows
    this.#projector = projector
    this.#capacity = capacity
  }

  /** Undefined: this device has never heard of it. */
  get(name: string): LiveDocument | undefined {
    const open = this.#open.get(name)
    if (open) {
      this.#open.delete(name)
      this.#open.set(name, open)
      return open
    }
    const record = this.#rows.byName(name)
    return record && this.#load(record)
  }

  getOrNew(name: string): LiveDocument {
    return this.get(name) ?? this.#keep(emptyDocument(name))
  }

  project(live: LiveDocument): DocumentProjection {
    live.projection ??= this.#projector(live.name, live.doc)
    return live.projection
  }

  drop(name: string): void {
    const live = this.#open.get(name)
    if (!live) return
    this.#open.delete(name)
    live.projection?.close()
    live.doc.destroy()
  }

  dropAll(): void {
    for (const name of [...this.#open.keys()]) this.drop(name)
  }

  /** Called between transactions only: those of a running one are still needed. */
  trim(): void {
    for (const name of this.#open.keys()) {
      if (this.#open.size <= this.#capacity) return
      this.drop(name)
    }
  }

  #load(record: DocumentRecord): LiveDocument {
    const live = emptyDocument(record.name)
    const parts = this.#rows.history(record)
    try {
      live.doc.transact(() => {
        for (const part of parts) Y.applyUpdate(live.doc, part)
      })
    } catch (error) {
      live.doc.destroy()
      throw storeFault('corrupt', `${record.name}: Yjs cannot read it: ${String(error)}`)
    }
    live.id = record.id
    live.lastSeq = record.lastSeq
    live.logged = record.logged
    live.loggedBytes = record.loggedBytes
    live.logCrc = record.logCrc
    live.snapshotBytes = parts.reduce((sum, part) => sum + part.length, 0) - record.loggedBytes
    return this.#keep(live)
  }

  #keep(live: LiveDocument): LiveDocument {
    this.#open.set(live.name, live)
    return live
  }
}

/**
 * `contained`: the document already held all of it. Yjs reports no change then; but an update whose predecessors
 * are missing changes nothing visible either and has to be kept, so what waits is compared too.
 * After `malformed` the document may hold a part of it and must be dropped.
 */
export function applyTo(doc: Y.Doc, update: Uint8Array): ApplyOutcome {
  let changed = false
  const note = () => {
    changed = true
  }
  const waitedBefore = waiting(doc)
  doc.on('update', note)
  try {
    Y.applyUpdate(doc, update)
  } catch {
    return 'malformed'
  } finally {
    doc.off('update', note)
  }
  if (changed) return 'applied'
  const waits = waiting(doc)
  return waits.every((bytes, index) => sameBytes(bytes, waitedBefore[index])) ? 'contained' : 'applied'
}

/**
 * What a holder of `stateVector` lacks, without what waits here for predecessors: Yjs would add that, a relay that
 * lacks them too must turn the whole away, and with it the edits of this device. Whoever has them brings the rest.
 * An edit of this device never waits: it builds on what was committed.
 */
export function differenceOf(doc: Y.Doc, stateVector: Uint8Array): Uint8Array {
  const { store } = doc
  const { pendingStructs, pendingDs } = store
  store.pendingStructs = null
  store.pendingDs = null
  try {
    return Y.encodeStateAsUpdate(doc, stateVector)
  } finally {
    store.pendingStructs = pendingStructs
    store.pendingDs = pendingDs
  }
}

/** Structs and deletes that wait for predecessors. */
function waiting({ store }: Y.Doc): (Uint8Array | undefined)[] {
  return [store.pendingStructs?.update, store.pendingDs ?? undefined]
}

function sameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}

function emptyDocument(name: string): LiveDocument {
  return {
    name,
    doc: new Y.Doc(),
    id: null,
    lastSeq: 0,
    logged: 0,
    loggedBytes: 0,
    logCrc: 0,
    snapshotBytes: 0,
    projection: null,
    written: null,
  }
}
