import * as Y from 'yjs'
import { createJob, openJob, type Job, type NewJob } from '../../src/crdt/job/index.ts'
import { sealedContent } from '../../src/crdt/seal/index.ts'
import { openShop } from '../../src/crdt/shop/index.ts'
import type { Pen } from '../../src/crdt/ledger/index.ts'
import { createPen } from './pen.ts'

export interface Desk {
  readonly doc: Y.Doc
  readonly job: Job
  readonly pen: Pen
}

const noShop = openShop(new Y.Doc()).view()
export const contentOf = (job: Job) => sealedContent('job', job.view(), { client: null, vehicle: null, shop: noShop })
/** Hash of the canonical content of a job that points at nothing that is known. */
export const hashOf = (job: Job) => contentOf(job).hash

export const NEW_JOB: NewJob = { number: '1', title: 'Test', client: 'c', vehicle: 'v', package: 'full_front' }

/** A job open in one place. Its client id is fixed: the same words give the same bytes. */
export function openDesk(person = 'ana', seed = 1): Desk {
  const doc = new Y.Doc()
  doc.clientID = 1000 + seed
  return { doc, job: openJob(doc), pen: createPen(person, seed) }
}

/** Both hold the same afterwards, as after a day on the same relay. */
export function meet(a: Y.Doc, b: Y.Doc): void {
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a, Y.encodeStateVector(b)))
  Y.applyUpdate(a, Y.encodeStateAsUpdate(b, Y.encodeStateVector(a)))
}

/** Two people at one job, which both have seen; nothing travels until they meet. */
export function twoDesks(job: NewJob = NEW_JOB): { ana: Desk; joe: Desk; both: readonly [Desk, Desk]; meet(): void } {
  const [ana, joe] = [openDesk('ana', 1), openDesk('joe', 2)]
  createJob(ana.job.ledger, job, ana.pen)
  meet(ana.doc, joe.doc)
  return { ana, joe, both: [ana, joe], meet: () => meet(ana.doc, joe.doc) }
}

/** The same document as another machine reads it for the first time. */
export function reopened(doc: Y.Doc): Job {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return openJob(copy)
}

/** Lays anything under any key, as a peer may whose program is not ours. */
export function forge(doc: Y.Doc, key: string, stored: unknown): void {
  doc.getMap('facts').set(key, stored)
}
