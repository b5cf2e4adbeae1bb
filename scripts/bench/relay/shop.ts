/** A shop for the bench: one device for each client, so that every connection is checked as in a real one. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { SignJWT } from 'jose'
import {
  DOCUMENT_KINDS,
  grantAudience,
  GRANT_LIFE_MS,
  GRANT_TYPE,
  membershipEntryText,
  membershipMessage,
  PROOF_TYPE,
  ROOT,
} from '../../../src/crdt/protocol/index.ts'
import type {
  Challenge,
  EntryBody,
  GrantClaims,
  MembershipAct,
  ProofClaims,
  SessionReply,
  SignedEntry,
} from '../../../src/crdt/protocol/index.ts'

interface Device {
  readonly id: string
  readonly publicKey: string
  readonly key: KeyObject
  grant: string | null
}

const SESSIONS_AT_ONCE = 20
const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex')

const root = newDevice(ROOT)
const shop = sha256(Buffer.from(root.publicKey, 'base64url'))
const devices: Device[] = []
const list: SignedEntry[] = []

/** Session tokens of that many devices, at a relay that knows this shop or none. */
export async function openSessions(http: string, count: number): Promise<string[]> {
  while (devices.length < count) admit()
  const challenge = (await (await fetch(`${http}/v1/challenge`)).json()) as Challenge
  if (challenge.shop === null) await post(`${http}/v1/membership`, { from: 0, entries: list })
  const tokens: string[] = []
  for (let from = 0; from < count; from += SESSIONS_AT_ONCE) {
    const some = devices.slice(from, Math.min(count, from + SESSIONS_AT_ONCE))
    tokens.push(...(await Promise.all(some.map((device) => openSession(http, device)))))
  }
  return tokens
}

async function openSession(http: string, device: Device): Promise<string> {
  const { nonce, relay } = (await (await fetch(`${http}/v1/challenge`)).json()) as Challenge
  const now = Math.floor(Date.now() / 1000)
  device.grant ??= await jws(grantOf(device, now), GRANT_TYPE, root)
  const proof: ProofClaims = { nonce, relay, shop, origin: new URL(http).origin, iat: now }
  const reply = await post(`${http}/v1/session`, { grant: device.grant, proof: await jws(proof, PROOF_TYPE, device) })
  return (reply as SessionReply).token
}

function admit(): void {
  const device = newDevice(`0${String(devices.length).padStart(25, '0')}`)
  devices.push(device)
  const what = { device: device.id, key: device.publicKey, name: `Poste ${devices.length}` }
  append(
    list.length === 0
      ? { kind: 'found', root: root.publicKey, ...what }
      : { kind: 'admit', ...what, role: 'technician' as const },
  )
}

function append(act: MembershipAct): void {
  const last = list.at(-1)
  const body: EntryBody = {
    v: 1,
    seq: list.length,
    prev: last === undefined ? '' : sha256(last.entry),
    shop,
    at: Date.now(),
    by: ROOT,
    act,
  }
  const entry = membershipEntryText(body)
  list.push({ entry, signature: sign(null, membershipMessage(entry), root.key).toString('base64url') })
}

function grantOf(device: Device, now: number): GrantClaims {
  return {
    iss: shop,
    sub: device.id,
    aud: grantAudience(shop),
    iat: now,
    exp: now + GRANT_LIFE_MS / 1000,
    cnf: { jwk: { kty: 'OKP', crv: 'Ed25519', x: device.publicKey } },
    role: device === devices[0] ? 'admin' : 'technician',
    docs: [...DOCUMENT_KINDS],
    epoch: 1,
  }
}

function jws(claims: GrantClaims | ProofClaims, typ: string, by: Device): Promise<string> {
  return new SignJWT({ ...claims }).setProtectedHeader({ alg: 'EdDSA', typ, kid: by.id }).sign(by.key)
}

function newDevice(id: string): Device {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return { id, publicKey: publicKey.export({ format: 'jwk' }).x as string, key: privateKey, grant: null }
}

async function post(url: string, body: unknown): Promise<unknown> {
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) })
  const reply: unknown = await answer.json()
  if (!answer.ok) throw new Error(`${url}: expected 200, saw ${answer.status} ${JSON.stringify(reply)}`)
  return reply
}
