/**
 * A shop for tests: its root, its devices, its membership list, and what they sign.
 *
 * ```ts
 * const shop = createTestShop()
 * const relay = await relayHere({ auth: 'grants' })
 * const headers = await shop.openSession(relay.http, shop.admit('technician'))
 * ```
 */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { SignJWT } from 'jose'
import type { JWTHeaderParameters } from 'jose'
import {
  DOCUMENT_KINDS,
  extendMembership,
  grantAudience,
  GRANT_LIFE_MS,
  GRANT_TYPE,
  membershipEntryText,
  membershipMessage,
  PROOF_TYPE,
  readMembership,
  ROOT,
} from '../../../src/crdt/protocol/index.ts'
import type {
  Challenge,
  DeviceRole,
  EntryBody,
  GrantClaims,
  Membership,
  MembershipAct,
  ProofClaims,
  SessionReply,
  SignedEntry,
} from '../../../src/crdt/protocol/index.ts'
import { membershipCrypto } from '../../../sync-relay/src/trust/node-crypto.ts'

export interface TestKey {
  /** Raw, base64url. */
  readonly publicKey: string
  readonly privateKey: KeyObject
}
export interface TestDevice extends TestKey {
  readonly device: string
}
export interface Signer extends TestKey {
  readonly device: string
}

export function newTestKey(): TestKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return { publicKey: publicKey.export({ format: 'jwk' }).x as string, privateKey }
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
export function newTestId(): string {
  const signs = [...randomBytes(25)].map((byte) => ALPHABET.charAt(byte % 32))
  return `0${signs.join('')}`
}

export const newTestDevice = (): TestDevice => ({ ...newTestKey(), device: newTestId() })

export function signEntry(text: string, by: TestKey): SignedEntry {
  return { entry: text, signature: sign(null, membershipMessage(text), by.privateKey).toString('base64url') }
}

export interface TestShop {
  readonly shop: string
  readonly root: Signer
  readonly admin: TestDevice
  /** The list so far; grows with every act. */
  entries(): SignedEntry[]
  membership(): Membership
  /** The next entry, signed but not in the list yet. `over` makes it a wrong one. */
  draft(act: MembershipAct, by?: Signer, over?: Partial<EntryBody>): SignedEntry
  act(act: MembershipAct, by?: Signer): SignedEntry
  admit(role: DeviceRole, device?: TestDevice): TestDevice
  revoke(device: TestDevice): SignedEntry
  setRole(device: TestDevice, role: DeviceRole): SignedEntry
  /** As the list has the device now. `over` and `header` make it a wrong one. */
  grantFor(
    device: TestDevice,
    over?: Partial<Record<keyof GrantClaims, unknown>>,
    by?: Signer,
    header?: Record<string, unknown>,
  ): Promise<string>
  proofFor(
    device: TestDevice,
    challenge: Challenge,
    origin: string,
    over?: Partial<Record<keyof ProofClaims, unknown>>,
    header?: Record<string, unknown>,
  ): Promise<string>
  /** Gives the relay the part of the list that it lacks. */
  push(http: string): Promise<void>
  /** Headers for HTTP and for the websocket's upgrade. Brings the list, and a fresh grant. Throws when refused. */
  openSession(
    http: string,
    device: TestDevice,
    over?: Partial<Record<keyof GrantClaims, unknown>>,
  ): Promise<{ authorization: string }>
}

/** `now`: milliseconds, for tests with a clock of their own. */
export function createTestShop(now: () => number = Date.now): TestShop {
  const root: Signer = { ...newTestKey(), device: ROOT }
  const admin = newTestDevice()
  const shop = createHash('sha256').update(Buffer.from(root.publicKey, 'base64url')).digest('hex')
  const list: SignedEntry[] = []

  let folded: Membership | null = null
  const fold = (): Membership => {
    if (folded?.length === list.length) return folded
    const news = list.slice(folded?.length ?? 0)
    const reading =
      folded === null ? readMembership(news, membershipCrypto) : extendMembership(folded, news, membershipCrypto)
    if (!reading.ok) throw new Error(`entry ${reading.problem.seq} of a test: ${reading.problem.reason}`)
    return (folded = reading.membership)
  }
  const draft: TestShop['draft'] = (act, by = admin, over = {}) => {
    const last = list.at(-1)
    const prev = last === undefined ? '' : createHash('sha256').update(last.entry).digest('hex')
    const body: EntryBody = { v: 1, seq: list.length, prev, shop, at: now(), by: by.device, act, ...over }
    return signEntry(membershipEntryText(body), by)
  }
  const act: TestShop['act'] = (what, by = admin) => {
    const signed = draft(what, by)
    list.push(signed)
    fold()
    return signed
  }
  act({ kind: 'found', root: root.publicKey, device: admin.device, key: admin.publicKey, name: 'Bureau' }, root)

  const jwt = (claims: object, typ: string, by: Signer, header: Record<string, unknown>): Promise<string> =>
    new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'EdDSA', typ, kid: by.device, ...header } as JWTHeaderParameters)
      .sign(by.privateKey)

  const grantFor: TestShop['grantFor'] = (device, over = {}, by = admin, header = {}) => {
    const member = fold().devices.get(device.device)
    const iat = Math.floor(now() / 1000)
    const claims = {
      iss: shop,
      sub: device.device,
      aud: grantAudience(shop),
      iat,
      exp: iat + GRANT_LIFE_MS / 1000,
      cnf: { jwk: { kty: 'OKP', crv: 'Ed25519', x: device.publicKey } },
      role: member?.role ?? 'technician',
      docs: [...DOCUMENT_KINDS],
      epoch: member?.epoch ?? 1,
      ...over,
    }
    return jwt(claims, GRANT_TYPE, by, header)
  }
  const proofFor: TestShop['proofFor'] = (device, challenge, origin, over = {}, header = {}) => {
    const { nonce, relay } = challenge
    const claims = { nonce, relay, shop, origin: new URL(origin).origin, iat: Math.floor(now() / 1000), ...over }
    return jwt(claims, PROOF_TYPE, device, header)
  }
  async function push(http: string): Promise<void> {
    let from = 0
    for (;;) {
      const answer = await fetch(`${http}/v1/membership`, {
        method: 'POST',
        body: JSON.stringify({ from, entries: list.slice(from) }),
      })
      if (answer.ok) return
      const refusal = (await answer.json()) as { kind: string; error: string; length: number }
      if (refusal.kind !== 'conflict' || refusal.length <= from || refusal.length > list.length) {
        throw new Error(`the relay refuses the list: ${refusal.error}`)
      }
      if (refusal.length === list.length) return
      from = refusal.length
    }
  }

  return {
    shop,
    root,
    admin,
    entries: () => [...list],
    membership: fold,
    draft,
    act,
    admit(role, device = newTestDevice()) {
      act({ kind: 'admit', device: device.device, key: device.publicKey, name: 'Poste', role })
      return device
    },
    revoke: (device) => act({ kind: 'revoke', device: device.device, reason: 'perdu' }),
    setRole: (device, role) => act({ kind: 'role', device: device.device, role }),
    grantFor,
    proofFor,
    push,
    async openSession(http, device, over) {
      await push(http)
      const challenge = (await (await fetch(`${http}/v1/challenge`)).json()) as Challenge
      const body = { grant: await grantFor(device, over), proof: await proofFor(device, challenge, http) }
      const answer = await fetch(`${http}/v1/session`, { method: 'POST', body: JSON.stringify(body) })
      if (!answer.ok) throw new Error(`no session: ${await answer.text()}`)
      return { authorization: `Bearer ${((await answer.json()) as SessionReply).token}` }
    },
  }
}
