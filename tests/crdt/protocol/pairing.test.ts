/** Codes that people scan and type, and what both sides of a pairing derive from them. */
import { createHash, createHmac, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  answerMac,
  encodeInvitation,
  encodeRecoveryKey,
  encodeTypedCode,
  offerMac,
  offerText,
  pairingDigits,
  pairingId,
  pairingKey,
  readInvitation,
  readOfferText,
  readRecoveryKey,
  readTypedCode,
} from '../../../src/crdt/protocol/index.ts'
import { newTestDevice, newTestKey } from '../../relay/support/shop.ts'

const hmac = (key: Uint8Array, message: Uint8Array): Uint8Array => createHmac('sha256', key).update(message).digest()
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const SHOP = 'ab'.repeat(32)

test('the derivations are the ones that are written down', () => {
  const secret = Uint8Array.from({ length: 16 }, (_, i) => i)
  const text = '{"v":1}'
  const key = createHmac('sha256', secret).update('rpma-pair-key').digest()
  const hex = (message: string): string => createHmac('sha256', key).update(message).digest('hex')
  expect(pairingId(secret, hmac)).toBe(createHmac('sha256', secret).update('rpma-pair-id').digest('hex').slice(0, 32))
  expect(Buffer.from(pairingKey(secret, hmac))).toEqual(key)
  expect(offerMac(key, text, hmac)).toBe(hex(`offer\n${text}`))
  expect(answerMac(key, SHOP, 'cd', text, hmac)).toBe(hex(`answer\n${SHOP}\ncd\n${text}`))
  const digits = Number.parseInt(hex(`digits\n${SHOP}\n${text}`).slice(0, 8), 16) % 1_000_000
  expect(pairingDigits(key, SHOP, text, hmac)).toBe(String(digits).padStart(6, '0'))
})

test('[F47] a relay that swaps the key, the name or the shop is found: by the mac, and by the digits', () => {
  const secret = randomBytes(16)
  const key = pairingKey(secret, hmac)
  const { device, publicKey } = newTestDevice()
  const honest = offerText({ v: 1, device, key: publicKey, name: 'Tablette' })
  const mac = offerMac(key, honest, hmac)
  let sameDigits = 0
  for (let i = 0; i < 200; i++) {
    const swapped = offerText({ v: 1, device, key: newTestKey().publicKey, name: 'Tablette' })
    expect(offerMac(key, swapped, hmac)).not.toBe(mac)
    if (pairingDigits(key, SHOP, swapped, hmac) === pairingDigits(key, SHOP, honest, hmac)) sameDigits++
  }
  expect(sameDigits).toBeLessThanOrEqual(1)
  expect(pairingDigits(key, 'ac'.repeat(32), honest, hmac)).not.toBe(pairingDigits(key, SHOP, honest, hmac))
  const answer = answerMac(key, SHOP, 'head', honest, hmac)
  expect(answerMac(key, 'ac'.repeat(32), 'head', honest, hmac)).not.toBe(answer)
  expect(answerMac(key, SHOP, 'other', honest, hmac)).not.toBe(answer)
  const guessed = pairingKey(Buffer.from(pairingId(secret, hmac), 'hex'), hmac)
  expect(offerMac(guessed, honest, hmac)).not.toBe(mac)
})

test('an offer has one spelling', () => {
  const { device, publicKey: key } = newTestDevice()
  const text = offerText({ v: 1, device, key, name: 'Tablette' })
  expect(readOfferText(text)).toEqual({ v: 1, device, key, name: 'Tablette' })
  for (const wrong of [
    ` ${text}`,
    text.replace('"v":1', '"v":2'),
    text.replace('}', ',"role":"admin"}'),
    text.replace('{', '{"__proto__":{},'),
    text.replace('"v":1', '"v":1,"v":1'),
    text.replace(key, key.slice(1)),
    text.replace(key, `${key.slice(0, -1)}${key.endsWith('B') ? 'C' : 'B'}`), // bits beyond the 32 bytes
    text.replace(device, device.toLowerCase()),
    text.replace('Tablette', 'a\\u202eb'),
    'null',
    '',
    'x'.repeat(2000),
  ]) {
    expect([wrong, readOfferText(wrong)]).toEqual([wrong, null])
  }
})

test('an invitation reads back', () => {
  fc.assert(
    fc.property(bytes(16), (secret) => {
      for (const relayUrl of ['ws://192.168.1.20:4455', 'wss://relais.atelier.example', 'ws://[fe80::1]:1234']) {
        expect(readInvitation(encodeInvitation({ relayUrl, shop: SHOP, secret }))).toEqual({
          relayUrl,
          shop: SHOP,
          secret,
        })
      }
    }),
  )
})

test('an invitation is refused unless it is exactly one', () => {
  const url = encodeInvitation({ relayUrl: 'ws://192.168.1.20:4455', shop: SHOP, secret: randomBytes(16) })
  expect(readInvitation(url.replace('pair?', 'pair/?'))).not.toBeNull()
  for (const wrong of [
    url.replace('rpma:', 'http:'),
    url.replace('pair', 'join'),
    `${url}&x=1`,
    `${url}&k=AAAAAAAAAAAAAAAAAAAAAA`,
    `${url}#x`,
    `x${url}`,
    url.slice(0, -1),
    `${url}A`,
    url.replace('ws%3A', 'http%3A'),
    url.replace('ws%3A', 'javascript%3A'),
    url.replace('192.168.1.20', 'user%3Apass%40192.168.1.20'),
    url.replace('4455', '4455%2Fpath'),
    url.replace('4455', '4455%0A'),
    url.replace('ws%3A', '%E0%A4%A'),
    url.replace(SHOP, SHOP.slice(1)),
    url.replace(SHOP, SHOP.toUpperCase()),
    '',
    `rpma://pair?r=${'a'.repeat(100_000)}`,
  ]) {
    expect([wrong.slice(0, 200), readInvitation(wrong)]).toEqual([wrong.slice(0, 200), null])
  }
  expect(() => encodeInvitation({ relayUrl: 'ws://a/b', shop: SHOP, secret: randomBytes(16) })).toThrow(/reads back/)
})

const typedBadly = (text: string, seed: number): string =>
  [...text]
    .map((sign, i) => {
      const choice = (seed >> (i % 24)) & 3
      if (sign === '0' && choice === 1) return 'o'
      if (sign === '1' && choice > 0) return choice === 1 ? 'l' : 'I'
      if (sign === '-') return ['', ' ', '\u00a0', '–'][choice]
      return choice === 3 ? sign.toLowerCase() : sign
    })
    .join('')

test('a typed code is four groups of four and reads back however hands and eyes bend it', () => {
  fc.assert(
    fc.property(bytes(10), fc.nat(), (secret, seed) => {
      const code = encodeTypedCode(secret)
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/)
      expect(readTypedCode(typedBadly(code, seed))).toEqual(secret)
    }),
  )
  for (const wrong of ['', 'U'.repeat(16), 'A'.repeat(15), 'A'.repeat(17), 'é'.repeat(16), ' '.repeat(1000)]) {
    expect(readTypedCode(wrong)).toBeNull()
  }
})

test('a recovery key reads back, and a wrong, missing or swapped sign is recognised', () => {
  fc.assert(
    fc.property(bytes(32), fc.nat(55), fc.integer({ min: 1, max: 31 }), fc.nat(), (seed, at, step, bend) => {
      const key = encodeRecoveryKey(seed, sha256)
      expect(key).toMatch(/^(\w{4}-){13}\w{4}$/)
      expect(readRecoveryKey(typedBadly(key, bend), sha256)).toEqual(seed)
      const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
      const signs = [...key.replaceAll('-', '')]
      const wrong = signs.with(at, alphabet.charAt((alphabet.indexOf(signs[at] ?? '') + step) % 32)).join('')
      expect(readRecoveryKey(wrong, sha256)).toBeNull()
      expect(readRecoveryKey(signs.toSpliced(at, 1).join(''), sha256)).toBeNull()
      const [a = '', b = ''] = [signs[at], signs[(at + 1) % 56]]
      if (a !== b) {
        expect(
          readRecoveryKey(
            signs
              .with(at, b)
              .with((at + 1) % 56, a)
              .join(''),
            sha256,
          ),
        ).toBeNull()
      }
    }),
    { numRuns: 300 },
  )
})
