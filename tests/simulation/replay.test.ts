import { expect, test } from 'vitest'
import { run } from './run.ts'

test('the same seed gives the same run, to the last frame', () => {
  for (const seed of [8417, 20]) {
    const [first, again] = [run({ seed, edits: 400 }), run({ seed, edits: 400 })]
    expect(again.trace).toBe(first.trace)
    expect({ ...again, tail: [] }).toEqual({ ...first, tail: [] })
  }
})

test('another seed gives another run', () => {
  const traces = [1, 2, 3].map((seed) => run({ seed, edits: 60 }).trace)
  expect(new Set(traces).size).toBe(3)
})

test('listening to a run does not change it', () => {
  const lines: string[] = []
  const heard = run({ seed: 5, edits: 100, onTrace: (line) => lines.push(line) })
  expect(heard.trace).toBe(run({ seed: 5, edits: 100 }).trace)
  expect(lines.length).toBeGreaterThan(100)
})
