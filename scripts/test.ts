/**
 * `npm test`: the checks, the tests without a window, the build, the tests with windows, in this order. The last line
 * is the sum over all of them, `N passed, N failed` and, where tests were skipped, `, N skipped`; `--gates` runs them in
 * their long size, and those of the relay apart from everything else; `--only kill,fuzz` runs no more than these of
 * them. A runner that dies, or that reports nothing, counts as a failure: silence is not success.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { runSteps } from './check/run.ts'
import { STEPS } from './check/steps.ts'
import { runProcess, stopWithUs } from './test/process.ts'
import { add, nothing, summary, type Tally } from './test/tally.ts'
import { relayFaults, runRelayFaults } from './gates/relay-faults.ts'
import { runVitest } from './test/vitest.ts'

const root = path.resolve(import.meta.dirname, '..')
const { values } = parseArgs({ options: { gates: { type: 'boolean', default: false }, only: { type: 'string' } } })
const only = values.only?.split(',')
const unknown = only?.filter((gate) => !relayFaults(root).includes(gate)) ?? []
if (unknown.length > 0) throw new Error(`--only ${unknown.join()}: there is ${relayFaults(root).join()}`)
const env = { ...process.env, CI: process.env['CI'] ?? 'true', ...(values.gates ? { RPMA_GATES: '1' } : {}) }
const reports = mkdtempSync(path.join(os.tmpdir(), 'rpma-test-'))
process.on('exit', () => rmSync(reports, { recursive: true, force: true }))
stopWithUs()

type Part = [title: string, run: () => Promise<Tally>]

const gatesOfRelay: Part = [
  'gates of the relay',
  () => runRelayFaults({ root, env, reports, ...(only === undefined ? {} : { only }) }),
]
const unit = (args: readonly string[]): Promise<Tally> =>
  runVitest({ root, env, reports, config: 'vitest.config.ts', args })
const everything: Part[] = [
  ['checks', checks],
  ['unit, contract, simulation', () => unit(values.gates ? ['--project=!faults'] : [])],
  ...(values.gates ? [gatesOfRelay] : []),
  ['build', build],
  ['end to end', () => runVitest({ root, env, reports, config: 'vitest.e2e.config.ts' })],
]
const parts = only === undefined ? everything : [gatesOfRelay]

let total = nothing()
for (const [title, run] of parts) {
  console.log(`\n── ${title} ──`)
  const started = performance.now()
  const tally = await run()
  console.log(`── ${title}: ${summary(tally)} (${Math.round((performance.now() - started) / 1000)} s)`)
  total = add(total, tally)
}
if (total.failures.length > 0) console.log(`\nFailed:\n${total.failures.map((line) => `  ${line}`).join('\n')}\n`)
process.exitCode = total.failed > 0 ? 1 : 0
console.log(summary(total))

async function checks(): Promise<Tally> {
  const outcomes = await runSteps(root, STEPS)
  const bad = outcomes.filter((outcome) => outcome.problems.length > 0)
  return {
    passed: outcomes.length - bad.length,
    failed: bad.length,
    skipped: 0,
    failures: bad.map(({ name, problems }) => `check ${name}: ${problems[0]} (${problems.length} in all)`),
  }
}

/** End-to-end tests run what is packaged, so a failed build also means that they judge an older one: it is said. */
async function build(): Promise<Tally> {
  const { code, signal } = await runProcess([path.join(root, 'scripts', 'build.ts')], root, env)
  if (code === 0) return { ...nothing(), passed: 1 }
  return { ...nothing(), failed: 1, failures: [`build: ended with ${signal ?? code}`] }
}
