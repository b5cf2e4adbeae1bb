import { expect, test } from 'vitest'
import { systemKeychain } from '../../../src/main/shell/keychain.ts'

type Backend = ReturnType<Parameters<typeof systemKeychain>[0]['getSelectedStorageBackend']>
const safe = (available: boolean, backend: Backend) => ({
  isAsyncEncryptionAvailable: async () => available,
  getSelectedStorageBackend: () => backend,
  encryptStringAsync: async (text: string) => Buffer.from(text).reverse(),
  decryptStringAsync: async (bytes: Buffer) => ({
    result: Buffer.from(bytes).reverse().toString(),
    shouldReEncrypt: false,
  }),
})

test.each([
  [true, 'gnome_libsecret', 'linux', true],
  [true, 'kwallet6', 'linux', true],
  [true, 'basic_text', 'linux', false],
  [true, 'unknown', 'linux', false],
  [false, 'gnome_libsecret', 'linux', false],
  [true, 'unknown', 'win32', true],
  [true, 'unknown', 'darwin', true],
  [false, 'unknown', 'darwin', false],
] as const)(
  '[S21] available: %s, backend %s on %s: protects keys: %s',
  async (available, backend, platform, expected) => {
    expect(await systemKeychain(safe(available, backend), platform).protects()).toBe(expected)
  },
)

test('what is wrapped comes back as it was', async () => {
  const keychain = systemKeychain(safe(true, 'kwallet6'), 'linux')
  const wrapped = await keychain.wrap('secret')
  expect(Buffer.from(wrapped).toString()).not.toBe('secret')
  expect(await keychain.unwrap(new Uint8Array(wrapped))).toBe('secret')
})
