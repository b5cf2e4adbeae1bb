import fc from 'fast-check'
import * as Y from 'yjs'
import { expect, test } from 'vitest'
import * as job from '../../../src/crdt/job/index.ts'
import { addRow, withdraw } from '../../../src/crdt/ledger/index.ts'
import { createPen } from '../pen.ts'

function desk(person: string, seed: number) {
  const doc = new Y.Doc()
  const { ledger, view } = job.openJob(doc)
  const pen = createPen(person, seed, 1_790_000_000_000 + seed)
  return {
    doc,
    ledger,
    view,
    pen,
    say: (text: string, more: Partial<job.CommentData> = {}) =>
      job.addComment(ledger, { text, zone: null, ...more }, pen),
    thread: () =>
      job.commentThread(ledger).map((each) => `${each.comment.text}${each.withdrawn ? ' (withdrawn)' : ''}`),
    calls: (whom: string) => job.mentionsOf(view(), whom).map((each) => each.text),
  }
}
type Desk = ReturnType<typeof desk>
function sync(a: Desk, b: Desk): void {
  const [ofA, ofB] = [Y.encodeStateAsUpdate(a.doc), Y.encodeStateAsUpdate(b.doc)]
  Y.applyUpdate(a.doc, ofB)
  Y.applyUpdate(b.doc, ofA)
}

test('[M1] a comment calls whom its row names, while it stands', () => {
  const ana = desk('ana', 1)
  const id = ana.say('@Bruno le capot', { mentions: ['bruno', 'ana', 'bruno'] })
  expect(ana.view().comments[0]!.mentions).toEqual(['bruno', 'ana'])
  expect(ana.calls('bruno')).toEqual(['@Bruno le capot'])
  expect(ana.calls('ana')).toEqual([])
  job.withdrawComment(ana.ledger, id, 'réglé', ana.pen)
  expect(ana.calls('bruno')).toEqual([])
})

test('[M1] calls that make no sense call nobody, and the words are read all the same', () => {
  const ana = desk('ana', 1)
  for (const mentions of [7, 'bruno', [7], [''], ['x'.repeat(65)], Array.from({ length: 51 }, (_, n) => `p${n}`)]) {
    addRow(ana.ledger, 'comment', { text: 'lu', zone: null, mentions }, ana.pen)
  }
  expect(ana.view().comments.map(({ text, mentions }) => [text, mentions])).toEqual(
    Array.from({ length: 6 }, () => ['lu', undefined]),
  )
  expect(ana.view().unknownCount).toBe(0)
})

test('[M2] other words take the place of the first, and taking them back brings the first back', () => {
  const ana = desk('ana', 1)
  const first = ana.say('Capot', { mentions: ['bruno'] })
  ana.say('Autre chose')
  ana.say('Capot, bord gauche', { replaces: first })
  expect(ana.thread()).toEqual(['Capot, bord gauche', 'Autre chose'])
  expect(ana.calls('bruno')).toEqual([])
  expect(job.commentThread(ana.ledger)[0]).toMatchObject({ edited: true })
  job.undo(ana.ledger, ana.pen)
  expect(ana.thread()).toEqual(['Capot', 'Autre chose'])
  expect(ana.calls('bruno')).toEqual(['Capot'])
  job.redo(ana.ledger, ana.pen)
  expect(ana.thread()).toEqual(['Capot, bord gauche', 'Autre chose'])
})

test("[M2] nobody puts another's comment in other words, and a forged circle hides neither", () => {
  const ana = desk('ana', 1)
  const bruno = desk('bruno', 2)
  const first = ana.say('Capot')
  sync(ana, bruno)
  bruno.say('Tout va bien', { replaces: first })
  expect(bruno.thread()).toEqual(['Capot', 'Tout va bien'])

  const forger = desk('eve', 3)
  const next = forger.pen.newId()
  const ids = [`${next}A`, `${next}B`]
  const pen = { ...forger.pen, newId: () => ids.shift()! }
  addRow(forger.ledger, 'comment', { text: 'A', zone: null, replaces: ids[1]! }, pen)
  addRow(forger.ledger, 'comment', { text: 'B', zone: null, replaces: `${next}A` }, pen)
  expect(forger.thread()).toEqual(['B'])
})

test('[M2] reworded on two devices apart: both wordings stand', () => {
  const [desktop, tablet] = [desk('ana', 1), desk('ana', 2)]
  const first = desktop.say('Capot')
  sync(desktop, tablet)
  desktop.say('Capot avant', { replaces: first })
  tablet.say('Capot arrière', { replaces: first })
  sync(desktop, tablet)
  expect(desktop.thread()).toHaveLength(2)
  expect(tablet.thread()).toEqual(desktop.thread())
})

test('[M3] a comment goes in all its wordings and leaves its place; one that was taken back leaves none', () => {
  const ana = desk('ana', 1)
  const first = ana.say('Un')
  const second = ana.say('Deux', { replaces: first })
  const third = ana.say('Trois', { replaces: second })
  job.withdrawComment(ana.ledger, third, 'erreur', ana.pen)
  expect(ana.thread()).toEqual(['Un (withdrawn)'])
  expect(ana.view().comments).toEqual([])
  ana.say('Lapsus')
  job.undo(ana.ledger, ana.pen)
  expect(ana.thread()).toEqual(['Un (withdrawn)'])
  expect(() => job.withdrawComment(ana.ledger, 'nothing', 'x', ana.pen)).toThrow(/no comment/)
})

test('[M1] [M2] [M3] [L2] whatever is said, reworded and withdrawn apart, both read the same and no word is lost', () => {
  const step = fc.record({
    who: fc.nat(1),
    deed: fc.constantFrom('say', 'reword', 'withdraw', 'undo', 'sync'),
    nth: fc.nat(20),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const desks = [desk('ana', 1), desk('bruno', 2)] as const
      let n = 0
      for (const { who, deed, nth } of steps) {
        const at = desks[who]!
        const { comments } = at.view()
        const target = comments[nth % Math.max(1, comments.length)]
        if (deed === 'say') at.say(`mot ${n++}`, { mentions: ['ana', 'bruno'] })
        else if (deed === 'reword' && target) at.say(`mot ${n++}`, { replaces: target.id, mentions: ['bruno'] })
        else if (deed === 'withdraw' && target) withdraw(at.ledger, target.id, 'x', at.pen)
        else if (deed === 'undo') job.undo(at.ledger, at.pen)
        else if (deed === 'sync') sync(...desks)
      }
      sync(...desks)
      const [ana, bruno] = desks
      expect(ana.thread()).toEqual(bruno.thread())
      expect(ana.calls('bruno')).toEqual(bruno.calls('bruno'))
      // Every comment that stands is in the thread, or a later wording by its author is.
      const shown = new Set(job.commentThread(ana.ledger).map((each) => each.comment.id))
      const standing = ana.view().comments
      for (const each of standing) {
        const later = standing.some((other) => other.replaces === each.id && other.by === each.by)
        expect(shown.has(each.id) || later).toBe(true)
      }
      expect(shown.size).toBeGreaterThanOrEqual(standing.length > 0 ? 1 : 0)
    }),
    { seed: 8417 },
  )
})
