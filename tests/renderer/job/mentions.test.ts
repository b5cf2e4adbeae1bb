import fc from 'fast-check'
import { expect, test } from 'vitest'
import { askedAt, calledIn, piecesOf } from '../../../src/renderer/features/job/notes/mentions.ts'

const people = [
  { id: 'a', name: 'Ana' },
  { id: 'ar', name: 'Ana Rossi' },
  { id: 'h', name: 'Hélène Dupont' },
  { id: 'h2', name: 'Hugo' },
]
const asked = (text: string, caret = text.length) => askedAt(text, caret, people)?.found.map((each) => each.id) ?? null

test('an @ offers everybody, letters those whose first or last name begins so, without accents or capitals', () => {
  expect(asked('@')).toEqual(['a', 'ar', 'h', 'h2'])
  expect(asked('Voir @h')).toEqual(['h', 'h2'])
  expect(asked('Voir @HEL')).toEqual(['h'])
  expect(asked('(@dup')).toEqual(['h'])
  expect(asked('@ana ro')).toEqual(['ar'])
  expect(asked('@hu et la suite', 3)).toEqual(['h2'])
})

test('nothing is offered in an address, after a name that is whole, or for a name that nobody has', () => {
  for (const text of ['', 'Ana', 'ana@h', 'x.@h', '@zz', '@Hugo ', `@h\n`]) expect(asked(text)).toBeNull()
})

test('a text calls whom it names, by the longest name that fits', () => {
  expect(calledIn('@Ana Rossi et @hugo, vite', people)).toEqual(['ar', 'h2'])
  expect(calledIn('@Ana, @Ana', people)).toEqual(['a'])
  expect(calledIn('@Hugolin mail@Hugo Hugo', people)).toEqual([])
  expect(calledIn('@Ana', [...people, { id: 'a2', name: 'Ana' }])).toEqual(['a', 'a2'])
})

test('the pieces of any text are that text', () => {
  const text = fc.array(fc.constantFrom('@', 'Ana', ' Rossi', 'Hugo', ' ', 'é', '\n', '🚗'), { maxLength: 30 })
  fc.assert(
    fc.property(text, (words) => {
      const whole = words.join('')
      const pieces = piecesOf(whole, people)
      expect(pieces.map((piece) => piece.text).join('')).toBe(whole)
      expect(() => askedAt(whole, whole.length, people)).not.toThrow()
    }),
  )
})
