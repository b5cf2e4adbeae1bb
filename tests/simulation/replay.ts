/**
 * `node scripts/run.mjs tests/simulation/replay.ts <seed> [edits] [--trace]`: the same run again, with what happened.
 */
import { parseArgs } from 'node:util'
import { EDITS_PER_RUN } from './report.ts'
import { run } from './run.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { trace: { type: 'boolean', default: false } },
})
const seed = Number(positionals[0])
const edits = Number(positionals[1] ?? EDITS_PER_RUN)
if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(edits)) {
  console.error('usage: replay.ts <seed> [edits] [--trace]')
  process.exit(2)
}
const started = performance.now()
const outcome = run({ seed, edits, ...(values.trace ? { onTrace: (line) => console.log(line) } : {}) })
if (outcome.violation) {
  if (!values.trace) console.log(outcome.tail.join('\n'))
  console.log(`seed ${seed}: ${outcome.violation.kind}: ${outcome.violation.detail}`)
  process.exitCode = 1
}
const { saved, acknowledged, virtualMs, trace } = outcome
console.log(
  `${outcome.edits} edits, ${saved} saved, ${acknowledged} acknowledged, ${Math.round(virtualMs)} virtual ms, ` +
    `${Math.round(performance.now() - started)} ms, trace ${trace}`,
)
