import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LIMITS } from '../../src/crdt/protocol/index.ts'
import { until } from './support/client.ts'
import { scratchFolder } from './support/folder.ts'
import { relayHere } from './support/relay.ts'

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

async function relayWithFolder() {
  const data = await scratchFolder()
  const relay = await relayHere({ data })
  const address = (name: string): string => `${relay.http}/v1/blobs/${name}`
  return {
    data,
    relay,
    head: (name: string) => fetch(address(name), { method: 'HEAD' }),
    get: (name: string, headers: Record<string, string> = {}) => fetch(address(name), { headers }),
    put: (name: string, body: Uint8Array, headers: Record<string, string> = {}) =>
      fetch(address(name), { method: 'PUT', body: body as Uint8Array<ArrayBuffer>, headers }),
  }
}

test('what was put is got back, byte for byte, under its hash', async () => {
  const { head, get, put } = await relayWithFolder()
  const photo = randomBytes(300_000)
  const name = hashOf(photo)
  expect((await head(name)).status).toBe(404)
  expect((await put(name, photo)).status).toBe(201)
  expect((await put(name, photo)).status).toBe(200)
  expect((await head(name)).headers.get('content-length')).toBe('300000')
  const got = await get(name)
  expect(got.headers.get('content-type')).toBe('application/octet-stream')
  expect(new Uint8Array(await got.arrayBuffer())).toEqual(new Uint8Array(photo))
  const rest = await get(name, { range: 'bytes=299990-' })
  expect(rest.status).toBe(206)
  expect(new Uint8Array(await rest.arrayBuffer())).toEqual(new Uint8Array(photo.subarray(299_990)))
})

test('an upload goes on where it stopped', async () => {
  const { head, get, put } = await relayWithFolder()
  const photo = randomBytes(1000)
  const name = hashOf(photo)
  const first = await put(name, photo.subarray(0, 400), { 'content-range': 'bytes 0-399/1000' })
  expect([first.status, first.headers.get('x-received')]).toEqual([202, '400'])
  expect((await head(name)).headers.get('x-received')).toBe('400')
  const wrong = await put(name, photo.subarray(500), { 'content-range': 'bytes 500-999/1000' })
  expect([wrong.status, wrong.headers.get('x-received')]).toEqual([416, '400'])
  expect((await get(name)).status).toBe(404)
  expect((await put(name, photo.subarray(400), { 'content-range': 'bytes 400-999/1000' })).status).toBe(201)
  expect((await get(name)).status).toBe(200)
})

test('an upload cut in the middle keeps what arrived, and the next one may begin at once', async () => {
  const { relay, head, put } = await relayWithFolder()
  const photo = randomBytes(100_000)
  const name = hashOf(photo)
  const socket = connect(relay.port, '127.0.0.1')
  socket.write(`PUT /v1/blobs/${name} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 100000\r\n\r\n`)
  socket.write(photo.subarray(0, 40_000))
  const received = async () => Number((await head(name)).headers.get('x-received'))
  while ((await received()) < 40_000) await until(() => true)
  expect((await put(name, photo)).status).toBe(409)
  socket.destroy()
  let status = 409
  while (status === 409) {
    status = (await put(name, photo.subarray(40_000), { 'content-range': 'bytes 40000-99999/100000' })).status
  }
  expect(status).toBe(201)
})

test('[F48] bytes that do not have the hash are not kept', async () => {
  const { data, head, put } = await relayWithFolder()
  const name = hashOf(randomBytes(10))
  expect((await put(name, randomBytes(10))).status).toBe(422)
  const again = await head(name)
  expect([again.status, again.headers.get('x-received')]).toEqual([404, '0'])
  expect(await readdir(join(data, 'blobs'))).toEqual(['unfinished'])
})

test('[F48] only 64 lower-case hex digits are a name', async () => {
  const { put, get } = await relayWithFolder()
  const names = ['..%2f..%2frelay.sqlite', 'A'.repeat(64), 'a'.repeat(63), `${'a'.repeat(64)}.svg`, '%00']
  for (const name of names) {
    expect((await put(name, new Uint8Array(1))).status).toBe(400)
    expect((await get(name)).status).toBe(400)
  }
  expect((await get('%2e%2e/relay.sqlite')).status).toBe(404)
})

test.skipIf(process.platform === 'win32')('[F48] a symlink in the place of an upload is not followed', async () => {
  const { data, put } = await relayWithFolder()
  const victim = join(data, 'victim')
  await writeFile(victim, 'precious')
  const photo = randomBytes(10)
  await mkdir(join(data, 'blobs', 'unfinished'), { recursive: true })
  await symlink(victim, join(data, 'blobs', 'unfinished', hashOf(photo)))
  expect((await put(hashOf(photo), photo)).status).toBe(500)
  expect(await readFile(victim, 'utf8')).toBe('precious')
})

test('[F15] a blob damaged on disk is set aside, and may be sent again', async () => {
  const { data, get, head, put } = await relayWithFolder()
  const photo = randomBytes(1000)
  const name = hashOf(photo)
  await put(name, photo)
  await writeFile(join(data, 'blobs', name.slice(0, 2), name), randomBytes(1000))
  expect((await get(name)).status).toBe(404)
  expect((await head(name)).status).toBe(404)
  expect(await readdir(join(data, 'blobs', 'damaged'))).toEqual([name])
  expect((await put(name, photo)).status).toBe(201)
  expect((await get(name)).status).toBe(200)
})

test('a blob above the limit is refused before its bytes are read', async () => {
  const { put } = await relayWithFolder()
  const total = LIMITS.maxBlobBytes + 1
  const name = hashOf(randomBytes(1))
  expect((await put(name, new Uint8Array(10), { 'content-range': `bytes 0-9/${total}` })).status).toBe(413)
  expect((await put(name, new Uint8Array(10), { 'content-range': 'bytes 9-0/10' })).status).toBe(400)
})
