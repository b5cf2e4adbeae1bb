import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { openShop, setPerson } from '../../../src/crdt/shop/index.ts'
import { desktop, pairedWith, penOf, relayOn, shopOn, tempFolder, typed, untilSynced } from './support.ts'

const fault = (kind: string) => ({ error: { kind } })
const wrongWithoutWait = { error: { kind: 'pin-wrong', message: 'not the code of this person' } }

test('a code keeps others from a person’s name; five wrong ones make it wait, also after a restart', async () => {
  let clock = 1_800_000_000_000
  const dir = tempFolder()
  const at = await desktop(dir, { now: () => clock })
  const { claire, ines } = await shopOn(at)
  expect((await at.call('person.setPin', { personId: claire, current: null, pin: '2580' })).pins).toEqual([claire])
  await at.call('person.choose', { personId: ines })
  const choose = (pin?: string) => at.call('person.choose', { personId: claire, ...(pin ? { pin } : {}) })
  await expect(choose()).rejects.toMatchObject(fault('pin-needed'))
  for (let i = 0; i < 4; i++) {
    await expect(choose('0000')).rejects.toHaveProperty('error', wrongWithoutWait.error)
  }
  await expect(choose('0000')).rejects.toMatchObject({ error: { kind: 'pin-wrong', detail: '30' } })
  // The right one, too soon: nobody is told that it was right.
  await expect(choose('2580')).rejects.toMatchObject({ error: { kind: 'pin-wrong', detail: '30' } })
  await at.close()

  clock += 10_000
  const again = await desktop(dir, { now: () => clock })
  const retry = (pin: string) => again.call('person.choose', { personId: claire, pin })
  await expect(retry('2580')).rejects.toMatchObject({ error: { kind: 'pin-wrong', detail: '20' } })
  clock += 20_000
  await expect(retry('1111')).rejects.toMatchObject({ error: { kind: 'pin-wrong', detail: '60' } })
  clock -= 86_400_000 // a clock put back lengthens no wait
  await expect(retry('2580')).rejects.toMatchObject({ error: { kind: 'pin-wrong', detail: '60' } })
  clock += 86_400_000 + 60_000
  expect((await retry('2580')).person?.id).toBe(claire)
  await again.call('person.choose', { personId: ines })
  await expect(retry('1111')).rejects.toHaveProperty('error', wrongWithoutWait.error) // counted anew
})

test('a restart is no way around a code, and asks nobody who has none', async () => {
  const at = await desktop()
  const { claire, ines } = await shopOn(at)
  await at.call('person.setPin', { personId: claire, current: null, pin: '2580' })
  await at.close()
  const again = await desktop(at.dir)
  expect((await again.call('app.info', {})).person).toBeNull()
  await again.call('person.choose', { personId: ines })
  await again.close()
  expect((await (await desktop(at.dir)).call('app.info', {})).person?.id).toBe(ines)
})

test('many tries at once are judged one after the other', async () => {
  const at = await desktop()
  const { claire, ines } = await shopOn(at)
  await at.call('person.setPin', { personId: claire, current: null, pin: '4321' })
  await at.call('person.choose', { personId: ines })
  const pins = ['0000', '1111', '2222', '3333', '4444', '4321']
  const tries = await Promise.allSettled(pins.map((pin) => at.call('person.choose', { personId: claire, pin })))
  expect(tries.map(({ status }) => status)).toEqual(pins.map(() => 'rejected'))
})

test('one’s own code needs the one that stands; somebody else’s is an administrator’s to take away', async () => {
  const at = await desktop()
  const { claire, ines, hugo } = await shopOn(at)
  const set = (personId: string, current: string | null, pin: string | null) =>
    at.call('person.setPin', { personId, current, pin })
  await at.call('person.choose', { personId: ines })
  await set(ines, null, '12345678')
  await expect(set(ines, null, null)).rejects.toMatchObject(fault('pin-needed'))
  await expect(set(ines, '0000', '9999')).rejects.toMatchObject(fault('pin-wrong'))
  expect((await set(ines, '12345678', '9999')).pins).toEqual([ines])
  await expect(set(hugo, null, '1234')).rejects.toMatchObject(fault('not-allowed'))
  await at.call('person.choose', { personId: claire })
  expect((await set(ines, null, null)).pins).toEqual([])
  expect((await at.call('person.choose', { personId: ines })).person?.id).toBe(ines)
  await at.call('person.leave', {})
  expect((await at.call('app.info', {})).person).toBeNull()
  await expect(set(ines, null, '1234')).rejects.toMatchObject(fault('no-person'))
  const stored = JSON.stringify(await at.store.settings())
  for (const pin of ['12345678', '9999']) expect(stored).not.toContain(pin)
})

test('[F45] a person reaches no further than the device: main refuses what the relay would', async () => {
  const relay = await relayOn()
  const first = await desktop()
  const people = await shopOn(first, relay.url)
  await untilSynced(first)
  const second = await pairedWith(first, { role: 'technician' })
  await second.call('person.choose', { personId: people.claire })
  expect((await second.call('app.info', {})).person?.role).toBe('admin')
  const refused = fault('not-allowed')
  await expect(second.call('person.add', { name: 'Zoé', role: 'viewer' })).rejects.toMatchObject(refused)
  await expect(second.call('jobs.seal', { jobId: people.claire })).rejects.toMatchObject(refused)
  await second.call('document.open', { name: 'shop' })
  const update = typed((doc) => doc.getMap('plain').set('k', 1))
  await expect(second.call('document.append', { name: 'shop', update })).rejects.toMatchObject(refused)
  // The device's role is raised: it counts there as soon as it has heard of it.
  const { devices } = await first.call('devices.list', {})
  await first.call('devices.setRole', { device: devices[1]!.id, role: 'supervisor' })
  await second.call('devices.list', {})
  expect((await second.call('app.info', {})).device.role).toBe('supervisor')
  await second.call('document.append', { name: 'shop', update })
  await untilSynced(second)
})

test('[F53] nobody in particular writes who belongs to the shop: leaving one’s name is no way to another’s role', async () => {
  const at = await desktop()
  const { ines } = await shopOn(at)
  await at.call('person.choose', { personId: ines })
  const { state } = await at.call('document.open', { name: 'shop' })
  const update = typed((doc) => {
    Y.applyUpdate(doc, state)
    setPerson(openShop(doc).ledger, ines, { name: 'Inès', role: 'admin', active: true }, penOf(at, ines))
  })
  const append = () => at.call('document.append', { name: 'shop', update })
  await expect(append()).rejects.toMatchObject(fault('not-allowed'))
  await at.call('person.leave', {})
  await expect(append()).rejects.toMatchObject(fault('no-person'))
  expect((await at.call('person.choose', { personId: ines })).person?.role).toBe('technician')
})
