import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { caretAfter, codeOf, inGroups } from '../../../src/renderer/ui/codeGroups.ts'

test('a code is what is left without what people put between its groups', () => {
  expect(codeOf(' 7q3m-zk8d—0wtr\u00A05hxc. ')).toBe('7Q3MZK8D0WTR5HXC')
  expect(inGroups('7q3mzk8d0w')).toBe('7Q3M ZK8D 0W')
  expect(inGroups('')).toBe('')
})

test('the caret stands behind the same sign before and after grouping (seed 41)', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9A-Z]{1,16}$/), fc.nat(16), (code, at) => {
      const signs = Math.min(at, code.length)
      const before = inGroups(code).slice(0, caretAfter(signs))
      expect(codeOf(before)).toBe(code.slice(0, signs))
    }),
    { seed: 41 },
  )
})
