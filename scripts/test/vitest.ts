/** Runs Vitest and counts its results from its JSON report, never from its words or its exit code alone. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { toolFile } from '../check/tool.ts'
import { runProcess, type Ending } from './process.ts'
import { nothing, type Tally } from './tally.ts'

export interface VitestRun {
  root: string
  /** Relative to the root. */
  config: string
  /** A folder for the report. */
  reports: string
  env: NodeJS.ProcessEnv
  /** Show nothing while it runs. */
  quiet?: boolean
  /** More words for Vitest, as files to run or to leave out. */
  args?: readonly string[]
}

export async function runVitest({ root, config, reports, env, quiet = false, args = [] }: VitestRun): Promise<Tally> {
  const report = path.join(reports, `${config}.json`)
  const ending = await runProcess(
    [
      toolFile('vitest'),
      'run',
      `--config=${config}`,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...args,
    ],
    root,
    env,
    quiet ? 'ignore' : 'inherit',
  )
  return judge(config, ending, existsSync(report) ? readFileSync(report, 'utf8') : undefined, root)
}

const Report = z.object({
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().nullish(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
})

/** Every way not to succeed gives at least one failure: no report, an unreadable one, no tests, a broken file. */
export function judge(config: string, ending: Ending, report: string | undefined, root: string): Tally {
  const tally = report === undefined ? undefined : count(report, root)
  if (tally === undefined) return oneFailure(`${config}: the runner left no readable results (${describe(ending)})`)
  if (tally.passed + tally.failed === 0) return merge(tally, `${config}: no test ran (${describe(ending)})`)
  if (tally.failed === 0 && ending.code !== 0)
    return merge(tally, `${config}: no test failed, but the runner did (${describe(ending)})`)
  return tally
}

function count(report: string, root: string): Tally | undefined {
  const parsed = Report.safeParse(parseJson(report))
  if (!parsed.success) return undefined
  const tally = nothing()
  for (const file of parsed.data.testResults) {
    const name = path.relative(root, file.name)
    const failedBefore = tally.failed
    for (const test of file.assertionResults) {
      if (test.status === 'passed') tally.passed++
      else if (test.status === 'failed')
        fail(tally, `${name} › ${test.fullName}: ${firstLine(test.failureMessages?.[0])}`)
      else tally.skipped++
    }
    // A file that could not be loaded, or whose hooks failed, has no failed test of its own to count.
    if (file.status === 'failed' && tally.failed === failedBefore) fail(tally, `${name}: ${firstLine(file.message)}`)
  }
  return tally
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function fail(tally: Tally, line: string): void {
  tally.failed++
  tally.failures.push(line)
}

function merge(tally: Tally, line: string): Tally {
  return { ...tally, failed: tally.failed + 1, failures: [...tally.failures, line] }
}

const oneFailure = (line: string): Tally => merge(nothing(), line)
const describe = ({ code, signal }: Ending) => (signal ? `stopped by ${signal}` : `exit ${code}`)
const firstLine = (text: string | null | undefined) =>
  text
    ?.split('\n')
    .find((line) => line.trim() !== '')
    ?.trim() ?? ''
