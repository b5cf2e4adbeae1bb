/** « Héberger le relais sur ce poste », with the real relay in a process of its own. */
import { createServer, type AddressInfo } from 'node:net'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { CallInput } from '../../../src/contract/index.ts'
import { forkNode } from '../../../src/main/hosting/child-process.ts'
import type { HostProcess } from '../../../src/main/hosting/relay-host.ts'
import { createTestJob, desktop, pairedWith, shopOn, tempFolder, until, untilSynced } from '../desktop/support.ts'

const entry = new URL('../../../sync-relay/src/server/hosted.ts', import.meta.url)
const on: CallInput<'host.set'> = { enabled: true, port: 0, reach: 'this-machine', announce: false }
const off = { ...on, enabled: false }

function hosting(data: string) {
  const processes: HostProcess[] = []
  return {
    processes,
    settings: {
      hosting: {
        data,
        fork() {
          const process = forkNode(entry)
          processes.push(process)
          return process
        },
      },
    },
  }
}

test('the switch starts a relay that this device names as its own; others come in through it; off, it is drained', async () => {
  const dir = tempFolder()
  const { settings } = hosting(path.join(dir, 'relay'))
  const at = await desktop(dir, settings)
  const people = await shopOn(at)
  expect(await at.call('host.status', {})).toMatchObject({ enabled: false, state: 'off', urls: [] })
  const status = await at.call('host.set', on)
  expect(status).toMatchObject({ enabled: true, state: 'running', reach: 'this-machine' })
  expect(status.port).toBeGreaterThan(0)
  expect(status.urls[0]).toBe(`ws://127.0.0.1:${status.port}`)
  expect((await at.call('app.info', {})).relayUrl).toBe(status.urls[0])
  await untilSynced(at)
  const second = await pairedWith(at, { role: 'technician' })
  const job = await createTestJob(second, people.ines)
  await untilSynced(second)
  await until('it arrived', async () => (await at.store.documentNames()).includes(`job/${job}`))

  // Remembered, with its port: others know the address.
  await at.close()
  const again = await desktop(dir, hosting(path.join(dir, 'relay')).settings)
  await until('it runs again', async () => (await again.call('host.status', {})).state === 'running')
  expect(await again.call('host.status', {})).toMatchObject({ port: status.port })
  await untilSynced(again)
  const later = await createTestJob(second, people.ines)
  await until('the other came back by itself', async () => (await again.store.documentNames()).includes(`job/${later}`))
  await untilSynced(second)

  expect(await again.call('host.set', { ...off, port: status.port })).toMatchObject({ state: 'off', urls: [] })
  await until('it is away', async () => (await second.call('sync.status', {})).relay.state === 'offline')
})

test('a relay that crashes comes back at the same address, with what it had', async () => {
  const dir = tempFolder()
  const { settings, processes } = hosting(path.join(dir, 'relay'))
  const at = await desktop(dir, settings)
  await shopOn(at)
  const { port } = await at.call('host.set', on)
  await untilSynced(at)
  const relay = (await at.store.relayCursor()).relay
  const seen: string[] = []
  onTestFinished(at.on((event, payload) => event === 'host.status' && seen.push((payload as { state: string }).state)))
  processes[0]!.kill()
  await until('it runs again', async () => seen.at(-1) === 'running')
  expect(seen).toEqual(['failed', 'starting', 'running'])
  expect(await at.call('host.status', {})).toMatchObject({ port })
  await untilSynced(at)
  expect((await at.store.relayCursor()).relay).toBe(relay)
})

test('a port that is taken and a folder that cannot be used are said for what they are, and got over', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => taken.once('listening', resolve))
  onTestFinished(() => void taken.close())
  const { port } = taken.address() as AddressInfo
  const dir = tempFolder()
  const at = await desktop(dir, hosting(path.join(dir, 'relay')).settings)
  await shopOn(at)
  expect(await at.call('host.set', { ...on, port })).toMatchObject({ state: 'failed', problem: 'port-taken', urls: [] })
  expect((await at.call('app.info', {})).relayUrl).toBeNull()
  await new Promise((resolve) => taken.close(resolve))
  await until('it runs once the port is free', async () => (await at.call('host.status', {})).state === 'running')
  await until('and is named', async () => (await at.call('app.info', {})).relayUrl === `ws://127.0.0.1:${port}`)

  const other = tempFolder()
  mkdirSync(other, { recursive: true })
  writeFileSync(path.join(other, 'relay'), 'a file where the folder should be')
  const bad = await desktop(other, hosting(path.join(other, 'relay')).settings)
  await shopOn(bad)
  expect(await bad.call('host.set', on)).toMatchObject({ state: 'failed', problem: 'folder' })
  expect(await bad.call('host.set', off)).toMatchObject({ state: 'off' })
})

test('a relay elsewhere that is named already stays named; only administrators of a real shop switch', async () => {
  const dir = tempFolder()
  const at = await desktop(dir, hosting(path.join(dir, 'relay')).settings)
  const fault = (kind: string) => ({ error: { kind } })
  await expect(at.call('host.set', on)).rejects.toMatchObject(fault('no-shop'))
  const people = await shopOn(at, 'ws://127.0.0.1:9')
  await at.call('person.choose', { personId: people.hugo })
  await expect(at.call('host.set', on)).rejects.toMatchObject(fault('not-allowed'))
  await at.call('person.choose', { personId: people.claire })
  expect(await at.call('host.set', on)).toMatchObject({ state: 'running' })
  expect((await at.call('app.info', {})).relayUrl).toBe('ws://127.0.0.1:9')

  const without = await desktop()
  await shopOn(without)
  await expect(without.call('host.set', on)).rejects.toMatchObject(fault('unsupported'))
  const demo = await desktop(tempFolder(), hosting(path.join(dir, 'demo')).settings)
  await demo.call('shop.openDemo', {})
  await expect(demo.call('host.set', on)).rejects.toMatchObject(fault('not-allowed'))
})
