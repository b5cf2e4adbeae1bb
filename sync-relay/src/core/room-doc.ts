/**
 * A room's document in Yjs, built only for an update of which the standing alone cannot say what Yjs would make of it,
 * and dropped when it is not needed for a while.
 */
import * as Y from 'yjs'
import type { Id, UpdateShape } from '../validator/inspect.ts'
import { MAX_DEPTH } from '../validator/strict-reader.ts'

/** What Yjs made of an update. */
export type Integration =
  | { readonly kind: 'news'; readonly bytes: Uint8Array }
  | { readonly kind: 'nothing' }
  /** A part of it is in the Y.Doc now and in nothing else: it is to be dropped. */
  | { readonly kind: 'spoiled'; readonly reason: string }

export class RoomDoc {
  #doc: Y.Doc | null = null
  /** Taken and not in it yet. */
  #lacks: Uint8Array[] = []
  #uses = 0

  get isBuilt(): boolean {
    return this.#doc !== null
  }

  /** How often it was needed since it was built: one that is not needed any more can go. */
  get uses(): number {
    return this.#uses
  }

  /** The room took an update without it. */
  add(update: Uint8Array): void {
    if (this.#doc !== null) this.#lacks.push(update)
  }

  /** With everything that was taken; `whole`: all of that, for one that is not built. */
  level(whole: () => readonly Uint8Array[]): Y.Doc {
    const uses = this.#uses + 1
    const doc = this.#doc ?? new Y.Doc()
    const lacks = this.#doc === null ? whole() : this.#lacks
    this.#forget() // should it stumble here, it would lack something from then on
    doc.transact(() => {
      for (const update of lacks) Y.applyUpdate(doc, update)
    })
    this.#doc = doc
    this.#uses = uses
    return doc
  }

  integrate(update: Uint8Array, shape: UpdateShape, whole: () => readonly Uint8Array[]): Integration {
    const doc = this.level(whole)
    // Yjs tidies the formats of a text in a transaction of its own: one update may become two.
    const pieces: Uint8Array[] = []
    const listen = (bytes: Uint8Array): void => void pieces.push(bytes)
    doc.on('update', listen)
    try {
      Y.applyUpdate(doc, update)
    } catch (error) {
      return { kind: 'spoiled', reason: error instanceof Error ? error.message : String(error) }
    } finally {
      doc.off('update', listen)
    }
    if (hasPending(doc)) return { kind: 'spoiled', reason: 'its items lean on each other in a circle' }
    const tooDeep = shape.nestedTypes.find((id) => depthOf(doc, id) > MAX_DEPTH)
    if (tooDeep !== undefined) return { kind: 'spoiled', reason: `types nested deeper than ${MAX_DEPTH}` }
    return pieces.length === 0 ? { kind: 'nothing' } : { kind: 'news', bytes: Y.mergeUpdates(pieces) }
  }

  /** Built anew when it is needed again. */
  drop(): void {
    this.#doc?.destroy()
    this.#forget()
  }

  #forget(): void {
    this.#doc = null
    this.#lacks = []
    this.#uses = 0
  }
}

export function hasPending(doc: Y.Doc): boolean {
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
