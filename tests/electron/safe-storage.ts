/**
 * `electron.safeStorage`, as on a Linux desktop with a secret service: what is encrypted can be read only with a key
 * that lies in this user's folder. `RPMA_STAND_IN_KEYCHAIN=basic_text` is the machine that has none; and so is every
 * machine on which people run the stand-in (`npm start`): a key beside what it locks protects nobody.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { app } from './app.ts'
import { loud } from './loud.ts'

/** As Chromium marks what it wrote. */
const MARK = { protected: 'v11', obfuscated: 'v10' } as const
const IV_BYTES = 12
const TAG_BYTES = 16

function backend(): 'basic_text' | 'gnome_libsecret' {
  const isForPeople = process.env['RPMA_STAND_IN_FOR_PEOPLE'] === '1'
  const isBare = process.env['RPMA_STAND_IN_KEYCHAIN'] === 'basic_text'
  return isForPeople || isBare ? 'basic_text' : 'gnome_libsecret'
}

/** Removed, it is a keychain that was reset. */
function keyOfThisUser(): Buffer {
  const file = path.join(app.getPath('userData'), 'stand-in-keychain')
  try {
    return readFileSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, randomBytes(32), { flag: 'wx', mode: 0o600 })
  return readFileSync(file)
}

function encrypt(text: string): Buffer {
  if (backend() === 'basic_text') return Buffer.from(MARK.obfuscated + text)
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keyOfThisUser(), iv)
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([Buffer.from(MARK.protected), iv, cipher.getAuthTag(), sealed])
}

function decrypt(encrypted: Buffer): string {
  const mark = encrypted.subarray(0, 3).toString()
  const rest = encrypted.subarray(3)
  if (mark === MARK.obfuscated) return rest.toString('utf8')
  if (mark !== MARK.protected || backend() === 'basic_text') throw cannotDecrypt()
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyOfThisUser(), rest.subarray(0, IV_BYTES))
    decipher.setAuthTag(rest.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
    return Buffer.concat([decipher.update(rest.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch {
    throw cannotDecrypt()
  }
}

function cannotDecrypt(): Error {
  return new Error('Error while decrypting the ciphertext provided to safeStorage.decryptString.')
}

export const safeStorage = loud('safeStorage', {
  isEncryptionAvailable: () => true,
  isAsyncEncryptionAvailable: async () => true,
  getSelectedStorageBackend: backend,
  encryptStringAsync: async (text: string) => encrypt(text),
  decryptStringAsync: async (encrypted: Buffer) => ({ result: decrypt(encrypted), shouldReEncrypt: false }),
})
