/** What documents hold, the same for every server and every run. */
import * as Y from 'yjs'

/** Entries of about 60 bytes, as a job's facts; made by one client each. */
export function contentOf({ entries, client }: { readonly entries: number; readonly client: number }): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = client
  const map = doc.getMap('facts')
  doc.transact(() => {
    for (let i = 0; i < entries; i++) map.set(`fact-${i}`, `${i} ${'valeur '.repeat(5)}`)
  })
  return Y.encodeStateAsUpdate(doc)
}

export interface History {
  /** What the server has: `edits` edits, the last of them made while the device was away. */
  readonly server: Y.Doc
  readonly serverVector: Uint8Array
  /** What the device has: all but those, and its own. */
  readonly own: Y.Doc
  readonly ownVector: Uint8Array
  /** What the server lacks. */
  readonly difference: Uint8Array
  readonly merged: Y.Doc
}

const AUTHORS = 5
const FIRST_AUTHOR = 0x6000_0000

/** `edits` of five people in one text, one sign each and anywhere; the device missed as many as it made: `own`. */
export function historyOf(edits: number, own: number): History {
  const random = sequence(8417)
  const shared = new Y.Doc()
  typeInto(shared, edits - own, AUTHORS, FIRST_AUTHOR, random)
  const server = withAll(shared)
  typeInto(server, own, AUTHORS, FIRST_AUTHOR, random)
  const device = withAll(shared)
  typeInto(device, own, 1, FIRST_AUTHOR + AUTHORS, random)
  const serverVector = Y.encodeStateVector(server)
  const merged = withAll(server)
  Y.applyUpdate(merged, Y.encodeStateAsUpdate(device))
  return {
    server,
    serverVector,
    own: device,
    ownVector: Y.encodeStateVector(device),
    difference: Y.encodeStateAsUpdate(device, serverVector),
    merged,
  }
}

function typeInto(doc: Y.Doc, edits: number, authors: number, first: number, random: () => number): void {
  const text = doc.getText('t')
  for (let i = 0; i < edits; i++) {
    doc.clientID = first + (i % authors)
    text.insert(Math.floor(random() * (text.length + 1)), 'abcdefghijklmnopqrstuvwxyz'.charAt(i % 26))
  }
}

function withAll(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}

/** A small generator, so that every run types the same (mulberry32). */
function sequence(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
