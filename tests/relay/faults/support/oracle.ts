/**
 * Remembers, outside the relay, what it acknowledged. A writer sets and deletes entries of its own and asks for a
 * barrier after each step; what the relay must still know after any fault is what it answered for.
 */
import * as Y from 'yjs'
import { SYNC } from '../../../../src/crdt/protocol/index.ts'
import { RoomClient, syncMessage } from '../../../../scripts/bench/relay/generator/client.ts'
import type { Target } from '../../../../scripts/bench/relay/generator/target.ts'

const ANSWER_MS = 60_000

export class Oracle {
  /** By document, then entry: what is acknowledged, and what else an unanswered step may have made of it. */
  readonly #documents = new Map<string, Map<string, { acknowledged: boolean; maybe: boolean }>>()
  acknowledged = 0

  /**
   * Writes until the relay does not answer any more, or `steps` are done. Every third step is a deletion: it leaves the
   * state vector as it is, and must be acknowledged and kept all the same [F22].
   */
  async write(
    target: Target,
    document: string,
    writer: string,
    steps = Number.POSITIVE_INFINITY,
    onAcknowledged: () => void = () => {},
  ): Promise<void> {
    const entries = this.#entriesOf(document)
    const doc = new Y.Doc()
    const updates: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => updates.push(update))
    let answer: (answered: boolean) => void = () => {}
    let closed = false
    let client: RoomClient
    try {
      client = await RoomClient.join(target, document, {
        barrier: () => answer(true),
        closed: () => {
          closed = true
          answer(false)
        },
      })
    } catch {
      return // it ended before it let us in
    }
    for (let step = 0; step < steps && !closed; step++) {
      const deletes = step % 3 === 2
      const key = `${writer}-${deletes ? step - 1 : step}`
      if (deletes) doc.getMap('m').delete(key)
      else doc.getMap('m').set(key, step)
      const before = entries.get(key)?.acknowledged ?? false
      entries.set(key, { acknowledged: before, maybe: !deletes })
      const answered = new Promise<boolean>((resolve) => {
        const late = setTimeout(() => resolve(false), ANSWER_MS)
        answer = (yes) => {
          clearTimeout(late)
          resolve(yes)
        }
      })
      for (const update of updates.splice(0)) client.send(syncMessage(SYNC.update, update))
      client.barrier(step)
      if (!(await answered)) break
      entries.set(key, { acknowledged: !deletes, maybe: !deletes })
      this.acknowledged++
      onAcknowledged()
    }
    client.leave()
  }

  /** What is not as it was acknowledged, one line each. */
  async lost(target: Target): Promise<string[]> {
    const lost: string[] = []
    for (const [document, entries] of this.#documents) {
      const doc = await read(target, document)
      const map = doc.getMap('m')
      for (const [key, { acknowledged, maybe }] of entries) {
        const there = map.has(key)
        if (there !== acknowledged && there !== maybe) lost.push(`${document} ${key}: ${there ? 'is back' : 'is gone'}`)
      }
    }
    return lost
  }

  #entriesOf(document: string): Map<string, { acknowledged: boolean; maybe: boolean }> {
    const known = this.#documents.get(document)
    if (known !== undefined) return known
    const fresh = new Map<string, { acknowledged: boolean; maybe: boolean }>()
    this.#documents.set(document, fresh)
    return fresh
  }
}

/** The document as a newcomer gets it. */
export async function read(target: Target, document: string): Promise<Y.Doc> {
  const doc = new Y.Doc()
  const take = (bytes: Buffer, start: number, end: number): void =>
    Y.applyUpdate(doc, Uint8Array.from(bytes.subarray(start, end)))
  const client = await RoomClient.join(target, document, { state: take, update: take })
  client.leave()
  return doc
}
