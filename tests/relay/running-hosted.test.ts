/** The relay as the desktop hosts it: a forked process that is told and answers, and prints nothing. */
import { fork } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import type { HealthReply, HostCommand, HostEvent, HostStart } from '../../src/crdt/protocol/index.ts'
import { rawClient, until } from './support/client.ts'
import { scratchFolder } from './support/folder.ts'
import { createTestShop } from './support/shop.ts'

const HOSTED = fileURLToPath(new URL('../../sync-relay/src/server/hosted.ts', import.meta.url))

function host() {
  const child = fork(HOSTED, [], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  const heard: HostEvent[] = []
  let printed = ''
  child.stdout?.on('data', (text) => (printed += String(text)))
  child.stderr?.on('data', (text) => (printed += String(text)))
  child.on('message', (event) => heard.push(event as HostEvent))
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return {
    child,
    ended,
    heard,
    printed: () => printed,
    tell: (command: HostCommand | object) => void child.send(command),
    async hears<K extends HostEvent['kind']>(kind: K): Promise<HostEvent & { kind: K }> {
      const find = () => heard.find((event): event is HostEvent & { kind: K } => event.kind === kind)
      await until(() => find() !== undefined || child.exitCode !== null)
      const event = find()
      if (event === undefined) throw new Error(`expected ${kind}, heard ${JSON.stringify(heard)} and ${printed}`)
      return event
    },
  }
}

async function start(over: Partial<HostStart> = {}): Promise<HostStart> {
  const data = await scratchFolder()
  return { kind: 'start', data, port: 0, reach: 'this-machine', announce: false, name: 'Bureau', shop: null, ...over }
}

test('it listens where it was told, asks for grants, and ends when told, with a goodbye to its devices', async () => {
  const relay = host()
  relay.tell(await start())
  const { urls, port, relayId } = await relay.hears('listening')
  expect(urls).toEqual([`ws://127.0.0.1:${port}`])
  const http = `http://127.0.0.1:${port}`
  expect(((await (await fetch(`${http}/healthz`)).json()) as HealthReply).relay).toBe(relayId)
  const shop = createTestShop()
  const headers = await shop.openSession(http, shop.admit('technician'))
  const client = await rawClient(`${urls[0]}/job/01JD8V4E5RZK3T9QF0W6HX7YBN`, headers)
  expect(await client.barrier(1)).toBe(true)
  relay.tell({ kind: 'stop' })
  expect((await client.closed).code).toBe(1001)
  await relay.hears('stopped')
  expect(await relay.ended).toBe(0)
  expect(relay.printed()).toBe('')
})

test('a port that is taken, a folder that is not ours, and nonsense are told apart', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  onTestFinished(() => void other.close())
  const taken = host()
  taken.tell(await start({ port: (other.address() as AddressInfo).port }))
  expect((await taken.hears('failed')).problem).toBe('port-taken')
  expect(await taken.ended).toBe(1)

  const data = await scratchFolder()
  await writeFile(join(data, 'relay.sqlite'), 'not a database')
  const spoiled = host()
  spoiled.tell(await start({ data }))
  expect((await spoiled.hears('failed')).problem).toBe('folder')
  const file = host()
  file.tell(await start({ data: join(data, 'relay.sqlite') }))
  expect((await file.hears('failed')).problem).toBe('folder')

  const confused = host()
  confused.tell({ kind: 'start', port: 'x' })
  const failed = await confused.hears('failed')
  expect([failed.problem, failed.detail]).toEqual(['crashed', expect.stringContaining('not a command')])
})

test('it does not outlive its desktop', async () => {
  const relay = host()
  relay.tell(await start())
  await relay.hears('listening')
  relay.child.disconnect()
  expect(await relay.ended).toBe(0)
})

test('two desktops on one folder: the second is told that the folder is taken', async () => {
  const command = await start()
  const first = host()
  first.tell(command)
  await first.hears('listening')
  const second = host()
  second.tell(command)
  expect((await second.hears('failed')).problem).toBe('folder')
  expect(first.child.exitCode).toBeNull()
})
