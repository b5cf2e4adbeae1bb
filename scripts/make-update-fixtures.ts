/**
 * Writes tests/fixtures/updates: documents as this version stores them, and how they read. Every later version
 * must open them: a file that is there is never written again, whatever the scenario says today.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as Y from 'yjs'
import { SCENARIOS } from './update-fixtures/scenarios.ts'
import { summarise } from './update-fixtures/summary.ts'

export interface Written {
  readonly written: readonly string[]
  readonly kept: readonly string[]
}

export function makeUpdateFixtures(folder: string): Written {
  mkdirSync(folder, { recursive: true })
  const [written, kept]: [string[], string[]] = [[], []]
  for (const [name, make] of Object.entries(SCENARIOS)) {
    const [bytes, expected] = [path.join(folder, `${name}.bin`), path.join(folder, `${name}.json`)]
    if (existsSync(bytes) || existsSync(expected)) {
      kept.push(name)
      continue
    }
    const update = Y.encodeStateAsUpdate(make())
    // Exclusive: two runs at once do not write over each other either.
    writeFileSync(bytes, update, { flag: 'wx' })
    writeFileSync(expected, `${JSON.stringify(summarise(name, update), null, 2)}\n`, { flag: 'wx' })
    written.push(name)
  }
  return { written, kept }
}

if (import.meta.main) {
  const { written, kept } = makeUpdateFixtures(path.join(import.meta.dirname, '..', 'tests', 'fixtures', 'updates'))
  for (const name of kept) console.log(`${name}: there already, left as it is`)
  for (const name of written) console.log(`${name}: written`)
}
