import { expect, test } from 'vitest'
import * as Y from 'yjs'
import {
  addComment,
  addReading,
  checkZone,
  revisionName,
  seal,
  setTitle,
  sign,
  refuseToSign,
  withdrawFact,
  NOTE,
} from '../../../src/crdt/job/index.ts'
import { claim, editText } from '../../../src/crdt/ledger/index.ts'
import { forge, hashOf, openDesk, reopened, twoDesks, type Desk } from '../desks.ts'
import { createPen } from '../pen.ts'

const close = (desk: Desk) => seal(desk.job.ledger, hashOf(desk.job), 'Chief', desk.pen)
const standing = (desk: Desk) => desk.job.view().standing
const HASH = 'a'.repeat(64)

test('[S1] work done offline before a seal arrives makes the job modified, and is listed', () => {
  const { ana, joe, both, meet } = twoDesks()
  const late = checkZone(joe.job.ledger, 'hood', 'edges', true, joe.pen)
  close(ana)
  expect(standing(ana).kind).toBe('sealed')
  meet()
  for (const desk of both) {
    expect(standing(desk)).toMatchObject({ kind: 'modified', revision: 'A', late: [{ id: late }], lateTexts: [] })
    expect(desk.job.view().state).toBe('closed')
  }
})

test('[S1] a supervisor accepts late work with a new seal, or withdraws it', () => {
  const accepted = twoDesks()
  checkZone(accepted.joe.job.ledger, 'hood', 'edges', true, accepted.joe.pen)
  close(accepted.ana)
  accepted.meet()
  close(accepted.joe)
  accepted.meet()
  for (const desk of accepted.both) expect(standing(desk)).toMatchObject({ kind: 'sealed', revision: 'B' })

  const refused = twoDesks()
  const late = checkZone(refused.joe.job.ledger, 'hood', 'edges', true, refused.joe.pen)
  close(refused.ana)
  refused.meet()
  withdrawFact(refused.ana.job.ledger, late, 'hors sujet', refused.ana.pen)
  refused.meet()
  for (const desk of refused.both) {
    const found = standing(desk)
    expect(found).toMatchObject({ kind: 'sealed', revision: 'A' })
    expect(found.kind === 'sealed' && found.seal.hash).toBe(hashOf(desk.job))
  }
})

test('[S1] a note written offline makes the job modified too', () => {
  const { ana, joe, both, meet } = twoDesks()
  ana.job.ledger.text(NOTE).insert(0, 'avant')
  meet()
  joe.job.ledger.text(NOTE).insert(5, ', après')
  close(ana)
  meet()
  for (const desk of both) expect(standing(desk)).toMatchObject({ kind: 'modified', late: [], lateTexts: [NOTE] })
})

test('[S1] a note that says again what was sealed is no modification', () => {
  const { ana } = twoDesks()
  const { ledger } = ana.job
  editText(ledger, NOTE, 'avant', ana.pen)
  close(ana)
  expect(standing(ana).kind).toBe('sealed')
  editText(ledger, NOTE, 'après', ana.pen)
  expect(standing(ana)).toMatchObject({ kind: 'modified', lateTexts: [NOTE] })
  editText(ledger, NOTE, 'avant', ana.pen)
  expect(standing(ana).kind).toBe('sealed')
  editText(ledger, NOTE, '', ana.pen)
  expect(standing(ana)).toMatchObject({ kind: 'modified', lateTexts: [NOTE] })
})

test('[S1] [L9] late work that a peer removed against the rules is late no more', () => {
  const { ana } = twoDesks()
  close(ana)
  const late = setTitle(ana.job.ledger, 'autre', ana.pen)
  expect(standing(ana).kind).toBe('modified')
  ana.doc.getMap('facts').delete(late)
  expect(standing(ana).kind).toBe('sealed')
  expect(standing(ana)).toEqual(reopened(ana.doc).view().standing)
})

test('[S2] sealing, signing, refusing and commenting leave the hash as it was, also by people new to the job', () => {
  const { ana } = twoDesks()
  const before = hashOf(ana.job)
  const { ledger } = ana.job
  const newcomer = createPen('eve', 9)
  seal(ledger, before, 'Newcomer', newcomer)
  sign(ledger, { signer: 'Client', role: 'client', email: '', hash: before, strokes: [] }, createPen('fay', 10))
  refuseToSign(ledger, { signer: 'Client', reason: 'absent', hash: before }, createPen('gus', 11))
  addComment(ledger, { text: 'rappeler', zone: null }, createPen('hal', 12))
  expect(hashOf(ana.job)).toBe(before)
  expect(standing(ana).kind).toBe('sealed')
})

test('[S3] the same version closed twice apart is one closing', () => {
  const { ana, joe, both, meet } = twoDesks()
  expect(hashOf(ana.job)).toBe(hashOf(joe.job))
  close(ana)
  close(joe)
  meet()
  for (const desk of both) expect(standing(desk)).toMatchObject({ kind: 'sealed', revision: 'A' })
})

test('[S3] closing what is closed as it is changes nothing: no new revision for the same paper', () => {
  const { ana } = twoDesks()
  const first = close(ana)
  const size = ana.doc.getMap('facts').size
  expect(close(ana)).toBe(first)
  expect(ana.doc.getMap('facts').size).toBe(size)
  expect(standing(ana)).toMatchObject({ kind: 'sealed', revision: 'A' })
})

test('[S4] different versions closed apart are a double closing until someone closes again', () => {
  const { ana, joe, both, meet } = twoDesks()
  setTitle(joe.job.ledger, 'autre', joe.pen)
  close(ana)
  close(joe)
  meet()
  for (const desk of both) {
    const found = standing(desk)
    expect(found.kind).toBe('double')
    expect(found.kind === 'double' && found.seals).toHaveLength(2)
    expect(desk.job.view().state).toBe('closed')
  }
  close(ana)
  meet()
  for (const desk of both) expect(standing(desk)).toMatchObject({ kind: 'sealed', revision: 'B' })
})

test.each(['ana', 'joe'] as const)(
  '[S5] what either of two equal seals covers was sealed: %s alone had more',
  (who) => {
    const desks = twoDesks()
    const { ledger } = desks[who].job
    // Neither is content here: the hashes stay equal while the state vectors differ.
    addComment(ledger, { text: 'x', zone: null }, desks[who].pen)
    claim(ledger, 'warranty/start', 5, desks[who].pen)
    close(desks.ana)
    close(desks.joe)
    desks.meet()
    for (const desk of desks.both) {
      expect(desk.job.ledger.sealHeads()).toHaveLength(2)
      expect(standing(desk).kind).toBe('sealed')
    }
  },
)

test('[S6] withdrawing something sealed is a modification; withdrawing it a second time is not', () => {
  const { ana, joe, both, meet } = twoDesks()
  const reading = addReading(ana.job.ledger, { airDeci: 200, surfaceDeci: null, humidity: 50, place: '' }, ana.pen)
  meet()
  const again = withdrawFact(joe.job.ledger, reading, 'doublon', joe.pen)
  const first = withdrawFact(ana.job.ledger, reading, 'doublon', ana.pen)
  close(ana)
  meet()
  for (const desk of both) expect(standing(desk).kind).toBe('sealed')
  expect(first).not.toBe(again)

  const other = twoDesks()
  const kept = addReading(
    other.ana.job.ledger,
    { airDeci: 200, surfaceDeci: null, humidity: 50, place: '' },
    other.ana.pen,
  )
  close(other.ana)
  const gone = withdrawFact(other.ana.job.ledger, kept, '', other.ana.pen)
  expect(standing(other.ana)).toMatchObject({ kind: 'modified', late: [{ id: gone }] })
})

test('[S7] a withdrawn seal reopens the job, and its revision is never given again', () => {
  const { ana } = twoDesks()
  const first = close(ana)
  withdrawFact(ana.job.ledger, first, 'rouvert', ana.pen)
  expect(standing(ana).kind).toBe('open')
  setTitle(ana.job.ledger, 'corrigé', ana.pen)
  const second = close(ana)
  expect(standing(ana)).toMatchObject({ kind: 'sealed', revision: 'B' })
  withdrawFact(ana.job.ledger, second, 'rouvert', ana.pen)
  close(ana)
  expect(standing(ana)).toMatchObject({ kind: 'sealed', revision: 'C' })
})

test('[S7] a seal made after a withdrawn one also closes what stood again', () => {
  const { ana } = twoDesks()
  close(ana)
  setTitle(ana.job.ledger, 'b', ana.pen)
  const second = close(ana)
  withdrawFact(ana.job.ledger, second, '', ana.pen)
  expect(standing(ana)).toMatchObject({ kind: 'modified', revision: 'A' })
  setTitle(ana.job.ledger, 'c', ana.pen)
  close(ana)
  expect(standing(ana)).toMatchObject({ kind: 'sealed', revision: 'C' })
})

test('[S8] revisions are A … Z, AA, AB', () => {
  const names = { 1: 'A', 2: 'B', 26: 'Z', 27: 'AA', 28: 'AB', 52: 'AZ', 53: 'BA', 702: 'ZZ', 703: 'AAA' }
  for (const [n, name] of Object.entries(names)) expect(revisionName(Number(n))).toBe(name)
})

test.each([
  ['no base64', '***'],
  ['no state vector', 'gICAgICAgIA='],
  ['a count without clients', '/w8='],
])('[S9] a forged seal whose coverage is %s does not stop the view [F39]', (_, covers) => {
  const { ana } = twoDesks()
  forge(ana.doc, '01SEAL', { v: 1, k: 'seal', by: 'x', dev: 'x', at: 1, hash: HASH, sup: [], covers, texts: {} })
  expect(standing(ana).kind).toBe('open')
  expect(ana.job.view().unknownCount).toBe(1)
  expect(reopened(ana.doc).view().standing.kind).toBe('open')
})

test('[S9] a forged chain of 30,000 seals is read without running out of stack [F37]', () => {
  const { ana } = twoDesks()
  const covers = 'AA=='
  ana.doc.transact(() => {
    for (let i = 0; i < 30_000; i++) {
      const sup = i === 0 ? [] : [`S${i - 1}`]
      forge(ana.doc, `S${i}`, { v: 1, k: 'seal', by: 'x', dev: 'x', at: 1, hash: HASH, sup, covers, texts: {} })
    }
  })
  expect(standing(ana)).toMatchObject({ kind: 'modified', revision: revisionName(30_000) })
})

test('[S9] a forged circle of seals shows them all and ends', () => {
  const { ana } = twoDesks()
  const put = (id: string, sup: string[]) =>
    forge(ana.doc, id, { v: 1, k: 'seal', by: 'x', dev: 'x', at: 1, hash: HASH, sup, covers: 'AA==', texts: {} })
  put('S1', ['S2'])
  put('S2', ['S1'])
  const again = reopened(ana.doc).view().standing
  expect(standing(ana)).toEqual(again)
  expect(again.kind).toBe('modified')
})

test('[S5] a seal that arrives before what it covers does not call it late', () => {
  const { ana, joe } = twoDesks()
  const third = openDesk('léa', 3)
  Y.applyUpdate(third.doc, Y.encodeStateAsUpdate(ana.doc)) // the job, without the tick to come
  checkZone(ana.job.ledger, 'hood', 'edges', true, ana.pen)
  Y.applyUpdate(joe.doc, Y.encodeStateAsUpdate(ana.doc))
  const before = Y.encodeStateVector(joe.doc)
  close(joe)
  Y.applyUpdate(third.doc, Y.encodeStateAsUpdate(joe.doc, before)) // the seal alone
  expect(standing(third).kind).toBe('sealed')
  expect(hashOf(third.job)).not.toBe(hashOf(joe.job))
  Y.applyUpdate(third.doc, Y.encodeStateAsUpdate(ana.doc))
  expect(standing(third).kind).toBe('sealed')
  expect(hashOf(third.job)).toBe(hashOf(joe.job))
})
