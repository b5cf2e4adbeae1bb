/** A fault that never happens tests nothing: each of them has to occur in the runs of every day. */
import { expect, test } from 'vitest'
import { run } from './run.ts'

const SEEDS = 48
const FAULTS = [
  'desk partitioned',
  'desk cut',
  'desk closed 1006',
  'desk disk full',
  'desk not saved full',
  'desk crashed',
  'desk died before',
  'desk died inside',
  'desk died after',
  'desk request lost',
  'desk request repeated',
  'desk reply lost',
  'desk not level',
  'relay crashed',
  'relay stopping',
  'relay replaced',
  'relay cannot store',
  'relay storing again',
]

test('every fault happens', () => {
  const unseen = new Set(FAULTS)
  const onTrace = (line: string): void => {
    // "12.345 desk3> frame …": who, without the number, and what.
    const event = line.replace(/^\S+ (desk|relay)\S*/, '$1')
    for (const fault of unseen) if (event.startsWith(fault)) unseen.delete(fault)
  }
  for (let seed = 1; seed <= SEEDS && unseen.size > 0; seed++) run({ seed, edits: 500, onTrace })
  expect([...unseen]).toEqual([])
})
