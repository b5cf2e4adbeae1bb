import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { RETRY, SYNC } from '../../src/crdt/protocol/index.ts'
import type { HealthReply } from '../../src/crdt/protocol/index.ts'
import { kebab, optionNames } from '../../sync-relay/src/command/config.ts'
import { syncFrame } from '../../sync-relay/src/core/frames.ts'
import { rawClient, stockClient, until } from './support/client.ts'
import { scratchFolder } from './support/folder.ts'
import { relayHere, relayProcess, runRelay } from './support/relay.ts'

const arguments_ = (data: string, ...more: string[]): string[] => [
  '--port',
  '0',
  '--data',
  data,
  '--auth',
  'none',
  ...more,
]
const CYCLES = Number(process.env['RPMA_KILL_CYCLES'] ?? 12)

describe('command line', () => {
  test('one line of JSON when it listens, and nothing else on standard output; SIGTERM ends it with 0', async () => {
    const relay = await relayProcess(arguments_(await scratchFolder()))
    expect(JSON.parse(relay.firstLine)).toEqual({
      event: 'listening',
      url: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+$/),
      http: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      pid: relay.child.pid,
    })
    const client = await rawClient(`${relay.url}/job/1`)
    const doc = new Y.Doc()
    doc.getMap('m').set('a', 1)
    client.send(syncFrame(SYNC.step2, Y.encodeStateAsUpdate(doc)))
    expect(await client.barrier(1)).toBe(true)
    expect(await relay.stop('SIGTERM')).toBe(0)
    expect((await client.closed).code).toBe(1001)
    expect(relay.stdout()).toBe(`${relay.firstLine}\n`)
  })

  test('--auth none is refused on anything but loopback', async () => {
    const data = await scratchFolder()
    for (const host of ['0.0.0.0', '::', '192.168.1.10', 'relay.example']) {
      const ended = await runRelay(arguments_(data, '--host', host))
      expect(ended.code).toBe(2)
      expect(ended.stdout).toBe('')
      expect(ended.stderr).toMatch(/^--host: auth none .* refused on anything but loopback/)
    }
  })

  test.each([
    ['no data folder', ['--auth', 'none'], /--data is missing/],
    ['an unknown auth', ['--data', '/nowhere', '--auth', 'magic'], /^--auth: expected "grants" or "none", saw "magic"/],
    ['a port that is none', ['serve', '--data', '/nowhere', '--auth', 'none', '--port', 'x'], /^--port: .* saw "x"/],
    ['an unknown option', ['--data', '/nowhere', '--auth', 'none', '--fast'], /--fast/],
    ['an unknown command', ['start', '--data', '/nowhere'], /^start: no such command/],
  ])('%s: a sentence, and a code that says starting again does not help', async (_, args, sentence) => {
    const ended = await runRelay(args)
    expect([ended.code, ended.stdout]).toEqual([2, ''])
    expect(ended.stderr).toMatch(sentence)
  })

  test('--help names every option, --version the version, check-config what it found', async () => {
    const help = await runRelay(['--help'])
    expect([help.code, help.stderr]).toEqual([0, ''])
    for (const name of optionNames) expect(help.stdout).toContain(`${kebab(name)}`)
    expect((await runRelay(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
    const right = await runRelay(['check-config', '--data', '/nowhere'])
    expect([right.code, right.stdout]).toEqual([0, 'The configuration is right.\n'])
    const wrong = await runRelay(['check-config', '--data', '/nowhere', '--idle-ms', 'x'])
    expect([wrong.code, wrong.stdout]).toEqual([2, ''])
    const blind = ['check-config', '--data', '/nowhere', '--tls-cert', '/nowhere/c.pem', '--tls-key', '/nowhere/k.pem']
    const certificate = await runRelay(blind)
    expect([certificate.code, certificate.stderr]).toEqual([1, '/nowhere/c.pem cannot be read (ENOENT)\n'])
  })

  test('a folder that is not ours, and a port in use: a sentence and a failure', async () => {
    const data = await scratchFolder()
    await writeFile(join(data, 'relay.sqlite'), 'not a database')
    expect((await runRelay(arguments_(data))).stderr).toMatch(/is not a database\. It was not touched/)
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as AddressInfo
    const ended = await runRelay(['--port', `${port}`, '--data', await scratchFolder(), '--auth', 'none'])
    other.close()
    expect([ended.code, ended.stderr]).toEqual([
      1,
      `Port ${port} is in use. Choose another one, or 0 for any free one.\n`,
    ])
  })
})

describe('[F1] kill -9', () => {
  test(`${CYCLES} kills in the middle of writing: no acknowledged edit is lost`, async () => {
    const data = await scratchFolder()
    const acknowledged = new Map<string, Set<string>>()
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      const relay = await relayProcess(arguments_(data))
      const writers = await Promise.all(
        ['job/1', 'job/2'].map(async (name) => ({ name, client: await rawClient(`${relay.url}/${name}`) })),
      )
      const writing = writers.map(async ({ name, client }) => {
        const kept = acknowledged.get(name) ?? new Set<string>()
        acknowledged.set(name, kept)
        const doc = new Y.Doc()
        doc.on('update', (update: Uint8Array) => client.send(syncFrame(SYNC.update, update)))
        for (let i = 0; ; i++) {
          const keys = [0, 1, 2].map((k) => `${cycle}-${i}-${k}`)
          for (const key of keys) doc.getMap('m').set(key, key)
          if (!(await client.barrier(i))) return
          for (const key of keys) kept.add(key)
        }
      })
      const enough = (cycle % 4) * 30 + 5 // a different moment each time
      await until(() => [...acknowledged.values()].reduce((sum, kept) => sum + kept.size, 0) > cycle * 60 + enough)
      await relay.stop('SIGKILL')
      await Promise.all(writing)
    }
    const relay = await relayHere({ data })
    for (const [name, keys] of acknowledged) {
      const reader = stockClient(relay.url, name)
      await until(() => reader.synced)
      const lost = [...keys].filter((key) => !reader.doc.getMap('m').has(key))
      expect(keys.size).toBeGreaterThan(0)
      expect(lost).toEqual([])
    }
  }, 240_000) // each cycle starts a process
})

// A limit on the size of files is the nearest thing to a full disk that needs no special rights.
describe.skipIf(process.platform === 'win32')('[F4, F5] a disk that takes no more', () => {
  test('nothing unwritten is acknowledged, the relay says read-only, and what it holds is intact', async () => {
    const data = await scratchFolder()
    const relay = await relayProcess(arguments_(data), 'ulimit -f 600;')
    const doc = new Y.Doc()
    const client = await rawClient(`${relay.url}/job/1`)
    doc.on('update', (update: Uint8Array) => client.send(syncFrame(SYNC.update, update)))
    let acknowledged = 0
    for (let i = 0; ; i++) {
      doc.getMap<Uint8Array>('m').set(`${i}`, new Uint8Array(40_000).fill(i))
      if (!(await client.barrier(i))) break
      acknowledged = i + 1
    }
    expect(acknowledged).toBeGreaterThan(0)
    expect((await client.closed).code).toBe(RETRY.unavailable)
    const health = (await (await fetch(`${relay.http}/healthz`)).json()) as HealthReply
    expect(health.status).toBe('read-only')
    const reader = stockClient(relay.url, 'job/1')
    await until(() => reader.synced)
    for (let i = 0; i < acknowledged; i++) expect(reader.doc.getMap('m').has(`${i}`)).toBe(true)
    reader.destroy()
    expect(await relay.stop('SIGTERM')).toBe(0)

    const healthy = await relayHere({ data })
    const back = stockClient(healthy.url, 'job/1', doc)
    await until(() => back.synced)
    const late = stockClient(healthy.url, 'job/1')
    await until(() => late.synced && late.doc.getMap('m').size === doc.getMap('m').size)
  })
})
