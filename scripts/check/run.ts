/** Runs check steps one after the other and says of each, on one line, how it went and how long it took. */
import type { Step } from './steps.ts'

export interface Outcome {
  name: string
  /** Empty: passed. */
  problems: string[]
}

export async function runSteps(root: string, steps: readonly Step[], say = console.log): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const step of steps) {
    const started = performance.now()
    const problems = await judge(root, step)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    say(`${problems.length === 0 ? 'pass' : 'FAIL'}  ${step.name.padEnd(12)} ${seconds.padStart(5)} s`)
    for (const problem of problems) say(`      ${problem}`)
    outcomes.push({ name: step.name, problems })
  }
  return outcomes
}

/** A step that could not judge has not passed. */
async function judge(root: string, step: Step): Promise<string[]> {
  try {
    return await step.run(root)
  } catch (error) {
    return [`the check itself failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`]
  }
}
