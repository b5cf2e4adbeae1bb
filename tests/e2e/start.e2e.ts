import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '../..')

test.runIf(process.platform === 'linux')(
  'without a display, npm start says what to do instead, in both languages',
  () => {
    const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...env } = process.env
    const run = spawnSync(process.execPath, ['scripts/start.ts'], {
      cwd: root,
      env: { ...env, RPMA_STAND_IN: '1' }, // no download in a test
      encoding: 'utf8',
      timeout: 60_000,
    })
    expect(run.status).toBe(1)
    const lines = run.stderr.split('\n')
    expect(lines).toContainEqual(expect.stringMatching(/écran.*npm run demo/))
    expect(lines).toContainEqual(expect.stringMatching(/display.*npm run demo/))
  },
)
