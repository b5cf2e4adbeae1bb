/** The ledger alone, fed by hand: what the wire may not do to a socket, a bundle or a USB stick may do to updates. */
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { openJob, type Job } from '../../src/crdt/job/index.ts'
import { sealedContent } from '../../src/crdt/seal/index.ts'
import { createPen } from './pen.ts'
import { Random } from './random.ts'
import { CONTEXT, createJob, doSomething } from './script.ts'

const SEEDS = process.env['RPMA_GATES'] === '1' ? 400 : 20
const EDITS = 100
const PEERS = 4

interface Peer {
  readonly job: Job
  readonly inbox: Uint8Array[]
}

function play(seed: number) {
  const random = new Random(seed)
  let now = 1_790_000_000_000
  const made: Uint8Array[] = []
  const seen = new Set<string>()
  const vanished: string[] = []
  const peers: Peer[] = Array.from({ length: PEERS }, (_, index) => {
    const doc = new Y.Doc()
    doc.clientID = 1 + index + random.below(2 ** 20) * PEERS
    const job = openJob(doc)
    const known = new Set<string>()
    job.ledger.onChange((change) => {
      if (change.everything) vanished.push('a fact changed')
      for (const fact of change.facts) {
        known.add(fact.id)
        seen.add(fact.id)
      }
      for (const id of known) if (!job.ledger.fact(id)) vanished.push(id)
    })
    return { job, inbox: [] }
  })
  for (const peer of peers) {
    peer.job.ledger.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === 'feed') return
      made.push(update)
      for (const other of peers) {
        if (other === peer) continue
        for (let copies = random.chance(0.3) ? 2 : random.chance(0.1) ? 0 : 1; copies > 0; copies--) {
          other.inbox.push(update)
        }
      }
    })
  }
  const feed = (peer: Peer, updates: readonly Uint8Array[]): void => {
    for (const update of updates) Y.applyUpdate(peer.job.ledger.doc, update, 'feed')
  }
  const pens = peers.map((_, index) => ({
    person: `person${index}`,
    device: `device${index}`,
    now: () => ++now,
    newId: createPen(index, () => now).newId,
  }))

  createJob(peers[0]!.job, pens[0]!, random)
  for (let edit = 0; edit < EDITS; edit++) {
    const index = random.below(PEERS)
    const peer = peers[index]!
    doSomething({ job: peer.job, pen: pens[index]!, random, jobId: 'job' })
    // In any order, some twice, some merged, some never until the end.
    if (!random.chance(0.3)) continue
    const batch = random.shuffle(peer.inbox.splice(0, random.below(peer.inbox.length + 1)))
    feed(peer, random.chance(0.3) && batch.length > 1 ? [Y.mergeUpdates(batch)] : batch)
  }
  for (const peer of peers) feed(peer, random.shuffle([...made, ...made]))
  return { peers, seen, vanished, made }
}

test(`[F18] updates repeated, reordered, merged and late: ${SEEDS} seeds, every ledger ends the same`, () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { peers, seen, vanished, made } = play(seed)
    expect(vanished, `seed ${seed}`).toEqual([])
    const fresh = openJob(new Y.Doc())
    Y.applyUpdate(fresh.ledger.doc, Y.mergeUpdates(made))
    const hashes = [...peers.map((peer) => peer.job), fresh].map((job) => {
      expect(job.ledger.size, `seed ${seed}`).toBe(seen.size)
      expect(job.ledger.doc.store.pendingStructs, `seed ${seed}`).toBeNull()
      return sealedContent('job', job.view(), CONTEXT).hash
    })
    expect(new Set(hashes).size, `seed ${seed}`).toBe(1)
  }
})
