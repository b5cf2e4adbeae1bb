import path from 'node:path'
import { ulid } from 'ulid'
import { expect, onTestFinished, test } from 'vitest'
import { calls, events } from '../../src/contract/index.ts'
import { setVehicleFields } from '../../src/crdt/client/index.ts'
import { claim } from '../../src/crdt/ledger/index.ts'
import { forkNode } from '../../src/main/hosting/child-process.ts'
import { pairDesktops } from '../../scripts/demo/pairing.ts'
import {
  createTestJob,
  desktop,
  overrideAll,
  penOf,
  shopOn,
  tempFolder,
  typed,
  until,
  write,
  type TestDesktop,
} from '../main/desktop/support.ts'

const hostedRelay = new URL('../../sync-relay/src/server/hosted.ts', import.meta.url)

test('every call answers in the shape that the contract promises, and every event has it', async () => {
  const dir = tempFolder()
  const hosting = { data: path.join(dir, 'relay'), fork: () => forkNode(hostedRelay) }
  const at = await desktop(dir, { hosting })
  const called = new Set<string>()
  const recording = (desk: TestDesktop): TestDesktop['call'] => {
    return (name, input) => (called.add(name), desk.call(name, input))
  }
  const call = recording(at)
  const heard = new Set<string>()
  const wrong: unknown[] = []
  const listen = (desk: TestDesktop) =>
    onTestFinished(
      desk.on((event, payload) => {
        heard.add(event)
        const parsed = events[event].safeParse(payload)
        if (!parsed.success) wrong.push([event, parsed.error])
      }),
    )
  listen(at)
  expect(await call('app.info', {})).toMatchObject({
    shop: null,
    person: null,
    relayUrl: null,
    keyProtection: 'system',
  })
  await call('keys.acceptUnprotected', {})
  expect(await call('link.opened', {})).toEqual({ invitation: null })
  called.add('shop.create').add('person.add')
  const people = await shopOn(at)
  await call('app.setLocale', { locale: 'en' })
  expect(await call('host.status', {})).toMatchObject({ state: 'off' })
  const host = await call('host.set', { enabled: true, port: 0, reach: 'this-machine', announce: false })
  expect(host).toMatchObject({ state: 'running' })
  expect(await call('relays.nearby', {})).toEqual(expect.any(Array))

  await call('person.choose', { personId: people.hugo })
  await call('person.leave', {})
  await call('person.choose', { personId: people.hugo })
  expect((await call('person.setPin', { personId: people.hugo, current: null, pin: '1234' })).pins).toEqual([
    people.hugo,
  ])
  const { number, provisional } = await call('numbers.next', { series: 'job' })
  expect([number, provisional]).toEqual(['OR-00001', false])
  const job = await createTestJob(at, people.hugo, { number })
  const name = `job/${job}`
  const { state, status } = await call('document.open', { name })
  expect([state.length > 2, status.name]).toEqual([true, name])
  await call('document.append', { name, update: typed((doc) => doc.getText('text/note').insert(0, 'Bonjour')) })
  await call('document.presence', { name, update: new Uint8Array([0]) })
  await call('document.close', { name })
  await call('document.close', { name })
  const stored = await call('blobs.put', { blobs: [{ bytes: new Uint8Array([1, 2]), mime: 'image/png' }] })
  expect(await call('blobs.status', { sha256s: [...stored.sha256s, 'f'.repeat(64)] })).toHaveLength(2)
  await overrideAll(at, job, people.hugo)
  const { hash } = await call('jobs.seal', { jobId: job })
  expect(await call('jobs.sealedNotes', { jobId: job, hash })).toEqual([{ name: 'note', text: 'Bonjour' }])
  const list = { search: '', states: [], sort: 'changed', offset: 0, limit: 10 } as const
  expect((await call('jobs.list', { ...list, states: [] })).rows).toMatchObject([{ id: job, number, state: 'closed' }])
  const waiting = await call('inbox.list', { kinds: [], sort: 'oldest', offset: 0, limit: 10 })
  expect(waiting).toEqual({ rows: [], total: 0 })
  expect(await call('clients.list', { search: '', limit: 10 })).toEqual([])
  expect(await call('stock.rolls', {})).toEqual([])
  expect(await call('stock.cuts', { roll: job })).toEqual([])
  for (const format of ['pdf', 'json'] as const) {
    expect((await call('report.export', { jobId: job, locale: 'fr', format })).path).toMatch(`.${format}`)
  }
  await until('synced', async () => (await call('sync.status', {})).state === 'synced')

  await call('person.choose', { personId: people.claire })
  await call('devices.invite', {})
  await call('devices.refuse', {})
  const joined = await desktop()
  listen(joined)
  const joinedCall = recording(joined)
  await pairDesktops({ call }, { call: joinedCall }, { name: 'Poste C', role: 'technician' })
  expect(await joinedCall('app.info', {})).toMatchObject({ shop: { name: 'Atelier', demo: false }, person: null })
  await joinedCall('join.cancel', {})
  const { devices } = await call('devices.list', {})
  const device = devices[1]!.id
  await call('devices.rename', { device, name: 'Poste C, box 2' })
  await call('devices.setRole', { device, role: 'supervisor' })
  await call('devices.setRecovery', { hours: 1 })
  await joinedCall('sync.setRelay', { relayUrl: null })
  await createTestJob(joined, people.ines)
  await call('devices.revoke', { device, reason: 'essai' })
  await joinedCall('sync.setRelay', { relayUrl: host.urls[0]! })
  await until('its work waits', async () => (await call('review.list', {})).length > 0)
  for (const { id } of await call('review.list', {})) await call('review.decide', { id, verdict: 'discard' })
  expect((await call('audit.list', { before: null })).length).toBeGreaterThan(5)
  const { text } = await call('shop.recoveryKey', {})
  await call('shop.recoveryKeyKept', {})
  const recovered = await desktop()
  listen(recovered)
  await recording(recovered)('shop.recover', { relayUrl: host.urls[0]!, recoveryKey: text, deviceName: 'Poste D' })

  const demo = await desktop()
  expect((await recording(demo)('shop.openDemo', {})).shop?.demo).toBe(true)
  expect([...called].sort()).toEqual(Object.keys(calls).sort())
  expect(wrong).toEqual([])
  const told = ['app.info', 'sync.status', 'projections.changed', 'join.status', 'devices.invitation', 'host.status']
  for (const event of told) expect(heard).toContain(event)
})

test('ids that no version of ours writes, in a document from elsewhere, spoil no list', async () => {
  const at = await desktop()
  const { claire } = await shopOn(at)
  await write(at, 'shop', (ledger) => {
    claim(ledger, 'person/stranger/name', 'X', penOf(at, claire))
    claim(ledger, 'person/stranger/role', 'admin', penOf(at, claire))
  })
  await write(at, `client/${ulid()}`, (ledger) => {
    setVehicleFields(ledger, 'not-an-id', { plate: 'AA-1' }, penOf(at, claire))
  })
  expect((await at.call('app.info', {})).person?.id).toBe(claire)
  await expect(at.call('person.choose', { personId: claire })).resolves.toBeDefined()
  expect((await at.call('clients.list', { search: '', limit: 10 })).length).toBeLessThan(2)
})

test('documents are opened once, closed harmlessly, and not written to while they are not open', async () => {
  const at = await desktop()
  await shopOn(at)
  const name = `job/${ulid()}`
  const update = typed((doc) => doc.getMap('plain').set('k', 1))
  await expect(at.call('document.append', { name, update })).rejects.toMatchObject({ error: { kind: 'invalid' } })
  await at.call('document.open', { name })
  await at.call('document.append', { name, update })
  // A reload asks again for what main has.
  expect((await at.call('document.open', { name })).state.length).toBeGreaterThan(2)
  await Promise.all([at.call('document.close', { name }), at.call('document.open', { name })])
  await at.call('document.append', { name, update: typed((doc) => doc.getMap('plain').set('l', 1)) })
  await expect(at.call('document.append', { name, update: new Uint8Array([1, 2, 3]) })).rejects.toMatchObject({
    error: { kind: 'invalid' },
  })
  await at.close()
  const again = await desktop(at.dir)
  expect((await again.call('document.open', { name })).state.length).toBeGreaterThan(4)
})

test('[F45] a viewer looks: appending, numbering and adding photos are refused, by main and not by a screen', async () => {
  const at = await desktop()
  const people = await shopOn(at)
  const name = `job/${await createTestJob(at, people.hugo)}`
  await at.call('document.open', { name })
  const update = typed((doc) => doc.getMap('plain').set('k', 1))
  await at.call('person.choose', { personId: people.vera })
  const refused = { error: { kind: 'not-allowed' } }
  const before = await at.store.read(name)
  await expect(at.call('document.append', { name, update })).rejects.toMatchObject(refused)
  await expect(at.call('numbers.next', { series: 'job' })).rejects.toMatchObject(refused)
  await expect(at.call('blobs.put', { blobs: [{ bytes: update, mime: 'image/png' }] })).rejects.toMatchObject(refused)
  await expect(at.call('person.add', { name: 'Zoé', role: 'admin' })).rejects.toMatchObject(refused)
  expect(await at.store.read(name)).toEqual(before)
  await at.call('person.choose', { personId: people.ines })
  await at.call('document.append', { name, update })
  // A role taken away counts from the next edit on.
  await write(at, 'shop', (ledger) => claim(ledger, `person/${people.ines}/role`, 'viewer', penOf(at, people.claire)))
  await expect(at.call('document.append', { name, update })).rejects.toMatchObject(refused)
})

test('a data folder that is in use is refused, and one that was closed is not', async () => {
  const dir = tempFolder()
  const at = await desktop(dir)
  await expect(desktop(dir)).rejects.toMatchObject({ kind: 'locked' })
  await at.close()
  await (await desktop(dir)).close()
})
