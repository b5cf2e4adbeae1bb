/**
 * Hostile updates, each against one rule, and honest ones beside them. What must become of each is part of the list, so
 * that a validator with any one defence taken out gives another answer to at least one of them.
 */
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import type { Writer } from '../../../sync-relay/src/authorize.ts'
import type { Policy } from '../../../sync-relay/src/validator/judge.ts'
import type { Lease } from '../../../sync-relay/src/log/log.ts'

/** What the validator says: a verdict, with the way of news or the code of a refusal. `damaged`: of what is stored. */
export type Answer = 'plain' | 'document' | 'known' | 'missing' | 'damaged' | 4409 | 4413 | 4423

export interface Case {
  readonly name: string
  readonly bytes: Uint8Array
  /** What the relay holds already, in commit order. Default: {@link SHOP}. */
  readonly stored?: readonly Uint8Array[]
  readonly leases?: readonly Lease[]
  readonly writer?: Writer
  readonly policy?: Policy
  readonly answer: Answer
  /** A part of the reason, where other rules would refuse it later, having done more. */
  readonly reason?: string
  /** Leases that news give; default: not looked at. */
  readonly takes?: readonly number[]
  readonly recovers?: readonly number[]
  readonly overlaps?: boolean
  /** Whether the update goes on exactly where the document ended; default: not looked at. */
  readonly continues?: boolean
  /** Whether the document may hold it as it stands; default: not looked at. */
  readonly storable?: boolean
}

export const ANA: Writer = { device: 'ana', role: 'technician' }
export const JOE: Writer = { device: 'joe', role: 'technician' }
export const ANYONE: Writer = { device: null, role: 'admin' }

/** A document of Ana's: client 10 has the clocks 0–8. 0–2 is a text in `notes`, 3 a map in `facts`, 4 in it. */
export const SHOP: Uint8Array = build(10, (doc) => {
  doc.getText('notes').insert(0, 'abc')
  doc.getMap('facts').set('m', new Y.Map([['x', 1]]))
  doc.getText('notes').insert(3, 'defg')
})
export const SHOP_END = 9
const UNDER_KEY = 4
export const SHOP_LEASES: readonly Lease[] = [{ client: 10, device: 'ana' }]

/** The updates of what `edit` does, one by one, by a peer that knows `state`. */
export function editsOn(state: Uint8Array | null, client: number, edit: (doc: Y.Doc) => void): Uint8Array[] {
  const doc = new Y.Doc()
  if (state !== null) Y.applyUpdate(doc, state)
  // Yjs takes another id when it meets its own in an update: a person who goes on where they were has it afterwards.
  doc.clientID = client
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => void updates.push(update))
  edit(doc)
  return updates
}

function build(client: number, edit: (doc: Y.Doc) => void): Uint8Array {
  return Y.mergeUpdates(editsOn(null, client, edit))
}

/** Numbers as varints, texts with their length, bytes as they are. */
export function bytesOf(...parts: ReadonlyArray<number | string | Uint8Array>): Uint8Array {
  const encoder = encoding.createEncoder()
  for (const part of parts) {
    if (typeof part === 'number') encoding.writeVarUint(encoder, part)
    else if (typeof part === 'string') encoding.writeVarString(encoder, part)
    else encoding.writeUint8Array(encoder, part)
  }
  return encoding.toUint8Array(encoder)
}

type Parts = ReadonlyArray<number | string | Uint8Array>
const NO_DELETES = 0
const ROOT = 1
const raw = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes)

/** One item of client 20 at clock 0 in a list at the root: `info` and what follows the parent. */
function item(info: number, ...content: Parts): Uint8Array {
  return bytesOf(1, 1, 20, 0, info, ROOT, 'list', ...content, NO_DELETES)
}

/** A list item whose one value is these bytes of lib0's `any`. */
function anyItem(...value: Parts): Uint8Array {
  return item(8, 1, ...value)
}

function jsonItem(json: string): Uint8Array {
  return item(5, json)
}

/** A struct of client 20 at clock 5, garbage-collected, as `SHOP` never had it. */
const GC = 0
const SKIP = 10
const DELETED = 1
const deepAny = (depth: number): Uint8Array => bytesOf(...Array.from({ length: depth }, () => raw(117, 1)), raw(126))
const deepJson = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
const deepObjects = (depth: number): Uint8Array =>
  bytesOf(...Array.from({ length: depth }, () => bytesOf(raw(118), 1, 'k')), raw(126))
const manyClients = (count: number): Uint8Array =>
  bytesOf(count, ...Array.from({ length: count }, (_, i) => bytesOf(1, 1_000_000 - i, 0, GC, 1)), NO_DELETES)
const manyDeleted = (count: number): Uint8Array =>
  bytesOf(0, count, ...Array.from({ length: count }, (_, i) => bytesOf(1_000_000 - i, 0)))
const longNumber = (bytes: number): Uint8Array => raw(...Array.from({ length: bytes - 1 }, () => 0x80), 0x01)

/** Of Ana's clocks: start, length, start, length, … */
const deletions = (...ranges: number[]): Uint8Array => bytesOf(0, 1, 10, ranges.length / 2, ...ranges)

/** A text of client 20 under a key of a root map, and what of it is deleted. */
const underKey = (text: string, ...deleted: number[]): Uint8Array =>
  deleted.length === 0
    ? bytesOf(1, 1, 20, 0, 36, ROOT, 'map', 'k', text, NO_DELETES)
    : bytesOf(1, 1, 20, 0, 36, ROOT, 'map', 'k', text, 1, 20, 1, ...deleted)
/** A text whose left neighbour is another client's. It does not say whether under a key: that is read off the neighbour. */
const leaning = (client: number, clock: number, on: number, onClock: number, text: string): Uint8Array =>
  bytesOf(1, 1, client, clock, raw(0x84), on, onClock, text, NO_DELETES)

const hello = editsOn(SHOP, 20, (doc) => doc.getText('notes').insert(3, 'hello'))[0] as Uint8Array
const firstEdit = editsOn(null, 10, (doc) => doc.getText('notes').insert(0, 'abc'))[0] as Uint8Array
const more = editsOn(SHOP, 10, (doc) => doc.getText('notes').insert(7, '!'))
const [helloByTwo, then] = editsOn(SHOP, 20, (doc) => {
  doc.getText('notes').insert(3, 'hello')
  doc.getText('notes').insert(8, ' you')
}) as [Uint8Array, Uint8Array]

/** Well-formed or not: what the bytes alone decide. All by Joe, on `SHOP`. */
export const STRUCTURE: readonly Case[] = [
  { name: 'nothing at all', bytes: raw(0, 0), answer: 'known' },
  { name: 'an edit', bytes: hello, answer: 'plain', takes: [20] },
  { name: 'no bytes', bytes: raw(), answer: 4409, reason: 'unexpected end' },
  { name: 'more than a document may hold', bytes: new Uint8Array(20 * 2 ** 20 + 1), answer: 4413 },
  { name: 'bytes after the end', bytes: bytesOf(hello, 0), answer: 4409 },
  { name: 'an update that breaks off', bytes: hello.subarray(0, -1), answer: 4409 },
  { name: '[F32] V2 where V1 is spoken', bytes: Y.convertUpdateFormatV1ToV2(hello), answer: 4409 },
  { name: '[F32] V2 of nothing', bytes: Y.encodeStateAsUpdateV2(new Y.Doc()), answer: 4409 },
  {
    name: '[F33] 7 bytes that make Yjs allocate 250 MB',
    bytes: bytesOf(1, 2 ** 25, 20, 0),
    answer: 4409,
    reason: 'larger than',
  },
  {
    name: '[F33] more blocks than bytes',
    bytes: bytesOf(2 ** 25, 1, 20, 0, GC, 1, 0),
    answer: 4409,
    reason: 'larger than',
  },
  {
    name: '[F35] a number of 200 zero bytes, NaN to lib0',
    bytes: bytesOf(1, 1, longNumber(200), 0, GC, 1, 0),
    answer: 4409,
  },
  {
    name: '[F35] a number of 6 bytes',
    bytes: bytesOf(1, 1, raw(0x94, 0x80, 0x80, 0x80, 0x80, 0), 0, GC, 1, 0),
    answer: 4409,
  },
  { name: 'a number not in its shortest form', bytes: bytesOf(1, 1, raw(0x94, 0x00), 0, GC, 1, 0), answer: 4409 },
  { name: '[F35] a clientID of 2^32', bytes: bytesOf(1, 1, 2 ** 32, 0, GC, 1, 0), answer: 'document' },
  { name: '[F35] a clientID above 2^32', bytes: bytesOf(1, 1, 2 ** 32 + 1, 0, GC, 1, 0), answer: 4409 },
  { name: '[F35] a length above 2^32', bytes: bytesOf(1, 1, 20, 0, GC, 2 ** 33, 0), answer: 4409 },
  { name: '[F35] a length of 2^52', bytes: bytesOf(1, 1, 20, 0, GC, 2 ** 52, 0), answer: 4409 },
  {
    name: '[F35] clocks that add up to more than 2^32',
    bytes: bytesOf(1, 2, 20, 0, GC, 2 ** 32, GC, 1, 0),
    answer: 4409,
  },
  { name: '[F35] the same in a deleted item', bytes: bytesOf(1, 1, 20, 2 ** 32, 1, ROOT, 'list', 1, 0), answer: 4409 },
  { name: '[F30] a deletion that ends above 2^32', bytes: bytesOf(0, 1, 10, 1, 2 ** 32, 1), answer: 4409 },
  { name: '[F30] a deletion of 2^50', bytes: bytesOf(0, 1, 10, 1, 0, 2 ** 50), answer: 4409 },
  { name: 'a block without structs', bytes: bytesOf(1, 0, 20, 0, 1, 10, 1, 0, 1), answer: 4409 },
  { name: 'two blocks of one client', bytes: bytesOf(2, 1, 20, 0, GC, 1, 1, 20, 1, GC, 1, 0), answer: 4409 },
  { name: 'clients in rising order', bytes: bytesOf(2, 1, 20, 0, GC, 1, 1, 21, 0, GC, 1, 0), answer: 4409 },
  { name: 'clients in falling order', bytes: bytesOf(2, 1, 21, 0, GC, 1, 1, 20, 0, GC, 1, 0), answer: 'document' },
  { name: '65,537 clients in one update', bytes: manyClients(65_537), answer: 4409 },
  { name: 'deletions of 65,537 clients', bytes: manyDeleted(65_537), answer: 4409 },
  {
    name: 'a garbage-collected struct with flags, which mergeUpdates dies of',
    bytes: bytesOf(1, 1, 20, 0, raw(64), 1, 0),
    answer: 4409,
  },
  {
    name: 'a hole with flags, which mergeUpdates dies of',
    bytes: bytesOf(1, 1, 20, 0, raw(128 | SKIP), 1, 0),
    answer: 4409,
  },
  { name: 'a garbage-collected struct of length 0', bytes: bytesOf(1, 1, 20, 0, GC, 0, 0), answer: 4409 },
  { name: 'a text of length 0', bytes: item(4, ''), answer: 4409 },
  { name: 'a list of no values', bytes: item(8, 0), answer: 4409 },
  { name: 'a deleted item of length 0', bytes: item(DELETED, 0), answer: 4409 },
  { name: 'a deleted item', bytes: item(DELETED, 3), answer: 'plain' },
  { name: 'a parent flag of 2', bytes: bytesOf(1, 1, 20, 0, 4, 2, 10, 3, 'a', 0), answer: 4409 },
  { name: 'a sub-document', bytes: item(9), answer: 4409 },
  { name: 'a content of an unknown kind', bytes: item(11), answer: 4409 },
  { name: 'a type of an unknown kind', bytes: item(7, 7), answer: 4409 },
  { name: 'a nested type', bytes: item(7, 1), answer: 'document' },
  { name: 'an XML element', bytes: item(7, 3, 'p'), answer: 'document' },
  { name: 'an XML hook', bytes: item(7, 5, 'hook'), answer: 'document' },
  { name: 'a value of an unknown kind', bytes: anyItem(raw(100)), answer: 4409 },
  {
    name: 'a whole value of nine bytes, which lib0 dies of',
    bytes: anyItem(raw(125, 255, 255, 255, 255, 255, 255, 255, 255, 1)),
    answer: 4409,
    reason: 'integer too long',
  },
  {
    name: 'a float that breaks off',
    bytes: bytesOf(1, 1, 20, 0, 8, ROOT, 'list', 1, raw(123, 0)),
    answer: 4409,
    reason: 'larger than',
  },
  { name: 'bytes that run over the end', bytes: bytesOf(1, 1, 20, 0, 3, ROOT, 'list', 100, raw(0)), answer: 4409 },
  { name: 'a text that is not UTF-8', bytes: item(4, 2, raw(0xc3, 0x28)), answer: 4409 },
  { name: 'a key that is not UTF-8', bytes: bytesOf(1, 1, 20, 0, 4, ROOT, 1, raw(0xff), 'a', 0), answer: 4409 },
  { name: '[F36] __proto__ as a root', bytes: bytesOf(1, 1, 20, 0, 4, ROOT, '__proto__', 'a', 0), answer: 4409 },
  {
    name: '[F36] __proto__ as a key of a map',
    bytes: bytesOf(1, 1, 20, 0, 36, ROOT, 'map', '__proto__', 'a', 0),
    answer: 4409,
  },
  { name: '[F36] __proto__ in a value', bytes: anyItem(raw(118), 1, '__proto__', raw(126)), answer: 4409 },
  {
    name: '[F36] __proto__ deep in a value',
    bytes: anyItem(raw(117, 1, 118), 1, 'a', raw(118), 1, '__proto__', raw(126)),
    answer: 4409,
  },
  { name: '[F36] __proto__ in an embed', bytes: jsonItem('{"a":[{"__proto__":1}]}'), answer: 4409 },
  { name: '[F36] __proto__ in an embed, escaped', bytes: jsonItem('{"\\u005f_proto__":1}'), answer: 4409 },
  { name: '[F36] __proto__ in old JSON', bytes: item(2, 1, '{"__proto__":1}'), answer: 4409 },
  { name: '[F36] __proto__ as a format', bytes: item(6, '__proto__', 'true'), answer: 4409 },
  { name: '[F36] __proto__ in a format’s value', bytes: item(6, 'bold', '{"__proto__":1}'), answer: 4409 },
  { name: '[F36] __proto__ as an XML element', bytes: item(7, 3, '__proto__'), answer: 4409 },
  { name: '[F36] __proto__ as an XML hook', bytes: item(7, 5, '__proto__'), answer: 4409 },
  { name: '__proto__ as a text is only a text', bytes: item(4, '__proto__'), answer: 'plain' },
  { name: '__proto_X is a key like others', bytes: anyItem(raw(118), 1, '__proto_X', raw(126)), answer: 'plain' },
  { name: '[F37] a value 64 deep', bytes: anyItem(deepAny(64)), answer: 'plain' },
  { name: '[F37] a value 65 deep', bytes: anyItem(deepAny(65)), answer: 4409 },
  { name: '[F37] objects 65 deep', bytes: anyItem(deepObjects(65)), answer: 4409 },
  { name: '[F37] JSON 65 deep', bytes: jsonItem(deepJson(65)), answer: 'plain' },
  { name: '[F37] JSON 66 deep', bytes: jsonItem(deepJson(66)), answer: 4409, reason: 'deeper' },
  { name: '[F37] JSON objects 66 deep', bytes: jsonItem('{"a":'.repeat(66) + '1' + '}'.repeat(66)), answer: 4409 },
  { name: 'not JSON: nothing', bytes: jsonItem(''), answer: 4409 },
  { name: 'not JSON: two values', bytes: jsonItem('1 2'), answer: 4409 },
  { name: 'not JSON: a word', bytes: jsonItem('undefined'), answer: 4409 },
  { name: 'not JSON: half a word', bytes: jsonItem('tru'), answer: 4409 },
  { name: 'not JSON: a raw line break in a text', bytes: jsonItem('"\n"'), answer: 4409 },
  { name: 'not JSON: an unknown escape', bytes: jsonItem('"\\x"'), answer: 4409 },
  { name: 'not JSON: a broken escape', bytes: jsonItem('"\\u00g0"'), answer: 4409 },
  { name: 'not JSON: a number without digits', bytes: jsonItem('-'), answer: 4409 },
  { name: 'not JSON: a key without colon', bytes: jsonItem('{"a" 1}'), answer: 4409 },
  { name: 'JSON', bytes: jsonItem(' {"a" : [1, -2.5e+3, "\\u00e9", {}, []], "b": null} '), answer: 'plain' },
  { name: 'a missing element of an old list', bytes: item(2, 1, 'undefined'), answer: 'plain' },
  {
    name: 'a deletion of length 0, which would stay pending for ever',
    bytes: bytesOf(0, 1, 10, 1, 3, 0),
    answer: 4409,
  },
  { name: '[F35] the same clocks deleted again and again', bytes: bytesOf(0, 1, 10, 2, 0, 1, 0, 1), answer: 4409 },
  { name: '[F35] deletions out of order', bytes: bytesOf(0, 1, 10, 2, 4, 1, 0, 1), answer: 4409 },
  { name: 'two lists of deletions of one client', bytes: bytesOf(0, 2, 10, 1, 0, 1, 10, 1, 4, 1), answer: 4409 },
  { name: 'more deletions than bytes', bytes: bytesOf(0, 1, 10, 2 ** 20, 0, 1), answer: 4409 },
  {
    name: '[F35] an item that leans on a clientID above 2^32',
    bytes: bytesOf(1, 1, 20, 0, raw(0x84), 2 ** 32 + 1, 0, 'a', 0),
    answer: 4409,
  },
  { name: 'an item that leans on itself', bytes: bytesOf(1, 1, 20, 0, raw(0x84), 20, 0, 'a', 0), answer: 4409 },
  {
    name: 'an item that leans on a later clock of its own',
    bytes: bytesOf(1, 2, 20, 0, 0x44, 20, 1, 'a', 4, ROOT, 'list', 'b', 0),
    answer: 4409,
  },
  { name: 'an item that is its own parent', bytes: bytesOf(1, 1, 20, 0, 4, 0, 20, 0, 'a', 0), answer: 4409 },
  {
    name: 'an item that leans on the one before',
    bytes: bytesOf(1, 2, 20, 0, 4, ROOT, 'list', 'a', raw(0x84), 20, 0, 'b', 0),
    answer: 'plain',
  },
]

/** Well-formed: what the document as it stands decides. */
export const STANDING: readonly Case[] = [
  { name: 'what is known', bytes: SHOP, writer: JOE, answer: 'known', overlaps: true },
  { name: 'the owner goes on', bytes: more[0] as Uint8Array, writer: ANA, answer: 'plain', takes: [], overlaps: false },
  { name: '[F23] a gap', bytes: then, answer: 'missing' },
  { name: '[F23] the gap closed', stored: [SHOP, helloByTwo], bytes: then, answer: 'plain', overlaps: false },
  { name: '[F23] two edits at once', bytes: Y.mergeUpdates([helloByTwo, then]), answer: 'plain' },
  {
    name: '[F23] partly known',
    stored: [SHOP, helloByTwo],
    bytes: Y.mergeUpdates([helloByTwo, then]),
    answer: 'document',
    overlaps: true,
  },
  { name: '[F23] a hole', bytes: bytesOf(1, 3, 20, 0, GC, 1, SKIP, 1, GC, 1, 0), answer: 'missing' },
  {
    name: '[F23] a hole where the clocks are known',
    stored: [SHOP, bytesOf(1, 1, 20, 0, GC, 2, 0)],
    bytes: bytesOf(1, 3, 20, 0, GC, 1, SKIP, 1, GC, 1, 0),
    answer: 'document',
    overlaps: true,
  },
  {
    name: '[F23] leans on what is not there',
    bytes: bytesOf(1, 1, 20, 0, raw(0x84), 10, SHOP_END, 'a', 0),
    answer: 'missing',
  },
  {
    name: '[F23] leans to the right on what is not there',
    bytes: bytesOf(1, 1, 20, 0, 0x44, 10, SHOP_END, 'a', 0),
    answer: 'missing',
  },
  {
    name: '[F23] leans on what is there and, to the right, on what is not',
    bytes: bytesOf(1, 1, 20, 0, raw(0xc4), 10, 0, 10, SHOP_END, 'a', 0),
    answer: 'missing',
  },
  { name: '[F23] has a parent that is not there', bytes: bytesOf(1, 1, 20, 0, 4, 0, 11, 0, 'a', 0), answer: 'missing' },
  {
    name: 'leans on the last one there',
    bytes: bytesOf(1, 1, 20, 0, raw(0x84), 10, SHOP_END - 1, 'a', 0),
    answer: 'plain',
  },
  {
    name: 'leans on another client of the same update',
    bytes: bytesOf(2, 1, 21, 0, 4, ROOT, 'list', 'a', 1, 20, 0, raw(0x84), 21, 0, 'b', 0),
    answer: 'document',
  },
  { name: '[F30] deletes what is not there', bytes: bytesOf(0, 1, 10, 1, 0, SHOP_END + 1), answer: 'missing' },
  { name: '[F30] deletes of an unknown client', bytes: bytesOf(0, 1, 11, 1, 0, 1), answer: 'missing' },
  { name: 'deletes what others wrote', bytes: bytesOf(0, 1, 10, 1, 0, 1), answer: 'plain', takes: [] },
  {
    name: 'deletes what it brings',
    bytes: bytesOf(1, 1, 20, 0, 4, ROOT, 'list', 'ab', 1, 20, 1, 0, 2),
    answer: 'plain',
  },
  {
    name: 'deletes beyond what it brings',
    bytes: bytesOf(1, 1, 20, 0, 4, ROOT, 'list', 'ab', 1, 20, 1, 0, 3),
    answer: 'missing',
  },
  {
    name: '[F22] deletes again what is deleted',
    stored: [SHOP, bytesOf(0, 1, 10, 1, 0, 3)],
    bytes: bytesOf(0, 1, 10, 1, 1, 2),
    answer: 'known',
    overlaps: false,
  },
  {
    name: '[F22] deletes a little more',
    stored: [SHOP, bytesOf(0, 1, 10, 1, 0, 3)],
    bytes: bytesOf(0, 1, 10, 1, 1, 3),
    answer: 'plain',
  },
  {
    name: '[F22] deletes what two others did, one after the other',
    stored: [SHOP, bytesOf(0, 1, 10, 1, 0, 2), bytesOf(0, 1, 10, 1, 2, 2)],
    bytes: bytesOf(0, 1, 10, 1, 0, 4),
    answer: 'known',
  },
  {
    name: '[F22] deletes between what others did',
    stored: [SHOP, bytesOf(0, 1, 10, 2, 0, 1, 2, 1)],
    bytes: bytesOf(0, 1, 10, 1, 1, 1),
    answer: 'plain',
  },
  {
    name: '[F22] deletes between two that others did, apart from both',
    stored: [SHOP, deletions(0, 1, 6, 1), deletions(3, 1)],
    bytes: deletions(1, 1),
    answer: 'plain',
  },
  {
    name: '[F22] deletes what is deleted beyond a later deletion',
    stored: [SHOP, deletions(2, 6), deletions(1, 2)],
    bytes: deletions(4, 2),
    answer: 'known',
  },
  {
    name: '[F22] deletes one of many',
    stored: [SHOP, deletions(0, 1, 2, 1, 4, 1, 6, 1, 8, 1)],
    bytes: deletions(4, 1),
    answer: 'known',
  },
  {
    name: '[F22] deletes what many later ones lie in',
    stored: [SHOP, deletions(0, 8), deletions(0, 1, 2, 1, 4, 1, 6, 1, 8, 1)],
    bytes: deletions(7, 1),
    answer: 'known',
  },
  {
    name: '[F22] deletes all of what many did in turn',
    stored: [SHOP, deletions(1, 1, 3, 1, 5, 1, 7, 1), deletions(0, 1, 2, 1, 4, 1, 6, 1, 8, 1)],
    bytes: deletions(0, 9),
    answer: 'known',
  },
  {
    name: 'deletes what came deleted',
    stored: [SHOP, bytesOf(1, 1, 20, 0, GC, 2, 0)],
    bytes: bytesOf(0, 1, 20, 1, 0, 2),
    answer: 'known',
  },
  {
    name: 'deletes what came as a deleted item',
    stored: [SHOP, item(DELETED, 2)],
    bytes: bytesOf(0, 1, 20, 1, 0, 2),
    answer: 'known',
  },
  { name: 'a garbage-collected struct', bytes: bytesOf(1, 1, 20, 0, GC, 2, 0), answer: 'document', continues: true },
  { name: 'one value under a key', bytes: underKey('a'), answer: 'plain', storable: true },
  {
    name: 'two values under one key, which kill a document once they are cut',
    bytes: underKey('ab'),
    answer: 4409,
    storable: false,
  },
  { name: 'two values under one key, both deleted', bytes: underKey('ab', 0, 2), answer: 'plain', storable: true },
  { name: 'two values under one key, one deleted', bytes: underKey('ab', 1, 1), answer: 4409 },
  {
    name: 'two deleted values under one key',
    bytes: bytesOf(1, 1, 20, 0, 33, ROOT, 'map', 'k', 2, 0),
    answer: 'plain',
  },
  {
    name: 'two values under one key that are known to be deleted',
    stored: [SHOP, underKey('ab', 0, 2)],
    bytes: underKey('ab'),
    answer: 'known',
  },
  {
    name: 'two values that lean on one under a key',
    bytes: leaning(20, 0, 10, UNDER_KEY, 'ab'),
    answer: 4409,
    storable: false,
  },
  {
    name: 'two values that lean to the right on one under a key',
    bytes: bytesOf(1, 1, 20, 0, 0x44, 10, UNDER_KEY, 'ab', 0),
    answer: 4409,
  },
  {
    name: 'two values between one under a key and one in a text',
    bytes: bytesOf(1, 1, 20, 0, raw(0xc4), 10, UNDER_KEY, 10, 1, 'ab', 0),
    answer: 4409,
  },
  {
    name: 'two values between one in a text and one under a key',
    bytes: bytesOf(1, 1, 20, 0, raw(0xc4), 10, 1, 10, UNDER_KEY, 'ab', 0),
    answer: 'plain',
  },
  { name: 'one value that leans on one under a key', bytes: leaning(20, 0, 10, UNDER_KEY, 'a'), answer: 'plain' },
  { name: 'two values that lean on a text', bytes: leaning(20, 0, 10, 2, 'ab'), answer: 'plain', storable: true },
  {
    name: 'two values that lean on one that leans on one under a key',
    bytes: bytesOf(1, 2, 20, 0, raw(0x84), 10, UNDER_KEY, 'a', raw(0x84), 20, 0, 'bc', 0),
    answer: 4409,
  },
  {
    name: 'two values that lean on one that leans on a text, beside one under a key',
    bytes: bytesOf(1, 3, 20, 0, 36, ROOT, 'map', 'k', 'a', raw(0x84), 10, 2, 'b', raw(0x84), 20, 1, 'cd', 0),
    answer: 'plain',
  },
  {
    name: 'two values that lean on an item of the same update under a key',
    bytes: bytesOf(1, 2, 20, 0, 36, ROOT, 'map', 'k', 'a', raw(0x84), 20, 0, 'bc', 0),
    answer: 4409,
  },
  {
    name: 'two values that lean on one of a later block',
    bytes: bytesOf(
      2,
      1,
      21,
      0,
      raw(0x84),
      20,
      1,
      'bc',
      2,
      20,
      0,
      raw(0x84),
      10,
      2,
      'x',
      raw(0x84),
      10,
      UNDER_KEY,
      'a',
      0,
    ),
    answer: 4409,
  },
  {
    name: 'two values that lean on one before the one under a key',
    bytes: bytesOf(
      2,
      1,
      21,
      0,
      raw(0x84),
      20,
      0,
      'bc',
      2,
      20,
      0,
      raw(0x84),
      10,
      2,
      'x',
      raw(0x84),
      10,
      UNDER_KEY,
      'a',
      0,
    ),
    answer: 'document',
  },
  {
    name: 'two values that lean on a list in a later block, beside one under a key',
    bytes: bytesOf(
      2,
      1,
      21,
      0,
      raw(0x84),
      20,
      0,
      'bc',
      2,
      20,
      0,
      4,
      ROOT,
      'list',
      'x',
      raw(0x84),
      10,
      UNDER_KEY,
      'a',
      0,
    ),
    answer: 'document',
  },
  {
    name: 'two values that lean on each other in a circle',
    bytes: bytesOf(2, 1, 21, 0, raw(0x84), 20, 0, 'ab', 1, 20, 0, raw(0x84), 21, 0, 'cd', 0),
    answer: 'document',
  },
  {
    name: 'two values that lean on a stored one, that leans on one under a key',
    stored: [SHOP, leaning(21, 0, 10, UNDER_KEY, 'a')],
    bytes: leaning(20, 0, 21, 0, 'ab'),
    answer: 4409,
  },
  {
    name: 'what a later update says of the place of known clocks does not count',
    stored: [SHOP, bytesOf(1, 1, 10, 0, 33, ROOT, 'map', 'k', 10, 0)],
    bytes: leaning(20, 0, 10, 2, 'ab'),
    answer: 'plain',
  },
  {
    name: 'but of the new ones it does',
    stored: [SHOP, bytesOf(1, 1, 10, 0, 33, ROOT, 'map', 'k', 10, 0)],
    bytes: leaning(20, 0, 10, SHOP_END, 'ab'),
    answer: 4409,
  },
  {
    name: 'what a later update says of known clocks deletes nothing',
    stored: [SHOP, bytesOf(1, 1, 10, 0, GC, 10, 0)],
    bytes: deletions(0, 2),
    answer: 'plain',
  },
  {
    name: 'what overlaps is not stored as it stands',
    stored: [SHOP, helloByTwo],
    bytes: Y.mergeUpdates([helloByTwo, then]),
    answer: 'document',
    storable: false,
  },
  { name: '[F12] stored: a gap', stored: [SHOP, then], bytes: hello, answer: 'damaged' },
  {
    name: '[F12] stored: a hole',
    stored: [SHOP, bytesOf(1, 3, 20, 0, GC, 1, SKIP, 1, GC, 1, 0)],
    bytes: hello,
    answer: 'damaged',
  },
  {
    name: '[F12] stored: deletions of what is not there',
    stored: [SHOP, bytesOf(0, 1, 10, 1, 0, SHOP_END + 1)],
    bytes: hello,
    answer: 'damaged',
  },
  { name: 'stored twice in part', stored: [SHOP, firstEdit], bytes: hello, answer: 'plain' },
  { name: 'goes on', bytes: hello, answer: 'plain', continues: true },
  {
    name: 'goes on, with deletions of its own',
    bytes: bytesOf(1, 1, 20, 0, 4, ROOT, 'list', 'ab', 1, 20, 1, 0, 2),
    answer: 'plain',
    continues: true,
  },
  {
    name: 'goes on, two who lean on each other',
    bytes: bytesOf(2, 1, 21, 0, 4, ROOT, 'list', 'a', 1, 20, 0, raw(0x84), 21, 0, 'b', 0),
    answer: 'document',
    continues: true,
  },
  { name: 'does not go on: known before', bytes: SHOP, answer: 'known', continues: false },
  { name: 'does not go on: a gap', bytes: then, answer: 'missing', continues: false },
  {
    name: 'does not go on: leans on what is not there',
    bytes: bytesOf(1, 1, 20, 0, raw(0x84), 10, SHOP_END, 'a', 0),
    answer: 'missing',
    continues: false,
  },
  {
    name: 'does not go on: deletes what is not there',
    bytes: bytesOf(0, 1, 10, 1, 0, SHOP_END + 1),
    answer: 'missing',
    continues: false,
  },
  {
    name: 'does not go on: a hole',
    bytes: bytesOf(1, 2, 20, 0, GC, 1, SKIP, 1, 0),
    answer: 'missing',
    continues: false,
  },
  {
    name: 'as many clients as a document may see',
    stored: [SHOP, manyClients(65_535)],
    leases: [],
    bytes: SHOP,
    answer: 'known',
  },
  { name: 'one client more', stored: [SHOP, manyClients(65_535)], leases: [], bytes: hello, answer: 4413 },
  {
    name: 'one of them goes on',
    stored: [SHOP, manyClients(65_535)],
    leases: [],
    bytes: bytesOf(1, 1, 1_000_000, 1, GC, 1, 0),
    answer: 'document',
  },
]

const foreign: Lease[] = [{ client: 20, device: 'ana' }]
const open: Policy = { recovery: 'filling' }
const openFill: Policy = { recovery: 'filling', fill: true }
const shut: Policy = { recovery: 'closed' }

/** Whose clientID it is. */
export const LEASES: readonly Case[] = [
  {
    name: '[F29] nine bytes that would silence Ana for ever',
    bytes: bytesOf(1, 1, 10, SHOP_END, GC, 1000, 0),
    answer: 4423,
  },
  { name: '[F29] an edit in Ana’s name', bytes: more[0] as Uint8Array, answer: 4423 },
  {
    name: '[F29] an id that two took: the first keeps it',
    leases: [...SHOP_LEASES, { client: 10, device: 'joe' }],
    bytes: more[0] as Uint8Array,
    answer: 4423,
  },
  { name: '[F29] with a gap before it', bytes: bytesOf(1, 1, 10, SHOP_END + 5, GC, 1, 0), answer: 4423 },
  { name: '[F29] beside an honest one', bytes: bytesOf(2, 1, 20, 0, GC, 1, 1, 10, SHOP_END, GC, 1, 0), answer: 4423 },
  { name: '[F29] a new id that another device took first', leases: foreign, bytes: hello, answer: 4423 },
  { name: 'a new id', bytes: hello, answer: 'plain', takes: [20] },
  { name: 'one’s own id', leases: [{ client: 20, device: 'joe' }], bytes: hello, answer: 'plain', takes: [] },
  {
    name: 'two new ids at once',
    bytes: bytesOf(2, 1, 21, 0, GC, 1, 1, 20, 0, GC, 1, 0),
    answer: 'document',
    takes: [21, 20],
  },
  { name: 'others’ work that is known', bytes: SHOP, answer: 'known' },
  {
    name: 'others’ work that is known, with one’s own',
    bytes: Y.mergeUpdates([SHOP, hello]),
    answer: 'document',
    takes: [20],
    overlaps: true,
  },
  {
    name: 'where nobody proves who they are',
    bytes: more[0] as Uint8Array,
    writer: ANYONE,
    answer: 'plain',
    takes: [],
  },
  {
    name: 'released from quarantine by an administrator',
    bytes: more[0] as Uint8Array,
    policy: { recovery: 'closed', trusted: true },
    answer: 'plain',
    takes: [],
  },
  {
    name: 'an id that nobody holds goes to who goes on with it',
    leases: [],
    bytes: more[0] as Uint8Array,
    writer: ANA,
    policy: shut,
    answer: 'plain',
    takes: [10],
  },
  {
    name: 'in a window too',
    leases: [],
    bytes: more[0] as Uint8Array,
    writer: ANA,
    policy: open,
    answer: 'plain',
    takes: [10],
  },
  {
    name: 'an empty relay is filled: the work of all comes in, and is nobody’s',
    stored: [],
    leases: [],
    bytes: SHOP,
    policy: openFill,
    answer: 'document',
    takes: [],
    recovers: [10],
  },
  {
    name: 'the same without a window goes to who brings it',
    stored: [],
    leases: [],
    bytes: SHOP,
    policy: { recovery: 'closed', fill: true },
    answer: 'document',
    takes: [10],
    recovers: [],
  },
  { name: '[F29] a held id stays its own in a window', bytes: more[0] as Uint8Array, policy: open, answer: 4423 },
  { name: '[F29] and when a relay is filled', bytes: more[0] as Uint8Array, policy: openFill, answer: 4423 },
  {
    name: 'a held id, in a window that an administrator opened',
    bytes: more[0] as Uint8Array,
    policy: { recovery: 'opened', fill: true },
    answer: 'plain',
    takes: [],
    recovers: [10],
  },
  {
    name: '[F29] a held id, live, in such a window',
    bytes: more[0] as Uint8Array,
    policy: { recovery: 'opened' },
    answer: 4423,
  },
  {
    name: 'one’s own id, when a relay is filled',
    bytes: more[0] as Uint8Array,
    writer: ANA,
    policy: openFill,
    answer: 'plain',
    takes: [],
    recovers: [],
  },
]

/** Short ones first: most mutants fall early. */
export const CASES: readonly Case[] = [...STRUCTURE, ...STANDING, ...LEASES].toSorted((a, b) => sizeOf(a) - sizeOf(b))

function sizeOf({ bytes, stored = [] }: Case): number {
  return stored.reduce((sum, update) => sum + update.length, bytes.length)
}

/** What is no state vector, and what is. */
export const VECTORS: ReadonlyArray<{ readonly name: string; readonly bytes: Uint8Array; readonly isOne: boolean }> = [
  { name: 'of nothing', bytes: raw(0), isOne: true },
  { name: 'of two clients', bytes: bytesOf(2, 20, 5, 10, 9), isOne: true },
  { name: 'no bytes', bytes: raw(), isOne: false },
  { name: 'bytes after the end', bytes: raw(0, 0), isOne: false },
  { name: 'that breaks off', bytes: bytesOf(2, 20, 5, 10), isOne: false },
  { name: 'with a clientID above 2^32', bytes: bytesOf(1, 2 ** 32 + 1, 5), isOne: false },
  { name: 'with a clock above 2^32', bytes: bytesOf(1, 20, 2 ** 32 + 1), isOne: false },
  { name: 'of more clients than a document may see', bytes: bytesOf(65_537, new Uint8Array(2 * 65_537)), isOne: false },
]
