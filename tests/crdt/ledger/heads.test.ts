import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { claim, decisionsAbout, decodeInteger, Ledger, readField } from '../../../src/crdt/ledger/index.ts'
import { forge } from '../desks.ts'
import { createPen } from '../pen.ts'
import { runs } from '../script.ts'

interface Stored {
  readonly id: string
  readonly item?: string
  readonly value?: number
  readonly sup?: readonly string[]
  readonly of?: string
}
const ids = ['A', 'B', 'C', 'D', 'E', 'F', 'G'] as const
const anyId = fc.constantFrom(...ids, 'never-arrives')
const facts: fc.Arbitrary<Stored[]> = fc
  .record({
    claims: fc.array(
      fc.record({
        id: fc.constantFrom(...ids),
        item: fc.constantFrom('x', 'y'),
        value: fc.nat(2),
        sup: fc.array(anyId, { maxLength: 3 }),
      }),
      { maxLength: 7 },
    ),
    voids: fc.array(fc.record({ id: fc.constantFrom('V', 'W'), of: fc.constantFrom(...ids, 'V', 'W') }), {
      maxLength: 2,
    }),
  })
  .chain(({ claims, voids }) => {
    const unique = [...new Map([...claims, ...voids].map((fact) => [fact.id, fact as Stored])).values()]
    return fc.shuffledSubarray(unique, { minLength: unique.length })
  })

/** The rule, as one would say it: slow, and with nothing kept. */
function naiveHeads(all: readonly Stored[], item: string): Stored[] {
  const isWithdrawn = (id: string) => all.some((fact) => fact.of === id)
  const speaks = all.filter((fact) => fact.item === item && !isWithdrawn(fact.id))
  const isSuperseded = (claim: Stored) => speaks.some((other) => other.id !== claim.id && other.sup!.includes(claim.id))
  const heads = speaks.filter((claim) => !isSuperseded(claim))
  return (heads.length > 0 ? heads : speaks).sort((a, b) => (a.id < b.id ? -1 : 1))
}

function lay(doc: Y.Doc, { id, ...fact }: Stored): void {
  const said = { v: 1, by: 'p', dev: 'd', at: 1 }
  forge(doc, id, 'of' in fact ? { ...said, k: 'void', why: '', ...fact } : { ...said, k: 'claim', ...fact })
}

test('[L4] [L5] [L7] heads are what the naive rule says, whatever the order of arrival', () => {
  fc.assert(
    fc.property(facts, (all) => {
      const ledger = new Ledger(new Y.Doc())
      for (const fact of all) {
        lay(ledger.doc, fact)
        // Asked at every step: an answer that is kept must not outlive its reasons.
        for (const item of ['x', 'y']) ledger.heads(item)
      }
      for (const item of ['x', 'y']) {
        const expected = naiveHeads(all, item)
        expect(ledger.heads(item).map((head) => head.id)).toEqual(expected.map((head) => head.id))
        const contested = new Set(expected.map((head) => head.value)).size > 1
        expect(ledger.contestedItems().includes(item)).toBe(contested)
        const field = readField(ledger, item, decodeInteger(0, 9))
        expect(field.contested).toBe(contested)
        expect(field.value).toBe(contested ? undefined : expected.at(-1)?.value)
      }
    }),
    { numRuns: runs(1000) },
  )
})

test('[L5] a forged circle hides nothing: all of it stands, and a person decides', () => {
  const ledger = new Ledger(new Y.Doc())
  lay(ledger.doc, { id: 'A', item: 'x', value: 1, sup: ['B'] })
  lay(ledger.doc, { id: 'B', item: 'x', value: 2, sup: ['A'] })
  expect(ledger.heads('x').map((head) => head.id)).toEqual(['A', 'B'])
  expect(ledger.contestedItems()).toEqual(['x'])
  claim(ledger, 'x', 2, createPen('ana', 1))
  expect(ledger.contestedItems()).toEqual([])
})

test('[L5] a claim that supersedes itself stands', () => {
  const ledger = new Ledger(new Y.Doc())
  lay(ledger.doc, { id: 'A', item: 'x', value: 1, sup: ['A'] })
  lay(ledger.doc, { id: 'B', item: 'x', value: 2, sup: ['A', 'B'] })
  expect(ledger.heads('x').map((head) => head.id)).toEqual(['B'])
})

test('[L4] superseding a claim about another item does nothing', () => {
  const ledger = new Ledger(new Y.Doc())
  lay(ledger.doc, { id: 'A', item: 'x', value: 1, sup: [] })
  lay(ledger.doc, { id: 'B', item: 'y', value: 2, sup: ['A'] })
  expect(ledger.heads('x').map((head) => head.id)).toEqual(['A'])
  expect(decisionsAbout(ledger, 'y')).toEqual([])
})

test('[L12] whose clock runs ten years ahead or behind wins nothing by it [F26]', () => {
  const ledger = new Ledger(new Y.Doc())
  const years = 10 * 365 * 86_400_000
  const [ahead, behind] = [
    createPen('ana', 1, 1_790_000_000_000 + years),
    createPen('joe', 2, 1_790_000_000_000 - years),
  ]
  claim(ledger, 'odometer', 1, ahead)
  claim(ledger, 'odometer', 2, behind)
  expect(ledger.heads('odometer').map((head) => head.value)).toEqual([2])
})
