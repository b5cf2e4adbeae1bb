import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runVitest } from '../../scripts/test/vitest.ts'
import { createScratch, type Scratch } from './scratch.ts'

let scratch: Scratch
let reports: string

beforeAll(() => {
  scratch = createScratch()
  reports = mkdtempSync(path.join(os.tmpdir(), 'rpma-house-reports-'))
  const config = (include: string) => `export default { test: { include: ['${include}'], watch: false } }\n`
  const head = `import { expect, test } from 'vitest'\n`
  scratch.plant({
    'mixed.config.ts': config('mixed/*.test.ts'),
    'dies.config.ts': `export default { test: { include: ['mixed/a.test.ts'], globalSetup: ['dies.ts'], watch: false } }\n`,
    // In the runner's own process, after its start.
    'dies.ts': `export const setup = () => { process.kill(process.pid, 'SIGKILL') }\n`,
    'none.config.ts': config('none/*.test.ts'),
    'mixed/a.test.ts': `${head}test('right', () => expect(1).toBe(1))\ntest('wrong', () => expect(1).toBe(2))\ntest.skip('later', () => {})\n`,
    'mixed/b.test.ts': `${head}import './missing.ts'\ntest('never seen', () => expect(1).toBe(1))\n`,
  })
})

afterAll(() => {
  scratch.remove()
  rmSync(reports, { recursive: true, force: true })
})

/** Without this run's own settings: Vitest tells its workers by them who they are. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST|NODE_ENV)/.test(name)))
const run = (config: string) => runVitest({ root: scratch.root, config, reports, env, quiet: true })

test('a real run: one passed, one failed, one file that does not load, one skipped', async () => {
  const tally = await run('mixed.config.ts')
  expect(tally).toMatchObject({ passed: 1, failed: 2, skipped: 1 })
  expect(tally.failures.join('\n')).toMatch(/a\.test\.ts › wrong: .*expected 1 to be 2/)
})

test('a real run that is killed is a failure', async () => {
  expect(await run('dies.config.ts')).toMatchObject({ passed: 0, failed: 1 })
})

test('a real run without tests is a failure', async () => {
  expect(await run('none.config.ts')).toMatchObject({ passed: 0, failed: 1 })
})
