/** A relay as its operator meets it: ready or not, measured, hurried, spoken to badly, stopped. */
import { createServer } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import * as Y from 'yjs'
import { CLOSE, encodeBarrier, SYNC } from '../../src/crdt/protocol/index.ts'
import { announcementOf, announceShop, mdnsPublisher } from '../../sync-relay/src/server/announce.ts'
import type { Announcement } from '../../sync-relay/src/server/announce.ts'
import { syncFrame } from '../../sync-relay/src/core/frames.ts'
import { createMemoryLog } from '../../sync-relay/src/index.ts'
import type { Relay } from '../../sync-relay/src/index.ts'
import { DEFAULT_LIMITS } from '../../sync-relay/src/limits.ts'
import { expectPace } from '../../sync-relay/src/server/replies.ts'
import { rawClient, stockClient, until } from './support/client.ts'
import { scratchFolder } from './support/folder.ts'
import { failCommits } from './support/logs.ts'
import { relayHere, relayProcess } from './support/relay.ts'
import { createTestShop } from './support/shop.ts'
import { presenceFrame } from './support/world.ts'

const JOB = 'job/01JD8V4E5RZK3T9QF0W6HX7YBN'
const ready = async (relay: Relay) => {
  const answer = await fetch(`${relay.http}/readyz`)
  return [answer.status, await answer.json()]
}

describe('ready', () => {
  test('while it would take an edit, and not while it would not; alive all the time', async () => {
    const log = failCommits(createMemoryLog('ill'))
    const relay = await relayHere({ log })
    expect(await ready(relay)).toEqual([200, { ready: true, reason: null }])
    log.failure = { kind: 'full', message: 'disk full' }
    const client = await rawClient(`${relay.url}/job/1`)
    const doc = new Y.Doc()
    doc.getMap('m').set('a', 1)
    client.send(syncFrame(SYNC.update, Y.encodeStateAsUpdate(doc)))
    await client.closed
    expect(await ready(relay)).toEqual([503, { ready: false, reason: 'read-only' }])
    expect((await fetch(`${relay.http}/healthz`)).status).toBe(200)
  })

  test('not while the log does not answer', async () => {
    const log = createMemoryLog('gone')
    const relay = await relayHere({
      log: Object.assign(Object.create(log) as typeof log, {
        changes: (_since: number, _limit: number, done: Parameters<typeof log.changes>[2]) =>
          done({ ok: false, failure: { kind: 'io', message: 'the database is gone' } }),
      }),
    })
    expect(await ready(relay)).toEqual([503, { ready: false, reason: 'log' }])
  })
})

describe('metrics', () => {
  const read = async (relay: Relay, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${relay.http}/metrics`, { headers })
    return { status: answer.status, text: await answer.text() }
  }

  test('every line is Prometheus text, every limit is there, nobody is named', async () => {
    const relay = await relayHere({ limits: { idleMs: 1234 } })
    const client = await rawClient(`${relay.url}/${JOB}`)
    const doc = new Y.Doc()
    doc.getMap('m').set('a', 1)
    client.send(syncFrame(SYNC.update, Y.encodeStateAsUpdate(doc)))
    expect(await client.barrier(1)).toBe(true)
    const refused = await rawClient(`${relay.url}/${JOB}`)
    refused.send(syncFrame(SYNC.update, Uint8Array.of(1, 2, 3)))
    expect((await refused.closed).code).toBe(CLOSE.structureRefused)
    await fetch(`${relay.http}/v1/whatever/${JOB}`)
    const { text } = await read(relay)
    for (const line of text.trimEnd().split('\n')) {
      expect(line).toMatch(
        /^(# (HELP|TYPE) rpma_relay_\w+ .+|rpma_relay_\w+(\{\w+="[\w+./-]*"(,\w+="[\w+./-]*")*\})? [\d.e+-]+|)$/,
      )
    }
    for (const [name, value] of Object.entries({ ...DEFAULT_LIMITS, idleMs: 1234 })) {
      const label = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
      expect(text).toContain(`rpma_relay_limit{name="${label}"} ${value}\n`)
    }
    expect(text).toMatch(/^rpma_relay_updates_total 1$/m)
    expect(text).toMatch(/^rpma_relay_barrier_seconds_count 1$/m)
    expect(text).toMatch(/^rpma_relay_barrier_seconds_bucket\{le="\+Inf"\} 1$/m)
    expect(text).toContain(`rpma_relay_refused_total{code="${CLOSE.structureRefused}"} 1`)
    expect(text).toContain('rpma_relay_http_responses_total{route="other",status="404"} 1')
    expect(text).not.toContain('01JD8V4E')
    expect(text).not.toContain('127.0.0.1')
  })

  test('by default for this machine only, and a proxy here is not this machine', async () => {
    const relay = await relayHere()
    expect((await read(relay)).status).toBe(200)
    expect((await read(relay, { 'x-forwarded-for': '203.0.113.9' })).status).toBe(403)
  })

  test('with a token for who has it, or for anyone', async () => {
    const guarded = await relayHere({ metrics: 'token', metricsToken: 'a-token-of-some-length' })
    expect((await read(guarded)).status).toBe(403)
    expect((await read(guarded, { authorization: 'Bearer a-token-of-some-lengtH' })).status).toBe(403)
    expect((await read(guarded, { authorization: 'Bearer a-token-of-some-length' })).status).toBe(200)
    const open = await relayHere({ metrics: 'anyone' })
    expect((await read(open, { 'x-forwarded-for': '203.0.113.9' })).status).toBe(200)
  })
})

test('who asks too often is told how long to wait, and others are not', async () => {
  const relay = await relayHere({ auth: 'grants', limits: { requestsPerSecond: 1, requestsBurst: 5 } })
  const shop = createTestShop()
  const busy = await shop.openSession(relay.http, shop.admin)
  const calm = await shop.openSession(relay.http, shop.admit('technician'))
  const ask = (headers: Record<string, string>) => fetch(`${relay.http}/v1/changes`, { headers })
  const answers = await Promise.all(Array.from({ length: 12 }, () => ask(busy)))
  const hurried = answers.filter((answer) => answer.status === 429)
  expect(hurried.length).toBeGreaterThanOrEqual(5)
  expect(Number(hurried[0]?.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await ask(calm)).status).toBe(200)
})

describe('[F42] bad requests cost nobody anything', () => {
  async function say(relay: Relay, text: string): Promise<string> {
    const socket = connect(relay.port, '127.0.0.1')
    let heard = ''
    socket.setEncoding('utf8').on('data', (piece: string) => (heard += piece))
    socket.on('error', () => {})
    onTestFinished(() => void socket.destroy())
    const ended = new Promise((resolve) => socket.once('close', resolve))
    socket.end(text)
    await ended
    return heard.slice(9, 12)
  }
  const upgrade = 'connection: upgrade\r\nupgrade: websocket\r\n'
  const key = 'sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
  test.each([
    ['an address that is none', 'GET // HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n', '400'],
    ['an upgrade to one', `GET // HTTP/1.1\r\nhost: localhost\r\n${upgrade}${key}\r\n`, '400'],
    ['an upgrade without a key', `GET /shop HTTP/1.1\r\nhost: localhost\r\n${upgrade}\r\n`, '400'],
    ['an upgrade by POST', `POST /shop HTTP/1.1\r\nhost: localhost\r\n${upgrade}${key}\r\n`, '405'],
    [
      'an upgrade to something else',
      'GET /shop HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n',
      '400',
    ],
    [
      'an upgrade from a page',
      `GET /shop HTTP/1.1\r\nhost: localhost\r\norigin: https://evil.example\r\n${upgrade}${key}\r\n`,
      '403',
    ],
    ['no HTTP at all', '\u0016\u0003\u0001\u0000\u0001', '400'],
    ['headers without end', `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, '431'],
    ['2,000 header lines', `GET / HTTP/1.1\r\nhost: localhost\r\n${'a: b\r\n'.repeat(2000)}\r\n`, '431'],
    [
      'two lengths',
      'POST /v1/sync HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab',
      '400',
    ],
    ['a percent sign alone', 'GET /v1/blobs/% HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n', '400'],
  ])('%s', async (_, text, status) => {
    const relay = await relayHere()
    expect(await say(relay, text)).toBe(status)
    expect(await ready(relay)).toEqual([200, { ready: true, reason: null }])
  })

  test('[F41] a body that stops coming is cut', async () => {
    const server = createServer((request, response) => {
      expectPace(request, 60)
      request.on('data', () => {}).on('end', () => response.end())
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    socket.on('error', () => {})
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.write(`PUT / HTTP/1.1\r\nhost: a\r\ncontent-length: 100000\r\n\r\n${'x'.repeat(20_000)}`)
    await closed
  })
})

describe('announcement', () => {
  test('says the protocol, the beginning of the shop, whether TLS; and a name that fits', () => {
    const said = { name: 'Atelier', relayId: 'abcdef', port: 4455, shop: 'f'.repeat(64), tls: true }
    expect(announcementOf(said)).toEqual({
      name: 'Atelier (abcd)',
      type: 'rpma-relay',
      port: 4455,
      txt: { v: '1', shop: 'ffffffff', tls: '1' },
    })
    const long = announcementOf({ ...said, name: 'é'.repeat(100), shop: null, tls: false })
    expect(Buffer.byteLength(long.name)).toBeLessThanOrEqual(63)
    expect(long.name).not.toContain('\uFFFD')
    expect(long.txt).toEqual({ v: '1', shop: '', tls: '0' })
  })

  test('is made anew when the shop is founded, and withdrawn in the end', async () => {
    const heard: (Announcement | 'stop')[] = []
    let shop: string | null = null
    const announced = announceShop(
      { name: 'Atelier', relayId: 'abcdef', port: 1, tls: false },
      async () => shop,
      (what) => {
        heard.push(what)
        return { stop: async () => void heard.push('stop') }
      },
      () => {},
      5,
    )
    await until(() => heard.length === 1)
    shop = 'a'.repeat(64)
    await until(() => heard.length === 3)
    await announced.stop()
    expect(heard.map((one) => (one === 'stop' ? one : one.txt.shop))).toEqual(['', 'stop', 'aaaaaaaa', 'stop'])
  })

  test('a network that does not let us is said, and the relay goes on', async () => {
    const failed: unknown[] = []
    const announced = announceShop(
      { name: null, relayId: 'abcdef', port: 1, tls: false },
      async () => null,
      () => {
        throw new Error('no multicast here')
      },
      (error) => failed.push(error),
    )
    await until(() => failed.length === 1)
    await announced.stop()
  })

  // On loopback multicast reaches nobody, so that others hear it is not shown here; that nothing of it throws is.
  test('by mDNS: it is said and withdrawn, and a network that is not there fails without a throw', async () => {
    const what = announcementOf({ name: 'Test', relayId: 'abcdef', port: 1, shop: null, tls: false })
    const failed: unknown[] = []
    await mdnsPublisher('127.0.0.1')(what, (error) => failed.push(error)).stop()
    const nowhere = mdnsPublisher('203.0.113.1')(what, (error) => failed.push(error))
    await until(() => failed.length > 0)
    await nowhere.stop()
  })

  test('never on loopback', async () => {
    let announced = 0
    const publish = () => {
      announced++
      return { stop: async () => {} }
    }
    await (await relayHere({ announce: true, publish })).close()
    expect(announced).toBe(0)
  })
})

test('[F58] the log of a busy relay bears no name, no content, no token and no address', async () => {
  const process_ = await relayProcess(['--port', '0', '--data', await scratchFolder(), '--log-level', 'debug'])
  const shop = createTestShop()
  const device = shop.admit('technician')
  const session = await shop.openSession(process_.http, device)
  const canaries = ['Marguerite Canari', 'VF1CANARY00000017', 'canari@example.org', session.authorization.slice(7)]
  const ticketAnswer = await fetch(`${process_.http}/v1/tickets`, {
    method: 'POST',
    body: JSON.stringify({ document: JOB }),
    headers: session,
  })
  const { ticket } = (await ticketAnswer.json()) as { ticket: string }
  canaries.push(ticket)
  const client = await rawClient(`${process_.url}/${JOB}?ticket=${encodeURIComponent(ticket)}`)
  const doc = new Y.Doc()
  for (const canary of canaries) doc.getMap('m').set(canary, canary)
  client.send(syncFrame(SYNC.update, Y.encodeStateAsUpdate(doc)))
  client.send(presenceFrame(doc.clientID, 1, { name: canaries[0] }))
  expect(await client.barrier(1)).toBe(true)
  // Everything that goes wrong, with a canary in it.
  const text = Buffer.from(canaries.join(' '))
  client.send(syncFrame(SYNC.update, text))
  await client.closed
  const again = await rawClient(`${process_.url}/${JOB}?ticket=${encodeURIComponent(ticket)}`)
  await again.closed
  await rawClient(`${process_.url}/${encodeURIComponent(canaries[0] ?? '')}`, session).then((one) => one.closed)
  const calls: [string, string, Buffer | undefined][] = [
    ['PUT', `/v1/blobs/${'a'.repeat(64)}`, text],
    ['POST', '/v1/sync', text],
    ['POST', `/v1/numbers/${encodeURIComponent('Marguerite Canari')}`, text],
    ['POST', '/v1/session', Buffer.from(JSON.stringify({ grant: canaries[1], proof: canaries[0] }))],
    ['GET', `/v1/changes?since=${encodeURIComponent('canari@example.org')}`, undefined],
  ]
  for (const [method, path, body] of calls) {
    const sent = body === undefined ? {} : { body: new Uint8Array(body) }
    const answer = await fetch(`${process_.http}${path}`, { method, headers: session, ...sent })
    expect([path, answer.ok]).toEqual([path, false])
  }
  expect(await process_.stop('SIGTERM')).toBe(0)
  const logged = process_.stderr()
  expect(logged).toContain('"refused"')
  for (const canary of [...canaries, 'Canari', 'CANARY', '127.0.0.1']) expect(logged).not.toContain(canary)
})

test('a log for people is one line an event', async () => {
  const arguments_ = ['--port', '0', '--data', await scratchFolder(), '--auth', 'none', '--log-format', 'text']
  const relay = await relayProcess(arguments_)
  const client = await rawClient(`${relay.url}/job/1`)
  client.send(Uint8Array.of(77))
  await client.closed
  await relay.stop('SIGTERM')
  const [refused, closing] = relay.stderr().split('\n')
  expect(refused).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z warn: refused \{"detail":\{"document":"job\/1","code":4409,/)
  expect(closing).toMatch(/Z info: closing \{"signal":"SIGTERM"\}$/)
})

test('SIGTERM in the middle of writing: barriers are answered, then goodbye; what was acknowledged is there after', async () => {
  const data = await scratchFolder()
  const arguments_ = ['--port', '0', '--data', data, '--auth', 'none']
  const relay = await relayProcess(arguments_)
  const writers = await Promise.all(
    [1, 2, 3, 4].map(async (i) => {
      const client = await rawClient(`${relay.url}/job/${i}`)
      const doc = new Y.Doc()
      doc.on('update', (update: Uint8Array) => client.send(syncFrame(SYNC.update, update)))
      return { client, doc, name: `job/${i}`, acknowledged: new Set<string>(), sent: 0 }
    }),
  )
  const writing = writers.map(async (writer) => {
    for (;;) {
      // Twenty edits in flight behind each barrier, and the next ones sent before it is answered.
      const keys = Array.from({ length: 20 }, () => `${writer.sent++}`)
      for (const key of keys) writer.doc.getMap('m').set(key, key)
      const answered = writer.client.barrier(writer.sent).then((yes) => {
        if (yes) for (const key of keys) writer.acknowledged.add(key)
        return yes
      })
      await new Promise((resolve) => setImmediate(resolve))
      if (writer.sent % 100 === 0 && !(await answered)) return
      if (writer.client.socket.readyState !== 1) return
    }
  })
  await until(() => writers.every((writer) => writer.acknowledged.size > 200))
  const stopped = relay.stop('SIGTERM')
  const codes = await Promise.all(writers.map((writer) => writer.client.closed.then(({ code }) => code)))
  expect(await stopped).toBe(0)
  await Promise.all(writing)
  expect(codes).toEqual([1001, 1001, 1001, 1001])

  const after = await relayHere({ data })
  for (const { name, acknowledged } of writers) {
    const reader = stockClient(after.url, name)
    await until(() => reader.synced)
    expect([...acknowledged].filter((key) => !reader.doc.getMap('m').has(key))).toEqual([])
  }
})

test('who waits for a barrier when the relay is told to close gets it before the goodbye', async () => {
  const log = createMemoryLog('slow')
  let release = (): void => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  const slow = Object.assign(Object.create(log) as typeof log, {
    commit: (...input: Parameters<typeof log.commit>) => void held.then(() => log.commit(...input)),
  })
  const relay = await relayHere({ log: slow })
  const client = await rawClient(`${relay.url}/job/1`)
  const doc = new Y.Doc()
  doc.getMap('m').set('a', 1)
  client.send(syncFrame(SYNC.update, Y.encodeStateAsUpdate(doc)))
  const heard: string[] = []
  const answered = client.barrier(7).then((yes) => heard.push(`barrier ${yes}`))
  client.socket.send(encodeBarrier(8))
  void client.closed.then(({ code }) => heard.push(`closed ${code}`))
  await fetch(`${relay.http}/healthz`)
  const closed = relay.close()
  release()
  await Promise.all([answered, closed, client.closed])
  expect(heard).toEqual(['barrier true', 'closed 1001'])
})
