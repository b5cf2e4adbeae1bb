/**
 * The relay's own SQLite log under the same weather, opened anew at every start of the relay. Real kills of a real
 * process belong to tests/relay; here the question is what rows, compaction and reopening make of the order of things.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSqliteLog } from '../../sync-relay/src/index.ts'
import { describeFailure } from './report.ts'
import { run } from './run.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'rpma-sim-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const EDITS = 300

test.each([101, 102, 103, 104, 105, 106])('[F18] seed %i on a SQLite file: everybody agrees', async (seed) => {
  const data = path.join(folder, String(seed))
  const log = openSqliteLog(data)
  try {
    const outcome = run({ seed, edits: EDITS, log })
    if (outcome.violation) expect.fail(describeFailure(outcome, EDITS))
    expect(outcome.acknowledged).toBeGreaterThan(EDITS * 0.9)
  } finally {
    await log.close()
  }
})
