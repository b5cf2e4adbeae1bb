/** A relay with `--auth grants`, through its doors. What trust itself promises is tested in `trust/`. */
import { createHash, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { CLOSE, decodeSyncReply, encodeSyncRequest, SYNC } from '../../src/crdt/protocol/index.ts'
import type { Challenge } from '../../src/crdt/protocol/index.ts'
import { syncFrame } from '../../sync-relay/src/core/frames.ts'
import { rawClient } from './support/client.ts'
import { relayHere } from './support/relay.ts'
import { createTestShop } from './support/shop.ts'

const JOB = 'job/01JD8V4E5RZK3T9QF0W6HX7YBN'
const photo = randomBytes(1000)
const photoName = createHash('sha256').update(photo).digest('hex')

async function shopAtRelay() {
  const relay = await relayHere({ auth: 'grants' })
  const shop = createTestShop()
  await shop.push(relay.http)
  const session = (role: 'admin' | 'supervisor' | 'technician' | 'viewer') =>
    shop.openSession(relay.http, shop.admit(role))
  return { relay, shop, session }
}

type Headers = Record<string, string>

test('[F45] a viewer reads everything and adds nothing; a technician adds photos and numbers', async () => {
  const { relay, session } = await shopAtRelay()
  const viewer = await session('viewer')
  const technician = await session('technician')
  const put = (headers: Headers) =>
    fetch(`${relay.http}/v1/blobs/${photoName}`, { method: 'PUT', body: photo, headers })
  const number = (headers: Headers) =>
    fetch(`${relay.http}/v1/numbers/F`, { method: 'POST', body: '{"request":"a"}', headers })
  expect([(await put(viewer)).status, (await number(viewer)).status]).toEqual([403, 403])
  expect((await fetch(`${relay.http}/v1/blobs/${photoName}`, { headers: viewer })).status).toBe(404)
  expect([(await put(technician)).status, (await number(technician)).status]).toEqual([201, 200])
  for (const path of [`blobs/${photoName}`, 'blobs', 'changes', 'numbers', 'membership', 'devices']) {
    expect([path, (await fetch(`${relay.http}/v1/${path}`, { headers: viewer })).status]).toEqual([path, 200])
  }
  const missing = { method: 'POST', body: JSON.stringify({ names: [photoName] }), headers: viewer }
  expect(await (await fetch(`${relay.http}/v1/blobs/missing`, missing)).json()).toEqual({ missing: [] })
})

test('[F44] without a session every door but the open ones stays shut', async () => {
  const { relay } = await shopAtRelay()
  const shut = [
    ['GET', 'changes'],
    ['POST', 'sync'],
    ['GET', 'numbers'],
    ['POST', 'numbers/F'],
    ['GET', 'blobs'],
    ['POST', 'blobs/missing'],
    ['GET', `blobs/${photoName}`],
    ['PUT', `blobs/${photoName}`],
    ['GET', 'membership'],
    ['GET', 'nothing'],
  ] as const
  for (const authorization of ['', 'Bearer nonsense']) {
    for (const [method, path] of shut) {
      const answer = await fetch(`${relay.http}/v1/${path}`, { method, headers: { authorization } })
      expect([method, path, answer.status]).toEqual([method, path, 401])
    }
  }
  expect((await fetch(`${relay.http}/v1/challenge`)).status).toBe(200)
  const client = await rawClient(`${relay.url}/${JOB}`)
  expect((await client.closed).code).toBe(CLOSE.notAuthenticated)
  const figures = await (await fetch(`${relay.http}/metrics`)).text()
  expect(figures).toContain('rpma_relay_trust_refusals_total{kind="not-authenticated"} 2\n')
  expect(figures).toContain('rpma_relay_turned_away_total{code="4401"} 19\n')
})

test('an edit travels from a technician to a viewer, over the socket and over HTTP', async () => {
  const { relay, session } = await shopAtRelay()
  const writer = await rawClient(`${relay.url}/${JOB}`, await session('technician'))
  const doc = new Y.Doc()
  doc.getMap('m').set('a', 1)
  writer.send(syncFrame(SYNC.update, Y.encodeStateAsUpdate(doc)))
  expect(await writer.barrier(1)).toBe(true)
  const headers = await session('viewer')
  const body = encodeSyncRequest([{ name: JOB, stateVector: Uint8Array.of(0), update: new Uint8Array() }])
  const answer = await fetch(`${relay.http}/v1/sync`, {
    method: 'POST',
    body: body as Uint8Array<ArrayBuffer>,
    headers,
  })
  const [reply] = decodeSyncReply(new Uint8Array(await answer.arrayBuffer()))
  if (!reply?.accepted) throw new Error('expected an answer')
  const copy = new Y.Doc()
  Y.applyUpdate(copy, reply.update)
  expect(copy.getMap('m').toJSON()).toEqual({ a: 1 })
})

test('[F46] a revoked device is cut off, and its session is worth nothing from then on', async () => {
  const { relay, shop } = await shopAtRelay()
  const tablet = shop.admit('technician')
  const headers = await shop.openSession(relay.http, tablet)
  const client = await rawClient(`${relay.url}/${JOB}`, headers)
  expect(await client.barrier(1)).toBe(true)
  shop.revoke(tablet)
  await shop.push(relay.http)
  expect((await client.closed).code).toBe(CLOSE.notAllowed)
  expect((await fetch(`${relay.http}/v1/changes`, { headers })).ok).toBe(false)
})

test('a relay on its own machine says that it asks for nothing', async () => {
  const relay = await relayHere()
  const challenge = (await (await fetch(`${relay.http}/v1/challenge`)).json()) as Challenge
  expect(challenge).toEqual({ auth: 'none', relay: relay.relayId, shop: null, nonce: '' })
})

test('a relay that was told its shop serves no other', async () => {
  const mine = createTestShop()
  const relay = await relayHere({ auth: 'grants', shop: mine.shop })
  await expect(createTestShop().push(relay.http)).rejects.toThrow()
  await mine.push(relay.http)
})
