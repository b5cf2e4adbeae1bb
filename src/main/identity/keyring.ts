/**
 * Where this machine keeps secrets from its other users. The shell brings the operating system's keychain; tests bring
 * their own. What is wrapped lies in the store's settings, beside the device id and the membership list that it
 * belongs to: one transaction, one backup, and no state in which a crash leaves one without the other.
 */
import { z } from 'zod'
import { keyOf, type SigningKey } from './keys.ts'

export interface Keyring {
  /** False: there is none, or one that anybody on this machine can read (`basic_text` on Linux). */
  protects(): Promise<boolean>
  wrap(secret: string): Promise<Uint8Array>
  /** Rejects when somebody else wrapped it, or the keychain was reset. */
  unwrap(wrapped: Uint8Array): Promise<string>
}

/**
 * `unprotected`: in the clear, because a person accepted it, and marked so that nobody mistakes it. The public half
 * tells whether what was unlocked is the key that was locked away.
 */
export const wrappedKey = z.object({
  protection: z.enum(['system', 'unprotected']),
  publicKey: z.string(),
  /** base64. */
  secret: z.string(),
})
export type WrappedKey = z.infer<typeof wrappedKey>

export async function wrapKey(keyring: Keyring, key: SigningKey, protect: boolean): Promise<WrappedKey> {
  const seed = Buffer.from(key.seed).toString('base64')
  const { publicKey } = key
  if (!protect) return { protection: 'unprotected', publicKey, secret: seed }
  return { protection: 'system', publicKey, secret: Buffer.from(await keyring.wrap(seed)).toString('base64') }
}

/** Undefined: it cannot be unlocked here and now. */
export async function unwrapKey(keyring: Keyring, wrapped: WrappedKey): Promise<SigningKey | undefined> {
  try {
    const secret = Buffer.from(wrapped.secret, 'base64')
    const seed = wrapped.protection === 'unprotected' ? secret : Buffer.from(await keyring.unwrap(secret), 'base64')
    const key = keyOf(seed)
    return key.publicKey === wrapped.publicKey ? key : undefined
  } catch {
    return undefined
  }
}

/** A machine without any keychain. */
export const noKeyring: Keyring = {
  protects: async () => false,
  wrap: () => Promise.reject(new Error('there is no keychain on this machine')),
  unwrap: () => Promise.reject(new Error('there is no keychain on this machine')),
}
