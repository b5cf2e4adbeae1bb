/** To whom a relay belongs, how its list grows, and what ends at once when it says so. */
import { expect, test } from 'vitest'
import type {
  DevicesReply,
  MembershipReply,
  SessionReply,
  SignedEntry,
  TicketReply,
} from '../../../src/crdt/protocol/index.ts'
import { DEFAULT_LIMITS } from '../../../sync-relay/src/limits.ts'
import { createMemoryRegister } from '../../../sync-relay/src/trust/memory-register.ts'
import { openTrust } from '../../../sync-relay/src/trust/open-trust.ts'
import { openSqliteRegister } from '../../../sync-relay/src/trust/sqlite-register.ts'
import { scratchFolder } from '../support/folder.ts'
import { createTestShop, newTestKey } from '../support/shop.ts'
import { bearer, challenge, knock, openShop, openStand, refusal } from './stand.ts'

const post = (entries: readonly SignedEntry[], from = 0) => ({ from, entries })
const HOUR = 3600 * 1000

test('a relay without a shop lets nobody in and belongs to the first one that founds itself there', async () => {
  const stand = await openStand()
  const [shop, other] = [createTestShop(stand.clock.now), createTestShop(stand.clock.now)]
  const withShop = Object.assign(stand, { shop })
  expect(await challenge(stand)).toMatchObject({ auth: 'grants', relay: 'relay-1', shop: null })
  expect(refusal(await knock(withShop, shop.admin))).toBe('409 unclaimed')
  expect(stand.trust.recovery()).toBe('closed')
  expect((await stand.send('POST', '/v1/membership', post(shop.entries()))).status).toBe(200)
  expect(await challenge(stand)).toMatchObject({ shop: shop.shop })
  expect(refusal(await stand.send('POST', '/v1/membership', post(other.entries())))).toBe('409 conflict')
  expect((await knock(withShop, shop.admin)).status).toBe(200)
  expect((await stand.audit()).map(({ kind, device }) => [kind, device])).toEqual([['founded', shop.admin.device]])
})

test('a relay that was started for one shop takes no other', async () => {
  const [shop, other] = [createTestShop(), createTestShop()]
  const stand = await openStand({ shop: shop.shop, clock: { now: Date.now, advance() {} } })
  expect(refusal(await stand.send('POST', '/v1/membership', post(other.entries())))).toBe('403 other-shop')
  expect((await stand.send('POST', '/v1/membership', post(shop.entries()))).status).toBe(200)
  await expect(openStand({ shop: other.shop, register: stand.register })).rejects.toThrow(/expected a register of shop/)
})

test('of two foundings at once, at two relays on one register, one stands', async () => {
  const register = createMemoryRegister()
  const [a, b] = [await openStand({ register }), await openStand({ register })]
  const [one, two] = [createTestShop(a.clock.now), createTestShop(a.clock.now)]
  const answers = await Promise.all([
    a.send('POST', '/v1/membership', post(one.entries())),
    b.send('POST', '/v1/membership', post(two.entries())),
  ])
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]))
  expect((await challenge(a)).shop).toBe((await challenge(b)).shop)
})

test('the list is pushed in parts, and the refusal of a wrong part says where it ends', async () => {
  const stand = await openShop({}, (shop) => {
    for (let i = 0; i < 80; i++) shop.act({ kind: 'rename', device: shop.admin.device, name: `Bureau ${i}` })
  })
  const { shop } = stand
  const { head } = shop.membership()
  for (const from of [0, 80, 82]) {
    const { status, body } = await stand.send(
      'POST',
      '/v1/membership',
      post([shop.draft({ kind: 'recovery', until: 0 })], from),
    )
    expect([from, status, body]).toMatchObject([from, 409, { kind: 'conflict', length: 81, head }])
  }
  const fork = shop.draft({ kind: 'recovery', until: 0 }, shop.admin, { prev: 'a'.repeat(64) })
  expect((await stand.send('POST', '/v1/membership', post([fork], 81))).body).toMatchObject({ kind: 'conflict', head })
  const unsigned = { ...shop.draft({ kind: 'recovery', until: 0 }), signature: 'A'.repeat(86) }
  expect(refusal(await stand.send('POST', '/v1/membership', post([unsigned], 81)))).toBe('400 invalid')
  // All of a part or nothing.
  const good = shop.draft({ kind: 'recovery', until: 0 })
  expect(refusal(await stand.send('POST', '/v1/membership', post([good, good], 81)))).toBe('400 invalid')
  const session = await bearer(stand, shop.admin)
  const { body } = await stand.send('GET', '/v1/membership?from=79', undefined, session)
  expect(body).toEqual({ from: 79, entries: shop.entries().slice(79) })
  const all: SignedEntry[] = []
  while (all.length < 81) {
    const part = (await stand.send('GET', `/v1/membership?from=${all.length}`, undefined, session))
      .body as MembershipReply
    expect(part.entries.length).toBeGreaterThan(0)
    all.push(...part.entries)
  }
  expect(all).toEqual(shop.entries())
})

test('[F46] a revoked device is cut as soon as the entry is committed, at every relay on the register', async () => {
  const register = createMemoryRegister()
  const stand = await openShop({ register })
  const second = Object.assign(await openStand({ register, clock: stand.clock }), { shop: stand.shop })
  const device = stand.shop.admit('technician')
  await stand.shop.push(stand.http)
  const sessions = [await bearer(stand, device), await bearer(second, device)]
  const entry = stand.shop.revoke(device)
  expect((await stand.send('POST', '/v1/membership', post([entry], 2))).status).toBe(200)
  // The answer to the post is the latest moment: everything below is already so, without waiting.
  expect(stand.asked).toEqual([`cut ${device.device} 4403 revoked`])
  expect(await stand.admit(sessions[0] ?? {})).toMatchObject({ admitted: false, code: 4401 })
  expect(second.asked).toEqual([`cut ${device.device} 4403 revoked`])
  expect(await second.admit(sessions[1] ?? {})).toMatchObject({ admitted: false, code: 4401 })
  expect(refusal(await knock(second, device))).toBe('403 revoked')
  expect(second.trust.authorizer.holds({ device: device.device, role: 'technician' })).toBe(false)
})

test('[F46] a device that was admitted just before its revocation is cut when its socket opens', async () => {
  const stand = await openShop()
  const device = stand.shop.admit('technician')
  stand.shop.revoke(device)
  await stand.shop.push(stand.http)
  stand.trust.seen(device.device, true)
  expect(stand.asked).toEqual([`cut ${device.device} 4403 revoked`])
})

test('a changed role or key makes the device prove itself anew; a new name does not', async () => {
  const stand = await openShop()
  const { shop } = stand
  const device = shop.admit('technician')
  await shop.push(stand.http)
  const session = await bearer(stand, device)
  shop.act({ kind: 'rename', device: device.device, name: 'Cabine 2' })
  await shop.push(stand.http)
  expect(stand.asked).toEqual([])
  expect((await stand.admit(session)).admitted).toBe(true)
  shop.setRole(device, 'viewer')
  await shop.push(stand.http)
  expect(stand.asked).toEqual([`readmit ${device.device}`])
  expect((await stand.admit(session)).admitted).toBe(false)
  expect(stand.trust.authorizer.holds({ device: device.device, role: 'technician' })).toBe(false)
  expect(stand.trust.authorizer.holds({ device: device.device, role: 'viewer' })).toBe(true)
  shop.admit('viewer', { ...newTestKey(), device: device.device })
  await shop.push(stand.http)
  expect(stand.asked).toHaveLength(2)
  expect(refusal(await knock(stand, device))).toBe('401 bad-proof')
})

test('an empty relay takes work of others for a while; an admin opens another window, and closes it', async () => {
  const limits = { ...DEFAULT_LIMITS, recoveryMs: HOUR }
  const stand = await openShop({ limits }, (shop) => {
    // History of a relay that is gone: it ends no window here.
    shop.act({ kind: 'recovery', until: 5 })
    shop.act({ kind: 'recovery', until: 0 })
  })
  const { shop, clock, trust } = stand
  const recovers = async (): Promise<unknown> => {
    const { recovery } = (await knock(stand, shop.admin)).body as SessionReply
    const { recoveryUntil } = (await stand.send('GET', '/v1/devices', undefined, await bearer(stand, shop.admin)))
      .body as DevicesReply
    expect([recovery, recoveryUntil > clock.now()]).toEqual([
      trust.recovery() !== 'closed',
      trust.recovery() !== 'closed',
    ])
    return recovery
  }
  expect(await recovers()).toBe(true)
  clock.advance(HOUR)
  expect(await recovers()).toBe(false)
  shop.act({ kind: 'recovery', until: clock.now() + 2 * HOUR })
  await shop.push(stand.http)
  clock.advance(2 * HOUR - 1)
  expect(await recovers()).toBe(true)
  shop.act({ kind: 'recovery', until: 0 })
  await shop.push(stand.http)
  expect(await recovers()).toBe(false)
})

test('an admin closes the first window too; a clock years ahead opens none that lasts for years', async () => {
  const stand = await openShop()
  const { shop, clock, trust } = stand
  expect(trust.recovery()).toBe('filling')
  shop.act({ kind: 'recovery', until: 0 })
  await shop.push(stand.http)
  expect(trust.recovery()).toBe('closed')
  const ahead = clock.now() + 10 * 365 * 24 * HOUR
  const body = shop.draft({ kind: 'recovery', until: ahead + HOUR }, shop.admin, { at: ahead })
  expect((await stand.send('POST', '/v1/membership', post([body], 2))).status).toBe(200)
  expect(trust.recovery()).toBe('opened')
  clock.advance(32 * 24 * HOUR)
  expect(trust.recovery()).toBe('closed')
})

test('windows, shop and sessions are the same after a restart from disk', async () => {
  const folder = await scratchFolder()
  const first = openSqliteRegister(folder)
  const stand = await openShop({ register: first })
  const device = stand.shop.admit('viewer')
  stand.shop.act({ kind: 'recovery', until: stand.clock.now() + HOUR })
  await stand.shop.push(stand.http)
  const session = await bearer(stand, device)
  stand.trust.seen(device.device, true)
  await stand.trust.close()
  await first.close()
  const register = openSqliteRegister(folder)
  const again = Object.assign(await openStand({ register, clock: stand.clock }), { shop: stand.shop })
  expect((await again.admit(session)).admitted).toBe(true)
  expect(again.trust.recovery()).toBe('opened')
  stand.clock.advance(HOUR)
  expect(again.trust.recovery()).toBe('closed')
  const { devices } = (await again.send('GET', '/v1/devices', undefined, await bearer(again, stand.shop.admin)))
    .body as DevicesReply
  expect(devices.find((one) => one.device === device.device)).toMatchObject({
    connected: false,
    lastSeenAt: stand.clock.now() - HOUR,
    role: 'viewer',
  })
  expect((await again.audit()).map(({ kind }) => kind)).toEqual(['recovery-opened', 'admitted', 'founded'])
  await register.close()
})

test('a register whose list was tampered with starts no relay', async () => {
  const register = createMemoryRegister()
  await openShop({ register })
  const bent = {
    ...register,
    membership: async (from: number) =>
      (await register.membership(from)).map((stored) => ({
        ...stored,
        entry: stored.entry.replace('Bureau', 'Autre'),
      })),
  }
  const host = { cutOff() {}, readmit() {}, merge: async () => null }
  await expect(
    openTrust({ register: bent, relayId: () => 'relay-1', host, shop: null, limits: DEFAULT_LIMITS }),
  ).rejects.toThrow(/expected entry 0 to hold, saw: signature does not hold/)
})

test('who is connected and who was here last', async () => {
  const stand = await openShop()
  const device = stand.shop.admit('technician')
  await stand.shop.push(stand.http)
  const session = await bearer(stand, device)
  const seen = async (): Promise<unknown> => {
    const { devices } = (await stand.send('GET', '/v1/devices', undefined, session)).body as DevicesReply
    return devices.map(({ connected, lastSeenAt }) => [connected, lastSeenAt])
  }
  const began = stand.clock.now()
  expect(await seen()).toEqual([
    [false, null],
    [false, null],
  ])
  stand.trust.seen(device.device, true)
  stand.clock.advance(5000)
  expect(await seen()).toEqual([
    [false, null],
    [true, began + 5000],
  ])
  stand.trust.seen(device.device, false)
  stand.clock.advance(5000)
  expect(await seen()).toEqual([
    [false, null],
    [false, began + 5000],
  ])
})

test('what members may ask they may ask, what admins may they may, and nothing goes without a session', async () => {
  const stand = await openShop()
  const { shop } = stand
  const device = shop.admit('supervisor')
  await shop.push(stand.http)
  const [member, admin] = [await bearer(stand, device), await bearer(stand, shop.admin)]
  const id = 'a'.repeat(32)
  const routes: [string, string, 'member' | 'admin' | 'nobody'][] = [
    ['GET', '/v1/membership', 'member'],
    ['GET', '/v1/devices', 'member'],
    ['POST', '/v1/tickets', 'member'],
    ['POST', '/v1/quarantine', 'nobody'],
    ['PUT', `/v1/grants/${device.device}`, 'admin'],
    ['GET', '/v1/grants', 'admin'],
    ['POST', '/v1/pairings', 'admin'],
    ['GET', `/v1/pairings/${id}`, 'admin'],
    ['POST', `/v1/pairings/${id}`, 'admin'],
    ['GET', '/v1/quarantine', 'admin'],
    ['POST', '/v1/quarantine/1', 'admin'],
    ['GET', '/v1/audit', 'admin'],
  ]
  for (const [method, path, who] of routes) {
    const body = method === 'GET' ? undefined : { nonsense: true }
    const statuses = [{}, member, admin].map(async (headers) => (await stand.send(method, path, body, headers)).status)
    const [none, asMember, asAdmin] = await Promise.all(statuses)
    expect([path, none]).toEqual([path, 401])
    if (who === 'member') expect([path, [200, 400].includes(asMember ?? 0)]).toEqual([path, true])
    else expect([path, asMember]).toEqual([path, 403])
    if (who === 'nobody') expect([path, asAdmin]).toEqual([path, 403])
    else expect([path, [200, 400, 404].includes(asAdmin ?? 0)]).toEqual([path, true])
  }
})

test('bodies are bounded and checked, and no input makes trust reject', async () => {
  const stand = await openShop()
  const admin = await bearer(stand, stand.shop.admin)
  const targets: [string, string][] = [
    ['POST', '/v1/session'],
    ['POST', '/v1/membership'],
    ['POST', `/v1/pair/${'b'.repeat(32)}`],
    ['POST', '/v1/tickets'],
    ['PUT', `/v1/grants/${stand.shop.admin.device}`],
    ['POST', '/v1/pairings'],
    ['POST', `/v1/pairings/${'b'.repeat(32)}`],
    ['POST', '/v1/quarantine/1'],
  ]
  const bodies = [
    '',
    'null',
    '[]',
    '{}',
    '{"__proto__":{"grant":"x"}}',
    '{"constructor":1}',
    '['.repeat(10_000),
    '{"grant":null,"proof":"a.b.c","x":1}',
    '{"grant":1,"proof":{}}',
    '{"from":-1,"entries":[]}',
    '{"from":0,"entries":[{"entry":"{}","signature":"x"}]}',
    '{"ids":["x"]}',
    '{"verdict":"maybe"}',
    new Uint8Array([0xff, 0xfe, 0x7b]),
  ]
  for (const [method, path] of targets) {
    for (const body of bodies) {
      const { status } = await stand.send(method, path, body, admin)
      expect([path, String(body).slice(0, 40), status]).toEqual([path, String(body).slice(0, 40), 400])
    }
    const { status } = await stand.send(method, path, 'x'.repeat((1 << 20) + 1), admin)
    expect([path, status]).toEqual([path, 413])
  }
  for (const path of [
    '/v1/pair/../audit',
    '/v1/pair/%2e%2e',
    '/v1/pairings/x',
    '/v1/grants/__proto__',
    '/v1/quarantine/-1',
  ]) {
    expect((await stand.send('POST', path, '{}', admin)).status).toBe(404)
  }
  for (const from of ['-1', 'x', '1e99', '1.5']) {
    expect((await stand.send('GET', `/v1/membership?from=${from}`, undefined, admin)).status).toBe(400)
    expect((await stand.send('GET', `/v1/audit?before=${from}`, undefined, admin)).status).toBe(400)
  }
  expect((await stand.send('GET', '/v1/changes')).body).toEqual({ kind: 'elsewhere' })
  expect(stand.reported).toEqual([])
})

test('[F46] strangers who send long lists slowly hold up no revocation, and only a few at once are heard', async () => {
  const stand = await openShop()
  const device = stand.shop.admit('technician')
  await stand.shop.push(stand.http)
  const { request } = await import('node:http')
  const slow = Array.from({ length: 20 }, () => {
    const sent = request(`${stand.http}/v1/membership`, { method: 'POST', headers: { 'content-length': 1_000_000 } })
    sent.on('error', () => {})
    sent.write('{"from":2,"entries":[')
    const status = new Promise<number>((resolve) => sent.on('response', (answer) => resolve(answer.statusCode ?? 0)))
    return { sent, status }
  })
  const refused = new Set<number>()
  await new Promise<void>((resolve) => {
    let count = 0
    for (const { status } of slow) void status.then((one) => refused.add(one) && ++count === 12 && resolve())
  })
  expect(refused).toEqual(new Set([429]))
  const entry = stand.shop.revoke(device)
  expect((await stand.send('POST', '/v1/membership', post([entry], 2))).status).toBe(200)
  for (const { sent } of slow) sent.destroy()
})

test('[F41] strangers of one network are slowed down, devices with a session are not', async () => {
  const limits = { ...DEFAULT_LIMITS, requestsPerSecond: 1, requestsBurst: 5 }
  const stand = await openShop({ limits })
  const session = await bearer(stand, stand.shop.admin)
  let refused = 0
  for (let i = 0; i < 30; i++) if ((await stand.send('GET', '/v1/challenge')).status === 429) refused++
  expect(refused).toBeGreaterThan(5)
  expect((await stand.send('POST', '/v1/tickets', { document: 'shop' }, session)).status).toBe(200)
  expect((await stand.send('GET', '/v1/devices', undefined, { authorization: 'Bearer x' })).status).toBe(429)
  stand.clock.advance(10_000)
  expect((await stand.send('GET', '/v1/challenge')).status).toBe(200)
})

test('[F45] a grant that names some documents opens those', async () => {
  const stand = await openShop()
  const device = stand.shop.admit('technician')
  await stand.shop.push(stand.http)
  const job = 'job/01ARZ3NDEKTSV4RRFFQ69G5FAV'
  const session = await bearer(stand, device, { grant: await stand.shop.grantFor(device, { docs: ['job/*'] }) })
  expect(await stand.admit({ ...session, document: job })).toMatchObject({ admitted: true })
  for (const document of ['shop', job.replace('job', 'client'), 'job/1', 'team/1']) {
    expect(await stand.admit({ ...session, document })).toMatchObject({ admitted: false, code: 4403 })
    expect(refusal(await stand.send('POST', '/v1/tickets', { document }, session))).toBe('403 not-allowed')
  }
  const { ticket } = (await stand.send('POST', '/v1/tickets', { document: job }, session)).body as TicketReply
  expect(await stand.admit({ ticket, document: job })).toMatchObject({ admitted: true })
  const refused = (await stand.audit()).filter(({ kind }) => kind === 'refused-work')
  expect(refused.map(({ document }) => String(document)).toSorted((a, b) => a.localeCompare(b))).toEqual([
    'client/01ARZ3NDEKTSV4RRFFQ69G5FAV',
    'client/01ARZ3NDEKTSV4RRFFQ69G5FAV',
    'null',
    'null',
    'shop',
    'shop',
  ])
})
