/**
 * What edits brought, as Yjs counts: clocks of the client that made them, and what they deleted. A document holds an
 * edit exactly when it knows those clocks and has those ranges deleted. That covers facts, typing in notes and edits
 * that only delete, which no state vector shows [F22].
 */
import * as Y from 'yjs'

export interface Range {
  readonly start: number
  readonly end: number
}
export interface Reach {
  readonly client: number
  /** First clock that the edit did not use. */
  readonly end: number
  readonly deletes: ReadonlyMap<number, readonly Range[]>
}

export function reachOf(transaction: Y.Transaction): Reach {
  const client = transaction.doc.clientID
  const deletes = new Map<number, Range[]>()
  for (const [of, items] of transaction.deleteSet.clients) {
    deletes.set(
      of,
      items.map((item) => ({ start: item.clock, end: item.clock + item.len })),
    )
  }
  return { client, end: transaction.afterState.get(client) ?? 0, deletes }
}

export class Coverage {
  readonly #ends = new Map<number, number>()
  readonly #deletes = new Map<number, Range[]>()

  add({ client, end, deletes }: Reach): void {
    if (end > (this.#ends.get(client) ?? 0)) this.#ends.set(client, end)
    for (const [of, ranges] of deletes) {
      const known = this.#deletes.get(of) ?? []
      known.push(...ranges)
      this.#deletes.set(of, known)
    }
  }

  /** What of it the document does not hold, in words; null when it holds everything. */
  missingIn(doc: Y.Doc): string | null {
    for (const [client, end] of this.#ends) {
      const known = Y.getState(doc.store, client)
      if (known < end) return `clocks ${known}–${end - 1} of client ${client}`
    }
    for (const [client, ranges] of this.#deletes) {
      for (const range of ranges) {
        if (!isDeleted(doc, client, range)) return `the deletion of ${range.start}–${range.end - 1} of client ${client}`
      }
    }
    return null
  }
}

function isDeleted(doc: Y.Doc, client: number, { start, end }: Range): boolean {
  const structs = doc.store.clients.get(client)
  if (structs === undefined || Y.getState(doc.store, client) < end) return false
  for (let i = Y.findIndexSS(structs, start); i < structs.length; i++) {
    const struct = structs[i]!
    if (struct.id.clock >= end) return true
    if (!struct.deleted) return false
  }
  return true
}
