import { UndoManager } from 'yjs'
import type * as Y from 'yjs'
import { UserEdit } from '../../crdt/ledger/index.ts'

export interface LetterUndo {
  undo(): void
  redo(): void
  destroy(): void
}

/**
 * Takes back the letters of this window in a shared text, and nobody else's. The browser's own undo would take back
 * what others wrote: each edit of theirs replaces the whole value of the box.
 */
export function undoText(text: Y.Text): LetterUndo {
  const letters = new UndoManager(text, { trackedOrigins: new Set([UserEdit]) })
  return {
    undo: () => void letters.undo(),
    redo: () => void letters.redo(),
    destroy: () => letters.destroy(),
  }
}
