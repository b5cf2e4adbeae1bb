import type * as Y from 'yjs'
import { movePosition, smallestEdit } from './textEdit.ts'
import type { TextDelta } from './textEdit.ts'

/** What of a textarea is used: small enough to be stood in for in a test. */
export type TextBox = Pick<
  HTMLTextAreaElement,
  'value' | 'selectionStart' | 'selectionEnd' | 'setSelectionRange' | 'addEventListener' | 'removeEventListener'
>

/**
 * Keeps a text box and a shared text the same: keystrokes go in as the smallest edit, others' edits come in
 * without moving the caret away from its words. Returns what unbinds.
 */
export function bindText(text: Y.Text, box: TextBox, originOf: () => object): () => void {
  const mine = new WeakSet<object>()
  let composing = false
  box.value = text.toString()

  const write = () => {
    if (composing) return
    const edit = smallestEdit(text.toString(), box.value, box.selectionStart)
    if (!edit) return
    const origin = originOf()
    mine.add(origin)
    const apply = () => {
      if (edit.remove > 0) text.delete(edit.at, edit.remove)
      if (edit.insert !== '') text.insert(edit.at, edit.insert)
    }
    if (text.doc) text.doc.transact(apply, origin)
  }
  const read = (event: Y.YTextEvent, transaction: Y.Transaction) => {
    const { origin } = transaction
    if (typeof origin === 'object' && origin !== null && mine.has(origin)) return
    // An unfinished composition (accents, emoji panels) would be torn apart; it is merged when it ends.
    if (composing) return
    const delta = event.delta as TextDelta
    const [start, end] = [movePosition(box.selectionStart, delta), movePosition(box.selectionEnd, delta)]
    box.value = text.toString()
    box.setSelectionRange(start, end)
  }
  let before = ''
  const startComposing = () => {
    composing = true
    before = text.toString()
  }
  const endComposing = () => {
    composing = false
    const now = text.toString()
    if (now === before) return write()
    // Others wrote meanwhile: what was composed is put where it was composed in the text as it is now.
    const edit = smallestEdit(before, box.value, box.selectionStart)
    box.value = now
    if (!edit) return
    const at = Math.min(edit.at, now.length)
    box.value = now.slice(0, at) + edit.insert + now.slice(at)
    box.setSelectionRange(at + edit.insert.length, at + edit.insert.length)
    write()
  }

  box.addEventListener('input', write)
  box.addEventListener('compositionstart', startComposing)
  box.addEventListener('compositionend', endComposing)
  text.observe(read)
  return () => {
    box.removeEventListener('input', write)
    box.removeEventListener('compositionstart', startComposing)
    box.removeEventListener('compositionend', endComposing)
    text.unobserve(read)
  }
}
