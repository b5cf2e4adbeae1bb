import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { addRow, withdraw } from '../../../src/crdt/ledger/index.ts'
import { adjustRoll, openShop, remainingMm, setFilm, setPerson, setRoll } from '../../../src/crdt/shop/index.ts'
import { meet } from '../desks.ts'
import { createPen } from '../pen.ts'

const open = () => ({ ...openShop(new Y.Doc()), pen: createPen('ana', 1) })

test('[K1] remaining = received + adjustments − cuts; below zero it says: recount', () => {
  const { ledger, view, pen } = open()
  const roll = setRoll(ledger, undefined, { lot: 'L1', receivedMm: 15_000 }, pen)
  const other = setRoll(ledger, undefined, { lot: 'L2', receivedMm: 9_000 }, pen)
  expect(remainingMm(view(), roll, 0)).toBe(15_000)
  expect(remainingMm(view(), roll, 4_000)).toBe(11_000)
  adjustRoll(ledger, roll, -500, 'chute', pen)
  const wrong = adjustRoll(ledger, roll, 2_000, 'recompté', pen)
  adjustRoll(ledger, other, 7, 'autre rouleau', pen)
  expect(remainingMm(view(), roll, 4_000)).toBe(12_500)
  withdraw(ledger, wrong, 'mauvais rouleau', pen)
  expect(remainingMm(view(), roll, 4_000)).toBe(10_500)
  expect(remainingMm(view(), roll, 16_000)).toBe(-1_500)
  expect(remainingMm(view(), 'unknown', 10)).toBe(-10)
})

test('[K1] two recounts made apart both count', () => {
  const [a, b] = [new Y.Doc(), new Y.Doc()]
  const [ana, joe] = [openShop(a), openShop(b)]
  const [anaPen, joePen] = [createPen('ana', 1), createPen('joe', 2)]
  const roll = setRoll(ana.ledger, undefined, { receivedMm: 1000 }, anaPen)
  meet(a, b)
  adjustRoll(ana.ledger, roll, -100, '', anaPen)
  adjustRoll(joe.ledger, roll, -200, '', joePen)
  meet(a, b)
  for (const desk of [ana, joe]) expect(remainingMm(desk.view(), roll, 0)).toBe(700)
})

test.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 1e300])(
  '[K1] %d mm is no adjustment [F39]',
  (deltaMm) => {
    const { ledger, view, pen } = open()
    expect(() => adjustRoll(ledger, 'r', deltaMm, '', pen)).toThrow()
    if (Number.isFinite(deltaMm)) addRow(ledger, 'adjustment', { roll: 'r', deltaMm, reason: '' }, pen)
    expect(view().adjustments).toEqual([])
  },
)

test('[K3] a value that no reader accepts is not written [F39]', () => {
  const { ledger, view, pen } = open()
  expect(() => setFilm(ledger, undefined, { widthMm: -1 }, pen)).toThrow('widthMm')
  expect(() => setFilm(ledger, undefined, { finish: 'shiny' as never }, pen)).toThrow('finish')
  expect(() => setPerson(ledger, 'p', { role: 'owner' as never }, pen)).toThrow('role')
  expect(view().films).toEqual([])
})

test('[K4] the view is the same object until something changes', () => {
  const shop = open()
  const before = shop.view()
  expect(shop.view()).toBe(before)
  setPerson(shop.ledger, 'ana', { name: 'Ana' }, shop.pen)
  expect(shop.view()).not.toBe(before)
  expect(shop.view().people).toMatchObject([{ id: 'ana', name: { value: 'Ana' } }])
})

test('[K4] a film that nobody spoke about is the same object as before', () => {
  const shop = open()
  const [a, b] = [1520, 760].map((widthMm) => setFilm(shop.ledger, undefined, { widthMm }, shop.pen))
  const before = shop.view().films
  setFilm(shop.ledger, b!, { brand: 'Marque' }, shop.pen)
  const after = shop.view().films
  expect(after.find((film) => film.id === a)).toBe(before.find((film) => film.id === a))
  expect(after.find((film) => film.id === b)).toMatchObject({ brand: { value: 'Marque' }, widthMm: { value: 760 } })
  withdraw(shop.ledger, shop.ledger.heads(`film/${b}/brand`)[0]!.id, '', shop.pen)
  expect(shop.view().films.find((film) => film.id === b)!.brand.value).toBeUndefined()
  expect(openShop(shop.ledger.doc).view()).toEqual(shop.view())
})
