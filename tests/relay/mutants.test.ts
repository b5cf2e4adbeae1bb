/** Whether the cases would notice: each defence of the validator taken out in turn. */
import { expect, test } from 'vitest'
import { allMutants, describeMutant, tryMutants } from './support/mutants.ts'

const mutants = await allMutants()
const [unharmed, ...noticed] = await tryMutants([null, ...mutants])

test('the copy that nothing was taken from is without complaint', () => {
  expect(unharmed).toEqual([])
})

test('each refusal of malformed bytes has its mutant', () => {
  expect(mutants.filter(({ from }) => from.startsWith('throw new Malformed')).length).toBeGreaterThan(35)
  expect(noticed).toHaveLength(mutants.length)
})

test.each(mutants.map((mutant, i) => ({ mutant: describeMutant(mutant), noticed: noticed[i] })))(
  'taken out, it is noticed: $mutant',
  ({ noticed: complaint }) => {
    expect(complaint).not.toEqual([])
  },
)
