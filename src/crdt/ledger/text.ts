import type { Ledger } from './ledger.ts'
import { UserEdit, type Pen } from './write.ts'

/**
 * Makes a free text say `next`, by replacing only what differs: what somebody else writes elsewhere in it
 * meanwhile stays. Never cuts a surrogate pair, whose halves would reach everyone else as U+FFFD.
 */
export function editText(ledger: Ledger, name: string, next: string, pen: Pen): void {
  const now = ledger.readText(name)
  const { at, removed, inserted } = difference(now, next.toWellFormed())
  if (removed === 0 && inserted === '') return
  const text = ledger.text(name)
  ledger.doc.transact(() => {
    if (removed > 0) text.delete(at, removed)
    if (inserted !== '') text.insert(at, inserted)
  }, new UserEdit(pen.person))
}

function difference(before: string, after: string): { at: number; removed: number; inserted: string } {
  const shorter = Math.min(before.length, after.length)
  let head = 0
  while (head < shorter && before[head] === after[head]) head++
  if (isHigh(before, head - 1)) head-- // both go on with a low half, or one of them would not be well formed
  let tail = 0
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++
  if (isLow(before, before.length - tail)) tail--
  return { at: head, removed: before.length - tail - head, inserted: after.slice(head, after.length - tail) }
}

function isHigh(text: string, index: number): boolean {
  const code = text.charCodeAt(index)
  return code >= 0xd800 && code <= 0xdbff
}
function isLow(text: string, index: number): boolean {
  const code = text.charCodeAt(index)
  return code >= 0xdc00 && code <= 0xdfff
}
