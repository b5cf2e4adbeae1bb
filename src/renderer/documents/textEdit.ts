/** One person's change to a text, as small as it was; and where a caret goes when others write. */
export interface TextEdit {
  readonly at: number
  readonly remove: number
  readonly insert: string
}
export type TextDelta = readonly { readonly retain?: number; readonly insert?: unknown; readonly delete?: number }[]

/**
 * The edit that leads from one text to the other. `caret` is where the person's caret stands afterwards: among
 * equal letters it tells which of them was typed (« aa » → « aaa »). Null: nothing changed.
 */
export function smallestEdit(before: string, after: string, caret: number): TextEdit | null {
  if (before === after) return null
  const growth = after.length - before.length
  // Everything behind the caret is as it was; going back from there the first difference ends the edit.
  let tail = Math.min(after.length - Math.min(Math.max(caret, 0), after.length), before.length)
  if (before.slice(before.length - tail) !== after.slice(after.length - tail)) tail = commonTail(before, after)
  let head = 0
  const room = Math.min(before.length, after.length) - tail
  while (head < room && before[head] === after[head]) head++
  if (cutsPair(before, head) || cutsPair(after, head)) head--
  if (cutsPair(before, before.length - tail) || cutsPair(after, after.length - tail)) tail--
  return { at: head, remove: before.length - tail - head, insert: after.slice(head, before.length - tail + growth) }
}

function commonTail(a: string, b: string): number {
  const most = Math.min(a.length, b.length)
  let length = 0
  while (length < most && a[a.length - 1 - length] === b[b.length - 1 - length]) length++
  return length
}

/** Between the two halves of one character (an emoji, say) nobody may write. */
function cutsPair(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return at > 0 && at < text.length && code >= 0xdc00 && code <= 0xdfff
}

/** Where a position moves when someone else's edit comes in. At the very place of an insertion it stays before it. */
export function movePosition(position: number, delta: TextDelta): number {
  let index = 0
  let moved = position
  for (const part of delta) {
    if (part.retain !== undefined) index += part.retain
    else if (typeof part.insert === 'string') {
      if (index < moved) moved += part.insert.length
      index += part.insert.length
    } else if (part.delete !== undefined) {
      if (index < moved) moved -= Math.min(part.delete, moved - index)
    }
    if (index > moved) break
  }
  return moved
}
