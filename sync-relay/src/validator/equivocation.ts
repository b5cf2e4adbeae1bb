/**
 * Whether an update says something else under ids that the document knows [F31]. The first content stands, because Yjs
 * never integrates a clock twice; whoever holds the second one has diverged for ever, with an equal state vector.
 *
 * What is deleted or garbage-collected on either side has no content left to compare, and counts as the same.
 */
import * as Y from 'yjs'
import type { Id, UpdateShape } from './inspect.ts'

type Struct = ReturnType<typeof Y.decodeUpdate>['structs'][number]

/**
 * The first known id whose content in the update differs from the document's, null when all that both know is equal.
 * `bytes` must have passed inspection. Compares what is below the document's ends: ask before it is integrated.
 */
export function differingContent(doc: Y.Doc, bytes: Uint8Array, shape: UpdateShape): Id | null {
  const overlapping = shape.blocks.some(({ client, start }) => start < Y.getState(doc.store, client))
  if (!overlapping) return null
  for (const struct of Y.decodeUpdate(bytes).structs) {
    if (!(struct instanceof Y.Item) || struct.content instanceof Y.ContentDeleted) continue
    const difference = differenceIn(doc, struct)
    if (difference !== null) return difference
  }
  return null
}

function differenceIn(doc: Y.Doc, theirs: Y.Item): Id | null {
  const { client, clock } = theirs.id
  const ours = doc.store.clients.get(client)
  const end = Math.min(clock + theirs.length, Y.getState(doc.store, client))
  if (ours === undefined || clock >= end) return null
  for (let i = Y.findIndexSS(ours, clock); i < ours.length; i++) {
    const struct = ours[i] as Struct
    if (struct.id.clock >= end) break
    if (!(struct instanceof Y.Item) || struct.deleted) continue
    const from = Math.max(clock, struct.id.clock)
    const to = Math.min(end, struct.id.clock + struct.length)
    if (!sameItem(doc, struct, theirs, from) || !sameContent(struct, theirs, from, to)) return { client, clock: from }
  }
  return null
}

/** Where the item stands, as its author said: what it leans on at clock `at`, and else its parent and key. */
function sameItem(doc: Y.Doc, ours: Y.Item, theirs: Y.Item, at: number): boolean {
  if (!sameId(originAt(ours, at), originAt(theirs, at))) return false
  if (!sameId(ours.rightOrigin, theirs.rightOrigin)) return false
  // Only an item that leans on nothing names its parent and key.
  if (theirs.origin !== null || theirs.rightOrigin !== null || at > theirs.id.clock) return true
  return ours.parentSub === theirs.parentSub && sameParent(doc, ours.parent, theirs.parent)
}

function originAt(item: Y.Item, at: number): Y.ID | null {
  return at > item.id.clock ? Y.createID(item.id.client, at - 1) : item.origin
}

/** `ours` is integrated, `theirs` as decoded: the name of a root type or the id of an item, whatever its types say. */
function sameParent(doc: Y.Doc, ours: unknown, theirs: unknown): boolean {
  if (!(ours instanceof Y.AbstractType)) return true
  const item = ours._item
  if (typeof theirs === 'string') return item === null && doc.share.get(theirs) === ours
  return item !== null && theirs instanceof Y.ID && sameId(item.id, theirs)
}

function sameId(a: Y.ID | null, b: Y.ID | null): boolean {
  return Y.compareIDs(a, b)
}

function sameContent(ours: Y.Item, theirs: Y.Item, from: number, to: number): boolean {
  const a = ours.content
  const b = theirs.content
  if (a.constructor !== b.constructor) return false
  if (a instanceof Y.ContentString && b instanceof Y.ContentString) {
    return sameText(slice(a.str, ours, from, to), slice(b.str, theirs, from, to))
  }
  if (a instanceof Y.ContentAny && b instanceof Y.ContentAny) {
    return sameValue(slice(a.arr, ours, from, to), slice(b.arr, theirs, from, to))
  }
  if (a instanceof Y.ContentJSON && b instanceof Y.ContentJSON) {
    return sameValue(slice(a.arr, ours, from, to), slice(b.arr, theirs, from, to))
  }
  if (a instanceof Y.ContentType && b instanceof Y.ContentType) {
    return a.type.constructor === b.type.constructor && nameOf(a.type) === nameOf(b.type)
  }
  if (a instanceof Y.ContentFormat && b instanceof Y.ContentFormat) {
    return a.key === b.key && sameValue(a.value, b.value)
  }
  if (a instanceof Y.ContentEmbed && b instanceof Y.ContentEmbed) return sameValue(a.embed, b.embed)
  if (a instanceof Y.ContentBinary && b instanceof Y.ContentBinary) return sameValue(a.content, b.content)
  throw new Error(`expected a content that passes inspection, saw ${a.constructor.name}`)
}

function slice<T extends { slice(from: number, to: number): T }>(value: T, item: Y.Item, from: number, to: number): T {
  return value.slice(from - item.id.clock, to - item.id.clock)
}

function nameOf(type: unknown): string | null {
  if (type instanceof Y.XmlElement) return type.nodeName
  return type instanceof Y.XmlHook ? type.hookName : null
}

/** A peer that split a text inside a surrogate pair holds U+FFFD for both halves. */
function sameText(a: string, b: string): boolean {
  if (a === b) return true
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i] && a[i] !== '\ufffd' && b[i] !== '\ufffd') return false
  return a.length === b.length
}

function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (a instanceof Uint8Array || b instanceof Uint8Array) {
    return a instanceof Uint8Array && b instanceof Uint8Array && a.length === b.length && a.every((x, i) => x === b[i])
  }
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every((key) => Object.hasOwn(b, key) && sameValue(Reflect.get(a, key), Reflect.get(b, key)))
}
