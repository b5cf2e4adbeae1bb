import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { openJob } from '../../../src/crdt/job/index.ts'
import { hashOf } from '../desks.ts'
import { openDay, runs, steps } from '../script.ts'

/** Where each update goes in line, how often it comes, and whether it is merged with the one before. */
const post = fc.array(fc.record({ place: fc.nat(9999), copies: fc.nat(2), merged: fc.boolean() }), {
  minLength: 80,
  maxLength: 80,
})
type Post = readonly { readonly place: number; readonly copies: number; readonly merged: boolean }[]

function deliver(updates: readonly Uint8Array[], post: Post) {
  const parcels: Uint8Array[] = []
  updates.forEach((update, i) => {
    const before = parcels.at(-1)
    if (before && post[i % post.length]!.merged) parcels[parcels.length - 1] = Y.mergeUpdates([before, update])
    else parcels.push(update)
  })
  const line = parcels.flatMap((update, i) => {
    const { place, copies } = post[i % post.length]!
    return Array.from({ length: 1 + copies }, (_, copy) => ({ update, place: (place * (copy + 7)) % 10_007 }))
  })
  const job = openJob(new Y.Doc())
  job.view()
  for (const { update } of line.sort((a, b) => a.place - b.place)) {
    Y.applyUpdate(job.ledger.doc, update)
    job.view()
  }
  return job
}

function converges(hostile: boolean): void {
  fc.assert(
    fc.property(steps(60), post, post, (script, first, second) => {
      const { day, play } = openDay()
      for (const step of script) play(step, hostile)
      const [a, b] = [deliver(day.updates, first), deliver(day.updates, second)]
      const inOrder = openJob(new Y.Doc())
      for (const update of day.updates) Y.applyUpdate(inOrder.ledger.doc, update)
      for (const job of [a, b]) {
        expect(job.view()).toEqual(inOrder.view())
        expect(hashOf(job)).toBe(hashOf(inOrder))
      }
    }),
    { numRuns: runs(30) },
  )
}

test('[L2] any order, repetition and partition of the same edits gives the same view and the same hash [F18]', () => {
  converges(false)
})

test('[L2] [L9] also when some of them overwrite, delete and forge facts [F31]', () => {
  converges(true)
})

test('[L1] what honest people do never loses a fact', () => {
  fc.assert(
    fc.property(steps(60), (script) => {
      const { day, play } = openDay()
      const known = new Map(day.desks.map((desk) => [desk, new Set<string>()]))
      for (const step of script) {
        for (const desk of play(step)) {
          const ids = new Set(desk.job.ledger.facts().map((fact) => fact.id))
          for (const id of known.get(desk)!) expect(ids.has(id)).toBe(true)
          known.set(desk, ids)
        }
      }
    }),
    { numRuns: runs(40) },
  )
})
