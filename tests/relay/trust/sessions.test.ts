/** Who comes in, who does not: grants, proofs, tokens, tickets. */
import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { CLOCK_SKEW_MS, GRANT_LIFE_MS, PROOF_LIFE_MS, SESSION_LIFE_MS } from '../../../src/crdt/protocol/index.ts'
import type { SessionReply, TicketReply } from '../../../src/crdt/protocol/index.ts'
import { createMemoryRegister } from '../../../sync-relay/src/trust/memory-register.ts'
import { newTestDevice, newTestKey } from '../support/shop.ts'
import type { TestDevice } from '../support/shop.ts'
import { bearer, challenge, knock, openShop, openStand, refusal } from './stand.ts'
import type { StandWithShop } from './stand.ts'

const JOB = 'job/01ARZ3NDEKTSV4RRFFQ69G5FAV'

test('[F43] a member with a grant and its key gets a session that opens its documents', async () => {
  const stand = await openShop()
  const device = stand.shop.admit('technician')
  await stand.shop.push(stand.http)
  const { status, body } = await knock(stand, device)
  expect(status).toBe(200)
  const reply = body as SessionReply
  const { length, head } = stand.shop.membership()
  expect(reply).toEqual({
    token: reply.token,
    expiresAt: stand.clock.now() + SESSION_LIFE_MS,
    role: 'technician',
    grant: null,
    membership: { length, head },
    recovery: true,
  })
  const admission = await stand.admit({ authorization: `Bearer ${reply.token}`, document: JOB })
  expect(admission).toEqual({
    admitted: true,
    writer: { device: device.device, role: 'technician', docs: ['shop', 'client/*', 'job/*'] },
  })
})

interface Wrong {
  readonly name: string
  readonly grant: (stand: StandWithShop, device: TestDevice) => Promise<string>
  readonly expected: string
}
const seconds = (stand: StandWithShop): number => Math.floor(stand.clock.now() / 1000)
const payloadOf = (jws: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>
const segment = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** Signed well, but over a payload or header in this exact text. */
async function signedText(stand: StandWithShop, header: string, payload: string): Promise<string> {
  const { sign } = await import('node:crypto')
  const input = `${segment(header)}.${segment(payload)}`
  return `${input}.${sign(null, Buffer.from(input), stand.shop.admin.privateKey).toString('base64url')}`
}

const WRONG_GRANTS: readonly Wrong[] = [
  {
    name: 'alg none',
    async grant(stand, device) {
      const claims = payloadOf(await stand.shop.grantFor(device))
      return `${segment({ alg: 'none', typ: 'rpma-grant+jwt', kid: stand.shop.admin.device })}.${segment(claims)}.`
    },
    expected: '400 invalid',
  },
  {
    name: 'alg none with the signature of another grant',
    async grant(stand, device) {
      const [, payload, signature] = (await stand.shop.grantFor(device)).split('.')
      const header = { alg: 'none', typ: 'rpma-grant+jwt', kid: stand.shop.admin.device }
      return `${segment(header)}.${payload}.${signature}`
    },
    expected: '400 invalid',
  },
  {
    name: 'HS256 with the public key as its secret',
    async grant(stand, device) {
      const claims = payloadOf(await stand.shop.grantFor(device))
      const header = { alg: 'HS256', typ: 'rpma-grant+jwt', kid: stand.shop.admin.device }
      const input = `${segment(header)}.${segment(claims)}`
      const key = Buffer.from(stand.shop.admin.publicKey, 'base64url')
      return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`
    },
    expected: '400 invalid',
  },
  ...(['jku', 'x5u', 'x5c', 'jwk', 'crit', 'b64', 'extra'] as const).map((name) => ({
    name: `a header with ${name}`,
    async grant(stand: StandWithShop, device: TestDevice) {
      const key = newTestKey()
      const values = {
        jku: 'http://127.0.0.1:1/keys',
        x5u: 'http://127.0.0.1:1/cert',
        x5c: ['AA=='],
        jwk: { kty: 'OKP', crv: 'Ed25519', x: key.publicKey },
        crit: ['exp'],
        b64: true,
        extra: 1,
      }
      const by = name === 'jwk' ? { ...stand.shop.admin, privateKey: key.privateKey } : stand.shop.admin
      const whole = await stand.shop.grantFor(device)
      const header = { alg: 'EdDSA', typ: 'rpma-grant+jwt', kid: by.device, [name]: values[name] }
      const { sign } = await import('node:crypto')
      const input = `${segment(header)}.${whole.split('.')[1]}`
      return `${input}.${sign(null, Buffer.from(input), by.privateKey).toString('base64url')}`
    },
    expected: '400 invalid',
  })),
  {
    name: 'another typ',
    grant: (stand, device) => stand.shop.grantFor(device, {}, stand.shop.admin, { typ: 'rpma-proof+jwt' }),
    expected: '400 invalid',
  },
  {
    name: 'no typ',
    async grant(stand, device) {
      const claims = payloadOf(await stand.shop.grantFor(device))
      return signedText(stand, JSON.stringify({ alg: 'EdDSA', kid: stand.shop.admin.device }), JSON.stringify(claims))
    },
    expected: '400 invalid',
  },
  {
    name: 'a kid that is not in the list',
    grant: (stand, device) => stand.shop.grantFor(device, {}, newTestDevice()),
    expected: '403 grant-stale',
  },
  {
    name: 'an admin’s kid with another key',
    grant: (stand, device) => stand.shop.grantFor(device, {}, { ...newTestKey(), device: stand.shop.admin.device }),
    expected: '400 invalid',
  },
  {
    name: 'the root’s kid with another key',
    grant: (stand, device) => stand.shop.grantFor(device, {}, { ...stand.shop.admin, device: 'root' }),
    expected: '400 invalid',
  },
  {
    name: 'signed by the device itself',
    grant: (stand, device) => stand.shop.grantFor(device, {}, device),
    expected: '403 grant-stale',
  },
  {
    name: 'another iss',
    grant: (stand, device) => stand.shop.grantFor(device, { iss: 'f'.repeat(64) }),
    expected: '403 other-shop',
  },
  {
    name: 'another aud',
    grant: (stand, device) => stand.shop.grantFor(device, { aud: `rpma-relay:${'f'.repeat(64)}` }),
    expected: '403 other-shop',
  },
  {
    name: 'a list of aud',
    grant: (stand, device) => stand.shop.grantFor(device, { aud: [`rpma-relay:${stand.shop.shop}`] }),
    expected: '400 invalid',
  },
  {
    name: 'another device’s sub',
    grant: (stand) => stand.shop.grantFor(stand.shop.admin),
    expected: '400 invalid',
  },
  {
    name: 'a sub that is not in the list',
    grant: (stand, device) => stand.shop.grantFor(device, { sub: newTestDevice().device }),
    expected: '403 unknown-device',
  },
  {
    name: 'an exp that has passed',
    grant: (stand, device) => stand.shop.grantFor(device, { iat: seconds(stand) - 100, exp: seconds(stand) }),
    expected: '403 grant-expired',
  },
  {
    name: 'not yet valid',
    grant: (stand, device) => {
      const iat = seconds(stand) + CLOCK_SKEW_MS / 1000 + 1
      return stand.shop.grantFor(device, { iat, exp: iat + 100 })
    },
    expected: '400 invalid',
  },
  {
    name: 'a life of more than 30 days',
    grant: (stand, device) => stand.shop.grantFor(device, { exp: seconds(stand) + GRANT_LIFE_MS / 1000 + 1 }),
    expected: '400 invalid',
  },
  {
    name: 'an older epoch',
    grant: (stand, device) => stand.shop.grantFor(device, { epoch: 1 }),
    expected: '403 grant-stale',
  },
  {
    name: 'a later epoch',
    grant: (stand, device) => stand.shop.grantFor(device, { epoch: 99 }),
    expected: '403 grant-stale',
  },
  {
    name: 'a higher role',
    grant: (stand, device) => stand.shop.grantFor(device, { role: 'admin' }),
    expected: '403 grant-stale',
  },
  {
    name: 'an unknown role',
    grant: (stand, device) => stand.shop.grantFor(device, { role: 'owner' }),
    expected: '400 invalid',
  },
  {
    name: 'unknown docs',
    grant: (stand, device) => stand.shop.grantFor(device, { docs: ['*'] }),
    expected: '400 invalid',
  },
  {
    name: 'another key in cnf',
    grant: (stand, device) =>
      stand.shop.grantFor(device, { cnf: { jwk: { kty: 'OKP', crv: 'Ed25519', x: newTestKey().publicKey } } }),
    expected: '403 grant-stale',
  },
  {
    name: 'a claim too many',
    grant: (stand, device) => stand.shop.grantFor(device, { nbf: 0 } as never),
    expected: '400 invalid',
  },
  {
    name: 'a tampered payload',
    async grant(stand, device) {
      const [header, payload = '', signature] = (await stand.shop.grantFor(device)).split('.')
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
      return `${header}.${segment({ ...claims, role: 'admin' })}.${signature}`
    },
    expected: '400 invalid',
  },
  {
    name: 'truncated',
    grant: async (stand, device) => (await stand.shop.grantFor(device)).slice(0, -1),
    expected: '400 invalid',
  },
  {
    name: 'a claim given twice',
    async grant(stand, device) {
      const claims = JSON.stringify(payloadOf(await stand.shop.grantFor(device)))
      const header = JSON.stringify({ alg: 'EdDSA', typ: 'rpma-grant+jwt', kid: stand.shop.admin.device })
      return signedText(stand, header, claims.replace('{', '{"role":"admin",'))
    },
    expected: '400 invalid',
  },
  {
    name: 'a header key given twice',
    async grant(stand, device) {
      const claims = JSON.stringify(payloadOf(await stand.shop.grantFor(device)))
      const kid = stand.shop.admin.device
      return signedText(stand, `{"alg":"none","alg":"EdDSA","typ":"rpma-grant+jwt","kid":"${kid}"}`, claims)
    },
    expected: '400 invalid',
  },
]

for (const { name, grant, expected } of WRONG_GRANTS) {
  test(`[F43] a grant is refused: ${name}`, async () => {
    const stand = await openShop({}, (shop) => shop.admit('supervisor'))
    const device = stand.shop.admit('technician')
    stand.shop.setRole(device, 'supervisor')
    stand.shop.setRole(device, 'technician') // so that there is an older epoch
    await stand.shop.push(stand.http)
    expect(refusal(await knock(stand, device, { grant: await grant(stand, device) }))).toBe(expected)
    expect((await stand.audit()).map(({ kind }) => kind)).toContain('proof-refused')
  })
}

test('[F43] a grant whose signer was revoked, or is an admin no more, stops counting', async () => {
  const stand = await openShop()
  const [second, device] = [stand.shop.admit('admin'), stand.shop.admit('technician')]
  await stand.shop.push(stand.http)
  const grant = await stand.shop.grantFor(device, {}, second)
  expect((await knock(stand, device, { grant })).status).toBe(200)
  stand.shop.setRole(second, 'supervisor')
  await stand.shop.push(stand.http)
  expect(refusal(await knock(stand, device, { grant }))).toBe('403 grant-stale')
  stand.shop.revoke(second)
  await stand.shop.push(stand.http)
  expect(refusal(await knock(stand, device, { grant }))).toBe('403 grant-stale')
  expect((await knock(stand, device, { grant: await stand.shop.grantFor(device, {}, stand.shop.root) })).status).toBe(
    200,
  )
})

test('[F44] a stolen grant is worth nothing without the device’s key', async () => {
  const stand = await openShop()
  const device = stand.shop.admit('technician')
  await stand.shop.push(stand.http)
  const grant = await stand.shop.grantFor(device)
  const thief = { ...newTestKey(), device: device.device }
  expect(refusal(await knock(stand, thief, { grant }))).toBe('401 bad-proof')
  const other = stand.shop.admit('viewer')
  await stand.shop.push(stand.http)
  expect(refusal(await knock(stand, other, { grant }))).toBe('400 invalid')
})

test('[F44] a proof holds once, for a minute, at this relay, shop and address', async () => {
  const stand = await openShop()
  const { shop, http, clock } = stand
  const asked = await challenge(stand)
  const proof = await shop.proofFor(shop.admin, asked, http)
  expect((await knock(stand, shop.admin, { proof })).status).toBe(200)
  expect(refusal(await knock(stand, shop.admin, { proof }))).toBe('401 bad-proof')
  const again = await shop.proofFor(shop.admin, asked, http, { iat: Math.floor(clock.now() / 1000) + 1 })
  expect(refusal(await knock(stand, shop.admin, { proof: again }))).toBe('401 bad-proof')

  const port = new URL(http).port
  const iat = Math.floor(clock.now() / 1000)
  const wrongs = [
    { relay: 'relay-2' },
    { shop: 'f'.repeat(64) },
    { origin: `http://192.0.2.7:${port}` },
    { origin: `http://127.0.0.1:${Number(port) + 1}` },
    { origin: `https://127.0.0.1:${port}` },
    { origin: `http://127.0.0.1:${port}/` },
    { origin: 'null' },
    { nonce: `${'A'.repeat(22)}.${clock.now()}.${'A'.repeat(43)}` },
    { nonce: asked.nonce.replace(/\.\d+\./, `.${clock.now() + 1}.`) },
    { nonce: '' },
    { iat: iat - CLOCK_SKEW_MS / 1000 - 1 },
    { iat: iat + CLOCK_SKEW_MS / 1000 + 1 },
    { iat: '0' },
    { more: 1 } as object,
  ]
  for (const wrong of wrongs) {
    const wronged = await shop.proofFor(shop.admin, await challenge(stand), http, wrong)
    expect([wrong, refusal(await knock(stand, shop.admin, { proof: wronged }))]).toEqual([wrong, '401 bad-proof'])
  }
  for (const header of [{ typ: 'rpma-grant+jwt' }, { jwk: {} }, { kid: 'root' }]) {
    const wronged = await shop.proofFor(shop.admin, await challenge(stand), http, {}, header)
    expect((await knock(stand, shop.admin, { proof: wronged })).status).toBeGreaterThanOrEqual(401)
  }
  const late = await shop.proofFor(shop.admin, await challenge(stand), http)
  clock.advance(PROOF_LIFE_MS)
  expect(refusal(await knock(stand, shop.admin, { proof: late }))).toBe('401 bad-proof')
})

test('a proof may name the relay as its operator does, and nobody else’s name in Host helps', async () => {
  const stand = await openShop({ publicUrls: ['wss://relay.example'] })
  const { shop, http } = stand
  const named = await shop.proofFor(shop.admin, await challenge(stand), 'https://relay.example')
  expect((await knock(stand, shop.admin, { proof: named })).status).toBe(200)
  const local = await shop.proofFor(shop.admin, await challenge(stand), http.replace('127.0.0.1', 'localhost'))
  expect((await knock(stand, shop.admin, { proof: local })).status).toBe(200)
  const passedOn = await shop.proofFor(shop.admin, await challenge(stand), 'http://evil.example:80')
  const body = JSON.stringify({ grant: await shop.grantFor(shop.admin), proof: passedOn })
  const { request } = await import('node:http')
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const ask = request(`${http}/v1/session`, { method: 'POST', headers: { host: 'evil.example:80' } }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    ask.on('error', reject)
    ask.end(body)
  })
  expect(status).toBe(401)
})

test('[F44] a stolen token is worth nothing at another address, changed, or when its hour is over', async () => {
  const stand = await openShop()
  const { authorization } = await bearer(stand, stand.shop.admin)
  expect((await stand.admit({ authorization })).admitted).toBe(true)
  expect((await stand.admit({ authorization, address: '::ffff:127.0.0.1' })).admitted).toBe(true)
  expect(await stand.admit({ authorization, address: '10.0.0.9' })).toMatchObject({ admitted: false, code: 4401 })
  const token = authorization.slice('Bearer '.length)
  for (let i = 0; i < token.length; i++) {
    const sign = token[i] === 'A' ? 'B' : 'A'
    const changed = `Bearer ${token.slice(0, i)}${sign}${token.slice(i + 1)}`
    expect([i, (await stand.admit({ authorization: changed })).admitted]).toEqual([i, false])
  }
  for (const other of ['', 'Bearer', `Basic ${token}`, `Bearer ${token} `, `Bearer ${token.slice(0, -1)}`]) {
    expect((await stand.admit({ authorization: other })).admitted).toBe(false)
  }
  stand.clock.advance(SESSION_LIFE_MS - 1)
  expect((await stand.admit({ authorization })).admitted).toBe(true)
  stand.clock.advance(1)
  expect(await stand.admit({ authorization })).toMatchObject({ admitted: false, code: 4401 })
})

test('a session ends with its grant, and so do sockets that were opened on it', async () => {
  const stand = await openShop()
  const { shop, clock } = stand
  const device = shop.admit('technician')
  await shop.push(stand.http)
  const exp = Math.floor(clock.now() / 1000) + 60
  const { body } = await knock(stand, device, { grant: await shop.grantFor(device, { exp }) })
  const { token, expiresAt } = body as SessionReply
  expect(expiresAt).toBe(exp * 1000)
  expect((await stand.admit({ authorization: `Bearer ${token}`, document: JOB })).admitted).toBe(true)
  stand.trust.seen(device.device, true)
  stand.care()
  expect(stand.asked).toEqual([])
  clock.advance(60_000)
  stand.care()
  expect(stand.asked).toEqual([`readmit ${device.device}`])
})

test('the relay uses the newest grant that an admin left, and gives it to the device', async () => {
  const stand = await openShop()
  const { shop, clock } = stand
  const device = shop.admit('technician')
  await shop.push(stand.http)
  expect(refusal(await knock(stand, device, { grant: null }))).toBe('403 no-grant')
  const old = await shop.grantFor(device)
  clock.advance(1000)
  const left = await shop.grantFor(device)
  const admin = await bearer(stand, shop.admin)
  expect((await stand.send('PUT', `/v1/grants/${device.device}`, { grant: left }, admin)).status).toBe(200)
  for (const grant of [null, old]) {
    expect((await knock(stand, device, { grant })).body).toMatchObject({ grant: left })
  }
  shop.setRole(device, 'viewer')
  await shop.push(stand.http)
  expect(refusal(await knock(stand, device, { grant: old }))).toBe('403 grant-stale')
  expect(
    refusal(await stand.send('PUT', `/v1/grants/${device.device}`, { grant: old }, await bearer(stand, shop.admin))),
  ).toBe('403 grant-stale')
})

test('[F44] a ticket opens one document, once, for a minute', async () => {
  const stand = await openShop()
  const session = await bearer(stand, stand.shop.admin)
  const fresh = async (): Promise<string> =>
    ((await stand.send('POST', '/v1/tickets', { document: JOB }, session)).body as TicketReply).ticket
  const ticket = await fresh()
  expect(await stand.admit({ ticket, document: 'shop' })).toMatchObject({ admitted: false, code: 4401 })
  expect(await stand.admit({ ticket, document: null })).toMatchObject({ admitted: false, code: 4401 })
  expect(await stand.admit({ ticket, document: JOB })).toMatchObject({
    admitted: true,
    writer: { device: stand.shop.admin.device, role: 'admin', docs: ['job/*'] },
  })
  expect(await stand.admit({ ticket, document: JOB })).toMatchObject({ admitted: false, code: 4401 })
  const both = await fresh()
  const answers = await Promise.all([1, 2, 3, 4].map(() => stand.admit({ ticket: both, document: JOB })))
  expect(answers.filter(({ admitted }) => admitted)).toHaveLength(1)
  const late = await fresh()
  stand.clock.advance(60_000)
  expect(await stand.admit({ ticket: late, document: JOB })).toMatchObject({ admitted: false, code: 4401 })
})

test('[F46] a ticket is worth nothing once its device was revoked', async () => {
  const stand = await openShop()
  const device = stand.shop.admit('technician')
  await stand.shop.push(stand.http)
  const { body } = await stand.send('POST', '/v1/tickets', { document: JOB }, await bearer(stand, device))
  stand.shop.revoke(device)
  await stand.shop.push(stand.http)
  expect((await stand.admit({ ticket: (body as TicketReply).ticket, document: JOB })).admitted).toBe(false)
})

test('a restart, or another relay on the same register, keeps sessions, nonces and tickets as they were', async () => {
  const register = createMemoryRegister()
  const first = await openShop({ register })
  const session = await bearer(first, first.shop.admin)
  const spent = await first.shop.proofFor(first.shop.admin, await challenge(first), first.http)
  await knock(first, first.shop.admin, { proof: spent })
  const open = await challenge(first)
  const second = Object.assign(await openStand({ register, clock: first.clock }), { shop: first.shop })
  expect((await second.admit({ ...session, document: JOB })).admitted).toBe(true)
  expect(refusal(await knock(second, first.shop.admin, { proof: spent }))).toBe('401 bad-proof')
  const proof = await first.shop.proofFor(first.shop.admin, open, second.http)
  expect((await knock(second, first.shop.admin, { proof })).status).toBe(200)
})

test('tokens, tickets, proofs and grants are in no log and no audit', async () => {
  const stand = await openShop()
  const { shop } = stand
  const session = await bearer(stand, shop.admin)
  const { ticket } = (await stand.send('POST', '/v1/tickets', { document: JOB }, session)).body as TicketReply
  const grant = await shop.grantFor(shop.admin)
  const proof = await shop.proofFor(shop.admin, await challenge(stand), stand.http)
  for (let i = 0; i < 2; i++) await knock(stand, shop.admin, { grant, proof })
  for (let i = 0; i < 2; i++) await stand.admit({ ticket, document: JOB })
  await stand.admit({ ...session, address: '10.1.1.1' })
  await stand.send('POST', '/v1/session', { grant, proof: `${proof}x`, more: ticket })
  const failing = { ...stand.register, useOnce: () => Promise.reject(new Error('the disk is gone')) }
  const broken = Object.assign(await openStand({ register: failing, clock: stand.clock }), { shop })
  expect(refusal(await knock(broken, shop.admin))).toBe('503 unavailable')
  expect(await broken.admit({ ticket, document: JOB })).toMatchObject({ admitted: false, code: 4503 })
  const written = JSON.stringify([await stand.audit(), stand.reported, broken.reported])
  expect(written).toContain('the disk is gone')
  const parts = [session.authorization.slice(7), ticket, grant, proof].flatMap((whole) => whole.split('.'))
  const secrets = parts.filter((part) => part.length > 20 && part !== shop.admin.device)
  expect(secrets.length).toBeGreaterThanOrEqual(8)
  for (const secret of secrets) expect(written).not.toContain(secret)
})
