/**
 * The long gates of the relay (tests/relay/faults), one file after the other: they measure times and memory, and must
 * not run beside each other. What each printed stands in a table at the end.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { add, nothing, type Tally } from '../test/tally.ts'
import { runVitest } from '../test/vitest.ts'

const FOLDER = 'tests/relay/faults'
const Line = z.object({ gate: z.string(), line: z.string() })

export interface RelayFaultsRun {
  readonly root: string
  readonly env: NodeJS.ProcessEnv
  /** A folder for reports. */
  readonly reports: string
  /** Names of gates, as `kill`; all by default. */
  readonly only?: readonly string[]
}

/** Those that there are: each is a test file of {@link FOLDER}. */
export function relayFaults(root: string): string[] {
  return readdirSync(path.join(root, FOLDER))
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -'.test.ts'.length))
    .toSorted()
}

export async function runRelayFaults({ root, env, reports, only }: RelayFaultsRun): Promise<Tally> {
  const figures = path.join(reports, 'relay-faults.jsonl')
  const rows: string[][] = []
  let total = nothing()
  for (const gate of only ?? relayFaults(root)) {
    const started = performance.now()
    const before = linesOf(figures).length
    const tally = await runVitest({
      root,
      env: { ...env, RPMA_GATES: '1', RPMA_GATE_FIGURES: figures },
      reports: path.join(reports, gate),
      config: 'vitest.config.ts',
      args: ['--maxWorkers=1', `${FOLDER}/${gate}.test.ts`],
    })
    total = add(total, tally)
    const seconds = Math.round((performance.now() - started) / 1000)
    const said = linesOf(figures).slice(before)
    const verdict = tally.failed > 0 ? 'FAILED' : tally.passed === 0 ? 'skipped' : 'passed'
    rows.push([gate, verdict, `${seconds} s`, said.map(({ gate: name, line }) => `${name}: ${line}`).join('\n  ')])
  }
  console.log('\nGates of the relay')
  for (const [gate, verdict, time, said] of rows) console.log(`- ${gate}: ${verdict} (${time})\n  ${said}`)
  return total
}

function linesOf(file: string): { gate: string; line: string }[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
  return lines.map((line) => Line.parse(JSON.parse(line)))
}
