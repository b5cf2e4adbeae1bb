/** The shop's trust over time: revoked, renewed, restored, recovered, and never mixed with another shop's. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import * as Y from 'yjs'
import { GRANT_LIFE_MS, readEntryText } from '../../../src/crdt/protocol/index.ts'
import { readGrant, signGrant } from '../../../src/main/identity/grants.ts'
import { createTrustHttp } from '../../../src/main/replica/index.ts'
import {
  createTestJob,
  desktop,
  pairedWith,
  relayOn,
  shopOn,
  tempFolder,
  until,
  untilSynced,
  type TestDesktop,
} from './support.ts'

const problemOf = async (at: TestDesktop) => (await at.call('sync.status', {})).problem
const idOf = async (at: TestDesktop) => (await at.call('app.info', {})).device.id
async function holds(at: TestDesktop, job: string): Promise<boolean> {
  return (await at.store.documentNames()).includes(`job/${job}`)
}

/** Claire’s desk and another device of the shop, level with one relay. */
async function twoDesks(role: 'admin' | 'supervisor' | 'technician' = 'technician') {
  const data = tempFolder()
  const relay = await relayOn(data)
  const first = await desktop()
  const people = await shopOn(first, relay.url)
  await untilSynced(first)
  const second = await pairedWith(first, { role })
  await untilSynced(second)
  return { data, relay, first, second, people }
}

test('[F46] a revoked device stops and says so; what it had not sent waits for review, once, and here', async () => {
  const { relay, first, second, people } = await twoDesks()
  const port = relay.port
  await second.call('sync.setRelay', { relayUrl: 'ws://127.0.0.1:9' }) // out of reach, as on the road
  const late = await createTestJob(second, people.ines, { title: 'Fait en déplacement' })
  const refused = await createTestJob(second, people.ines, { title: 'À écarter' })
  await first.call('devices.revoke', { device: await idOf(second), reason: 'poste perdu' })
  expect((await first.call('devices.list', {})).devices[1]).toMatchObject({ revoked: { reason: 'poste perdu' } })

  await second.call('sync.setRelay', { relayUrl: `ws://127.0.0.1:${port}` })
  await until('it knows', async () => (await problemOf(second)) === 'revoked')
  await until('its work waits', async () => (await first.call('review.list', {})).length === 2)
  expect(await holds(first, late)).toBe(false)
  expect((await second.call('sync.status', {})).pending.documents).toBe(2) // kept here all the same
  expect((await second.call('app.info', {})).device.role).toBeNull()

  // Not once more, whatever happens at that device.
  await second.close()
  const again = await desktop(second.dir)
  await createTestJob(again, people.ines)
  await until('it still knows', async () => (await problemOf(again)) === 'revoked')
  const items = await first.call('review.list', {})
  expect(items.map(({ deviceName, document }) => `${deviceName} ${document}`).sort()).toEqual(
    [late, refused].map((job) => `Poste B job/${job}`).sort(),
  )
  for (const { id, document } of items) {
    await first.call('review.decide', { id, verdict: document === `job/${late}` ? 'accept' : 'discard' })
  }
  await until('what was accepted is in', () => holds(first, late))
  expect(await first.call('review.list', {})).toEqual([])
  expect(await holds(first, refused)).toBe(false)
  const kinds = (await first.call('audit.list', { before: null })).map(({ kind }) => kind)
  for (const kind of ['admitted', 'revoked', 'quarantined', 'quarantine-accepted', 'quarantine-discarded']) {
    expect(kinds).toContain(kind)
  }

  // The same machine may come in again, as another device.
  const { pairDesktops } = await import('../../../scripts/demo/pairing.ts')
  await pairDesktops(first, again, { name: 'Poste B retrouvé', role: 'technician' })
  await untilSynced(again)
  await until('what was discarded and made later comes now', () => holds(first, refused))
})

test.each([
  ['bare', []],
  ['with entries that nobody of the shop signed', [{ entry: '{"v":1}', signature: 'A'.repeat(86) }]],
])('[F46] a stranger’s word that a device is excluded (%s) excludes nobody', async (_, entries) => {
  const { relay, first, second, people } = await twoDesks()
  const stranger = createServer((request, response) => {
    response.setHeader('content-type', 'application/json')
    if (request.url === '/v1/challenge') {
      return response.end(
        JSON.stringify({ auth: 'grants', relay: 'r', shop: second.trust.membership!.shop, nonce: 'n' }),
      )
    }
    response.statusCode = 403
    response.end(
      JSON.stringify({ kind: 'revoked', error: 'begone', proof: { from: second.trust.entries.length, entries } }),
    )
  })
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void stranger.close())
  await second.call('sync.setRelay', { relayUrl: `ws://127.0.0.1:${(stranger.address() as AddressInfo).port}` })
  await until('it says that it is refused', async () => (await problemOf(second)) === 'refused')
  expect((await second.call('app.info', {})).device.role).toBe('technician')
  const job = await createTestJob(second, people.ines)
  await second.call('sync.setRelay', { relayUrl: relay.url })
  await untilSynced(second)
  await until('its work comes as ever', () => holds(first, job))
})

test('[F46] an exclusion is proved however long the list has grown since, and nothing after it is told', async () => {
  const { relay, first, second } = await twoDesks()
  const known = second.trust.entries.length
  await second.call('sync.setRelay', { relayUrl: null })
  const device = await idOf(second)
  for (let i = 0; i < 110; i++) await first.call('devices.rename', { device, name: `${'Poste '.repeat(9)}${i}` })
  await first.call('devices.revoke', { device, reason: 'poste perdu' })
  const revokedAt = first.trust.entries.length
  await first.call('devices.rename', { device: await idOf(first), name: 'Accueil' })
  await second.call('sync.setRelay', { relayUrl: relay.url })
  await until('it knows', async () => (await problemOf(second)) === 'revoked')
  expect(revokedAt - known).toBeGreaterThan(100) // more than one answer holds
  expect(second.trust.entries).toEqual(first.trust.entries.slice(0, revokedAt))
})

test('[F46] what the relay will never have holds up nothing else of what an excluded device hands over', async () => {
  const { first, second, people } = await twoDesks('technician')
  await second.call('sync.setRelay', { relayUrl: null })
  const job = await createTestJob(second, people.ines)
  const doc = new Y.Doc()
  doc.getMap('plain').set('not a technician’s to write', true)
  await second.store.append('shop', Y.encodeStateAsUpdate(doc), 'local', Date.now())
  await first.call('devices.revoke', { device: await idOf(second), reason: 'essai' })
  await second.call('sync.setRelay', { relayUrl: first.identity.get('relayUrl') })
  await until('its work waits', async () => (await first.call('review.list', {})).length === 1)
  expect(await first.call('review.list', {})).toMatchObject([{ document: `job/${job}` }])
  await until('it is done with', () => second.identity.get('exclusion') === 'handed-over')
  expect((await second.call('sync.status', {})).pending.documents).toBe(2)
})

test('[F46] a revoked device’s open socket closes, and nothing made after reaches the others', async () => {
  const { first, second, people } = await twoDesks()
  const job = await createTestJob(first, people.ines)
  await until('it is there', () => holds(second, job))
  await second.call('document.open', { name: `job/${job}` })
  await until('the socket is open', () => second.replica.loaded(`job/${job}`)?.isConnected === true)
  await first.call('devices.revoke', { device: await idOf(second), reason: '' + 'x' })
  await until('the socket is closed', () => second.replica.loaded(`job/${job}`)?.isConnected !== true)
  await until('it is said', async () => (await problemOf(second)) === 'revoked')
  const before = await first.store.read(`job/${job}`)
  const doc = new Y.Doc()
  doc.getMap('plain').set('late', true)
  await second.call('document.append', { name: `job/${job}`, update: Y.encodeStateAsUpdate(doc) })
  const third = await pairedWith(first, { name: 'Poste C' })
  await untilSynced(third)
  expect((await third.store.read(`job/${job}`))!.state).toEqual(before!.state)
})

test('an administrator’s device that meets the relay renews what ends within half of its life', async () => {
  const { first, second } = await twoDesks()
  const { session } = first.replica
  const { trust } = first
  // As it stands when no administrator's device has met the relay for more than two weeks.
  const entry = trust.sign({ kind: 'role', device: await idOf(second), role: 'supervisor' }, trust.membership!)
  await session!.trust.postMembership({ from: trust.membership!.length, entries: [entry] })
  await trust.adopt(trust.membership!.length, [entry])
  const device = trust.membership!.devices.get(await idOf(second))!
  const then = Date.now() - GRANT_LIFE_MS * 0.6
  await session!.trust.putGrant(device.device, await signGrant(trust.signer(), trust.membership!.shop, device, then))
  await second.close()
  const { grants } = await session!.trust.grants()
  expect(grants.find((grant) => grant.device === device.device)!.expiresAt - Date.now()).toBeLessThan(GRANT_LIFE_MS / 2)
  await first.close()
  const again = await desktop(first.dir)
  await until('it was renewed', async () => {
    const { grants } = (await again.replica.session?.trust.grants().catch(() => undefined)) ?? { grants: [] }
    const grant = grants.find((each) => each.device === device.device)
    return grant !== undefined && grant.expiresAt - Date.now() > GRANT_LIFE_MS * 0.9
  })
  // The device takes the newer one over when it comes back.
  const back = await desktop(second.dir)
  await untilSynced(back)
  await until('it has it', () => (readGrant(back.trust.grant!)?.expiresAt ?? 0) - Date.now() > GRANT_LIFE_MS * 0.9)
})

test('a grant that counts no more is said; an administrator’s device that meets the relay once ends it', async () => {
  const { first, second } = await twoDesks()
  const { trust } = first
  // The administrator's device signs a new role and dies before it has signed the new grant.
  const entry = trust.sign({ kind: 'role', device: await idOf(second), role: 'supervisor' }, trust.membership!)
  const anyone = createTrustHttp(first.identity.get('relayUrl')!)
  await first.close()
  await anyone.postMembership({ from: trust.membership!.length, entries: [entry] })
  await until('it is said', async () => (await problemOf(second)) === 'grant-ended')
  expect((await second.call('sync.status', {})).relay).toMatchObject({ state: 'refused', kind: 'grant-stale' })
  await desktop(first.dir)
  await untilSynced(second)
  expect((await second.call('app.info', {})).device.role).toBe('supervisor')
})

test('tokens that end (a changed role, a relay that lost its secret) are renewed without losing anything', async () => {
  const { first, second, people } = await twoDesks()
  const job = await createTestJob(first, people.ines)
  await until('it is there', () => holds(second, job))
  await second.call('document.open', { name: `job/${job}` })
  const live = () => second.replica.loaded(`job/${job}`)!
  await until('the socket is open', () => live().isConnected)
  await first.call('devices.setRole', { device: await idOf(second), role: 'supervisor' })
  const doc = new Y.Doc()
  doc.getMap('plain').set('kept', true)
  await second.call('document.append', { name: `job/${job}`, update: Y.encodeStateAsUpdate(doc) })
  await until('it is back', () => live().isConnected)
  await untilSynced(second)
  const same = async () =>
    Buffer.compare((await first.store.read(`job/${job}`))!.state, (await second.store.read(`job/${job}`))!.state) === 0
  await until('and its edit arrived', same)
  await until('it knows its role', async () => (await second.call('app.info', {})).device.role === 'supervisor')
})

test('a new empty relay is founded again and filled by any device of the shop', async () => {
  const { relay, first, second, people } = await twoDesks('supervisor')
  const job = await createTestJob(second, people.ines)
  await until('it is there', () => holds(first, job))
  await untilSynced(first, second)
  await relay.close()
  await first.close()
  const fresh = await relayOn(tempFolder(), relay.port)
  // By one device alone: what it holds of others is taken in the recovery window of a new relay.
  const { shop } = second.trust.membership!
  await until('it has a shop', async () => (await createTrustHttp(fresh.url).challenge()).shop === shop)
  await until('it has the job', async () => (await second.store.relayCursor()).relay === fresh.relayId)
  await untilSynced(second)
  const third = await desktop(first.dir)
  await untilSynced(third)
  expect((await third.call('devices.list', {})).devices).toHaveLength(2)
  const joined = await pairedWith(third, { name: 'Poste C' })
  expect(await holds(joined, job)).toBe(true)
})

test('[F16] a relay restored from before a device was admitted is given the list that it lacks', async () => {
  const { cpSync } = await import('node:fs')
  const data = tempFolder()
  const relay = await relayOn(data)
  const first = await desktop()
  await shopOn(first, relay.url)
  await untilSynced(first)
  const { port } = relay
  await relay.close()
  const copy = tempFolder()
  cpSync(data, copy, { recursive: true })
  const before = await relayOn(data, port)
  await untilSynced(first)
  const second = await pairedWith(first, { role: 'technician' })
  await untilSynced(second)
  await first.close()
  await before.close()
  await relayOn(copy, port)
  await until('it is met again', async () => (await second.call('devices.list', {})).fresh)
  await untilSynced(second)
})

test('a relay of another shop is never synced with, in either direction', async () => {
  const { first, second, people } = await twoDesks()
  const elsewhere = await relayOn()
  const other = await desktop()
  await shopOn(other, elsewhere.url)
  await untilSynced(other)
  const theirs = await createTestJob(other, (await other.call('app.info', {})).person!.id)
  const ours = await createTestJob(second, people.ines)
  await untilSynced(other)
  await second.call('sync.setRelay', { relayUrl: elsewhere.url })
  await until('it is said', async () => (await problemOf(second)) === 'other-shop')
  expect((await second.call('sync.status', {})).relay).toMatchObject({ state: 'refused', kind: 'other-shop' })
  expect(await holds(second, theirs)).toBe(false)
  expect(await holds(other, ours)).toBe(false)
  // What it had told its own relay is not forgotten over that.
  expect((await second.call('sync.status', {})).pending.documents).toBeLessThan(2)
  await second.call('sync.setRelay', { relayUrl: first.identity.get('relayUrl') })
  await untilSynced(second)
})

test('with the paper a new device becomes an administrator’s when all of them are lost', async () => {
  const { relay, first, second, people } = await twoDesks()
  const job = await createTestJob(second, people.ines)
  await until('it is there', () => holds(first, job))
  const { text, shopName } = await first.call('shop.recoveryKey', {})
  expect(shopName).toBe('Atelier')
  expect((await first.call('shop.recoveryKeyKept', {})).recoveryKeyWaits).toBe(false)
  await expect(first.call('shop.recoveryKey', {})).rejects.toMatchObject({ error: { kind: 'not-found' } })
  const lost = await idOf(first)
  await first.close()

  const fresh = await desktop()
  const recover = (recoveryKey: string, relayUrl: string = relay.url) =>
    fresh.call('shop.recover', { relayUrl, recoveryKey, deviceName: 'Bureau neuf' })
  const rejects = (what: Promise<unknown>, kind: string) => expect(what).rejects.toMatchObject({ error: { kind } })
  await rejects(recover(text.replace(/^./, (sign) => (sign === '0' ? '1' : '0'))), 'wrong-code')
  await rejects(recover(text, 'ws://127.0.0.1:9'), 'offline')
  await rejects(recover(text, (await relayOn()).url), 'other-shop')
  expect(await fresh.call('app.info', {})).toMatchObject({ shop: null })

  // As hands type it.
  const info = await recover(text.toLowerCase().replaceAll('-', ' '))
  expect(info).toMatchObject({
    shop: { name: 'Atelier' },
    device: { role: 'admin', name: 'Bureau neuf' },
    person: null,
  })
  expect(info.recoveryKeyWaits).toBe(false)
  expect(await holds(fresh, job)).toBe(true)
  await fresh.call('person.choose', { personId: people.claire })
  await fresh.call('devices.revoke', { device: lost, reason: 'volé' })
  const third = await pairedWith(fresh, { name: 'Poste C' })
  await untilSynced(third)
  expect(third.trust.entries.map(({ entry }) => (readEntryText(entry) as { by: string }).by)[2]).toBe('root')
})

test('[F29] what others made, and a relay lacks, is said, and is over when its owner has been there', async () => {
  const { first, second, people } = await twoDesks('admin')
  await second.call('person.choose', { personId: people.claire })
  await first.call('devices.setRecovery', { hours: 0 })
  expect((await first.call('devices.list', {})).recoveryUntil).toBe(0)
  const gone = await pairedWith(first, { name: 'Poste D', role: 'technician' })
  const name = `job/${await createTestJob(gone, people.ines)}`
  const window = new Y.Doc()
  const type = async (key: string) => {
    const before = Y.encodeStateVector(window)
    window.getMap('plain').set(key, true)
    await gone.call('document.append', { name, update: Y.encodeStateAsUpdate(window, before) })
  }
  await gone.call('document.open', { name })
  await type('sent')
  await untilSynced(gone)
  await gone.call('sync.setRelay', { relayUrl: null })
  await type('never sent')
  const { state } = (await gone.store.read(name))!
  await gone.close()

  // By hand to another device: the relay knows who the rest of that session belongs to.
  await until('the beginning is there', () => holds(second, name.slice(4)))
  await second.store.append(name, state, 'local', Date.now())
  second.replica.wake()
  await until('it is said', async () => (await problemOf(second)) === 'foreign-work')
  expect((await second.call('sync.status', {})).pending.documents).toBe(1)
  // What a device holds stays its own, in a window too; it comes with its owner.
  const owner = await desktop(gone.dir)
  await owner.call('sync.setRelay', { relayUrl: first.identity.get('relayUrl') })
  await untilSynced(owner)
  await second.call('devices.setRecovery', { hours: 2 })
  await untilSynced(second)
  const keys = async () => {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, (await first.store.read(name))!.state)
    return [...doc.getMap('plain').keys()].sort()
  }
  await until('it arrived', async () => (await keys()).join() === 'never sent,sent')
  const { recoveryUntil } = await first.call('devices.list', {})
  expect(recoveryUntil).toBeGreaterThan(Date.now() + 3_600_000)
  expect((await first.call('audit.list', { before: null })).map(({ kind }) => kind)).toContain('recovery-opened')
})

test('a technician’s device alone at a new relay brings what it may, and troubles nobody with the rest', async () => {
  const { relay, first, second, people } = await twoDesks('technician')
  const before = await createTestJob(first, people.ines)
  await until('it is there', () => holds(second, before))
  await second.call('document.open', { name: 'shop' }) // as every window has it
  await untilSynced(first, second)
  await relay.close()
  const during = await createTestJob(second, people.ines)
  await first.close()

  const problems: unknown[] = []
  second.on((event, payload) => {
    if (event === 'sync.status' && 'problem' in payload) problems.push(payload.problem)
  })
  const replacement = await relayOn()
  await second.call('sync.setRelay', { relayUrl: replacement.url })
  const pending = async () => (await second.store.pending()).map(({ name }) => name)
  await until('the relay has all but the shop', async () => (await pending()).join() === 'shop')
  await until('the relay refused the shop', () => second.replica.loaded('shop')?.refusal !== undefined)
  const status = await second.call('sync.status', {})
  expect(status).toMatchObject({ state: 'local', pending: { documents: 1 } })
  expect(problems).toEqual([])
  expect(await second.replica.documentStatus('shop')).toMatchObject({ state: 'local' })

  const admin = await desktop(first.dir)
  await admin.call('sync.setRelay', { relayUrl: replacement.url })
  await untilSynced(admin, second)
  await until('its socket is back', () => second.replica.loaded('shop')?.isConnected === true)
  await until('what it made meanwhile is here', () => holds(admin, during))
  expect(problems).toEqual([])
})

test('edits of its own that a device may no more make are said, also at a new relay', async () => {
  const { first, second } = await twoDesks('technician')
  await second.call('sync.setRelay', { relayUrl: null })
  const doc = new Y.Doc()
  doc.getMap('plain').set('not a technician’s to write', true)
  await second.store.append('shop', Y.encodeStateAsUpdate(doc), 'local', Date.now())
  const replacement = await relayOn()
  await first.call('sync.setRelay', { relayUrl: replacement.url })
  await untilSynced(first)
  await second.call('sync.setRelay', { relayUrl: replacement.url })
  await until('it is said', async () => (await problemOf(second)) === 'document-refused')
})
