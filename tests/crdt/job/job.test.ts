import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { checkZone, createJob, decide, openJob, seal, type Job } from '../../../src/crdt/job/index.ts'
import { sealedContent } from '../../../src/crdt/seal/index.ts'
import { openShop } from '../../../src/crdt/shop/index.ts'
import { createPen } from '../pen.ts'

const shop = openShop(new Y.Doc())
const hashOf = (job: Job) => sealedContent('job', job.view(), { client: null, vehicle: null, shop: shop.view() }).hash

function twoDesks() {
  const docs = [new Y.Doc(), new Y.Doc()] as const
  const jobs = [openJob(docs[0]), openJob(docs[1])] as const
  const meet = () => {
    Y.applyUpdate(docs[1], Y.encodeStateAsUpdate(docs[0]))
    Y.applyUpdate(docs[0], Y.encodeStateAsUpdate(docs[1]))
  }
  const pens = [createPen('ana', 1), createPen('joe', 2)] as const
  createJob(jobs[0].ledger, { number: '1', title: 'Test', client: 'c', vehicle: 'v', package: 'full_front' }, pens[0])
  meet()
  return { jobs, pens, meet }
}

test('[V1] a tick against an untick stays a conflict until someone decides, and counts as not done', () => {
  const { jobs, pens, meet } = twoDesks()
  checkZone(jobs[0].ledger, 'hood', 'placed', true, pens[0])
  checkZone(jobs[1].ledger, 'hood', 'placed', false, pens[1])
  meet()
  const item = 'zone/hood/check/placed'
  for (const job of jobs) {
    expect(job.view().conflicts.map((conflict) => conflict.item)).toEqual([item])
    expect(job.view().zones.find((zone) => zone.zone === 'hood')!.checksDone).toBe(0)
  }
  decide(jobs[1].ledger, item, true, pens[1], 'vu ensemble')
  meet()
  for (const job of jobs) {
    expect(job.view().conflicts).toEqual([])
    expect(job.view().zones.find((zone) => zone.zone === 'hood')!.checksDone).toBe(1)
    expect(job.view().decisions).toHaveLength(1)
  }
  expect(hashOf(jobs[0])).toBe(hashOf(jobs[1]))
})

test('[V2] both tick: ticked, with both names', () => {
  const { jobs, pens, meet } = twoDesks()
  checkZone(jobs[0].ledger, 'hood', 'placed', true, pens[0])
  checkZone(jobs[1].ledger, 'hood', 'placed', true, pens[1])
  meet()
  const check = jobs[0]
    .view()
    .zones.find((zone) => zone.zone === 'hood')!
    .checks.find((c) => c.check === 'placed')!
  expect(check).toMatchObject({ value: true, contested: false })
  expect([...check.by].sort()).toEqual(['ana', 'joe'])
})

test('[S1] an edit made offline before a seal arrives makes the job modified, and is listed', () => {
  const { jobs, pens, meet } = twoDesks()
  checkZone(jobs[1].ledger, 'hood', 'edges', true, pens[1])
  seal(jobs[0].ledger, hashOf(jobs[0]), pens[0])
  expect(jobs[0].view().standing.kind).toBe('sealed')
  meet()
  for (const job of jobs) {
    const standing = job.view().standing
    expect(standing).toMatchObject({ kind: 'modified', revision: 'A' })
    expect(standing.kind === 'modified' && standing.late).toHaveLength(1)
  }
  seal(jobs[1].ledger, hashOf(jobs[1]), pens[1])
  meet()
  expect(jobs[0].view().standing).toMatchObject({ kind: 'sealed', revision: 'B' })
})
