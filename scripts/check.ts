/** `npm run check`: everything that can be said about the source without running it. `-- walls lint` picks steps. */
import path from 'node:path'
import { parseArgs } from 'node:util'
import { runSteps } from './check/run.ts'
import { STEPS } from './check/steps.ts'

const { positionals } = parseArgs({ allowPositionals: true })
const unknown = positionals.filter((name) => !STEPS.some((step) => step.name === name))
if (unknown.length > 0) {
  console.error(`No such check: ${unknown.join(', ')}. There are: ${STEPS.map((step) => step.name).join(', ')}.`)
  process.exit(2)
}
const wanted = positionals.length === 0 ? STEPS : STEPS.filter((step) => positionals.includes(step.name))
const outcomes = await runSteps(path.resolve(import.meta.dirname, '..'), wanted)
process.exitCode = outcomes.some((outcome) => outcome.problems.length > 0) ? 1 : 0
