import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { environmentName, kebab, OPTIONS, optionNames } from '../../sync-relay/src/command/config.ts'
import type { Option } from '../../sync-relay/src/command/config.ts'
import { optionsHelp } from '../../sync-relay/src/command/config-help.ts'
import { readConfig } from '../../sync-relay/src/command/config-sources.ts'
import { DEFAULT_LIMITS } from '../../sync-relay/src/limits.ts'
import { scratchFolder } from './support/folder.ts'

const HERE = '/somewhere'

function problems(args: readonly string[], environment: Record<string, string> = {}): readonly string[] {
  const reading = readConfig(args, environment, HERE)
  return reading.ok ? [] : reading.problems
}

function config(args: readonly string[], environment: Record<string, string> = {}) {
  const reading = readConfig(args, environment, HERE)
  if (!reading.ok) throw new Error(`expected a configuration, saw ${reading.problems.join('; ')}`)
  return reading.config
}

async function fileWith(toml: string): Promise<string> {
  const path = join(await scratchFolder(), 'relay.toml')
  await writeFile(path, toml)
  return path
}

describe('sources', () => {
  test('flags stand above the environment, that above the file, that above the defaults', async () => {
    const file = await fileWith(
      'data = "kept"\nport = 1001\nidle-ms = 1\nframes-per-second = 2\npresence-per-second = 3',
    )
    const environment = { RPMA_RELAY_CONFIG: file, RPMA_RELAY_PORT: '1002', RPMA_RELAY_FRAMES_PER_SECOND: '20' }
    const read = config(['--port', '1003'], environment)
    expect(read.port).toBe(1003)
    expect(read.limits).toEqual({ ...DEFAULT_LIMITS, idleMs: 1, framesPerSecond: 20, presencePerSecond: 3 })
    expect(config([], { ...environment, RPMA_RELAY_IDLE_MS: '' }).limits.idleMs).toBe(1)
    expect(config([], environment).port).toBe(1002)
  })

  test('a relative path starts where it was said: at the file, or where the person is', async () => {
    const file = await fileWith('data = "kept"\ntls-cert = "/etc/a.pem"\ntls-key = "b.pem"')
    const read = config(['--config', file])
    const folder = join(file, '..')
    expect([read.data, read.tlsCert, read.tlsKey]).toEqual([join(folder, 'kept'), '/etc/a.pem', join(folder, 'b.pem')])
    expect(config(['--data', 'd']).data).toBe(join(HERE, 'd'))
    expect(config([], { RPMA_RELAY_DATA: 'e' }).data).toBe(join(HERE, 'e'))
  })

  test('lists come repeated, with commas, or as a TOML array', async () => {
    const flags = ['--data', 'd', '--trust-proxy', '10.0.0.1,10.1.0.0/16', '--trust-proxy', '::1']
    expect(config(flags).trustProxy).toEqual(['10.0.0.1', '10.1.0.0/16', '::1'])
    expect(config(['--data', 'd'], { RPMA_RELAY_TRUST_PROXY: '10.0.0.1, ::1' }).trustProxy).toEqual(['10.0.0.1', '::1'])
    const file = await fileWith('data = "d"\ntrust-proxy = ["10.0.0.1", "::1"]')
    expect(config(['--config', file]).trustProxy).toEqual(['10.0.0.1', '::1'])
  })

  test('a switch is on, off, or said in words', () => {
    expect(config(['--data', 'd']).announce).toBe(true)
    expect(config(['--data', 'd', '--no-announce']).announce).toBe(false)
    expect(config(['--data', 'd'], { RPMA_RELAY_ANNOUNCE: 'false' }).announce).toBe(false)
    expect(config(['--data', 'd', '--announce'], { RPMA_RELAY_ANNOUNCE: 'false' }).announce).toBe(true)
  })
})

describe('what is wrong is named where it was said', () => {
  test('a wrong value, in each source', async () => {
    const expected = 'expected a whole number from 0 to 65535, saw'
    expect(problems(['--data', 'd', '--port', 'x'])).toEqual([`--port: ${expected} "x"`])
    expect(problems(['--data', 'd'], { RPMA_RELAY_PORT: '70000' })).toEqual([`RPMA_RELAY_PORT: ${expected} "70000"`])
    const file = await fileWith('data = "d"\nport = 1.5')
    expect(problems(['--config', file])).toEqual([`port in ${file}: ${expected} 1.5`])
  })

  test('an unknown name, in each source', async () => {
    expect(problems(['--data', 'd', '--fast'])[0]).toMatch(/--fast/)
    expect(problems(['--data', 'd'], { RPMA_RELAY_PROT: '1' })).toEqual(['RPMA_RELAY_PROT: no such option'])
    const file = await fileWith('data = "d"\nprot = 1\n[limits]\nidle-ms = 1')
    expect(problems(['--config', file])).toEqual([
      `prot in ${file}: no such option`,
      `limits in ${file}: no such option`,
    ])
  })

  test('all of it at once', () => {
    expect(problems(['--port', '1', '--auth', 'magic'], { RPMA_RELAY_MAX_CONNECTIONS: 'many' })).toEqual([
      '--data is missing (or RPMA_RELAY_DATA, or data in the configuration file)',
      '--auth: expected "grants" or "none", saw "magic"',
      'RPMA_RELAY_MAX_CONNECTIONS: expected a whole number of at least 1, saw "many"',
    ])
  })

  test('a file that is missing, a folder, or not TOML', async () => {
    const folder = await scratchFolder()
    await mkdir(join(folder, 'a.toml'))
    await writeFile(join(folder, 'b.toml'), 'database-url = postgres://me:hunter2@db/rpma')
    expect(problems(['--config', join(folder, 'none.toml')])[0]).toMatch(/none\.toml: cannot be read \(ENOENT\)/)
    expect(problems(['--config', join(folder, 'a.toml')])[0]).toMatch(/a\.toml: cannot be read \(EISDIR\)/)
    const [sentence] = problems(['--config', join(folder, 'b.toml')])
    expect(sentence).toMatch(/b\.toml: not TOML, line 1, column 16$/)
  })

  test('[F58] a secret is never shown, and a password is not taken from a flag', async () => {
    const said = [
      ...problems(['--data', 'd', '--log', 'postgres'], { RPMA_RELAY_DATABASE_URL: 'mysql://me:hunter2@db' }),
      ...problems(['--data', 'd', '--metrics', 'token'], { RPMA_RELAY_METRICS_TOKEN: 'hunter2' }),
      ...problems(['--data', 'd', '--log', 'postgres', '--database-url', 'postgres://me:hunter2@db/rpma']),
    ]
    expect(said).toHaveLength(3)
    expect(said.join('\n')).not.toContain('hunter2')
    expect(said[0]).toMatch(/^RPMA_RELAY_DATABASE_URL: expected an address such as postgres:/)
    expect(said[2]).toMatch(/^--database-url: everyone on this machine can read the password/)
    expect(config(['--data', 'd', '--log', 'postgres', '--database-url', 'postgres://me@db/rpma']).databaseUrl).toBe(
      'postgres://me@db/rpma',
    )
  })

  test.each([
    [['--auth', 'none', '--host', '0.0.0.0'], /^--host: auth none lets everyone/],
    [['--log', 'postgres'], /^database-url: log postgres needs it/],
    [['--tls-cert', 'a.pem'], /^tls-key: tls-cert needs it/],
    [['--tls-key', 'a.pem'], /^tls-cert: tls-key needs it/],
    [['--metrics', 'token'], /^metrics-token: metrics token needs it/],
    [['--shop', 'abc'], /^--shop: expected 64 hex digits/],
    [['--public-url', 'https://relay.example'], /^--public-url: expected addresses such as wss:/],
    [['--public-url', 'wss://relay.example/path'], /^--public-url: /],
    [['--trust-proxy', '10.0.0.0/33'], /^--trust-proxy: /],
    [['--allow-origin', 'example.org'], /^--allow-origin: expected web origins/],
  ])('%j is refused', (args, sentence) => {
    const said = problems(['--data', 'd', ...args])
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(sentence)
  })
})

test('every option has a name, words of its own, and a place in --help', () => {
  const help = optionsHelp()
  for (const name of optionNames) {
    const option = OPTIONS[name] as Option
    expect(help).toContain(`${kebab(name)}`)
    expect(help).toContain(option.about)
    expect(environmentName(name)).toMatch(/^RPMA_RELAY_[A-Z][A-Z_]*$/)
  }
  expect(new Set(optionNames.map((name) => (OPTIONS[name] as Option).about)).size).toBe(optionNames.length)
})
