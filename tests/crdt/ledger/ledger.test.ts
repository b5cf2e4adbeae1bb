import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { claim, Ledger, LIMITS, withdraw, write, addRow } from '../../../src/crdt/ledger/index.ts'
import { forge, meet } from '../desks.ts'
import { createPen } from '../pen.ts'

function open(person = 'ana', seed = 1) {
  const doc = new Y.Doc()
  return { doc, ledger: new Ledger(doc), pen: createPen(person, seed) }
}
const values = (ledger: Ledger, item: string) => ledger.heads(item).map((head) => head.value)

test('[L3] a claim supersedes exactly the heads that its author saw', () => {
  const { ledger, pen } = open()
  const first = claim(ledger, 'title', 'a', pen)
  const second = claim(ledger, 'title', 'b', pen)
  expect(ledger.heads('title').map((head) => head.id)).toEqual([second])
  expect(ledger.heads('title')[0]!.supersedes).toEqual([first])
})

test('[L3] a flood of forged claims about one item does not keep people from speaking about it', () => {
  const { doc, ledger, pen } = open()
  const flood = LIMITS.supersedes + 500
  doc.transact(() => {
    for (let i = 0; i < flood; i++) {
      forge(doc, `F${i}`, { v: 1, k: 'claim', by: 'x', dev: 'x', at: 1, item: 'title', value: i, sup: [] })
    }
  })
  expect(ledger.heads('title')).toHaveLength(flood)
  claim(ledger, 'title', 'mine', pen)
  claim(ledger, 'title', 'mine', pen)
  expect(values(ledger, 'title')).toEqual(['mine'])
  expect(ledger.contestedItems()).toEqual([])
})

test('[L7] what a withdrawn claim superseded stands again, and withdrawing the withdrawal changes nothing', () => {
  const { ledger, pen } = open()
  claim(ledger, 'title', 'a', pen)
  const second = claim(ledger, 'title', 'b', pen)
  const gone = withdraw(ledger, second, 'erreur', pen)
  expect(values(ledger, 'title')).toEqual(['a'])
  withdraw(ledger, gone, 'si', pen)
  expect(values(ledger, 'title')).toEqual(['a'])
})

test('[L7] a fact that is not here cannot be withdrawn', () => {
  const { ledger, pen } = open()
  expect(() => withdraw(ledger, 'nowhere', '', pen)).toThrow('no fact nowhere')
})

test('[L8] a withdrawal that arrives before what it withdraws still withdraws it', () => {
  const [here, there] = [open('ana', 1), open('joe', 2)]
  const target = claim(here.ledger, 'title', 'a', here.pen)
  const row = addRow(here.ledger, 'comment', { text: 'x' }, here.pen)
  const early = new Y.Doc()
  Y.applyUpdate(early, Y.encodeStateAsUpdate(here.doc))
  const joe = new Ledger(early)
  withdraw(joe, target, '', there.pen)
  withdraw(joe, row, '', there.pen)

  const late = new Ledger(new Y.Doc())
  Y.applyUpdate(late.doc, Y.encodeStateAsUpdate(early, Y.encodeStateVector(here.doc)))
  expect(late.size).toBe(2)
  Y.applyUpdate(late.doc, Y.encodeStateAsUpdate(here.doc))
  expect(late.heads('title')).toEqual([])
  expect(late.rows('comment')).toEqual([])
})

test('[L6] a withdrawal ends a conflict, and opens one that a withdrawn decision had closed', () => {
  const [ana, joe] = [open('ana', 1), open('joe', 2)]
  const a = claim(ana.ledger, 'odometer', 1, ana.pen)
  claim(joe.ledger, 'odometer', 2, joe.pen)
  meet(ana.doc, joe.doc)
  expect(ana.ledger.contestedItems()).toEqual(['odometer'])
  const decision = claim(ana.ledger, 'odometer', 2, ana.pen)
  expect(ana.ledger.contestedItems()).toEqual([])
  withdraw(ana.ledger, decision, '', ana.pen)
  expect(ana.ledger.contestedItems()).toEqual(['odometer'])
  withdraw(ana.ledger, a, '', ana.pen)
  expect(ana.ledger.contestedItems()).toEqual([])
  expect(values(ana.ledger, 'odometer')).toEqual([2])
})

test('[L10] nothing is written that no reader would accept', () => {
  const { doc, ledger, pen } = open()
  expect(() => claim(ledger, 'odometer', Number.NaN, pen)).toThrow('odometer')
  expect(() => claim(ledger, '', 1, pen)).toThrow()
  expect(() => claim(ledger, 'title', 'x'.repeat(LIMITS.textLength + 1), pen)).toThrow('title')
  expect(() => addRow(ledger, 'comment', { text: undefined as never }, pen)).toThrow('comment')
  expect(doc.getMap('facts').size).toBe(0)
  expect(ledger.unknownCount).toBe(0)
})

test('[L10] half of a surrogate pair is replaced as it is written: UTF-8 would replace it for everyone else', () => {
  const { doc, ledger, pen } = open()
  claim(ledger, 'title', '🚗'.slice(0, 1), pen)
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  expect(values(ledger, 'title')).toEqual(['\ufffd'])
  expect(values(new Ledger(copy), 'title')).toEqual(['\ufffd'])
})

test('[L10] what was written does not change when its author goes on working with the value', () => {
  const { doc, ledger, pen } = open()
  const tags = ['urgent']
  claim(ledger, 'tags', tags, pen)
  tags.push('later')
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  expect(values(new Ledger(copy), 'tags')).toEqual([['urgent']])
})

test('[L10] a pen that gives one id twice loses nothing: the write is refused as a whole', () => {
  const { doc, ledger, pen } = open()
  const stuck = { ...pen, newId: () => 'same' }
  const drafts = [1, 2].map((value) => ({ kind: 'claim' as const, item: `i${value}`, value }))
  expect(() => write(ledger, drafts, stuck)).toThrow('same')
  expect(doc.getMap('facts').size).toBe(0)
})

test('[L10] one write says one thing about one item', () => {
  const { ledger, pen } = open()
  const drafts = [1, 2].map((value) => ({ kind: 'claim' as const, item: 'odometer', value }))
  expect(() => write(ledger, drafts, pen)).toThrow('odometer')
})

test('[L11] commands inside one transaction see one another', () => {
  const { doc, ledger, pen } = open()
  doc.transact(() => {
    claim(ledger, 'title', 'a', pen)
    claim(ledger, 'title', 'b', pen)
  })
  expect(values(ledger, 'title')).toEqual(['b'])
  expect(ledger.contestedItems()).toEqual([])
})

test('[L11] what a listener writes sees what its own turn wrote', () => {
  const { ledger, pen } = open()
  let heard = 0
  ledger.onChange(() => {
    if (heard++ > 0) return
    claim(ledger, 'title', 'b', pen)
    claim(ledger, 'title', 'c', pen)
  })
  claim(ledger, 'title', 'a', pen)
  expect(values(ledger, 'title')).toEqual(['c'])
})

test('[L11] every fact is told once', () => {
  const { doc, ledger, pen } = open()
  const told: string[] = []
  ledger.onChange((change) => {
    expect(change.everything).toBe(false)
    told.push(...change.facts.map((fact) => fact.id))
  })
  doc.transact(() => {
    claim(ledger, 'title', 'a', pen)
    claim(ledger, 'title', 'b', pen)
  })
  claim(ledger, 'title', 'c', pen)
  expect(told).toHaveLength(3)
  expect(new Set(told).size).toBe(3)
})

test('[L16] a listener that throws does not keep the others from hearing [F8]', () => {
  const { ledger, pen } = open()
  let heard = 0
  ledger.onChange(() => {
    throw new Error('screen')
  })
  ledger.onChange(() => void heard++)
  expect(() => claim(ledger, 'title', 'a', pen)).toThrow('screen')
  expect(heard).toBe(1)
  expect(values(ledger, 'title')).toEqual(['a'])
})

test('[T1] two ledgers over one document both hear of a text that came by update', () => {
  const source = new Y.Doc()
  source.getText('text/note').insert(0, 'bonjour')
  const doc = new Y.Doc()
  const first = new Ledger(doc)
  first.onChange(() => first.textNames())
  const second = new Ledger(doc)
  const heard: string[][] = []
  second.onChange((change) => heard.push([...change.texts]))
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(source))
  expect(heard).toEqual([['note']])
})

test('[T4] a text whose name no seal could carry is no text [F36]', () => {
  const { doc, ledger } = open()
  doc.getText('text/__proto__').insert(0, 'x')
  doc.getText('text/').insert(0, 'x')
  doc.getText(`text/${'n'.repeat(100_000)}`).insert(0, 'x')
  doc.getText('text/note').insert(0, 'x')
  expect(ledger.textNames()).toEqual(['note'])
})
