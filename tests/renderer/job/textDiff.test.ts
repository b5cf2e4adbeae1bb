import { expect, test } from 'vitest'
import { textPieces } from '../../../src/renderer/features/job/closing/TextDiff.tsx'

test('a note is compared word by word: what went, what came, what stayed', () => {
  const pieces = textPieces('Capot : léger voile à revoir.', 'Capot : voile net à revoir demain.')!
  expect(pieces.map(({ kind, text }) => `${kind} ${text}`)).toContain('gone léger ')
  expect(
    pieces
      .filter(({ kind }) => kind !== 'come')
      .map(({ text }) => text)
      .join(''),
  ).toBe('Capot : léger voile à revoir.')
  expect(
    pieces
      .filter(({ kind }) => kind !== 'gone')
      .map(({ text }) => text)
      .join(''),
  ).toBe('Capot : voile net à revoir demain.')
})

test('a phrase in place of a phrase is told as one, not word against word', () => {
  expect(textPieces('Baguette à reposer avant la remise.', 'Baguette reposée, clips neufs.')).toEqual([
    { kind: 'same', text: 'Baguette ' },
    { kind: 'gone', text: 'à reposer avant la remise' },
    { kind: 'come', text: 'reposée, clips neufs' },
    { kind: 'same', text: '.' },
  ])
})

test('a long stretch that did not change is shortened, and no surrogate pair is cut', () => {
  const long = '🚗 mot '.repeat(200)
  const pieces = textPieces(`${long}fin`, `${long}suite`)!
  expect(pieces[0]!.text.length).toBeLessThan(200)
  for (const { text } of pieces) expect(text.isWellFormed()).toBe(true)
  expect(pieces.slice(1).map(({ text }) => text)).toEqual(['fin', 'suite'])
})

test('texts that have nothing in common do not hold the screen', () => {
  const words = (seed: number) => Array.from({ length: 20_000 }, (_, i) => ((i * seed) % 7919).toString(36)).join(' ')
  const began = performance.now()
  const pieces = textPieces(words(31), words(37))
  expect(performance.now() - began).toBeLessThan(5_000)
  expect(pieces === null || pieces.length > 0).toBe(true)
})
