import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { bindText } from '../../../src/renderer/documents/bindText.ts'
import type { TextBox } from '../../../src/renderer/documents/bindText.ts'
import { movePosition, smallestEdit } from '../../../src/renderer/documents/textEdit.ts'
import type { TextEdit } from '../../../src/renderer/documents/textEdit.ts'

const apply = (text: string, edit: TextEdit | null) =>
  edit ? text.slice(0, edit.at) + edit.insert + text.slice(edit.at + edit.remove) : text

test('the edit found leads from one text to the other, wherever the caret is said to be', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'grapheme' }),
      fc.integer({ min: -3, max: 30 }),
      (a, b, caret) => {
        expect(apply(a, smallestEdit(a, b, caret))).toBe(b)
      },
    ),
  )
})

test('typing is one insertion at the caret, never a replacement of the whole', () => {
  const words = fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 20 })
  fc.assert(
    fc.property(
      words,
      fc.nat(20),
      fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 4 }),
      (before, where, typed) => {
        const at = Math.min(where, before.length)
        const after = before.slice(0, at) + typed + before.slice(at)
        expect(smallestEdit(before, after, at + typed.length)).toEqual({ at, remove: 0, insert: typed })
      },
    ),
  )
})

test('among equal letters the caret tells which was typed', () => {
  expect(smallestEdit('aa', 'aaa', 1)).toEqual({ at: 0, remove: 0, insert: 'a' })
  expect(smallestEdit('aa', 'aaa', 3)).toEqual({ at: 2, remove: 0, insert: 'a' })
})

test('an edit never cuts a character in two', () => {
  const [a, b] = ['\u{1F697}', '\u{1F698}'] // the same first half
  expect(smallestEdit(a, b, 2)).toEqual({ at: 0, remove: 2, insert: b })
  const [c, d] = ['\u{1F697}', '\u{1F297}'] // the same second half
  expect(smallestEdit(c, d, 2)).toEqual({ at: 0, remove: 2, insert: d })
})

test("others' edits move a caret with its words", () => {
  expect(movePosition(5, [{ insert: 'abc' }])).toBe(8)
  expect(movePosition(5, [{ retain: 5 }, { insert: 'abc' }])).toBe(5)
  expect(movePosition(5, [{ retain: 7 }, { insert: 'abc' }])).toBe(5)
  expect(movePosition(5, [{ delete: 3 }])).toBe(2)
  expect(movePosition(5, [{ retain: 4 }, { delete: 10 }])).toBe(4)
})

/** A textarea as far as the binding sees it. */
function createBox() {
  const listeners = new Map<string, Set<() => void>>()
  const box = {
    value: '',
    selectionStart: 0,
    selectionEnd: 0,
    setSelectionRange(start: number, end: number) {
      box.selectionStart = start
      box.selectionEnd = end
    },
    addEventListener(name: string, run: () => void) {
      listeners.set(name, (listeners.get(name) ?? new Set()).add(run))
    },
    removeEventListener(name: string, run: () => void) {
      listeners.get(name)?.delete(run)
    },
  }
  const fire = (name: string) => {
    for (const run of listeners.get(name) ?? []) run()
  }
  return {
    box: box as unknown as TextBox,
    fire,
    type(text: string) {
      const at = box.selectionStart
      box.value = box.value.slice(0, at) + text + box.value.slice(box.selectionEnd)
      box.setSelectionRange(at + text.length, at + text.length)
      fire('input')
    },
    listening: () => [...listeners.values()].reduce((sum, set) => sum + set.size, 0),
  }
}

class Edit {}

function twoPeople() {
  const [one, two] = [new Y.Doc(), new Y.Doc()]
  one.on('update', (update: Uint8Array, origin: unknown) => origin !== 'net' && Y.applyUpdate(two, update, 'net'))
  two.on('update', (update: Uint8Array, origin: unknown) => origin !== 'net' && Y.applyUpdate(one, update, 'net'))
  return [one.getText('note'), two.getText('note')] as const
}

test('two people write in one note: both see everything, neither caret jumps', () => {
  const [mine, theirs] = twoPeople()
  const [a, b] = [createBox(), createBox()]
  bindText(mine, a.box, () => new Edit())
  bindText(theirs, b.box, () => new Edit())
  a.type('Bonjour')
  b.box.setSelectionRange(7, 7)
  b.type(' à tous')
  expect(a.box.value).toBe('Bonjour à tous')
  expect(a.box.selectionStart).toBe(7)
  b.box.setSelectionRange(0, 0)
  b.type('>> ')
  expect(a.box.selectionStart).toBe(10)
  a.type(',')
  expect([a.box.value, b.box.value]).toEqual(['>> Bonjour, à tous', '>> Bonjour, à tous'])
})

test('every keystroke is one transaction with the origin asked for', () => {
  const doc = new Y.Doc()
  const origins: unknown[] = []
  doc.on('update', (_: Uint8Array, origin: unknown) => origins.push(origin))
  const a = createBox()
  bindText(doc.getText('note'), a.box, () => new Edit())
  a.type('x')
  a.type('y')
  expect(origins).toHaveLength(2)
  expect(origins.every((origin) => origin instanceof Edit)).toBe(true)
})

test('while letters are being composed nothing comes in; afterwards both texts are there', () => {
  const [mine, theirs] = twoPeople()
  const a = createBox()
  bindText(mine, a.box, () => new Edit())
  a.type('ab')
  a.fire('compositionstart')
  a.box.value = 'abê'
  a.box.setSelectionRange(3, 3)
  a.fire('input')
  theirs.insert(0, 'XX')
  expect(a.box.value).toBe('abê')
  a.fire('compositionend')
  expect(theirs.toString()).toContain('ê')
  expect(theirs.toString()).toContain('XX')
  expect(a.box.value).toBe(theirs.toString())
})

test('unbinding leaves no listener', () => {
  const text = new Y.Doc().getText('note')
  const a = createBox()
  const unbind = bindText(text, a.box, () => new Edit())
  expect(a.listening()).toBe(3)
  unbind()
  text.insert(0, 'x')
  expect(a.listening()).toBe(0)
  expect(a.box.value).toBe('')
})
