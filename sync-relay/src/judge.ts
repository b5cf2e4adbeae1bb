/**
 * Whether a well-formed update may enter a document as it stands.
 *
 * THE SEAT OF THE FULL VALIDATOR. With grants, this one function also refuses structs of clientIDs that the writer's
 * device does not hold [F29] and a second content under a known id [F31] (today the first one stands and the second
 * is ignored, because Yjs never integrates a clock twice and only what it integrated is stored and passed on).
 *
 * An update that leans on what the document lacks is `missing`, not wrong: a stock client that reconnects sends what
 * is typed now before it has sent what was typed offline. It is neither stored nor given to Yjs — stored, it would be
 * acknowledged yet invisible until its predecessors come, perhaps never; given to Yjs, 8,000 of them cost 18 s [F23].
 * The session asks for the difference instead, and holds its barriers until the gap is closed.
 */
import * as Y from 'yjs'
import type { Writer } from './authorize.ts'
import type { ClockRange, UpdateShape } from './inspect.ts'

export type Judgement =
  | { readonly verdict: 'news' }
  | { readonly verdict: 'known' }
  | { readonly verdict: 'missing' }
  | { readonly verdict: 'refused'; readonly reason: string }

export function judgeUpdate(shape: UpdateShape, doc: Y.Doc, _writer: Writer): Judgement {
  const store = doc.store
  const ends = new Map<number, number>()
  let news = false
  for (const [client, ranges] of shape.brings) {
    const known = Y.getState(store, client)
    let end = known
    for (const range of ranges) {
      if (range.start > end) return { verdict: 'missing' }
      if (range.end > end) end = range.end
    }
    if (end > known) news = true
    ends.set(client, end)
  }
  const endOf = (client: number): number => ends.get(client) ?? Y.getState(store, client)
  for (const [client, clock] of shape.leansOn) if (clock >= endOf(client)) return { verdict: 'missing' }
  for (const [client, ranges] of shape.deletes) {
    for (const range of ranges) {
      if (range.end > endOf(client)) return { verdict: 'missing' } // deletes what it has never seen [F30]
      if (!news && !isDeleted(store, client, range)) news = true
    }
  }
  return { verdict: news ? 'news' : 'known' }
}

/** The range lies below the client's known end, so every clock in it has a struct. */
function isDeleted(store: Y.Doc['store'], client: number, range: ClockRange): boolean {
  const structs = store.clients.get(client)
  if (structs === undefined) return false
  for (let i = Y.findIndexSS(structs, range.start); i < structs.length; i++) {
    const struct = structs[i]
    if (struct === undefined || struct.id.clock >= range.end) break
    if (!struct.deleted) return false
  }
  return true
}
