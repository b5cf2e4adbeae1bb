import { describe, expect, onTestFinished, test } from 'vitest'
import { startPostgres, whyNoPostgres } from '../support/postgres.ts'
import { scratchFolder } from '../support/folder.ts'
import { figures, HOUR, percentile, progress, size } from './support/gate.ts'
import { Oracle } from './support/oracle.ts'
import { gateRelay } from './support/relay.ts'

const DOCUMENTS = 8
const WRITERS = 3

async function killLoop(gate: string, cycles: number, args: readonly string[]): Promise<void> {
  const data = await scratchFolder()
  const oracle = new Oracle()
  const recoveries: number[] = []
  for (let cycle = 0; cycle < cycles; cycle++) {
    const started = performance.now()
    const relay = await gateRelay(data, args)
    recoveries.push(performance.now() - started)
    const before = oracle.acknowledged
    const writing = Array.from({ length: WRITERS }, (_, i) =>
      oracle.write(relay.target, `job/${(cycle + i) % DOCUMENTS}`, `${cycle}.${i}`),
    )
    // Another moment each time: at once, in the middle of a commit, after a long stretch.
    await until(() => oracle.acknowledged > before + (cycle % 5) * 7)
    await new Promise((resolve) => setTimeout(resolve, (cycle * 7) % 23))
    await relay.kill()
    await Promise.all(writing)
    progress(gate, () => `${cycle + 1} of ${cycles} kills, ${oracle.acknowledged} acknowledged`)
  }
  const relay = await gateRelay(data, args)
  const lost = await oracle.lost(relay.target)
  figures(
    gate,
    `${cycles} kills, ${oracle.acknowledged} acknowledged, ${lost.length} lost; ` +
      `up again p99 ${Math.round(percentile(recoveries, 0.99))} ms`,
  )
  expect(lost).toEqual([])
  expect(oracle.acknowledged).toBeGreaterThan(cycles)
}

describe('[F1, F22] kill -9 in the middle of writing: nothing acknowledged is lost, deletions included', () => {
  test('SQLite', { timeout: HOUR }, () => killLoop('kill -9, SQLite', size(4, 1000), []))

  test.skipIf(whyNoPostgres !== null)('PostgreSQL', { timeout: HOUR }, async () => {
    const postgres = await startPostgres()
    onTestFinished(() => postgres.stop())
    const address = await postgres.database()
    // The relay itself is killed; that the database dies is postgres.test.ts.
    await killLoop('kill -9, PostgreSQL', size(2, 200), ['--log', 'postgres', '--database-url', address])
  })
})

async function until(check: () => boolean): Promise<void> {
  while (!check()) await new Promise((resolve) => setTimeout(resolve, 1))
}
