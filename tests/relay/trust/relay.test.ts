/** A whole relay with `--auth grants`, met over its sockets. */
import * as encoding from 'lib0/encoding'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { decodeSyncReply, encodeSyncRequest, MESSAGE, SYNC } from '../../../src/crdt/protocol/index.ts'
import type {
  AuditReply,
  Challenge,
  ChangesReply,
  DevicesReply,
  QuarantineReply,
  SessionReply,
  TicketReply,
} from '../../../src/crdt/protocol/index.ts'
import { rawClient, stockClient, until } from '../support/client.ts'
import { relayHere } from '../support/relay.ts'
import { createTestShop } from '../support/shop.ts'
import { scratchFolder } from '../support/folder.ts'

const JOB = 'job/01ARZ3NDEKTSV4RRFFQ69G5FAV'

function edit(): { update: Uint8Array; frame: Uint8Array } {
  const doc = new Y.Doc()
  doc.getMap('facts').set('one', 1)
  const update = Y.encodeStateAsUpdate(doc)
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGE.sync)
  encoding.writeVarUint(encoder, SYNC.update)
  encoding.writeVarUint8Array(encoder, update)
  return { update, frame: encoding.toUint8Array(encoder) }
}

async function ask<T>(http: string, path: string, headers: Record<string, string>, body?: unknown): Promise<T> {
  const method = body === undefined ? 'GET' : 'POST'
  const answer = await fetch(`${http}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

test('[F44] without a session nothing opens: no document, no feed, no blob, no number', async () => {
  const relay = await relayHere({ auth: 'grants' })
  const shop = createTestShop()
  await shop.push(relay.http)
  for (const headers of [{}, { authorization: 'Bearer x' }] as Record<string, string>[]) {
    expect(await (await rawClient(`${relay.url}/${JOB}`, headers)).closed).toMatchObject({ code: 4401 })
    for (const path of ['/v1/changes', '/v1/blobs', `/v1/blobs/${'a'.repeat(64)}`, '/v1/audit']) {
      expect([path, (await fetch(relay.http + path, { headers })).status]).toEqual([path, 401])
    }
    for (const path of ['/v1/sync', '/v1/numbers/R']) {
      expect([path, (await fetch(relay.http + path, { method: 'POST', headers, body: '{}' })).status]).toEqual([
        path,
        401,
      ])
    }
  }
  expect(await (await rawClient(`${relay.url}/${JOB}?ticket=x`)).closed).toMatchObject({ code: 4401 })
})

test('[F45] each role writes what it may over its socket; more closes it with 4403 and is on record', async () => {
  const relay = await relayHere({ auth: 'grants' })
  const shop = createTestShop()
  const devices = {
    supervisor: shop.admit('supervisor'),
    technician: shop.admit('technician'),
    viewer: shop.admit('viewer'),
  }
  const cases = [
    ['supervisor', 'shop', true],
    ['technician', 'shop', false],
    ['technician', JOB, true],
    ['technician', JOB.replace('job', 'client'), true],
    ['viewer', 'shop', false],
    ['viewer', JOB, false],
  ] as const
  for (const [role, document, isAllowed] of cases) {
    const client = await rawClient(`${relay.url}/${document}`, await shop.openSession(relay.http, devices[role]))
    client.send(edit().frame)
    expect([role, document, await client.barrier(1)]).toEqual([role, document, isAllowed])
    if (!isAllowed) expect(await client.closed).toMatchObject({ code: 4403 })
    client.socket.close()
  }
  const { entries } = await ask<AuditReply>(relay.http, '/v1/audit', await shop.openSession(relay.http, shop.admin))
  const refused = entries.filter(({ kind }) => kind === 'refused-work')
  expect(refused.map(({ device, document }) => [device, document])).toEqual([
    [devices.viewer.device, JOB],
    [devices.viewer.device, 'shop'],
    [devices.technician.device, 'shop'],
  ])
})

test('[F45] a grant that names some documents opens only those, over HTTP too', async () => {
  const relay = await relayHere({ auth: 'grants' })
  const shop = createTestShop()
  const device = shop.admit('supervisor')
  const all = await shop.openSession(relay.http, device)
  const some = await shop.openSession(relay.http, device, { docs: ['job/*'] })
  const { update } = edit()
  const sync = async (headers: { authorization: string }, names: string[], bytes: Uint8Array) => {
    const body = encodeSyncRequest(names.map((name) => ({ name, stateVector: Uint8Array.of(0), update: bytes })))
    const reply = await fetch(`${relay.http}/v1/sync`, { method: 'POST', headers, body: body as BodyInit })
    return decodeSyncReply(new Uint8Array(await reply.arrayBuffer())).map(({ accepted }) => accepted)
  }
  expect(await sync(all, ['shop'], update)).toEqual([true])
  expect(await sync(some, ['shop', JOB], update)).toEqual([false, true])
  expect(await sync(some, ['shop', JOB], new Uint8Array())).toEqual([false, true])
  const feed = async (headers: { authorization: string }) =>
    (await ask<ChangesReply>(relay.http, '/v1/changes?since=0', headers)).documents
  expect(await feed(all)).toEqual(['shop', JOB])
  expect(await feed(some)).toEqual([JOB])
  expect(await (await rawClient(`${relay.url}/shop`, some)).closed).toMatchObject({ code: 4403 })
})

test('[F46] a revoked device’s sockets close with the answer to the entry; its late work waits and is merged', async () => {
  const relay = await relayHere({ auth: 'grants' })
  const shop = createTestShop()
  const device = shop.admit('technician')
  const headers = await shop.openSession(relay.http, device)
  const clients = [await rawClient(`${relay.url}/${JOB}`, headers), await rawClient(`${relay.url}/shop`, headers)]
  expect(await clients[0]?.barrier(1)).toBe(true)
  const admin = await shop.openSession(relay.http, shop.admin)
  const { devices } = await ask<DevicesReply>(relay.http, '/v1/devices', admin)
  expect(devices.find((one) => one.device === device.device)).toMatchObject({ connected: true })
  shop.revoke(device)
  await shop.push(relay.http)
  for (const client of clients) expect(await client.closed).toEqual({ code: 4403, reason: 'revoked' })
  expect(await (await rawClient(`${relay.url}/${JOB}`, headers)).closed).toMatchObject({ code: 4401 })

  const { update } = edit()
  const body = encodeSyncRequest([{ name: JOB, stateVector: Uint8Array.of(0), update }])
  const send = (path: string, authorization: string) =>
    fetch(`${relay.http}${path}`, { method: 'POST', headers: { authorization }, body: body as BodyInit })
  expect((await send('/v1/sync', headers.authorization)).status).toBe(401)
  const challenge = await ask<Challenge>(relay.http, '/v1/challenge', {})
  const proof = await shop.proofFor(device, challenge, relay.http)
  const { token } = await ask<SessionReply>(
    relay.http,
    '/v1/session',
    {},
    { grant: null, proof, purpose: 'quarantine' },
  )
  expect((await send('/v1/sync', `Bearer ${token}`)).status).toBe(401)
  expect(await (await send('/v1/quarantine', `Bearer ${token}`)).json()).toEqual({ kept: 1 })
  const { items } = await ask<QuarantineReply>(relay.http, '/v1/quarantine', admin)
  expect(items).toMatchObject([{ device: device.device, document: JOB, bytes: update.length }])
  await ask(relay.http, `/v1/quarantine/${items[0]?.id}`, admin, { verdict: 'accept' })
  const reply = await fetch(`${relay.http}/v1/sync`, {
    method: 'POST',
    headers: admin,
    body: encodeSyncRequest([{ name: JOB, stateVector: Uint8Array.of(0), update: new Uint8Array() }]) as BodyInit,
  })
  const [synced] = decodeSyncReply(new Uint8Array(await reply.arrayBuffer()))
  const doc = new Y.Doc()
  if (synced?.accepted === true) Y.applyUpdate(doc, synced.update)
  expect(doc.getMap('facts').toJSON()).toEqual({ one: 1 })
})

test('[F46] a revocation outlives the process that took it', async () => {
  const data = await scratchFolder()
  const first = await relayHere({ auth: 'grants', data })
  const shop = createTestShop()
  const device = shop.admit('technician')
  const headers = await shop.openSession(first.http, device)
  const client = await rawClient(`${first.url}/${JOB}`, headers)
  shop.revoke(device)
  await shop.push(first.http)
  expect(await client.closed).toMatchObject({ code: 4403 })
  await first.close()
  const again = await relayHere({ auth: 'grants', data, port: first.port })
  expect(await (await rawClient(`${again.url}/${JOB}`, headers)).closed).toMatchObject({ code: 4401 })
})

test('a restart keeps sessions: a thousand devices need not prove themselves anew', async () => {
  const data = await scratchFolder()
  const first = await relayHere({ auth: 'grants', data })
  const shop = createTestShop()
  const headers = await shop.openSession(first.http, shop.admin)
  await first.close()
  const again = await relayHere({ auth: 'grants', data, port: first.port })
  const client = await rawClient(`${again.url}/${JOB}`, headers)
  expect(await client.barrier(1)).toBe(true)
})

test('[F44] a stock client comes in with a ticket', async () => {
  const relay = await relayHere({ auth: 'grants' })
  const shop = createTestShop()
  const headers = await shop.openSession(relay.http, shop.admit('technician'))
  const { ticket } = await ask<TicketReply>(relay.http, '/v1/tickets', headers, { document: JOB })
  const provider = stockClient(relay.url, `${JOB}?ticket=${ticket}`)
  await until(() => provider.synced)
  expect(provider.synced).toBe(true)
  expect(await (await rawClient(`${relay.url}/${JOB}?ticket=${ticket}`)).closed).toMatchObject({ code: 4401 })
})

test('a device that has no document open and waits for what is new counts as connected', async () => {
  const relay = await relayHere({ auth: 'grants' })
  const shop = createTestShop()
  const device = shop.admit('technician')
  const headers = await shop.openSession(relay.http, device)
  const admin = await shop.openSession(relay.http, shop.admin)
  const { cursor, relay: id } = await ask<ChangesReply>(relay.http, '/v1/changes?since=0', headers)
  const connected = async (): Promise<boolean | undefined> => {
    const { devices } = await ask<DevicesReply>(relay.http, '/v1/devices', admin)
    return devices.find((one) => one.device === device.device)?.connected
  }
  expect(await connected()).toBe(false)
  const leave = new AbortController()
  const waiting = fetch(`${relay.http}/v1/changes?since=${cursor}&relay=${id}&wait=30000`, {
    headers,
    signal: leave.signal,
  })
  await expect.poll(connected, { timeout: 20_000 }).toBe(true)
  const socket = await rawClient(`${relay.url}/${JOB}`, headers)
  expect(await socket.barrier(1)).toBe(true)
  leave.abort()
  await expect(waiting).rejects.toThrow()
  socket.socket.close()
  // Neither way is left; the one that waited may be about to ask again, and is given a moment.
  await expect.poll(connected, { timeout: 20_000 }).toBe(false)
})
