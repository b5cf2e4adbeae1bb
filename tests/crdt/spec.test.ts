import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const SPEC = path.join(import.meta.dirname, '..', '..', 'src', 'crdt', 'SPEC.md')
const rules = [...readFileSync(SPEC, 'utf8').matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].map((match) => match[1]!)
const quoted = new Set(
  globSync('**/*.test.ts', { cwd: import.meta.dirname })
    .map((file) => readFileSync(path.join(import.meta.dirname, file), 'utf8'))
    // Row numbers of the fault catalogue (`F36`) are not rules of the document.
    .flatMap((source) => [...source.matchAll(/\[([A-EG-Z]\d+)\]/g)].map((match) => match[1]!)),
)

test('every rule of the shared document has its number once, and a test that quotes it', () => {
  expect(rules.length).toBeGreaterThan(50)
  expect(new Set(rules).size).toBe(rules.length)
  expect(rules.filter((rule) => !quoted.has(rule))).toEqual([])
})

test('every rule that a test quotes exists', () => {
  expect([...quoted].filter((rule) => !rules.includes(rule))).toEqual([])
})
