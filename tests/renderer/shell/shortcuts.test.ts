import { expect, test } from 'vitest'
import { readKey } from '../../../src/renderer/shell/palette/shortcuts.ts'
import { matches } from '../../../src/renderer/shell/palette/commands.ts'

const NONE = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }
const press = (key: string, code: string, held: Partial<typeof NONE> = {}, typing = false) =>
  readKey({ ...NONE, ...held, key, code }, typing)

test('Ctrl+K opens the palette, on a Mac ⌘K, also while typing', () => {
  expect(press('k', 'KeyK', { ctrlKey: true })).toEqual({ kind: 'palette' })
  expect(press('K', 'KeyK', { metaKey: true, shiftKey: true }, true)).toEqual({ kind: 'palette' })
  expect(press('k', 'KeyK')).toBeNull()
})

test('Alt and a digit is that tab, whatever a French keyboard writes with the key', () => {
  expect(press('&', 'Digit1', { altKey: true })).toEqual({ kind: 'tab', index: 0 })
  expect(press('9', 'Digit9', { altKey: true }, true)).toEqual({ kind: 'tab', index: 8 })
  expect(press('0', 'Digit0', { altKey: true })).toBeNull()
  // AltGr reports itself as Ctrl and Alt: it writes a character.
  expect(press('{', 'Digit4', { altKey: true, ctrlKey: true })).toBeNull()
})

test('a question mark or a slash is a key of ours only where nobody is writing', () => {
  expect(press('?', 'Comma', { shiftKey: true })).toEqual({ kind: 'shortcuts' })
  expect(press('?', 'Comma', { shiftKey: true }, true)).toBeNull()
  expect(press('/', 'Slash')).toEqual({ kind: 'search' })
  expect(press('/', 'Slash', {}, true)).toBeNull()
  expect(press('a', 'KeyA')).toBeNull()
})

test('the palette finds by the beginnings of words, without accents or capitals', () => {
  expect(matches('Aile avant gauche', 'av ga')).toBe(true)
  expect(matches('À décider', 'decid')).toBe(true)
  expect(matches('Apparence – Atelier (fort contraste)', 'contraste fort')).toBe(true)
  expect(matches('Clôture', 'clot')).toBe(true)
  expect(matches('Clôture', 'ture')).toBe(false)
  expect(matches('Clôture', '')).toBe(true)
})
