import type { Pen } from '../../src/crdt/ledger/index.ts'

/** A pen without chance: the same words in the same order are the same facts, for ever. */
export function createFixedPen(person: string, letter: string): Pen {
  let count = 0
  return {
    person,
    device: `device-${letter}`,
    now: () => 1_790_000_000_000 + count * 1000,
    newId: () => `01${String(++count).padStart(23, '0')}${letter}`,
  }
}
