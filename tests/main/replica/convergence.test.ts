import { cpSync, rmSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import * as Y from 'yjs'
import { startRelay } from '../../../sync-relay/src/index.ts'
import { relayProcess } from '../../relay/support/relay.ts'
import { newId, openDesk, proxyTo, tempFolder, until, type Desk } from './support.ts'

async function relayOn(data: string, port = 0) {
  const relay = await startRelay({ data, port, auth: 'none' })
  onTestFinished(() => relay.close())
  return relay
}
const sameOn = (desks: readonly Desk[], name: string, keys: readonly string[]) => async () => {
  const expected = [...keys].sort().join()
  for (const desk of desks) if ((await desk.keys(name)).join() !== expected) return false
  return true
}

test('two devices converge through the relay on documents that neither has open any more', async () => {
  const relay = await relayOn(tempFolder())
  const [a, b] = [await openDesk({ relay: relay.url }), await openDesk({ relay: relay.url })]
  const [job, other] = [`job/${newId()}`, `job/${newId()}`]
  const atA = await a.window(job)
  await atA.set('from a')
  await atA.close()
  const atB = await b.window(other)
  await atB.set('from b')
  await atB.close()
  await until('both have both', async () => {
    return (await sameOn([a, b], job, ['from a'])()) && (await sameOn([a, b], other, ['from b'])())
  })
  await until('both are synced', async () => (await a.isSynced()) && (await b.isSynced()))
  expect(a.replica.loaded(job)).toBeUndefined()
  expect(b.replica.loaded(job)).toBeUndefined()
})

test('what two windows type offline meets when the relay is back, in the windows and on both disks', async () => {
  const data = tempFolder()
  let relay = await relayOn(data)
  const [a, b] = [await openDesk({ relay: relay.url }), await openDesk({ relay: relay.url })]
  const job = `job/${newId()}`
  const [atA, atB] = [await a.window(job), await b.window(job)]
  await atA.set('together')
  await until('b sees it', () => atB.keys().includes('together'))
  await until('a is synced', a.isSynced)

  await relay.close()
  await Promise.all([atA.set('a alone'), atB.set('b alone')])
  expect(await a.replica.status()).toMatchObject({ state: 'local', pending: { documents: 1, updates: 1 } })
  expect((await b.replica.documentStatus(job)).state).toBe('local')

  relay = await relayOn(data, relay.port)
  const all = ['a alone', 'b alone', 'together']
  await until('the disks agree', sameOn([a, b], job, all))
  await until('both are synced', async () => (await a.isSynced()) && (await b.isSynced()))
  expect(atA.keys()).toEqual(all)
  expect(atB.keys()).toEqual(all)
})

test('an edit made while a document is being opened elsewhere is neither lost nor left unseen', async () => {
  const relay = await relayOn(tempFolder())
  const [a, b] = [await openDesk({ relay: relay.url }), await openDesk({ relay: relay.url })]
  const job = `job/${newId()}`
  const atA = await a.window(job)
  const keys: string[] = []
  for (let i = 0; i < 12; i++) {
    const opening = b.window(job)
    await atA.set(`k${i}`)
    keys.push(`k${i}`)
    const atB = await opening
    await until('it is shown', () => atB.keys().includes(`k${i}`))
    if (i % 2 === 0) await atB.close()
  }
  await until('the disks agree', sameOn([a, b], job, keys))
})

test('[F22] an edit that only deletes is acknowledged, by the socket and by the background', async () => {
  const relay = await relayOn(tempFolder())
  const [a, b] = [await openDesk({ relay: relay.url }), await openDesk({ relay: relay.url })]
  const job = `job/${newId()}`
  const atA = await a.window(job)
  for (const key of ['x', 'y', 'z']) await atA.set(key)
  await until('a is synced', a.isSynced)
  await until('b has it', sameOn([b], job, ['x', 'y', 'z']))

  await atA.edit((doc) => doc.getMap('plain').delete('x'))
  await until('the socket acknowledged it', a.isSynced)
  await until('b lost it too', sameOn([b], job, ['y', 'z']))
  await atA.close()
  await a.replica.setRelay(null)
  const again = await a.window(job)
  await again.edit((doc) => doc.getMap('plain').delete('y'))
  await again.close()
  expect((await a.store.pending(job))[0]?.updates).toBe(1)
  await a.replica.setRelay(relay.url)
  await until('the background acknowledged it', a.isSynced)
  await until('b lost it as well', sameOn([b], job, ['z']))
})

test('[F1] a relay killed in mid-work and started again has all that it acknowledged; both devices go on', async () => {
  const data = tempFolder()
  const first = await relayProcess(['--port', '0', '--data', data, '--auth', 'none'])
  const port = new URL(first.url).port
  const [a, b] = [await openDesk({ relay: first.url }), await openDesk({ relay: first.url })]
  const job = `job/${newId()}`
  const [atA, atB] = [await a.window(job), await b.window(job)]
  const keys: string[] = []
  const type = async (prefix: string) => {
    for (let i = 0; i < 20; i++) {
      await Promise.all([atA.set(`${prefix} a${i}`), atB.set(`${prefix} b${i}`)])
      keys.push(`${prefix} a${i}`, `${prefix} b${i}`)
    }
  }
  const typing = type('during')
  await until('some of it reached the relay', async () => ((await a.store.pending(job))[0]?.updates ?? 0) > 0)
  await first.stop('SIGKILL')
  await typing
  await type('without')
  await relayProcess(['--port', port, '--data', data, '--auth', 'none'])
  await until('the disks agree', sameOn([a, b], job, keys))
  await until('both are synced', async () => (await a.isSynced()) && (await b.isSynced()))
})

test('a relay replaced by an empty one is filled by the devices, and everything is acknowledged anew', async () => {
  const relay = await relayOn(tempFolder())
  const a = await openDesk({ relay: relay.url })
  const names = Array.from({ length: 70 }, () => `job/${newId()}`) // more than one batch
  for (const name of names) {
    const window = await a.window(name)
    await window.set(name)
    await window.close()
  }
  const open = await a.window(names[0]!)
  const photo = await a.store.putBlob(new Uint8Array([1, 2, 3]), 'image/png')
  a.replica.moveBlobs()
  await until('all is with the first relay', a.isSynced)

  await relay.close()
  const empty = await relayOn(tempFolder(), relay.port)
  await until('it is known to be another relay', async () => (await a.store.relayCursor()).relay === empty.relayId)
  await until('all is with the second relay', a.isSynced)
  expect(await a.store.blobStatus([photo.sha256])).toEqual([{ sha256: photo.sha256, here: true, relay: true }])

  const b = await openDesk({ relay: empty.url })
  await until('a newcomer gets everything from it', async () => (await b.store.documentNames()).length === names.length)
  for (const name of names) expect(await b.keys(name)).toEqual([name])
  await open.set('still open')
  await until('the open document goes on', async () => (await b.keys(names[0]!)).includes('still open'))
})

test('[F16] a relay restored from an older copy gets back what it had acknowledged since', async () => {
  const data = tempFolder()
  let relay = await relayOn(data)
  const a = await openDesk({ relay: relay.url })
  const job = `job/${newId()}`
  const before = await a.window(job)
  await before.set('before the copy')
  await until('it is synced', a.isSynced)
  await relay.close()
  const copy = tempFolder()
  cpSync(data, copy, { recursive: true })

  relay = await relayOn(data, relay.port)
  for (let i = 0; i < 5; i++) await before.set(`after ${i}`)
  await before.close()
  await until('that too is synced', a.isSynced)
  const lost = `job/${newId()}`
  const window = await a.window(lost)
  await window.set('only after the copy')
  await window.close()
  await until('and this', a.isSynced)

  await relay.close()
  rmSync(data, { recursive: true })
  cpSync(copy, data, { recursive: true })
  relay = await relayOn(data, relay.port)
  const b = await openDesk({ relay: relay.url })
  await until(
    'a newcomer has all of it',
    async () => (await b.keys(lost)).length === 1 && (await b.keys(job)).length === 6,
  )
  await until('the device is synced again', a.isSynced)
})

test('[F19] a connection that swallows everything is never called synced for what was typed into it', async () => {
  const relay = await relayOn(tempFolder())
  const proxy = await proxyTo(relay.port)
  const a = await openDesk({ relay: proxy.url })
  const job = `job/${newId()}`
  const window = await a.window(job)
  await window.set('arrives')
  await until('it is synced', a.isSynced)
  a.statuses.length = 0

  proxy.swallow()
  const before = proxy.swallowed()
  await window.set('swallowed')
  await until('edit and barrier were sent into the hole', () => proxy.swallowed() > before)
  expect(await a.replica.documentStatus(job)).toMatchObject({ state: 'local', updates: 1 })
  expect(await a.replica.status()).toMatchObject({ state: 'local', pending: { updates: 1 } })
  await until('the window was told', () => a.statuses.length > 0)
  expect(a.statuses.map(({ state }) => state)).not.toContain('synced')

  proxy.heal()
  await until('it is synced after all', a.isSynced)
  const b = await openDesk({ relay: relay.url })
  await until('another device has it', sameOn([b], job, ['arrives', 'swallowed']))
})

test('an edit too large for a websocket frame reaches the others, and the document stays live', async () => {
  const relay = await relayOn(tempFolder())
  const [a, b] = [await openDesk({ relay: relay.url }), await openDesk({ relay: relay.url })]
  const job = `job/${newId()}`
  const [atA, atB] = [await a.window(job), await b.window(job)]
  await until('both are connected', () => atA.live.isConnected && atB.live.isConnected)
  await atA.set('large', 'x'.repeat(3 << 20))
  await until('b shows it', () => atB.keys().includes('large'))
  await until('a is synced', a.isSynced)
  expect(a.statuses.map(({ state }) => state)).not.toContain('attention')
  await until('the socket is back', () => atA.live.isConnected)
  await atA.set('small')
  await until('b shows that too', () => atB.keys().includes('small'))
})

test('names that are none of our documents do not come in from a relay', async () => {
  const relay = await relayOn(tempFolder())
  const stranger = new Y.Doc()
  stranger.getMap('plain').set('who', 'am I')
  const { createRelayHttp } = await import('../../../src/main/replica/index.ts')
  const sent = { stateVector: Y.encodeStateVector(stranger), update: Y.encodeStateAsUpdate(stranger) }
  await createRelayHttp(relay.url).sync([
    { name: 'job/abc', ...sent },
    { name: 'money', ...sent },
    { name: 'shop', ...sent },
  ])
  const a = await openDesk({ relay: relay.url })
  expect(await a.replica.whenLevel(40_000)).toBe(true)
  expect(await a.store.documentNames()).toEqual(['shop'])
})
