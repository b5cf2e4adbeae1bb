/** The device's key: protected, accepted as unprotected, lost. */
import { expect, test } from 'vitest'
import { noKeyring, type Keyring } from '../../../src/main/identity/keyring.ts'
import {
  createTestJob,
  desktop,
  keyringOf,
  pairedWith,
  relayOn,
  shopOn,
  tempFolder,
  until,
  untilSynced,
} from './support.ts'
import { pairDesktops } from '../../../scripts/demo/pairing.ts'

const founding = { shopName: 'Atelier', personName: 'Claire', deviceName: 'Poste A', relayUrl: null }
const fault = (kind: string) => ({ error: { kind } })

test('where no keychain protects keys, nothing that makes one goes on before a person has accepted it', async () => {
  const dir = tempFolder()
  const at = await desktop(dir, { keyring: noKeyring })
  expect((await at.call('app.info', {})).keyProtection).toBe('ask')
  const relay = await relayOn()
  const invitation = { kind: 'typed', relayUrl: relay.url, code: 'AAAA-AAAA-AAAA-AAAA' } as const
  const recoveryKey = Array.from({ length: 14 }, () => '0000').join('-')
  await expect(at.call('shop.create', founding)).rejects.toMatchObject(fault('keys-unprotected'))
  await expect(at.call('join.start', { invitation, deviceName: 'B' })).rejects.toMatchObject(fault('keys-unprotected'))
  const recover = at.call('shop.recover', { relayUrl: relay.url, recoveryKey, deviceName: 'B' })
  await expect(recover).rejects.toMatchObject({ error: { kind: expect.stringMatching(/keys-unprotected|wrong-code/) } })
  expect(await at.store.documentNames()).toEqual([])
  expect(at.identity.get('deviceKey')).toBeNull()
  expect((await at.call('shop.openDemo', {})).keyProtection).toBe('ask') // trying things out needs no key

  const other = await desktop(tempFolder(), { keyring: noKeyring })
  expect((await other.call('keys.acceptUnprotected', {})).keyProtection).toBe('unprotected')
  const info = await other.call('shop.create', founding)
  expect(info).toMatchObject({ keyProtection: 'unprotected', device: { role: 'admin' }, recoveryKeyWaits: true })
  expect(other.identity.get('deviceKey')).toMatchObject({ protection: 'unprotected' })
  await other.close()
  expect((await (await desktop(other.dir, { keyring: noKeyring })).call('app.info', {})).keyProtection).toBe(
    'unprotected',
  )
})

test('a machine that gets a keychain later puts what lay in the clear into it', async () => {
  const at = await desktop(tempFolder(), { keyring: noKeyring })
  await at.call('keys.acceptUnprotected', {})
  await at.call('shop.create', founding)
  const clear = at.identity.get('deviceKey')!.secret
  await at.close()
  const again = await desktop(at.dir, { keyring: keyringOf('claire') })
  expect((await again.call('app.info', {})).keyProtection).toBe('system')
  for (const name of ['deviceKey', 'rootKey'] as const) {
    expect(again.identity.get(name)).toMatchObject({ protection: 'system' })
  }
  expect(again.identity.get('deviceKey')!.secret).not.toBe(clear)
  expect((await again.call('shop.recoveryKey', {})).text).toMatch(/^(?:[0-9A-Z]{4}-){13}[0-9A-Z]{4}$/)
})

test('a protected key is nowhere in the clear on this disk', async () => {
  const wrapped: string[] = []
  const real = keyringOf('claire')
  const keyring: Keyring = {
    ...real,
    wrap: async (secret) => (wrapped.push(secret), Buffer.from(await real.wrap(secret)).reverse()),
    unwrap: async (bytes) => real.unwrap(Buffer.from(bytes).reverse()),
  }
  const at = await desktop(tempFolder(), { keyring })
  await at.call('shop.create', founding)
  expect(wrapped).toHaveLength(2)
  const stored = JSON.stringify(await at.store.settings())
  for (const secret of wrapped) {
    expect(stored).not.toContain(secret)
    expect(stored).not.toContain(Buffer.from(secret, 'base64').toString('base64url'))
    expect(stored).not.toContain(Buffer.from(secret).toString('base64'))
  }
})

test('a key that cannot be unlocked any more is said; the data stays, nothing is sent, and the device joins anew', async () => {
  const relay = await relayOn()
  const first = await desktop()
  const people = await shopOn(first, relay.url)
  await untilSynced(first)
  const second = await pairedWith(first, { role: 'technician' })
  await untilSynced(second)
  const { id } = (await second.call('app.info', {})).device
  await second.close()

  // The same folder under another user of the machine.
  const moved = await desktop(second.dir, { keyring: keyringOf('somebody else') })
  expect(await moved.call('app.info', {})).toMatchObject({
    keyProtection: 'lost',
    shop: { name: 'Atelier' },
    device: { id },
  })
  await until('it is said', async () => (await moved.call('sync.status', {})).problem === 'key-lost')
  const job = await createTestJob(moved, people.ines)
  expect((await moved.call('sync.status', {})).pending.documents).toBe(1)
  expect(moved.identity.get('deviceKey')).not.toBeNull() // whoever can unlock it again finds it

  await pairDesktops(first, moved, { name: 'Poste B bis', role: 'technician' })
  const info = await moved.call('app.info', {})
  expect(info).toMatchObject({ keyProtection: 'system', device: { name: 'Poste B bis', role: 'technician' } })
  expect(info.device.id).not.toBe(id)
  await untilSynced(moved)
  await until('its work arrived', async () => (await first.store.documentNames()).includes(`job/${job}`))
})

test('a key that is not the one in the list (a copied folder, an old backup) is lost too, not used', async () => {
  const at = await desktop()
  await at.call('shop.create', founding)
  const other = await desktop()
  await other.call('shop.create', founding)
  await at.identity.set('deviceKey', other.identity.get('deviceKey'))
  await at.close()
  const again = await desktop(at.dir)
  expect((await again.call('app.info', {})).keyProtection).toBe('lost')
})

test('a shop from before there were keys gets its root at the next start of the device that founded it', async () => {
  const dir = tempFolder()
  const before = await desktop(dir)
  await shopOn(before)
  await before.identity.setAll({ membership: [], grant: null, deviceKey: null, rootKey: null })
  await before.close()
  const at = await desktop(dir)
  expect(await at.call('app.info', {})).toMatchObject({ recoveryKeyWaits: true, device: { role: 'admin' } })
  const root = at.identity.get('rootKey')
  await at.close()
  const again = await desktop(dir)
  expect(again.identity.get('rootKey')).toEqual(root)

  // Where keys are not protected it waits for a person to accept that.
  await again.identity.setAll({ membership: [], grant: null, deviceKey: null, rootKey: null })
  await again.close()
  const bare = await desktop(dir, { keyring: noKeyring })
  expect(await bare.call('app.info', {})).toMatchObject({ keyProtection: 'ask', device: { role: null } })
  expect(await bare.call('keys.acceptUnprotected', {})).toMatchObject({
    recoveryKeyWaits: true,
    device: { role: 'admin' },
  })
})

test('a membership list that cannot be read is never a reason to found the shop again', async () => {
  const at = await desktop()
  await shopOn(at)
  await at.store.setSetting('membership', 'written by a newer version')
  await at.close()
  const again = await desktop(at.dir)
  expect(await again.call('app.info', {})).toMatchObject({ keyProtection: 'lost' })
  expect(await again.store.setting('membership')).toBe('written by a newer version')
})
