/** How a device proves itself to a relay, and what it never does. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ulid } from 'ulid'
import { expect, onTestFinished, test } from 'vitest'
import { DeviceIdentity } from '../../../src/main/identity/device.ts'
import { ShopTrust } from '../../../src/main/identity/shop-trust.ts'
import { createRelayHttp, isLoopbackAddress, openRelaySession } from '../../../src/main/replica/index.ts'
import { openStore } from '../../../src/main/store/index.ts'
import { keyringOf, relayOn } from '../desktop/support.ts'
import { openDesk, tempFolder, until, workerUrl } from './support.ts'

const TEN_YEARS_MS = 10 * 365 * 24 * 3600_000
const soon = () => AbortSignal.timeout(20_000)

async function founder(now: () => number = Date.now): Promise<ShopTrust> {
  const store = await openStore({ dir: tempFolder(), workerUrl })
  onTestFinished(() => store.close())
  const identity = await DeviceIdentity.load(store, { deviceName: 'Poste A', locale: 'fr' })
  const trust = await ShopTrust.load(identity, keyringOf('claire'), now)
  await trust.found('Poste A', { shop: { demo: false } })
  return trust
}
const sessionAt = (url: string, trust: ShopTrust, now: () => number = Date.now) =>
  openRelaySession(url, { trust, now, changed() {} })

test.each([
  ['ten years behind', -TEN_YEARS_MS],
  ['ten years ahead', TEN_YEARS_MS],
])('[F26] a device whose clock is %s founds a relay, proves itself and stays in', async (_what, off) => {
  const relay = await relayOn()
  const now = () => Date.now() + off
  const trust = await founder(now)
  const session = sessionAt(relay.url, trust, now)
  await session.open(soon())
  expect(Math.abs(session.relayNow() - Date.now())).toBeLessThan(60_000)
  const http = createRelayHttp(relay.url, session)
  await expect(http.changes(0, relay.relayId, 0, soon())).resolves.toMatchObject({ documents: [] })
  const { grants } = await session.trust.grants()
  await until('its own grant is a sound one', async () => {
    const [grant] = (await session.trust.grants()).grants
    return grant !== undefined && grant.expiresAt > Date.now()
  })
  expect(grants.length).toBeLessThan(2)
})

test('many who ask at once are proved by one proof; a token that is taken away is got again in passing', async () => {
  const relay = await relayOn()
  const trust = await founder()
  const session = sessionAt(relay.url, trust)
  const http = createRelayHttp(relay.url, session)
  const ask = () => http.changes(0, relay.relayId, 0, soon())
  await Promise.all(Array.from({ length: 20 }, ask))
  const first = session.headers()
  expect(first['authorization']).toMatch(/^Bearer ./)
  // What the relay calls too old (another epoch) is answered 401; the caller sees nothing of it.
  const broken = { open: session.open, expire: session.expire, headers: () => ({ authorization: 'Bearer s1.x' }) }
  await expect(createRelayHttp(relay.url, broken).changes(0, relay.relayId, 0, soon())).rejects.toMatchObject({
    status: 401,
  })
  session.expire(first)
  expect(session.headers()).toEqual({})
  await ask()
  expect(session.headers()['authorization']).toMatch(/^Bearer ./)
})

/** Hears what is said to a relay, and passes it on. */
async function listenAt(http: string): Promise<{ url: string; heard: IncomingMessage[] }> {
  const heard: IncomingMessage[] = []
  const server = createServer((request, response) => {
    heard.push(request)
    const pass = async () => {
      const chunks: Uint8Array[] = []
      for await (const chunk of request) chunks.push(chunk as Uint8Array)
      const { authorization } = request.headers
      const answer = await fetch(http + request.url!, {
        method: request.method!,
        headers: { ...(authorization ? { authorization } : {}), 'content-type': 'application/json' },
        ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
      })
      response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()))
    }
    pass().catch(() => response.destroy())
  })
  server.on('upgrade', (request, socket) => {
    heard.push(request)
    socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => (server.closeAllConnections(), void server.close()))
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, heard }
}

test('[F44] a proof that somebody in between passes on is worth nothing: it names the address it was made for', async () => {
  const relay = await relayOn()
  const trust = await founder()
  await sessionAt(relay.url, trust).open(soon())
  const between = await listenAt(relay.http)
  await expect(sessionAt(between.url, trust).open(soon())).rejects.toMatchObject({ kind: 'bad-proof' })
})

test('[F58] no token is ever in an address, of a request or of a socket', async () => {
  const relay = await relayOn()
  const trust = await founder()
  const between = await listenAt(relay.http)
  const known = sessionAt(relay.url, trust)
  await known.open(soon())
  const session = sessionAt(between.url, trust)
  const token = known.headers()['authorization']!.slice('Bearer '.length)
  const bearer = { ...known, socketClass: known.socketClass }
  await createRelayHttp(between.url, bearer).changes(0, relay.relayId, 0, soon())
  const socket = new known.socketClass(`${between.url}/job/${ulid()}`)
  await new Promise((resolve) => socket.addEventListener('close', resolve, { once: true }))
  session.close()
  expect(between.heard).toHaveLength(2)
  for (const { url, headers } of between.heard) {
    expect(url).not.toContain(token.slice(0, 12))
    expect(headers.authorization).toBe(`Bearer ${token}`)
  }
})

test('a relay that asks nobody who they are is believed on this machine only', async () => {
  const { startRelay } = await import('../../../sync-relay/src/index.ts')
  const open = await startRelay({ data: tempFolder(), auth: 'none' })
  onTestFinished(() => open.close())
  const trust = await founder()
  const here = sessionAt(open.url, trust)
  await here.open(soon())
  expect([here.isFree(), here.headers()]).toEqual([true, {}])
  // One that says the same at an address that is not plainly this machine's.
  const lying = createServer((_request, response) => {
    response.end(JSON.stringify({ auth: 'none', relay: 'R', shop: null, nonce: '' }))
  })
  await new Promise<void>((resolve) => lying.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => (lying.closeAllConnections(), void lying.close()))
  const elsewhere = `ws://[::ffff:127.0.0.1]:${(lying.address() as AddressInfo).port}`
  await expect(sessionAt(elsewhere, trust).open(soon())).rejects.toMatchObject({ kind: 'not-authenticated' })
  const desk = await openDesk({ relay: elsewhere, trust })
  await until('it is refused', async () => (await desk.replica.status()).problem === 'refused')
  for (const url of ['ws://127.0.0.1:1', 'ws://127.8.9.10', 'ws://[::1]:4455', 'ws://localhost']) {
    expect(isLoopbackAddress(url)).toBe(true)
  }
  for (const url of ['ws://127.0.0.1.example.org', 'ws://relais.local', 'wss://192.168.1.20', 'ws://[::2]']) {
    expect(isLoopbackAddress(url)).toBe(false)
  }
})

test('a membership list longer than a relay reads at once arrives all the same', async () => {
  const trust = await founder()
  const device = trust.me!.device
  for (let i = 0; i < 430; i++) {
    const entry = trust.sign({ kind: 'rename', device, name: `Poste ${i}` }, trust.membership!)
    expect(await trust.adopt(trust.membership!.length, [entry])).toBe('taken')
  }
  const relay = await relayOn()
  const session = sessionAt(relay.url, trust)
  await session.open(soon())
  expect((await session.trust.membership(430)).entries).toHaveLength(1)
})
