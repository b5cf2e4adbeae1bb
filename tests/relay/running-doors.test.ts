/** [F41, F42] The doors before authentication, each on a bare server: nothing of the relay behind them. */
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createDoors, isDirect } from '../../sync-relay/src/server/doors.ts'
import { watchConnections } from '../../sync-relay/src/server/doors-connections.ts'
import { createBuckets, createDailyMeter } from '../../sync-relay/src/rate.ts'
import { until } from './support/client.ts'

const CAPS = { handshakeMs: 60_000, maxConnections: 1000, maxConnectionsPerAddress: 1000, maxUnproved: 1000 }

async function guarded(caps: Partial<typeof CAPS> = {}, isProxy = (_address: string) => false) {
  const server = createServer((request, response) => {
    if (request.url === '/prove') connections.proved(request.socket)
    if (request.method === 'GET' && request.url !== '/wait') response.end('ok')
  })
  const connections = watchConnections(server, { ...CAPS, ...caps }, isProxy)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { server, connections, port: (server.address() as AddressInfo).port }
}

interface Knocker {
  readonly socket: Socket
  readonly isOpen: () => boolean
  ask(path: string): Promise<string>
}

async function knock(port: number): Promise<Knocker> {
  const socket = connect(port, '127.0.0.1')
  let heard = ''
  socket.setEncoding('utf8').on('data', (text: string) => (heard += text))
  socket.on('error', () => {})
  onTestFinished(() => void socket.destroy())
  await new Promise((resolve) => socket.once('connect', resolve))
  return {
    socket,
    isOpen: () => !socket.destroyed && !socket.readableEnded,
    async ask(path) {
      heard = ''
      socket.write(`GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`)
      await until(() => heard.endsWith('ok') || socket.destroyed)
      return heard.slice(9, 12)
    },
  }
}

describe('[F41] connections', () => {
  test('300 that say nothing do not keep out one that does: the oldest of them go', async () => {
    const { connections, port } = await guarded({ maxUnproved: 50 })
    const silent: Knocker[] = []
    for (let i = 0; i < 300; i++) silent.push(await knock(port))
    await until(() => silent.filter((one) => one.isOpen()).length <= 50)
    expect(silent.slice(0, 250).some((one) => one.isOpen())).toBe(false)
    const honest = await knock(port)
    expect(await honest.ask('/prove')).toBe('200')
    for (let i = 0; i < 60; i++) await knock(port)
    expect(honest.isOpen()).toBe(true)
    expect(await honest.ask('/again')).toBe('200')
    expect(connections.figures()).toMatchObject({ open: 51, unproved: 50, cut: { 'unproved-full': 310 } })
  })

  test.each([
    '',
    'GET / HT',
    'GET / HTTP/1.1\r\nhost: a\r\nx: ',
    'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nab',
  ])('who gets no further than %j is cut at the deadline', async (beginning) => {
    const { connections, port } = await guarded({ handshakeMs: 120 })
    const slow = await knock(port)
    slow.socket.write(beginning)
    await until(() => !slow.isOpen())
    expect(connections.figures().cut['too-slow']).toBe(1)
  })

  test('who waits for our answer is not the slow one', async () => {
    const { connections, port } = await guarded({ handshakeMs: 60 })
    const waiting = await knock(port)
    waiting.socket.write('GET /wait HTTP/1.1\r\nhost: a\r\n\r\n')
    const slow = await knock(port)
    await until(() => !slow.isOpen())
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(waiting.isOpen()).toBe(true)
    expect(connections.figures().unproved).toBe(1)
  })

  test('no more than so many in all, and of one address; a place is free again when its holder leaves', async () => {
    const all = await guarded({ maxConnections: 3 })
    const first = [await knock(all.port), await knock(all.port), await knock(all.port)]
    const fourth = await knock(all.port)
    await until(() => !fourth.isOpen())
    first[0]?.socket.destroy()
    await until(() => all.connections.figures().open === 2)
    expect(await (await knock(all.port)).ask('/')).toBe('200')
    expect(all.connections.figures().cut.full).toBe(1)

    const each = await guarded({ maxConnectionsPerAddress: 2 })
    const held = [await knock(each.port), await knock(each.port)]
    const third = await knock(each.port)
    await until(() => !third.isOpen())
    expect(held.every((one) => one.isOpen())).toBe(true)
    expect(each.connections.figures().cut['address-full']).toBe(1)
  })

  test('a proxy brings many people', async () => {
    const { port } = await guarded({ maxConnectionsPerAddress: 2 }, (address) => address === '127.0.0.1')
    const held = [await knock(port), await knock(port), await knock(port)]
    for (const one of held) expect(await one.ask('/')).toBe('200')
  })
})

const request = (remoteAddress: string, headers: Record<string, string> = {}): IncomingMessage =>
  ({ headers, socket: { remoteAddress } }) as unknown as IncomingMessage
const LAN = { host: '::', allowOrigin: [], publicUrl: [], trustProxy: [] }

describe('[F42] host and origin', () => {
  test.each([
    ['192.168.1.20:4455', null],
    ['[fe80::1]:4455', null],
    ['atelier.local:4455', null],
    ['localhost', null],
    ['relay.example', null],
    ['RELAY.example.:443', null],
    ['evil.example', 'host not allowed'],
    ['local', 'host not allowed'],
    ['192.168.1.20.evil.example', 'host not allowed'],
    ['', 'host not allowed'],
  ])('on the network, Host %j: %s', (host, verdict) => {
    const doors = createDoors({ ...LAN, publicUrl: ['wss://relay.example'] })
    expect(doors.turnedAway(request('192.168.1.9', { host }))).toBe(verdict)
  })

  test('on loopback, only names of loopback and configured ones', () => {
    const doors = createDoors({ ...LAN, host: '127.0.0.1', publicUrl: ['wss://relay.example'] })
    const verdict = (host: string) => doors.turnedAway(request('127.0.0.1', { host }))
    expect(['127.0.0.1:1', '[::1]', 'localhost', 'relay.example'].map(verdict)).toEqual([null, null, null, null])
    expect(['192.168.1.20', 'atelier.local', 'evil.example'].map(verdict)).not.toContain(null)
  })

  test('a page gets in only from an origin that was named', () => {
    const doors = createDoors({ ...LAN, allowOrigin: ['https://app.example'] })
    const verdict = (origin: string) => doors.turnedAway(request('10.0.0.1', { host: '10.0.0.9', origin }))
    expect(verdict('https://app.example')).toBeNull()
    for (const origin of ['https://app.example.evil', 'http://app.example', 'null', '']) {
      expect(verdict(origin)).toBe('origin not allowed')
    }
  })
})

describe('proxies', () => {
  const from = (address: string, forwarded: string, trusted: string[]) =>
    createDoors({ ...LAN, trustProxy: trusted }).callerOf(
      request(address, { 'x-forwarded-for': forwarded, 'x-forwarded-proto': 'https' }),
    )
  test('what a stranger says of itself is not believed', () => {
    expect(from('203.0.113.7', '10.0.0.1', ['10.0.0.2'])).toEqual({ address: '203.0.113.7', secure: false })
    expect(from('10.0.0.2', '10.0.0.1', [])).toEqual({ address: '10.0.0.2', secure: false })
  })
  test('from the right, the first address that is no proxy of ours is the caller', () => {
    expect(from('10.0.0.2', '6.6.6.6, 203.0.113.7', ['10.0.0.0/8'])).toEqual({ address: '203.0.113.7', secure: true })
    expect(from('::ffff:10.0.0.2', '203.0.113.7, 10.0.0.3', ['10.0.0.0/8']).address).toBe('203.0.113.7')
    expect(from('10.0.0.2', 'rubbish', ['10.0.0.0/8']).address).toBe('10.0.0.2')
  })
  test('who comes by a proxy of this machine is not this machine', () => {
    expect(isDirect(request('127.0.0.1'))).toBe(true)
    expect(isDirect(request('::ffff:127.0.0.1'))).toBe(true)
    expect(isDirect(request('127.0.0.1', { 'x-forwarded-for': '203.0.113.7' }))).toBe(false)
    expect(isDirect(request('192.168.1.9'))).toBe(false)
  })
})

describe('rates', () => {
  test('a bucket gives its burst, then its rate, and tells how long to wait', () => {
    const buckets = createBuckets(2, 3)
    expect([0, 0, 0, 0].map(() => buckets.take('a', 1000))).toEqual([0, 0, 0, 1])
    expect(buckets.take('b', 1000)).toBe(0)
    expect([buckets.take('a', 1500), buckets.take('a', 1500)]).toEqual([0, 1])
    expect([0, 0, 0, 0].map(() => buckets.take('a', 99_000))).toEqual([0, 0, 0, 1])
    expect(createBuckets(0.1, 1).take('a', 0)).toBe(0)
  })
  test('a clock that is set back takes nothing away and gives nothing', () => {
    const buckets = createBuckets(1, 1)
    expect([buckets.take('a', 5000), buckets.take('a', 0), buckets.take('a', 900)]).toEqual([0, 1, 1])
  })
  test('many strangers do not make it grow without end, nor forgive the one who just asked', () => {
    const buckets = createBuckets(0.001, 1)
    for (let i = 0; i < 30_000; i++) buckets.take(`stranger ${i}`, i)
    expect(buckets.take('stranger 29999', 30_000)).toBeGreaterThan(0)
    expect(buckets.take('stranger 0', 30_000)).toBe(0)
  })
  test('a day has 24 hours from any hour', () => {
    const hour = 3600 * 1000
    const meter = createDailyMeter(100)
    expect(meter.add('a', 60, 0)).toBe(true)
    expect(meter.add('a', 41, 5 * hour)).toBe(false)
    expect(meter.add('a', 40, 5 * hour)).toBe(true)
    expect(meter.add('b', 100, 5 * hour)).toBe(true)
    expect(meter.add('a', 1, 23 * hour)).toBe(false)
    expect(meter.add('a', 60, 24 * hour)).toBe(true)
    expect(meter.add('a', 1, 24 * hour)).toBe(false)
  })
})
