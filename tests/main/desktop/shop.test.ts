import { expect, test } from 'vitest'
import { ZodError } from 'zod'
import { packageZones } from '../../../src/crdt/drawing/index.ts'
import { openJob } from '../../../src/crdt/job/index.ts'
import { createShop } from '../../../src/main/desktop/shop.ts'
import { readDocument } from '../../../src/main/desktop/read-documents.ts'
import { desktop, shopOn, tempFolder } from './support.ts'

const everything = { search: '', states: [], sort: 'number' as const, offset: 0, limit: 100 }

test('a shop whose founding was cut off between its document and its settings is founded again, once', async () => {
  const dir = tempFolder()
  const cut = await desktop(dir)
  const parts = { replica: cut.replica, identity: cut.identity, now: Date.now }
  const founder = await createShop(parts, { shopName: 'Atelier coupé', personName: 'Claire' })
  await cut.close()

  const at = await desktop(dir)
  expect(await at.call('app.info', {})).toMatchObject({ shop: null })
  const info = await at.call('shop.create', {
    shopName: 'Atelier',
    personName: 'Claire',
    deviceName: 'A',
    relayUrl: null,
  })
  expect(info).toMatchObject({ shop: { name: 'Atelier' }, person: { id: founder, name: 'Claire', role: 'admin' } })
})

test('somebody else’s shop, left on this device, is not taken over', async () => {
  const [a, b] = [await desktop(), await desktop()]
  await shopOn(a)
  await b.store.append('shop', (await a.store.read('shop'))!.state, 'remote', 1)
  const create = b.call('shop.create', { shopName: 'X', personName: 'Y', deviceName: 'B', relayUrl: null })
  await expect(create).rejects.toMatchObject({ error: { kind: 'invalid' } })
})

test.each(['Poste\u202E1', 'Poste\n1', 'Poste\u0000', 'Poste\uD800'])(
  'a device name that would be drawn as another one (%j) is refused at the door, before anything is begun',
  async (deviceName) => {
    const at = await desktop()
    const input = { shopName: 'Atelier', personName: 'Claire', deviceName, relayUrl: null }
    await expect(at.call('shop.create', input)).rejects.toBeInstanceOf(ZodError)
    expect(await at.store.documentNames()).toEqual([])
  },
)

test('the demo shop opens with jobs at every stage, none of them in conflict, and keeps to itself', async () => {
  const at = await desktop()
  await expect(at.call('sync.setRelay', { relayUrl: 'ws://127.0.0.1:9' })).rejects.toMatchObject({
    error: { kind: 'no-shop' },
  })
  const info = await at.call('shop.openDemo', {})
  expect(info).toMatchObject({ shop: { demo: true }, person: { role: 'supervisor' }, relayUrl: null })
  const { rows, total } = await at.call('jobs.list', everything)
  expect(total).toBe(4)
  expect(rows.map(({ number, state }) => `${number} ${state}`).sort()).toEqual([
    'DEMO-001 installation',
    'DEMO-002 preparation',
    'DEMO-003 received',
    'DEMO-004 planned',
  ])
  for (const row of rows) {
    expect(row).toMatchObject({ conflicts: 0, openDefects: 0 })
    for (const word of [row.client, row.vehicle, row.plate, row.vin, row.title]) expect(word).not.toBe('')
    expect(row.people).toHaveLength(1)
    const view = openJob(await readDocument(at.store, `job/${row.id}`)).view()
    expect(view.unknownCount).toBe(0)
    expect(view.zones).toHaveLength(packageZones(view.package.value!, undefined).length)
  }
  expect(rows.find(({ number }) => number === 'DEMO-001')!.zonesDone).toBe(1)
  expect(await at.call('clients.list', { search: 'garnier', limit: 5 })).toHaveLength(1)
  await expect(at.call('sync.setRelay', { relayUrl: 'ws://127.0.0.1:9' })).rejects.toMatchObject({
    error: { kind: 'not-allowed' },
  })
})
