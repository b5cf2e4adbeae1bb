/** `rpma-relay pull`: one relay copied into the folder of another that is not running. */
import { createHash, createHmac, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import {
  answerMac,
  decodeSyncReply,
  encodeInvitation,
  encodeSyncRequest,
  encodeTypedCode,
  pairingDigits,
  pairingId,
  pairingKey,
  readOfferText,
} from '../../src/crdt/protocol/index.ts'
import type { PairingView, SyncRequestEntry } from '../../src/crdt/protocol/index.ts'
import type { RelayConfig } from '../../sync-relay/src/command/config.ts'
import { configOf } from '../../sync-relay/src/command/config-sources.ts'
import { pullFrom } from '../../sync-relay/src/command/pull-cli.ts'
import type { Relay } from '../../sync-relay/src/index.ts'
import { scratchFolder } from './support/folder.ts'
import { relayHere } from './support/relay.ts'
import { createTestShop } from './support/shop.ts'
import type { TestShop } from './support/shop.ts'

type Headers = Record<string, string>
const ULID = '01JD8V4E5RZK3T9QF0W6HX7Y'
const NAMES = ['shop', `job/${ULID}BN`, `job/${ULID}BP`, `client/${ULID}BQ`]
const hmac = (key: Uint8Array, message: Uint8Array) => createHmac('sha256', key).update(message).digest()

function configFor(data: string, auth: 'none' | 'grants'): RelayConfig {
  const reading = configOf({ data, auth })
  if (!reading.ok) throw new Error(reading.problems.join())
  return reading.config
}

async function post(relay: Relay, entries: SyncRequestEntry[], headers: Headers = {}) {
  const body = encodeSyncRequest(entries) as Uint8Array<ArrayBuffer>
  const answer = await fetch(`${relay.http}/v1/sync`, { method: 'POST', body, headers })
  return decodeSyncReply(new Uint8Array(await answer.arrayBuffer()))
}

async function contentOf(relay: Relay, name: string, headers: Headers = {}): Promise<Y.Doc> {
  const [reply] = await post(relay, [{ name, stateVector: Uint8Array.of(0), update: new Uint8Array() }], headers)
  if (!reply?.accepted) throw new Error(`expected ${name}, saw ${JSON.stringify(reply)}`)
  const doc = new Y.Doc()
  Y.applyUpdate(doc, reply.update)
  return doc
}

/** Documents with deletes, photos, numbers. Returns the photos' names. */
async function fill(relay: Relay, headers: Headers = {}): Promise<string[]> {
  for (const name of NAMES) {
    const doc = new Y.Doc()
    doc.getMap('m').set('name', name)
    doc.getMap('m').set('gone', 1)
    doc.getMap('m').delete('gone')
    const update = Y.encodeStateAsUpdate(doc)
    const [reply] = await post(relay, [{ name, stateVector: Uint8Array.of(0), update }], headers)
    expect(reply?.accepted).toBe(true)
  }
  const photos = [randomBytes(10), randomBytes(300_000), randomBytes(5000)]
  const names = photos.map((photo) => createHash('sha256').update(photo).digest('hex'))
  for (const [i, body] of photos.entries()) {
    expect((await fetch(`${relay.http}/v1/blobs/${names[i]}`, { method: 'PUT', body, headers })).status).toBe(201)
  }
  for (const [request, atLeast] of [
    ['b', 0],
    ['a', 17],
    ['c', 0],
  ]) {
    const body = JSON.stringify({ request, atLeast })
    expect((await fetch(`${relay.http}/v1/numbers/F-2026`, { method: 'POST', body, headers })).status).toBe(200)
  }
  return names
}

async function expectSame(one: Relay, other: Relay, photos: string[], headers: [Headers, Headers] = [{}, {}]) {
  for (const name of NAMES) {
    const [a, b] = [await contentOf(one, name, headers[0]), await contentOf(other, name, headers[1])]
    expect(Y.equalSnapshots(Y.snapshot(a), Y.snapshot(b))).toBe(true)
    expect(b.getMap('m').toJSON()).toEqual({ name })
  }
  for (const name of photos) {
    const got = await fetch(`${other.http}/v1/blobs/${name}`, { headers: headers[1] })
    expect(
      createHash('sha256')
        .update(new Uint8Array(await got.arrayBuffer()))
        .digest('hex'),
    ).toBe(name)
  }
  const numbers = async (relay: Relay, own: Headers) =>
    (await fetch(`${relay.http}/v1/numbers`, { headers: own })).json() as Promise<unknown>
  expect(await numbers(other, headers[1])).toEqual(await numbers(one, headers[0]))
}

test('everything is copied; again, nothing is; what is new since comes with the next', async () => {
  const source = await relayHere()
  const photos = await fill(source)
  const data = await scratchFolder()
  const said: string[] = []
  const pull = () => pullFrom(source.url, null, configFor(data, 'none'), (text) => said.push(text))
  expect(await pull()).toEqual({ documents: 4, numbers: 3, blobs: 3, entries: 0, problems: [] })
  expect(await pull()).toMatchObject({ blobs: 0, problems: [] })
  const doc = await contentOf(source, 'shop')
  doc.getMap('m').set('gone', 2)
  doc.getMap('m').delete('gone')
  await post(source, [{ name: 'shop', stateVector: Uint8Array.of(0), update: Y.encodeStateAsUpdate(doc) }])
  expect(await pull()).toMatchObject({ problems: [] })
  await expectSame(source, await relayHere({ data }), photos)
  expect(said).toEqual([])
})

test('a relay that runs on the folder is in the way, and is left alone', async () => {
  const source = await relayHere()
  await fill(source)
  const data = await scratchFolder()
  const running = await relayHere({ data })
  await expect(pullFrom(source.url, null, configFor(data, 'none'), () => {})).rejects.toThrow()
  expect((await fetch(`${running.http}/readyz`)).status).toBe(200)
})

test('a relay that does not answer: a sentence', async () => {
  const config = configFor(await scratchFolder(), 'none')
  await expect(pullFrom('ws://127.0.0.1:9', null, config, () => {})).rejects.toThrow(/127\.0\.0\.1:9 does not answer/)
  await expect(pullFrom('nowhere', null, config, () => {})).rejects.toThrow(/^expected an address/)
})

/** What an administrator's app does: opens a pairing, compares the digits, signs. */
async function invite(relay: Relay, shop: TestShop, secret: Uint8Array, headers: Headers, digits: () => string) {
  const id = pairingId(secret, hmac)
  const opened = await fetch(`${relay.http}/v1/pairings`, {
    method: 'POST',
    body: JSON.stringify({ ids: [id] }),
    headers,
  })
  expect(opened.status).toBe(200)
  return async (): Promise<void> => {
    let view: PairingView
    do {
      view = (await (await fetch(`${relay.http}/v1/pairings/${id}`, { headers })).json()) as PairingView
    } while (view.offer === null)
    const body = readOfferText(view.offer.offer)
    if (body === null) throw new Error('expected an offer')
    const key = pairingKey(secret, hmac)
    while (digits() === '') await new Promise((resolve) => setTimeout(resolve, 5))
    expect(digits()).toBe(pairingDigits(key, shop.shop, view.offer.offer, hmac))
    const device = { device: body.device, publicKey: body.key, privateKey: shop.admin.privateKey }
    const from = shop.entries().length
    shop.admit('viewer', device)
    const head = shop.membership().head
    const mac = answerMac(key, shop.shop, head, view.offer.offer, hmac)
    const verdict = {
      verdict: 'accept',
      answer: { shop: shop.shop, head, role: 'viewer', mac },
      membership: { from, entries: shop.entries().slice(from) },
      grant: await shop.grantFor(device),
    }
    const answer = await fetch(`${relay.http}/v1/pairings/${id}`, {
      method: 'POST',
      body: JSON.stringify(verdict),
      headers,
    })
    expect([answer.status, await answer.text()]).toEqual([200, expect.anything()])
  }
}

test.each(['rpma://pair', 'typed'])(
  'with grants, by an invitation (%s): the copy serves the same shop',
  async (kind) => {
    const source = await relayHere({ auth: 'grants' })
    const shop = createTestShop()
    const admin = await shop.openSession(source.http, shop.admin)
    const photos = await fill(source, admin)
    const data = await scratchFolder()
    const config = configFor(data, 'grants')
    await expect(pullFrom(source.url, null, config, () => {})).rejects.toThrow(/--invitation is missing/)

    const secret = randomBytes(kind === 'typed' ? 10 : 16)
    const invitation =
      kind === 'typed' ? encodeTypedCode(secret) : encodeInvitation({ relayUrl: source.url, shop: shop.shop, secret })
    let digits = ''
    const accept = await invite(source, shop, secret, admin, () => digits)
    const pulling = pullFrom(source.url, invitation, config, (text) => {
      digits = text.replace(/\D/g, '')
    })
    await accept()
    expect(await pulling).toMatchObject({ documents: 4, numbers: 3, blobs: 3, entries: 2, problems: [] })
    // The second time nobody has to be asked.
    expect(await pullFrom(source.url, null, config, () => {})).toMatchObject({ blobs: 0, entries: 0, problems: [] })

    const copy = await relayHere({ auth: 'grants', data })
    const there = await shop.openSession(copy.http, shop.admin)
    await expectSame(source, copy, photos, [admin, there])
  },
)
