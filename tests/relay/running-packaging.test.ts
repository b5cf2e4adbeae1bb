/**
 * What is handed to operators names what exists. The image is not built here, the unit not started, the Windows recipe
 * not run: there is neither Docker, systemd nor Windows in a test. What runs anywhere of it is run.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { environmentName, optionNames } from '../../sync-relay/src/command/config.ts'
import { limitsTable, settingsTable } from '../../sync-relay/src/command/config-help.ts'
import { readConfig } from '../../sync-relay/src/command/config-sources.ts'
import { scratchFolder } from './support/folder.ts'
import { relayHere } from './support/relay.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const PACKAGING = join(ROOT, 'sync-relay', 'packaging')
const packaged = (name: string): string => readFileSync(join(PACKAGING, name), 'utf8')

describe('relay.example.toml', () => {
  test('is right as it stands', () => {
    const reading = readConfig(['--config', join(PACKAGING, 'relay.example.toml')], {}, '/')
    expect(reading).toMatchObject({ ok: true, config: { host: '::', port: 4455, data: '/var/lib/rpma-relay' } })
  })

  test('and so is every line of it that is commented out', () => {
    const lines = packaged('relay.example.toml').match(/^# [a-z-]+ = .*$/gm) ?? []
    expect(lines.length).toBeGreaterThan(5)
    for (const line of lines) {
      const [, name = '', value = ''] = /^# ([a-z-]+) = (.*)$/.exec(line) ?? []
      const text = value.replace(/["[\]]/g, '').replace(/^64 hex.*$/, 'a'.repeat(64))
      const others = { 'tls-cert': ['--tls-key', 'k'], 'tls-key': ['--tls-cert', 'c'] }[name] ?? []
      const needs = {
        log: { RPMA_RELAY_DATABASE_URL: 'postgres://a@b/c' },
        metrics: { RPMA_RELAY_METRICS_TOKEN: 'x'.repeat(16) },
      }
      const environment = needs[name as keyof typeof needs] ?? {}
      expect(readConfig(['--data', 'd', `--${name}`, text, ...others], environment, '/')).toMatchObject({ ok: true })
    }
  })
})

describe('files that are named exist', () => {
  const inRepository = (path: string): boolean => existsSync(join(ROOT, path))

  test('in the systemd unit', () => {
    const paths = packaged('rpma-relay.service').match(/\/opt\/rpma\/\S+/g) ?? []
    expect(paths).toContain('/opt/rpma/sync-relay/bin/rpma-relay.mjs')
    for (const path of paths) expect([path, inRepository(path.slice('/opt/rpma/'.length))]).toEqual([path, true])
  })

  test('in the Dockerfile, and what the relay imports is copied into it', () => {
    const dockerfile = packaged('Dockerfile')
    const sources = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((match) =>
      (match[1] ?? '').split(' '),
    )
    expect(sources).toContain('src/crdt/protocol')
    for (const path of sources) expect([path, inRepository(path)]).toEqual([path, true])
    for (const [, path = ''] of dockerfile.matchAll(/"\/opt\/rpma\/([^"]+)"/g)) {
      const place = path === 'healthcheck.mjs' ? 'sync-relay/packaging/healthcheck.mjs' : path
      expect([place, inRepository(place)]).toEqual([place, true])
    }
    const names = optionNames.map(environmentName)
    for (const [name] of dockerfile.matchAll(/RPMA_RELAY_[A-Z_]+/g)) expect(names).toContain(name)
    expect(dockerfile).toMatch(/^USER node$/m)
    expect(dockerfile).not.toMatch(/curl|wget|--no-sandbox/)
  })

  test('in the Windows recipe, and the command is one that runs', () => {
    expect(packaged('install-service.ps1')).toContain("'sync-relay\\bin\\rpma-relay.mjs'")
    for (const name of ['install-service.ps1', 'relay.example.toml']) expect(packaged('windows.md')).toContain(name)
    // Names of accounts are translated on a French Windows; their SIDs are not.
    expect(packaged('install-service.ps1')).not.toMatch(/'(Administrators|SYSTEM|LOCAL SERVICE)/)
  })
})

describe('the command', () => {
  async function run(file: string, args: string[], environment: NodeJS.ProcessEnv = {}) {
    const child = spawn(process.execPath, [file, ...args], { env: { ...process.env, ...environment } })
    let stdout = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
    return { code, stdout }
  }

  test('npx rpma-relay is the file that package.json names', async () => {
    const about = JSON.parse(readFileSync(join(ROOT, 'sync-relay', 'package.json'), 'utf8')) as {
      bin: Record<string, string>
    }
    const file = join(ROOT, 'sync-relay', about.bin['rpma-relay'] ?? '')
    expect(readFileSync(file, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o111).toBe(0o111)
    const help = await run(file, ['--help'])
    expect([help.code, help.stdout]).toEqual([0, expect.stringContaining('usage: rpma-relay')])
    expect((await run(file, ['migrate', '--help'])).stdout).toContain('usage: rpma-relay migrate')
    expect((await run(file, ['pull', '--help'])).stdout).toContain('usage: rpma-relay pull')
  })

  test('the health check of the image tells a ready relay from none, with and without TLS', async () => {
    const check = (environment: NodeJS.ProcessEnv) => run(join(PACKAGING, 'healthcheck.mjs'), [], environment)
    const plain = await relayHere()
    expect((await check({ RPMA_RELAY_PORT: `${plain.port}` })).code).toBe(0)
    const tlsCert = join(ROOT, 'tests/fixtures/tls/test-only-first.cert.pem')
    const tlsKey = join(ROOT, 'tests/fixtures/tls/test-only-first.key.pem')
    const secure = await relayHere({ data: await scratchFolder(), tlsCert, tlsKey })
    expect((await check({ RPMA_RELAY_PORT: `${secure.port}`, RPMA_RELAY_TLS_CERT: tlsCert })).code).toBe(0)
    expect((await check({ RPMA_RELAY_PORT: `${secure.port}` })).code).toBe(1)
    await plain.close()
    expect((await check({ RPMA_RELAY_PORT: `${plain.port}` })).code).toBe(1)
  })
})

test('docs/relay.md has the options and limits as they are', () => {
  const docs = readFileSync(join(ROOT, 'docs', 'relay.md'), 'utf8')
  expect(docs).toContain(settingsTable())
  expect(docs).toContain(limitsTable())
})
