/** What an edit costs, counted instead of timed: `npm run bench:view` measures it. */
import { expect, test } from 'vitest'
import { openDay } from '../../../scripts/bench/workshop-day.ts'
import {
  addComment,
  addPhoto,
  check,
  checkZone,
  NOTE,
  openJob,
  seal,
  setDefectSeverity,
  type JobView,
} from '../../../src/crdt/job/index.ts'
import { Sections } from '../../../src/crdt/job/sections.ts'
import { editText } from '../../../src/crdt/ledger/index.ts'
import { hashOf } from '../desks.ts'
import { aPhoto } from './samples.ts'

const FACTS = 1500
/** The parts of a view that are other objects than before. */
const changed = (before: JobView, after: JobView) =>
  (Object.keys(after) as (keyof JobView)[])
    .filter((key) => typeof after[key] === 'object' && before[key] !== after[key])
    .sort()
const otherZones = (before: JobView, after: JobView) =>
  after.zones.filter((zone, i) => zone !== before.zones[i]).map((zone) => zone.zone)

/** Made anew with each view from a handful of parts. */
const SMALL = ['gates', 'progress']

test('[V17] a tick makes one zone anew, and leaves every other part as it was', () => {
  const { open, pens } = openDay(FACTS)
  const before = open.view()
  checkZone(open.ledger, 'hood', 'heat', true, pens.ana)
  const after = open.view()
  expect(otherZones(before, after)).toEqual(['hood'])
  expect(changed(before, after)).toEqual([...SMALL, 'zones'].sort())
})

test('[V17] a photo makes its zone anew, and no photo that was there', () => {
  const { open, pens } = openDay(FACTS)
  const before = open.view()
  addPhoto(open.ledger, aPhoto({ zone: 'hood' }), pens.ana)
  const after = open.view()
  expect(otherZones(before, after)).toEqual(['hood'])
  expect(changed(before, after)).toEqual([...SMALL, 'photos', 'zones'].sort())
  expect(after.photos).toHaveLength(before.photos.length + 1)
  expect(after.photos.filter((photo) => !before.photos.includes(photo))).toHaveLength(1)
})

test('[V17] a corrected defect is the only one made anew', () => {
  const { open, pens } = openDay(FACTS)
  const before = open.view()
  const target = before.defects.find((defect) => defect.zone === 'hood')!
  setDefectSeverity(open.ledger, target.id, 3, pens.ana)
  const after = open.view()
  expect(after.defects.filter((defect) => !before.defects.includes(defect)).map((each) => each.id)).toEqual([target.id])
  expect(otherZones(before, after)).toEqual(['hood'])
})

test('[V17] a letter in a note makes the notes anew', () => {
  const { open, pens } = openDay(FACTS)
  const before = open.view()
  editText(open.ledger, NOTE, 'autre', pens.ana)
  expect(changed(before, open.view())).toEqual([...SMALL, 'notes'].sort())
})

test('[V17] in a closed job, too: what came after the seal is told once and not counted again', () => {
  const { open, pens } = openDay(FACTS)
  seal(open.ledger, hashOf(open), 'Ana', pens.ana)
  const sealed = open.view()
  addComment(open.ledger, { text: 'x', zone: null }, pens.ana)
  expect(open.view().standing).toBe(sealed.standing)
  checkZone(open.ledger, 'hood', 'heat', false, pens.ana)
  const modified = open.view()
  expect(modified.standing).toMatchObject({ kind: 'modified' })
  addComment(open.ledger, { text: 'y', zone: null }, pens.ana)
  expect(open.view().standing).toBe(modified.standing)
})

test('[V17] sections computed for an edit do not grow with the job', () => {
  const work = (facts: number) => {
    const { open, pens } = openDay(facts)
    const sections = new Sections(open.ledger)
    open.ledger.onChange((change) => sections.touch(change))
    const look = () => {
      for (const name of ['identity', 'checklists', 'overrides', 'photo', 'defect', 'conflicts', 'decisions'] as const)
        sections.get(name)
      for (const zone of sections.get('zoneIds')) sections.zone(zone)
      sections.unreadCount()
      sections.standing()
      return sections.computed
    }
    const first = look()
    expect(look()).toBe(first)
    const counts = [
      () => checkZone(open.ledger, 'hood', 'heat', true, pens.ana),
      () => check(open.ledger, 'control', 'edges', true, pens.ana),
      () => addPhoto(open.ledger, aPhoto(), pens.ana),
    ].map((edit) => {
      const before = sections.computed
      edit()
      return look() - before
    })
    return { first, counts }
  }
  const [small, large] = [work(50), work(FACTS)]
  expect(large.first).toBeGreaterThan(small.first)
  expect(large.counts).toEqual(small.counts)
  // The zone and the conflicts; the checklists and the conflicts; the photos, the conflicts and what cannot be read.
  expect(large.counts).toEqual([2, 2, 3])
})

test('[V6] a large job reads the same when it is opened anew', () => {
  const { open } = openDay(FACTS)
  expect(openJob(open.ledger.doc).view()).toEqual(open.view())
})
