import * as Y from 'yjs'
import { expect, test } from 'vitest'
import { UserEdit } from '../../../src/crdt/ledger/index.ts'
import { undoText } from '../../../src/renderer/documents/undoText.ts'

test('one’s own letters go, others’ stay, and come back where they were', () => {
  const [mine, theirs] = [new Y.Doc(), new Y.Doc()]
  const text = mine.getText('text/note')
  const letters = undoText(text)
  mine.transact(() => text.insert(0, 'joint '), new UserEdit('ana'))
  Y.applyUpdate(theirs, Y.encodeStateAsUpdate(mine))
  theirs.getText('text/note').insert(6, 'client ')
  Y.applyUpdate(mine, Y.encodeStateAsUpdate(theirs), 'main')
  letters.undo()
  expect(text.toString()).toBe('client ')
  letters.redo()
  expect(text.toString()).toBe('joint client ')
  letters.destroy()
})
