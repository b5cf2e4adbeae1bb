/**
 * Runs in a process of its own, because some mutants never end: asks each mutated validator every case, and prints one
 * JSON line for each with what it got wrong. Arguments: folders of mutated modules.
 */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { allComplaints } from './validator.ts'
import type { Validator } from './validator.ts'

const ENOUGH = 1

for (const folder of process.argv.slice(2)) {
  const load = (name: string): Promise<object> => import(pathToFileURL(join(folder, name)).href) as Promise<object>
  // One that does not even load proves nothing.
  const modules = await Promise.all(['inspect.ts', 'judge.ts', 'standing.ts'].map(load)).catch((error: unknown) => {
    process.stdout.write(`${JSON.stringify({ broken: String(error) })}\n`)
  })
  if (modules === undefined) continue
  const validator = Object.assign({}, ...modules) as Validator
  process.stdout.write(`${JSON.stringify(allComplaints(validator, ENOUGH))}\n`)
}
