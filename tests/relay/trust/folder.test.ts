import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startRelay } from '../../../sync-relay/src/index.ts'

test.skipIf(process.platform === 'win32')(
  'what a relay keeps, the secret of its sessions above all, is its own account’s to read',
  async () => {
    const dir = mkdtempSync(path.join(os.tmpdir(), 'rpma-folder-'))
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
    const data = path.join(dir, 'data')
    const relay = await startRelay({ data, port: 0, auth: 'grants' })
    onTestFinished(() => relay.close())
    expect(statSync(data).mode & 0o777).toBe(0o700)
    const files = readdirSync(data, { withFileTypes: true }).filter((entry) => entry.isFile())
    expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['register.sqlite', 'relay.sqlite']))
    for (const { name } of files) expect([name, statSync(path.join(data, name)).mode & 0o077]).toEqual([name, 0])
  },
)
