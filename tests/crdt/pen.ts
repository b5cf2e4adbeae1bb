import type { Pen } from '../../src/crdt/ledger/index.ts'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A pen with a clock that ticks a millisecond a word and ids that are ULIDs of that clock: same seed, same facts. */
export function createPen(person: string, seed: number, startAt = 1_790_000_000_000): Pen {
  let now = startAt
  let count = 0
  return {
    person,
    device: `device-${seed}`,
    now: () => ++now,
    newId: () => base32(now, 10) + base32(seed, 6) + base32(++count, 10),
  }
}

function base32(value: number, length: number): string {
  let text = ''
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) text = ALPHABET[rest % 32] + text
  return text
}
