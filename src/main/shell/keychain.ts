/**
 * The operating system's keychain through Electron. On Linux without a secret service Electron falls back to
 * `basic_text`, a password that is the same on every machine: that protects nothing, and is said to be nothing.
 */
import type { SafeStorage } from 'electron'

/** What main asks of a keychain (`Keyring` of main's identity). */
export interface Keychain {
  protects(): Promise<boolean>
  wrap(secret: string): Promise<Uint8Array>
  unwrap(wrapped: Uint8Array): Promise<string>
}

type Safe = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptStringAsync' | 'decryptStringAsync'
>

/** To be used once Electron is ready. */
export function systemKeychain(safe: Safe, platform: NodeJS.Platform): Keychain {
  return {
    async protects() {
      if (!(await safe.isAsyncEncryptionAvailable())) return false
      if (platform !== 'linux') return true
      const backend = safe.getSelectedStorageBackend()
      return backend !== 'basic_text' && backend !== 'unknown'
    },
    wrap: (secret) => safe.encryptStringAsync(secret),
    unwrap: async (wrapped) => (await safe.decryptStringAsync(Buffer.from(wrapped))).result,
  }
}
