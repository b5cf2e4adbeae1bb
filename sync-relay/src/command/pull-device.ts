/**
 * The pulling relay as a device of the shop: a key of its own, brought in by an administrator's invitation like any
 * other device (as a viewer: it only reads), and revoked like any other. The key stays in the data folder, so that a
 * pull can go on or be repeated.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import {
  answerMac,
  offerMac,
  offerText,
  pairingDigits,
  pairingId,
  pairingKey,
  PROOF_TYPE,
  readInvitation,
  readMembership,
  readTypedCode,
} from '../../../src/crdt/protocol/index.ts'
import type { Challenge, PairingOffer, PairingState, ProofClaims } from '../../../src/crdt/protocol/index.ts'
import { hmacSha256, isSameMac, membershipCrypto } from '../trust/node-crypto.ts'

const pullDevice = z.strictObject({
  device: z.string(),
  /** PKCS8, base64. */
  key: z.string(),
  shop: z.string().nullable(),
  grant: z.string().nullable(),
})
export type PullDevice = z.infer<typeof pullDevice>

const FILE = 'pull-device.json'
const ASK_MS = 1000

export async function loadDevice(folder: string): Promise<PullDevice> {
  try {
    return pullDevice.parse(JSON.parse(await readFile(join(folder, FILE), 'utf8')))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const { privateKey } = generateKeyPairSync('ed25519')
  const key = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')
  const fresh: PullDevice = { device: newUlid(), key, shop: null, grant: null }
  await saveDevice(folder, fresh)
  return fresh
}

export async function saveDevice(folder: string, device: PullDevice): Promise<void> {
  const path = join(folder, FILE)
  const file = await open(`${path}.new`, 'w', 0o600)
  try {
    await file.writeFile(JSON.stringify(device))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.new`, path)
}

/** A compact JWS of {@link ProofClaims}: possession of the key, for that relay and this moment. */
export function proofOf({ device, key }: PullDevice, challenge: Challenge, shop: string, origin: string): string {
  const iat = Math.floor(Date.now() / 1000)
  const claims: ProofClaims = { nonce: challenge.nonce, relay: challenge.relay, shop, origin, iat }
  const text = `${encoded({ alg: 'EdDSA', kid: device, typ: PROOF_TYPE })}.${encoded(claims)}`
  return `${text}.${sign(null, Buffer.from(text), privateKeyOf(key)).toString('base64url')}`
}

export interface PairingTalk {
  offer(id: string, offer: PairingOffer): Promise<void>
  state(id: string): Promise<PairingState>
  /** For the person at this machine, who compares them with those at the administrator's. */
  showDigits(digits: string): void
}

/**
 * `invitation`: `rpma://pair?…`, or the 16 signs that a person types. Rejects with a sentence. The shop is believed
 * because of the secret, and everything else because it verifies against the shop.
 */
export async function pair(
  self: PullDevice,
  invitation: string,
  name: string,
  knownShop: string | null,
  talk: PairingTalk,
): Promise<PullDevice> {
  const url = readInvitation(invitation)
  const secret = url?.secret ?? readTypedCode(invitation)
  if (secret === null) throw new Error('this is no invitation: give the rpma://pair?… address or the 16 signs')
  const id = pairingId(secret, hmacSha256)
  const key = pairingKey(secret, hmacSha256)
  const offer = offerText({ v: 1, device: self.device, key: publicKeyOf(self.key), name })
  await talk.offer(id, { offer, mac: offerMac(key, offer, hmacSha256) })
  const announced = url?.shop ?? knownShop
  if (announced !== null) talk.showDigits(pairingDigits(key, announced, offer, hmacSha256))
  for (;;) {
    const state = await talk.state(id)
    if (state.state === 'refused') throw new Error('the administrator refused this device')
    if (state.state === 'expired') throw new Error('the invitation has expired: ask for a new one')
    if (state.state === 'accepted') {
      const { answer, membership, grant } = state
      const expected = answerMac(key, answer.shop, answer.head, offer, hmacSha256)
      if (!isSameMac(Buffer.from(answer.mac), Buffer.from(expected)) || answer.shop !== (announced ?? answer.shop)) {
        throw new Error('the answer is not from the one who invited: do not go on, and revoke that invitation')
      }
      const list = readMembership(membership, membershipCrypto)
      if (!list.ok || list.membership.shop !== answer.shop || list.membership.devices.get(self.device) === undefined) {
        throw new Error('the membership list that came with the answer does not hold')
      }
      return { ...self, shop: answer.shop, grant }
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_MS))
  }
}

function privateKeyOf(key: string) {
  return createPrivateKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'pkcs8' })
}

function publicKeyOf(key: string): string {
  return createPublicKey(privateKeyOf(key)).export({ format: 'jwk' }).x ?? ''
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
function newUlid(): string {
  let time = Date.now()
  let text = ''
  for (let i = 0; i < 10; i++) {
    text = CROCKFORD.charAt(time % 32) + text
    time = Math.floor(time / 32)
  }
  return text + Array.from(randomBytes(16), (byte) => CROCKFORD.charAt(byte % 32)).join('')
}
