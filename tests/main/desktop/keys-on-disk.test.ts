/** What a disk still tells of keys that were put away, and whom it tells. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { noKeyring } from '../../../src/main/identity/keyring.ts'
import { desktop, keyringOf } from './support.ts'

const founding = { shopName: 'Atelier', personName: 'Claire', deviceName: 'Poste A', relayUrl: null }

/** Names of files below `folder` in which `text` stands, whatever they are. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && readFileSync(path.join(entry.parentPath, entry.name)).includes(text))
    .map(({ name }) => name)
}

test('a root key that lay in the clear is in no file any more once it is on paper', async () => {
  const at = await desktop(undefined, { keyring: noKeyring })
  await at.call('keys.acceptUnprotected', {})
  await at.call('shop.create', founding)
  const { secret } = at.identity.get('rootKey')!
  expect(filesWith(at.dir, secret)).not.toEqual([])
  await at.call('shop.recoveryKeyKept', {})
  expect(filesWith(at.dir, secret)).toEqual([])
})

test('a key that went into the keychain is in no file in the clear any more', async () => {
  const at = await desktop(undefined, { keyring: noKeyring })
  await at.call('keys.acceptUnprotected', {})
  await at.call('shop.create', founding)
  const secrets = [at.identity.get('deviceKey')!.secret, at.identity.get('rootKey')!.secret]
  await at.close()
  await desktop(at.dir, { keyring: keyringOf('claire') })
  for (const secret of secrets) expect(filesWith(at.dir, secret)).toEqual([])
})

test.skipIf(process.platform === 'win32')('other users of the machine cannot read the data folder', async () => {
  const at = await desktop()
  const data = path.join(at.dir, 'data')
  expect(statSync(data).mode & 0o777).toBe(0o700)
  expect(statSync(path.join(data, 'rpma.sqlite')).mode & 0o777).toBe(0o600)
})
