/** Pairing through a relay that is trusted with nothing [F47]. */
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  answerMac,
  offerMac,
  offerText,
  pairingDigits,
  pairingId,
  pairingKey,
  PAIRING_LIFE_MS,
  PAIRING_TRIES,
  readMembership,
  readOfferText,
} from '../../../src/crdt/protocol/index.ts'
import type {
  DeviceRole,
  PairingOffer,
  PairingState,
  PairingView,
  PairingVerdict,
  SignedEntry,
} from '../../../src/crdt/protocol/index.ts'
import { createMemoryRegister } from '../../../sync-relay/src/trust/memory-register.ts'
import { hmacSha256, isSameMac, membershipCrypto } from '../../../sync-relay/src/trust/node-crypto.ts'
import { newTestDevice, newTestKey } from '../support/shop.ts'
import type { TestDevice } from '../support/shop.ts'
import { bearer, knock, openShop, openStand, refusal } from './stand.ts'
import type { Stand, StandWithShop } from './stand.ts'

interface Invited {
  readonly qr: Uint8Array
  readonly typed: Uint8Array
  readonly ids: readonly [string, string]
}
async function invite(stand: StandWithShop): Promise<Invited> {
  const [qr, typed] = [randomBytes(16), randomBytes(10)]
  const ids = [pairingId(qr, hmacSha256), pairingId(typed, hmacSha256)] as const
  const { status } = await stand.send('POST', '/v1/pairings', { ids }, await bearer(stand, stand.shop.admin))
  expect(status).toBe(200)
  return { qr, typed, ids }
}

function offerOf(device: TestDevice, secret: Uint8Array, name = 'Tablette'): PairingOffer {
  const offer = offerText({ v: 1, device: device.device, key: device.publicKey, name })
  return { offer, mac: offerMac(pairingKey(secret, hmacSha256), offer, hmacSha256) }
}

const isAuthentic = ({ offer, mac }: PairingOffer, secret: Uint8Array): boolean =>
  isSameMac(Buffer.from(mac, 'hex'), Buffer.from(offerMac(pairingKey(secret, hmacSha256), offer, hmacSha256), 'hex'))

/** What the admin's device lays down after the digits were compared. The entry is not in the shop's list yet. */
async function verdictFor(
  stand: StandWithShop,
  offer: PairingOffer,
  secret: Uint8Array,
  role: DeviceRole = 'technician',
): Promise<PairingVerdict & { verdict: 'accept' }> {
  const { shop } = stand
  const body = readOfferText(offer.offer)
  if (body === null) throw new Error('expected an offer')
  const { device, key, name } = body
  const from = shop.membership().length
  const entry = shop.act({ kind: 'admit', device, key, name, role })
  const { head } = shop.membership()
  const grant = await shop.grantFor({ device, publicKey: key, privateKey: shop.admin.privateKey })
  const mac = answerMac(pairingKey(secret, hmacSha256), shop.shop, head, offer.offer, hmacSha256)
  return {
    verdict: 'accept',
    answer: { shop: shop.shop, head, role, mac },
    membership: { from, entries: [entry] },
    grant,
  }
}

const stateOf = async (stand: Stand, id: string): Promise<PairingState> =>
  (await stand.send('GET', `/v1/pair/${id}`)).body as PairingState

for (const way of ['qr', 'typed'] as const) {
  test(`[F47] a device comes in by the ${way} secret, and finds the shop that was meant`, async () => {
    const stand = await openShop()
    const { ids, ...secrets } = await invite(stand)
    const secret = secrets[way]
    const id = pairingId(secret, hmacSha256)
    const device = newTestDevice()
    expect(await stateOf(stand, id)).toEqual({ state: 'open' })
    const offer = offerOf(device, secret)
    expect((await stand.send('POST', `/v1/pair/${id}`, offer)).body).toEqual({ state: 'offered' })
    // A lost answer: the same offer again is no second try.
    expect((await stand.send('POST', `/v1/pair/${id}`, offer)).body).toEqual({ state: 'offered' })

    const admin = await bearer(stand, stand.shop.admin)
    const view = (await stand.send('GET', `/v1/pairings/${ids[0]}`, undefined, admin)).body as PairingView
    expect(view).toEqual({ state: 'offered', expiresAt: stand.clock.now() + PAIRING_LIFE_MS, offer })
    expect([secrets.qr, secrets.typed].filter((one) => isAuthentic(view.offer as PairingOffer, one))).toEqual([secret])
    const digits = pairingDigits(pairingKey(secret, hmacSha256), stand.shop.shop, offer.offer, hmacSha256)
    expect(digits).toMatch(/^\d{6}$/)
    const verdict = await verdictFor(stand, offer, secret)
    expect((await stand.send('POST', `/v1/pairings/${ids[0]}`, verdict, admin)).body).toMatchObject({
      state: 'accepted',
    })

    const heard = await stateOf(stand, id)
    if (heard.state !== 'accepted') throw new Error(`expected an answer, saw ${heard.state}`)
    const reading = readMembership(heard.membership, membershipCrypto)
    expect(reading.ok && [reading.membership.shop, reading.membership.head]).toEqual([
      heard.answer.shop,
      heard.answer.head,
    ])
    const { shop, head, mac } = heard.answer
    expect(mac).toBe(answerMac(pairingKey(secret, hmacSha256), shop, head, offer.offer, hmacSha256))
    expect((await knock(stand, device, { grant: heard.grant })).status).toBe(200)
    expect((await knock(stand, device, { grant: null })).status).toBe(200)
    // Once: neither secret lets anybody else in.
    for (const other of ids) {
      expect(refusal(await stand.send('POST', `/v1/pair/${other}`, offerOf(newTestDevice(), secret)))).toBe(
        '404 not-found',
      )
    }
    const kinds = (await stand.audit()).map(({ kind, device: of }) => [kind, of])
    expect(kinds).toEqual([
      ['admitted', device.device],
      ['pairing-opened', stand.shop.admin.device],
      ['founded', stand.shop.admin.device],
    ])
  })
}

test('[F47] a relay that swaps the key is found by the admin’s device, and could not answer for the shop', async () => {
  const stand = await openShop()
  const { qr, ids } = await invite(stand)
  const [device, evil] = [newTestDevice(), newTestKey()]
  const honest = offerOf(device, qr)
  const swapped = { offer: honest.offer.replace(device.publicKey, evil.publicKey), mac: honest.mac }
  expect(isAuthentic(swapped, qr)).toBe(false)
  const key = pairingKey(qr, hmacSha256)
  expect(pairingDigits(key, stand.shop.shop, swapped.offer, hmacSha256)).not.toBe(
    pairingDigits(key, stand.shop.shop, honest.offer, hmacSha256),
  )
  // Even with an admin's verdict for the honest offer, the swapped one gets nothing.
  await stand.send('POST', `/v1/pair/${ids[0]}`, swapped)
  const verdict = await verdictFor(stand, honest, qr)
  const admin = await bearer(stand, stand.shop.admin)
  expect(refusal(await stand.send('POST', `/v1/pairings/${ids[0]}`, verdict, admin))).toBe('400 invalid')
  expect(await stateOf(stand, ids[0])).toEqual({ state: 'offered' })
  expect(await stand.register.membership(1)).toEqual([])
})

test('[F47] the other secret ends with the first use of one', async () => {
  const stand = await openShop()
  const { qr, typed, ids } = await invite(stand)
  await stand.send('POST', `/v1/pair/${ids[1]}`, offerOf(newTestDevice(), typed))
  expect(await stateOf(stand, ids[0])).toEqual({ state: 'expired' })
  expect(refusal(await stand.send('POST', `/v1/pair/${ids[0]}`, offerOf(newTestDevice(), qr)))).toBe('404 not-found')
})

test('[F47] the first offer stands; the fifth other one ends the invitation', async () => {
  const stand = await openShop()
  const { qr, ids } = await invite(stand)
  const first = offerOf(newTestDevice(), qr)
  const offer = async (one: PairingOffer): Promise<string> =>
    refusal(await stand.send('POST', `/v1/pair/${ids[0]}`, one))
  expect(await offer(first)).toBe('200 undefined')
  const admin = await bearer(stand, stand.shop.admin)
  for (let i = 1; i < PAIRING_TRIES; i++) {
    expect(await offer(offerOf(newTestDevice(), qr))).toBe('409 conflict')
    expect((await stand.send('GET', `/v1/pairings/${ids[0]}`, undefined, admin)).body).toMatchObject({ offer: first })
  }
  expect(await offer(first)).toBe('200 undefined')
  expect(await offer(offerOf(newTestDevice(), qr))).toBe('404 not-found')
  expect(await offer(first)).toBe('404 not-found')
  expect(await stateOf(stand, ids[0])).toEqual({ state: 'refused' })
  expect((await stand.audit()).filter(({ kind }) => kind === 'pairing-refused')).toMatchObject([
    { times: PAIRING_TRIES },
  ])
})

test('[F47] five minutes by the relay’s clock, then it is over for the device and for the admin', async () => {
  const stand = await openShop()
  const { qr, ids } = await invite(stand)
  const offer = offerOf(newTestDevice(), qr)
  stand.clock.advance(PAIRING_LIFE_MS - 1)
  expect((await stand.send('POST', `/v1/pair/${ids[0]}`, offer)).status).toBe(200)
  stand.clock.advance(1)
  expect(await stateOf(stand, ids[0])).toEqual({ state: 'expired' })
  expect(refusal(await stand.send('POST', `/v1/pair/${ids[0]}`, offerOf(newTestDevice(), qr)))).toBe('404 not-found')
  const admin = await bearer(stand, stand.shop.admin)
  expect((await stand.send('GET', `/v1/pairings/${ids[0]}`, undefined, admin)).body).toMatchObject({ state: 'expired' })
  const verdict = await verdictFor(stand, offer, qr)
  expect(refusal(await stand.send('POST', `/v1/pairings/${ids[0]}`, verdict, admin))).toBe('404 not-found')
  stand.clock.advance(2 * 3600 * 1000)
  stand.care()
  expect(await stand.register.pairing(ids[0])).toBeNull()
})

test('[F47] who guesses is heard no more for a minute, even with a right guess; others are', async () => {
  const register = createMemoryRegister()
  let address = '203.0.113.9'
  const stand = await openShop({ register, addressOf: () => address })
  const { ids } = await invite(stand)
  const guess = (): string => randomBytes(16).toString('hex')
  const statuses: number[] = []
  for (let i = 0; i < 15; i++) statuses.push((await stand.send('GET', `/v1/pair/${guess()}`)).status)
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 404), ...Array.from({ length: 5 }, () => 429)])
  expect(refusal(await stand.send('GET', `/v1/pair/${ids[0]}`))).toBe('429 too-fast')
  expect(refusal(await stand.send('POST', `/v1/pair/${ids[0]}`, offerOf(newTestDevice(), randomBytes(16))))).toBe(
    '429 too-fast',
  )
  address = '203.0.113.10'
  expect(await stateOf(stand, ids[0])).toEqual({ state: 'open' })
  address = '203.0.113.9'
  stand.clock.advance(60_000)
  expect(await stateOf(stand, ids[0])).toEqual({ state: 'open' })
  const guessed = (await stand.audit()).filter(({ kind }) => kind === 'pairing-guessed')
  expect(guessed.map(({ detail }) => detail)).toEqual(['too many unknown invitations from 203.0.113.9'])
})

test('[F47] the whole network of an IPv6 address counts as one guesser', async () => {
  let host = 0
  const stand = await openShop({ addressOf: () => `2001:db8:7:9::${(host++).toString(16)}` })
  const statuses: number[] = []
  for (let i = 0; i < 12; i++) {
    statuses.push((await stand.send('GET', `/v1/pair/${randomBytes(16).toString('hex')}`)).status)
  }
  expect(statuses.filter((status) => status === 429)).toHaveLength(2)
})

test('an acceptance lands whole or not at all', async () => {
  const stand = await openShop()
  const { qr, ids } = await invite(stand)
  const device = newTestDevice()
  const offer = offerOf(device, qr)
  const admin = await bearer(stand, stand.shop.admin)
  const send = (verdict: unknown) => stand.send('POST', `/v1/pairings/${ids[0]}`, verdict, admin)
  const nobody = await verdictFor(stand, offer, qr)
  expect(refusal(await send(nobody))).toBe('409 conflict')
  await stand.send('POST', `/v1/pair/${ids[0]}`, offer)
  const { answer, membership, grant } = nobody
  const other = stand.shop.draft({ kind: 'recovery', until: 0 }) as SignedEntry
  const otherGrant = await stand.shop.grantFor(stand.shop.admin)
  const stale = await stand.shop.grantFor(device, { epoch: 2 })
  const wrongs: [unknown, string][] = [
    [{ ...nobody, grant: otherGrant }, '400 invalid'],
    [{ ...nobody, grant: stale }, '403 grant-stale'],
    [{ ...nobody, grant: 'a.b.c' }, '400 invalid'],
    [{ ...nobody, answer: { ...answer, role: 'admin' } }, '400 invalid'],
    [{ ...nobody, answer: { ...answer, head: 'a'.repeat(64) } }, '400 invalid'],
    [{ ...nobody, answer: { ...answer, shop: 'a'.repeat(64) } }, '400 invalid'],
    [{ ...nobody, membership: { from: 0, entries: membership.entries } }, '409 conflict'],
    [{ ...nobody, membership: { from: 1, entries: [other] } }, '400 invalid'],
  ]
  for (const [wrong, expected] of wrongs) {
    expect(refusal(await send(wrong))).toBe(expected)
    expect(await stand.register.membership(1)).toEqual([])
    expect(await stand.register.grants()).toEqual([])
    expect(await stateOf(stand, ids[0])).toEqual({ state: 'offered' })
  }
  expect((await send({ verdict: 'accept', answer, membership, grant })).status).toBe(200)
  expect(refusal(await send({ verdict: 'refuse' }))).toBe('409 conflict')
})

test('a refusal is heard, and an id serves one invitation only', async () => {
  const stand = await openShop()
  const { qr, ids } = await invite(stand)
  await stand.send('POST', `/v1/pair/${ids[0]}`, offerOf(newTestDevice(), qr))
  const admin = await bearer(stand, stand.shop.admin)
  expect((await stand.send('POST', `/v1/pairings/${ids[0]}`, { verdict: 'refuse' }, admin)).body).toMatchObject({
    state: 'refused',
  })
  expect(await stateOf(stand, ids[0])).toEqual({ state: 'refused' })
  expect(refusal(await stand.send('POST', '/v1/pairings', { ids: [ids[1]] }, admin))).toBe('409 conflict')
})

test('a pairing that began at one relay ends at another on the same register', async () => {
  const register = createMemoryRegister()
  const first = await openShop({ register })
  const second = Object.assign(await openStand({ register, clock: first.clock }), { shop: first.shop })
  const { qr, ids } = await invite(first)
  const device = newTestDevice()
  const offer = offerOf(device, qr)
  await second.send('POST', `/v1/pair/${ids[0]}`, offer)
  const verdict = await verdictFor(first, offer, qr)
  await first.send('POST', `/v1/pairings/${ids[0]}`, verdict, await bearer(first, first.shop.admin))
  expect(await stateOf(second, ids[0])).toMatchObject({ state: 'accepted' })
  expect((await knock(second, device, { grant: null })).status).toBe(200)
})
