/**
 * What an attacker tries, each against a stand that may lack one defence. True: it worked. Against the real thing none
 * works; `mutants.test.ts` takes the defences away one by one and at least one attack has to work then.
 */
import { randomBytes, sign } from 'node:crypto'
import { encodeSyncRequest, offerText, PAIRING_LIFE_MS } from '../../../src/crdt/protocol/index.ts'
import type {
  MembershipAct,
  ProofClaims,
  SessionReply,
  SignedEntry,
  TicketReply,
} from '../../../src/crdt/protocol/index.ts'
import { DEFAULT_LIMITS } from '../../../sync-relay/src/limits.ts'
import { createMemoryRegister } from '../../../sync-relay/src/trust/memory-register.ts'
import { createTestShop, newTestDevice, newTestKey } from '../support/shop.ts'
import type { TestDevice } from '../support/shop.ts'
import { bearer, challenge, knock, openShop, openStand } from './stand.ts'
import type { StandOptions, StandWithShop } from './stand.ts'

export type Attack = (open: StandOptions) => Promise<boolean>

const ULID = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
const JOB = `job/${ULID}`
const HOUR = 3600 * 1000

// ---- grants and proofs -------------------------------------------------------------------------------------------

async function withTechnician(open: StandOptions): Promise<{ stand: StandWithShop; device: TestDevice }> {
  const stand = await openShop(open)
  const device = stand.shop.admit('technician')
  stand.shop.setRole(device, 'viewer')
  stand.shop.setRole(device, 'technician')
  await stand.shop.push(stand.http)
  return { stand, device }
}

type Grant = (stand: StandWithShop, device: TestDevice) => Promise<string> | string
const byGrant =
  (grant: Grant): Attack =>
  async (open) => {
    const { stand, device } = await withTechnician(open)
    return (await knock(stand, device, { grant: await grant(stand, device) })).status === 200
  }

type Wrong = Partial<Record<keyof ProofClaims, unknown>>
const byProof =
  (wrong: (stand: StandWithShop) => Wrong): Attack =>
  async (open) => {
    const stand = await openShop(open)
    const proof = await stand.shop.proofFor(stand.shop.admin, await challenge(stand), stand.http, wrong(stand))
    return (await knock(stand, stand.shop.admin, { proof })).status === 200
  }

const text = (jws: string, part: number): string => Buffer.from(jws.split('.')[part] ?? '', 'base64url').toString()
const encode = (plain: string): string => Buffer.from(plain).toString('base64url')
function resigned(stand: StandWithShop, header: string, payload: string): string {
  const input = `${encode(header)}.${encode(payload)}`
  return `${input}.${sign(null, Buffer.from(input), stand.shop.admin.privateKey).toString('base64url')}`
}
const now = (stand: StandWithShop): number => Math.floor(stand.clock.now() / 1000)

const PROVING: Record<string, Attack> = {
  'a header that brings a key': byGrant(async ({ shop, ...stand }, device) => {
    const whole = await shop.grantFor(device)
    const header = { ...(JSON.parse(text(whole, 0)) as object), jku: 'http://127.0.0.1:1/keys' }
    return resigned({ shop, ...stand } as StandWithShop, JSON.stringify(header), text(whole, 1))
  }),
  'a token of another type': byGrant(({ shop }, device) => shop.grantFor(device, {}, shop.admin, { typ: 'JWT' })),
  'changed claims': byGrant(async ({ shop }, device) => {
    const [header, payload = '', signature] = (await shop.grantFor(device, { docs: ['shop'] })).split('.')
    const claims = Buffer.from(payload, 'base64url').toString()
    return `${header}.${encode(claims.replace('"shop"', '"job/*"'))}.${signature}`
  }),
  'a second spelling of the signature': byGrant(async ({ shop }, device) => {
    const whole = await shop.grantFor(device)
    // The signs after A, Q, g and w carry the same two bits as they do.
    return whole.slice(0, -1) + String.fromCharCode(whole.charCodeAt(whole.length - 1) + 1)
  }),
  'a claim given twice': byGrant(async (stand, device) => {
    const whole = await stand.shop.grantFor(device)
    return resigned(stand, text(whole, 0), text(whole, 1).replace('{', '{"role":"admin",'))
  }),
  'a claim too many': byGrant(({ shop }, device) => shop.grantFor(device, { extra: 1 } as object)),
  'signed by a technician': byGrant(({ shop }, device) => shop.grantFor(device, {}, device)),
  'of another shop': byGrant(({ shop }, device) => shop.grantFor(device, { iss: 'f'.repeat(64) })),
  'for another audience': byGrant(({ shop }, device) => shop.grantFor(device, { aud: 'rpma-fleet' })),
  'of an older epoch': byGrant(({ shop }, device) => shop.grantFor(device, { epoch: 1 })),
  'with a higher role': byGrant(({ shop }, device) => shop.grantFor(device, { role: 'admin' })),
  'for another key': byGrant(({ shop }, device) =>
    shop.grantFor(device, { cnf: { jwk: { kty: 'OKP', crv: 'Ed25519', x: newTestKey().publicKey } } }),
  ),
  'for another device': byGrant(({ shop }) => shop.grantFor(shop.admin)),
  'a grant that has ended': byGrant((stand, device) => stand.shop.grantFor(device, { iat: 1, exp: 2 })),
  'a grant of tomorrow': byGrant((stand, device) =>
    stand.shop.grantFor(device, { iat: now(stand) + 86_400, exp: now(stand) + 90_000 }),
  ),
  'a grant for years': byGrant((stand, device) => stand.shop.grantFor(device, { exp: now(stand) + 1e8 })),
  'no key at all': async (open) => {
    const { stand, device } = await withTechnician(open)
    const grant = await stand.shop.grantFor(device)
    return (await knock(stand, { ...newTestKey(), device: device.device }, { grant })).status === 200
  },
  'a nonce of one’s own': byProof(({ clock }) => ({ nonce: `${'A'.repeat(22)}.${clock.now()}.${'A'.repeat(43)}` })),
  'a proof for another relay': byProof(() => ({ relay: 'relay-2' })),
  'a proof for another shop': byProof(() => ({ shop: 'f'.repeat(64) })),
  'a proof for another address': byProof(() => ({ origin: 'http://192.0.2.1:80' })),
  'a proof of last year': byProof((stand) => ({ iat: now(stand) - 31_536_000 })),
  'a proof twice': async (open) => {
    const stand = await openShop(open)
    const proof = await stand.shop.proofFor(stand.shop.admin, await challenge(stand), stand.http)
    await knock(stand, stand.shop.admin, { proof })
    return (await knock(stand, stand.shop.admin, { proof })).status === 200
  },
  'an old nonce': async (open) => {
    const stand = await openShop(open)
    const asked = await challenge(stand)
    stand.clock.advance(61_000)
    const proof = await stand.shop.proofFor(stand.shop.admin, asked, stand.http)
    return (await knock(stand, stand.shop.admin, { proof })).status === 200
  },
}

// ---- sessions and tickets ----------------------------------------------------------------------------------------

const ticketFor = async (stand: StandWithShop, device: TestDevice): Promise<string> =>
  ((await stand.send('POST', '/v1/tickets', { document: JOB }, await bearer(stand, device))).body as TicketReply).ticket

async function revoked(open: StandOptions) {
  const { stand, device } = await withTechnician(open)
  const before = await bearer(stand, device)
  const ticket = await ticketFor(stand, device)
  stand.shop.revoke(device)
  await stand.shop.push(stand.http)
  return { stand, device, before, ticket, late: await bearer(stand, device, { purpose: 'quarantine', grant: null }) }
}

const SESSIONS: Record<string, Attack> = {
  'a token of one’s own': async (open) => {
    const stand = await openShop(open)
    const end = stand.clock.now() + HOUR
    const authorization = `Bearer s1.${stand.shop.admin.device}.1.7.m.${end}.${end}.${'A'.repeat(43)}`
    return (await stand.admit({ authorization, document: JOB })).admitted
  },
  'a token elsewhere': async (open) => {
    const stand = await openShop(open)
    return (await stand.admit({ ...(await bearer(stand, stand.shop.admin)), address: '10.0.0.9' })).admitted
  },
  'a known token elsewhere': async (open) => {
    const stand = await openShop(open)
    const session = await bearer(stand, stand.shop.admin)
    await stand.admit(session)
    return (await stand.admit({ ...session, address: '10.0.0.9' })).admitted
  },
  'a token after its hour': async (open) => {
    const stand = await openShop(open)
    const session = await bearer(stand, stand.shop.admin)
    await stand.admit(session)
    stand.clock.advance(HOUR)
    return (await stand.admit(session)).admitted
  },
  'a token after its grant': async (open) => {
    const { stand, device } = await withTechnician(open)
    const grant = await stand.shop.grantFor(device, { exp: now(stand) + 60 })
    const session = await bearer(stand, device, { grant })
    stand.clock.advance(61_000)
    return (await stand.admit(session)).admitted
  },
  'a token from before a change of role': async (open) => {
    const { stand, device } = await withTechnician(open)
    const session = await bearer(stand, device)
    stand.shop.setRole(device, 'viewer')
    await stand.shop.push(stand.http)
    return (await stand.admit(session)).admitted
  },
  'a token of a revoked device': async (open) => {
    const { stand, before } = await revoked(open)
    return (await stand.admit(before)).admitted
  },
  'a ticket of a revoked device': async (open) => {
    const { stand, ticket } = await revoked(open)
    return (await stand.admit({ ticket, document: JOB })).admitted
  },
  'a session for late work, at the door': async (open) => {
    const { stand, late } = await revoked(open)
    return (await stand.admit(late)).admitted
  },
  'a session for late work, at the list': async (open) => {
    const { stand, late } = await revoked(open)
    return (await stand.send('GET', '/v1/membership', undefined, late)).status === 200
  },
  'review for who is not revoked': async (open) => {
    const { stand, device } = await withTechnician(open)
    return (await knock(stand, device, { purpose: 'quarantine' })).status === 200
  },
  'a document that the grant does not name': async (open) => {
    const { stand, device } = await withTechnician(open)
    const session = await bearer(stand, device, { grant: await stand.shop.grantFor(device, { docs: ['job/*'] }) })
    return (await stand.admit({ ...session, document: 'shop' })).admitted
  },
  'a document of no kind': async (open) => {
    const stand = await openShop(open)
    return (await stand.admit({ ...(await bearer(stand, stand.shop.admin)), document: 'team/1' })).admitted
  },
  'a ticket for a document that the grant does not name': async (open) => {
    const { stand, device } = await withTechnician(open)
    const session = await bearer(stand, device, { grant: await stand.shop.grantFor(device, { docs: ['job/*'] }) })
    return (await stand.send('POST', '/v1/tickets', { document: 'shop' }, session)).status === 200
  },
  'a ticket for another document': async (open) => {
    const stand = await openShop(open)
    return (await stand.admit({ ticket: await ticketFor(stand, stand.shop.admin), document: 'shop' })).admitted
  },
  'a ticket twice': async (open) => {
    const stand = await openShop(open)
    const ticket = await ticketFor(stand, stand.shop.admin)
    await stand.admit({ ticket, document: JOB })
    return (await stand.admit({ ticket, document: JOB })).admitted
  },
  'a ticket after its minute': async (open) => {
    const stand = await openShop(open)
    const ticket = await ticketFor(stand, stand.shop.admin)
    stand.clock.advance(60_000)
    return (await stand.admit({ ticket, document: JOB })).admitted
  },
  'an admin’s route for a technician': async (open) => {
    const { stand, device } = await withTechnician(open)
    return (await stand.send('GET', '/v1/audit', undefined, await bearer(stand, device))).status === 200
  },
  'a socket that outlives its grant': async (open) => {
    const { stand, device } = await withTechnician(open)
    await stand.admit(
      await bearer(stand, device, { grant: await stand.shop.grantFor(device, { exp: now(stand) + 60 }) }),
    )
    stand.trust.seen(device.device, true)
    stand.clock.advance(61_000)
    stand.care()
    return !stand.asked.includes(`readmit ${device.device}`)
  },
  'a socket that outlives its device': async (open) => {
    const { stand, device } = await revoked(open)
    return !stand.asked.includes(`cut ${device.device} 4403 revoked`)
  },
  'a socket that opens after the revocation': async (open) => {
    const { stand, device } = await revoked(open)
    stand.asked.length = 0
    stand.trust.seen(device.device, true)
    return stand.asked.length === 0
  },
  'a socket at the other relay': async (open) => {
    const register = createMemoryRegister()
    const stand = await openShop({ ...open, register })
    const other = await openStand({ ...open, register, clock: stand.clock })
    const device = stand.shop.admit('technician')
    await stand.shop.push(stand.http)
    stand.shop.revoke(device)
    await stand.shop.push(stand.http)
    return !other.asked.includes(`cut ${device.device} 4403 revoked`)
  },
  'work of a request that began before the revocation': async (open) => {
    const { stand, device } = await revoked(open)
    return stand.trust.authorizer.holds({ device: device.device, role: 'technician' })
  },
}

// ---- the list ----------------------------------------------------------------------------------------------------

const byEntry =
  (entry: (stand: StandWithShop, device: TestDevice) => SignedEntry | SignedEntry[]): Attack =>
  async (open) => {
    const { stand, device } = await withTechnician(open)
    const from = stand.shop.membership().length
    const entries = [entry(stand, device)].flat()
    return (await stand.send('POST', '/v1/membership', { from, entries })).status === 200
  }
const raised = ({ device }: TestDevice): MembershipAct => ({ kind: 'role', device, role: 'admin' })

const LIST: Record<string, Attack> = {
  'a technician makes itself admin': byEntry(({ shop }, device) => shop.draft(raised(device), device)),
  'somebody signs as an admin': byEntry(({ shop }, device) =>
    shop.draft(raised(device), { ...device, device: shop.admin.device }),
  ),
  'somebody signs as the root': byEntry(({ shop }, device) =>
    shop.draft(raised(device), { ...device, device: 'root' }),
  ),
  'a fork': byEntry(({ shop }, device) => shop.draft(raised(device), shop.admin, { prev: '0'.repeat(64) })),
  'another number': byEntry(({ shop }, device) => shop.draft(raised(device), shop.admin, { seq: 99 })),
  'an entry of another shop': byEntry(({ shop }, device) =>
    shop.draft(raised(device), shop.admin, { shop: 'f'.repeat(64) }),
  ),
  'the last admin goes': byEntry(({ shop }) => shop.draft({ kind: 'revoke', device: shop.admin.device, reason: '' })),
  'a revoked device comes back': async (open) => {
    const { stand, device } = await revoked(open)
    const back: MembershipAct = {
      kind: 'admit',
      device: device.device,
      key: newTestKey().publicKey,
      name: 'x',
      role: 'admin',
    }
    const post = { from: stand.shop.membership().length, entries: [stand.shop.draft(back)] }
    return (await stand.send('POST', '/v1/membership', post)).status === 200
  },
  'two devices with one key': byEntry(({ shop }, device) => {
    const act: MembershipAct = {
      kind: 'admit',
      device: newTestDevice().device,
      key: device.publicKey,
      name: 'x',
      role: 'admin',
    }
    return shop.draft(act)
  }),
  'a name that reads as another': byEntry(({ shop }, device) =>
    shop.draft({ kind: 'rename', device: device.device, name: 'a\u202eb' }),
  ),
  'an entry with two readings': byEntry(({ shop }) => {
    const { entry } = shop.draft({ kind: 'recovery', until: 0 })
    const twice = entry.replace('"until":0', '"until":1,"until":0')
    const message = Buffer.from(`rpma-membership-v1\n${twice}`)
    return { entry: twice, signature: sign(null, message, shop.admin.privateKey).toString('base64url') }
  }),
  'a shop whose id is not its root’s': async (open) => {
    const stand = await openStand(open)
    const shop = createTestShop(stand.clock.now)
    const { device, publicKey: key } = shop.admin
    const founding: MembershipAct = { kind: 'found', root: shop.root.publicKey, device, key, name: 'x' }
    const entries = [shop.draft(founding, shop.root, { seq: 0, prev: '', shop: 'f'.repeat(64) })]
    return (await stand.send('POST', '/v1/membership', { from: 0, entries })).status === 200
  },
  'a shop that the relay was not started for': async (open) => {
    const stand = await openStand({ ...open, shop: 'f'.repeat(64) })
    const entries = createTestShop(stand.clock.now).entries()
    return (await stand.send('POST', '/v1/membership', { from: 0, entries })).status === 200
  },
  'a window for years': async (open) => {
    const stand = await openShop(open)
    const at = stand.clock.now() + 10 * 365 * 24 * HOUR
    const entries = [stand.shop.draft({ kind: 'recovery', until: at }, stand.shop.admin, { at })]
    await stand.send('POST', '/v1/membership', { from: 1, entries })
    stand.clock.advance(60 * 24 * HOUR)
    return stand.trust.recovery() !== 'closed'
  },
  'a first window that nobody can close': async (open) => {
    const stand = await openShop(open)
    stand.shop.act({ kind: 'recovery', until: 0 })
    await stand.shop.push(stand.http)
    return stand.trust.recovery() !== 'closed'
  },
}

// ---- pairing, review, floods -------------------------------------------------------------------------------------

async function invited(open: StandOptions) {
  const stand = await openShop(open)
  const ids = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')] as const
  const admin = await bearer(stand, stand.shop.admin)
  await stand.send('POST', '/v1/pairings', { ids }, admin)
  const offer = (device = newTestDevice(), id: string = ids[0]) =>
    stand.send('POST', `/v1/pair/${id}`, {
      offer: offerText({ v: 1, device: device.device, key: device.publicKey, name: 'x' }),
      mac: 'a'.repeat(64),
    })
  const accept = async (device: TestDevice, act: object = {}) => {
    const { shop } = stand
    const from = shop.membership().length
    const admit = {
      kind: 'admit',
      device: device.device,
      key: device.publicKey,
      name: 'x',
      role: 'viewer',
      ...act,
    } as const
    const entries = [shop.act(admit as MembershipAct)]
    const answer = { shop: shop.shop, head: shop.membership().head, role: 'viewer', mac: 'a'.repeat(64) }
    const member = { ...device, publicKey: admit.key, device: admit.device }
    const verdict = { verdict: 'accept', answer, membership: { from, entries }, grant: await shop.grantFor(member) }
    return stand.send('POST', `/v1/pairings/${ids[0]}`, verdict, admin)
  }
  return { stand, ids, offer, accept }
}

const REST: Record<string, Attack> = {
  'an offer after five minutes': async (open) => {
    const { stand, offer } = await invited(open)
    stand.clock.advance(PAIRING_LIFE_MS)
    return (await offer()).status === 200
  },
  'an answer after five minutes': async (open) => {
    const { stand, offer, accept } = await invited(open)
    const device = newTestDevice()
    await offer(device)
    stand.clock.advance(PAIRING_LIFE_MS)
    return (await accept(device)).status === 200
  },
  'an invitation that the other secret ends': async (open) => {
    const { stand, ids, offer } = await invited(open)
    await offer()
    for (let i = 0; i < 20; i++) await offer(newTestDevice(), ids[1])
    return ((await stand.send('GET', `/v1/pair/${ids[0]}`)).body as { state: string }).state !== 'offered'
  },
  'an offer in place of another': async (open) => {
    const { offer } = await invited(open)
    await offer()
    return (await offer()).status === 200
  },
  'offers without end': async (open) => {
    const { stand, ids, offer } = await invited(open)
    for (let i = 0; i < 20; i++) await offer()
    return ((await stand.send('GET', `/v1/pair/${ids[0]}`)).body as { state: string }).state === 'offered'
  },
  'offers that spoil an acceptance': async (open) => {
    const { stand, ids, offer, accept } = await invited(open)
    const device = newTestDevice()
    await offer(device)
    await accept(device)
    for (let i = 0; i < 20; i++) await offer()
    return ((await stand.send('GET', `/v1/pair/${ids[0]}`)).body as { state: string }).state !== 'accepted'
  },
  'a key that was not offered': async (open) => {
    const { offer, accept } = await invited(open)
    const device = newTestDevice()
    await offer(device)
    return (await accept(device, { key: newTestKey().publicKey })).status === 200
  },
  'guess after guess': async (open) => {
    const { stand, ids } = await invited({ ...open, addressOf: () => '203.0.113.5' })
    for (let i = 0; i < 20; i++) await stand.send('GET', `/v1/pair/${randomBytes(16).toString('hex')}`)
    return (await stand.send('GET', `/v1/pair/${ids[0]}`)).status === 200
  },
  'guesses from all over one network': async (open) => {
    let host = 0
    const { stand, ids } = await invited({ ...open, addressOf: () => `2001:db8::${(host++ >> 4).toString(16)}` })
    for (let i = 0; i < 60; i++) await stand.send('GET', `/v1/pair/${randomBytes(16).toString('hex')}`)
    return (await stand.send('GET', `/v1/pair/${ids[0]}`)).status === 200
  },
  'late work without end': async (open) => {
    const { stand, late } = await revoked({ ...open, limits: { ...DEFAULT_LIMITS, quarantineBytesPerDevice: 1000 } })
    const body = encodeSyncRequest([{ name: JOB, stateVector: new Uint8Array(), update: new Uint8Array(2000) }])
    return (await stand.send('POST', '/v1/quarantine', body, late)).status === 200
  },
  'late work where it never could write': async (open) => {
    const { stand, late } = await revoked(open)
    const body = encodeSyncRequest([{ name: 'shop', stateVector: new Uint8Array(), update: new Uint8Array(9) }])
    return (await stand.send('POST', '/v1/quarantine', body, late)).status === 200
  },
  'strangers without end': async (open) => {
    const limits = { ...DEFAULT_LIMITS, requestsPerSecond: 1, requestsBurst: 2 }
    const stand = await openStand({ ...open, limits })
    for (let i = 0; i < 20; i++) await stand.send('GET', '/v1/challenge')
    return (await stand.send('GET', '/v1/challenge')).status === 200
  },
  'a body without end': async (open) => {
    const stand = await openStand(open)
    return (await stand.send('POST', '/v1/session', `"${'x'.repeat(1 << 21)}"`)).status !== 413
  },
  'a secret in the audit log': async (open) => {
    const stand = await openShop(open)
    const { body } = await knock(stand, stand.shop.admin)
    const { token } = body as SessionReply
    await stand.admit({ authorization: `Bearer ${token}`, address: '10.0.0.9' })
    stand.shop.act({ kind: 'rename', device: stand.shop.admin.device, name: 'Poste de Camille' })
    await stand.shop.push(stand.http)
    return /Camille|s1\./.test(JSON.stringify([await stand.audit(), stand.reported]))
  },
}

export const ATTACKS: Readonly<Record<string, Attack>> = { ...PROVING, ...SESSIONS, ...LIST, ...REST }
