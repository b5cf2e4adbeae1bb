import { expect, test } from 'vitest'
import { askedBy } from '../../../src/renderer/features/job/undoKeys.ts'

const key = (name: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>>) => ({
  ...{ key: name, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false },
  ...held,
})

test.each([
  ['Ctrl+Z', key('z', { ctrlKey: true }), 'undo'],
  ['⌘Z', key('z', { metaKey: true }), 'undo'],
  ['Ctrl+Shift+Z', key('Z', { ctrlKey: true, shiftKey: true }), 'redo'],
  ['Ctrl+Y', key('y', { ctrlKey: true }), 'redo'],
  ['Ctrl+Shift+Y, which browsers know as something else', key('Y', { ctrlKey: true, shiftKey: true }), null],
  ['Z alone', key('z', {}), null],
  ['AltGr+Z, which types a letter on some keyboards', key('z', { ctrlKey: true, altKey: true }), null],
] as const)('%s', (_, event, expected) => {
  expect(askedBy(event)).toBe(expected)
})
