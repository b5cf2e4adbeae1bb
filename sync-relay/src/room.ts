/**
 * One open document: its live Y.Doc and who is in it. An update enters the Y.Doc first (only Yjs can tell whether it
 * integrates) and the log next; until its commit the room is *dirty* and nothing of the Y.Doc leaves the relay.
 * What is stored and passed on is what Yjs integrated, as Yjs re-encoded it: when two peers claim one id with
 * different content, the first stands for everyone [F31].
 */
import * as Y from 'yjs'
import { CLOSE, LIMITS } from '../../src/crdt/protocol/index.ts'
import type { CloseCode } from '../../src/crdt/protocol/index.ts'
import type { Writer } from './authorize.ts'
import { inspectUpdate } from './inspect.ts'
import type { Id, UpdateShape } from './inspect.ts'
import { judgeUpdate } from './judge.ts'
import type { StoredDocument } from './log.ts'
import { Presence } from './presence.ts'
import { MAX_DEPTH } from './strict-reader.ts'

export type Intake =
  /** Integrated; `update` must be committed, then passed on. */
  | { readonly kind: 'integrated'; readonly update: Uint8Array }
  | { readonly kind: 'known' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'read-only' }
  /** `spoiled`: the Y.Doc holds a part of it. Commit what is queued, then load the room again. */
  | { readonly kind: 'refused'; readonly code: CloseCode; readonly reason: string; readonly spoiled: boolean }

const MIN_COMPACT_ROWS = 200
const MAX_COMPACT_ROWS = 2000

export class Room<Member> {
  readonly name: string
  readonly members = new Set<Member>()
  readonly presence = new Presence<Member>()
  /** Run when the room can be used, with true, or when it cannot be loaded, with false. */
  readonly waiting: Array<(usable: boolean) => void> = []
  phase: 'loading' | 'ready' = 'loading'
  /** Integrated updates that wait for their commit. */
  uncommitted = 0
  /** Requests that need the room though nobody is in it. */
  pins = 0
  /** A look whether it is still idle is scheduled. */
  retires = false
  #doc = new Y.Doc()
  #through = 0
  #rows = 0
  #bytes = 0
  #compactBytes = 0

  constructor(name: string) {
    this.name = name
  }

  /** Throws when the stored bytes do not make a whole document: never an empty or partial one [F12]. */
  fill(stored: StoredDocument): void {
    const doc = new Y.Doc()
    doc.transact(() => {
      for (const update of stored.updates) Y.applyUpdate(doc, update)
    })
    if (hasPending(doc)) throw new Error(`${this.name}: stored updates lack predecessors`)
    this.#doc.destroy()
    this.#doc = doc
    this.#through = stored.through
    this.#rows = stored.updates.length
    this.#bytes = stored.updates.reduce((sum, update) => sum + update.length, 0)
    this.#compactBytes = stored.updates[0]?.length ?? 0
    this.phase = 'ready'
  }

  take(bytes: Uint8Array, writer: Writer, writable: boolean): Intake {
    const inspection = inspectUpdate(bytes)
    if (!inspection.ok) return { kind: 'refused', code: inspection.code, reason: inspection.reason, spoiled: false }
    const judgement = judgeUpdate(inspection.shape, this.#doc, writer)
    switch (judgement.verdict) {
      case 'known':
      case 'missing':
        return { kind: judgement.verdict }
      case 'refused':
        return { kind: 'refused', code: CLOSE.structureRefused, reason: judgement.reason, spoiled: false }
      case 'news':
        break
    }
    if (!writable) return { kind: 'read-only' }
    if (this.#isFull(bytes.length)) {
      return { kind: 'refused', code: CLOSE.tooLarge, reason: 'document is full', spoiled: false }
    }
    return this.#integrate(bytes, inspection.shape)
  }

  committed(bytes: number, cursor: number): void {
    this.uncommitted--
    this.#through = cursor
    this.#rows++
    this.#bytes += bytes
  }

  stateVector(): Uint8Array {
    return Y.encodeStateVector(this.#doc)
  }

  /** What a peer with that state vector lacks, with every deletion. The room must not be dirty. */
  difference(stateVector: Uint8Array): Uint8Array {
    this.#expectClean()
    return Y.encodeStateAsUpdate(this.#doc, stateVector)
  }

  /** Doubling keeps the total work of compaction linear in what was written. */
  wantsCompaction(): boolean {
    const grown = this.#bytes - this.#compactBytes
    return this.#rows >= MIN_COMPACT_ROWS && (grown >= this.#compactBytes || this.#rows >= MAX_COMPACT_ROWS)
  }

  compacted(): { readonly state: Uint8Array; readonly through: number } {
    this.#expectClean()
    const state = Y.encodeStateAsUpdate(this.#doc)
    this.#rows = 1
    this.#bytes = state.length
    this.#compactBytes = state.length
    return { state, through: this.#through }
  }

  close(): void {
    this.#doc.destroy()
  }

  #integrate(bytes: Uint8Array, shape: UpdateShape): Intake {
    const doc = this.#doc
    let integrated: Uint8Array | null = null
    const listen = (update: Uint8Array): void => {
      integrated = update
    }
    doc.on('update', listen)
    try {
      Y.applyUpdate(doc, bytes)
    } catch (error) {
      return spoiled(error instanceof Error ? error.message : String(error))
    } finally {
      doc.off('update', listen)
    }
    if (hasPending(doc)) return spoiled('its items lean on each other in a circle')
    const tooDeep = shape.nestedTypes.find((id) => depthOf(doc, id) > MAX_DEPTH)
    if (tooDeep !== undefined) return spoiled(`types nested deeper than ${MAX_DEPTH}`)
    if (integrated === null) return { kind: 'known' }
    this.uncommitted++
    return { kind: 'integrated', update: integrated }
  }

  /** The log's bytes bound the merged bytes from above; only near the limit is it worth merging to know. */
  #isFull(added: number): boolean {
    if (this.#bytes + added <= LIMITS.maxDocumentBytes) return false
    if (this.uncommitted > 0) return true
    return Y.encodeStateAsUpdate(this.#doc).length + added > LIMITS.maxDocumentBytes
  }

  #expectClean(): void {
    if (this.uncommitted > 0)
      throw new Error(`${this.name}: expected a committed state, saw ${this.uncommitted} waiting`)
  }
}

function spoiled(reason: string): Intake {
  return { kind: 'refused', code: CLOSE.structureRefused, reason, spoiled: true }
}

function hasPending(doc: Y.Doc): boolean {
  return doc.store.pendingStructs !== null || doc.store.pendingDs !== null
}

function depthOf(doc: Y.Doc, id: Id): number {
  let depth = 0
  let item: unknown = Y.getItem(doc.store, Y.createID(id.client, id.clock))
  while (item instanceof Y.Item && depth <= MAX_DEPTH) {
    depth++
    item = item.parent instanceof Y.AbstractType ? item.parent._item : null
  }
  return depth
}
