import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LIMITS, MAX_BLOB_NAMES } from '../../src/crdt/protocol/index.ts'
import type { BlobsReply } from '../../src/crdt/protocol/index.ts'
import type { Limits } from '../../sync-relay/src/limits.ts'
import { until } from './support/client.ts'
import { scratchFolder } from './support/folder.ts'
import { relayHere } from './support/relay.ts'
import { createTestShop } from './support/shop.ts'

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

async function relayWithFolder(limits: Partial<Limits> = {}) {
  const data = await scratchFolder()
  const relay = await relayHere({ data, limits })
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

test('of many photos at once: which of them are missing', async () => {
  const { relay, put } = await relayWithFolder()
  const photos = Array.from({ length: 5 }, () => randomBytes(10))
  const names = photos.map(hashOf)
  for (const i of [1, 3]) await put(names[i] as string, photos[i] as Buffer)
  const ask = (body: unknown) => fetch(`${relay.http}/v1/blobs/missing`, { method: 'POST', body: JSON.stringify(body) })
  expect(await (await ask({ names })).json()).toEqual({ missing: [names[0], names[2], names[4]] })
  expect(await (await ask({ names: [] })).json()).toEqual({ missing: [] })
  const many = Array.from({ length: MAX_BLOB_NAMES }, (_, i) => hashOf(Buffer.from(`${i}`)))
  expect(((await (await ask({ names: many })).json()) as { missing: string[] }).missing).toEqual(many)
  expect((await ask({ names: [...many, ...many] })).status).toBe(400)
  expect((await ask({ names: ['../relay.sqlite'] })).status).toBe(400)
  expect((await ask({})).status).toBe(400)
  expect((await fetch(`${relay.http}/v1/blobs/missing`)).status).toBe(405)
})

test('every blob is listed by name, page by page, and unfinished ones are not', async () => {
  const { relay, put } = await relayWithFolder()
  const photos = Array.from({ length: 40 }, () => randomBytes(10))
  for (const photo of photos) await put(hashOf(photo), photo)
  const half = randomBytes(100)
  await put(hashOf(half), half.subarray(0, 50), { 'content-range': 'bytes 0-49/100' })
  const page = async (after: string) =>
    ((await (await fetch(`${relay.http}/v1/blobs${after}`)).json()) as BlobsReply).names
  const all = photos.map(hashOf).toSorted()
  expect(await page('')).toEqual(all)
  expect(await page(`?after=${all[9]}`)).toEqual(all.slice(10))
  expect(await page(`?after=${all.at(-1)}`)).toEqual([])
  expect((await fetch(`${relay.http}/v1/blobs?after=../x`)).status).toBe(400)
})

test('the relay keeps no more than it may: 507 in words; what is there is still served and known', async () => {
  const MiB = 1 << 20
  const { put, get, head } = await relayWithFolder({ blobBytes: MiB })
  const first = randomBytes(MiB - 1000)
  expect((await put(hashOf(first), first)).status).toBe(201)
  const second = randomBytes(2000)
  const refused = await put(hashOf(second), second)
  expect([refused.status, await refused.json()]).toEqual([
    507,
    { kind: 'full', error: expect.stringContaining('blob-bytes') },
  ])
  expect((await get(hashOf(first))).status).toBe(200)
  expect((await put(hashOf(first), first)).status).toBe(200)
  expect((await head(hashOf(second))).status).toBe(404)
  const small = randomBytes(500)
  expect((await put(hashOf(small), small)).status).toBe(201)
})

test('what was rejected or is there already fills nothing, also after a restart', async () => {
  const MiB = 1 << 20
  const { data, relay, put } = await relayWithFolder({ blobBytes: MiB })
  const photo = randomBytes(600_000)
  for (let i = 0; i < 4; i++) expect((await put(hashOf(randomBytes(10)), photo)).status).toBe(422)
  expect((await put(hashOf(photo), photo)).status).toBe(201)
  for (let i = 0; i < 4; i++) expect((await put(hashOf(photo), photo)).status).toBe(200)
  await relay.close()
  const again = await relayHere({ data, limits: { blobBytes: MiB } })
  const other = randomBytes(600_000)
  const send = async (body: Buffer) =>
    (await fetch(`${again.http}/v1/blobs/${hashOf(body)}`, { method: 'PUT', body: body as Uint8Array<ArrayBuffer> }))
      .status
  expect(await send(other)).toBe(507)
  expect(await send(randomBytes(400_000))).toBe(201)
})

test('a device that brought enough for a day is told to come back; others go on', async () => {
  const MiB = 1 << 20
  const relay = await relayHere({ auth: 'grants', limits: { deviceBlobBytesPerDay: MiB } })
  const shop = createTestShop()
  const busy = await shop.openSession(relay.http, shop.admit('technician'))
  const calm = await shop.openSession(relay.http, shop.admit('technician'))
  const send = (body: Buffer, headers: Record<string, string>) =>
    fetch(`${relay.http}/v1/blobs/${hashOf(body)}`, { method: 'PUT', body: body as Uint8Array<ArrayBuffer>, headers })
  expect((await send(randomBytes(MiB - 10), busy)).status).toBe(201)
  const photo = randomBytes(1000)
  const refused = await send(photo, busy)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '3600'])
  expect(await refused.json()).toMatchObject({ kind: 'device-full' })
  expect((await send(photo, calm)).status).toBe(201)
  expect((await send(photo, busy)).status).toBe(200)
})

test('many senders of one photo: it is stored once, and each is told that it is there or being sent', async () => {
  const { data, put } = await relayWithFolder()
  const photo = randomBytes(2_000_000)
  const name = hashOf(photo)
  const answers = await Promise.all(Array.from({ length: 8 }, () => put(name, photo)))
  const statuses = answers.map((answer) => answer.status)
  expect(statuses.filter((status) => status === 201)).toHaveLength(1)
  expect(statuses.every((status) => [200, 201, 409].includes(status))).toBe(true)
  for (const answer of answers) if (answer.status === 409) expect(answer.headers.get('retry-after')).toBe('2')
  expect((await put(name, photo)).status).toBe(200)
  expect(await readdir(join(data, 'blobs', name.slice(0, 2)))).toEqual([name])
})

test.skipIf(process.platform === 'win32')(
  '[F48] links among the blobs are not followed, for reading or writing',
  async () => {
    const { data, get, put } = await relayWithFolder()
    const secret = randomBytes(10)
    const elsewhere = join(data, 'elsewhere')
    await mkdir(elsewhere)
    await writeFile(join(elsewhere, hashOf(secret)), secret)
    const shard = join(data, 'blobs', hashOf(secret).slice(0, 2))
    await symlink(elsewhere, shard)
    expect((await get(hashOf(secret))).status).toBe(500)
    await rm(shard)
    await mkdir(shard)
    await symlink(join(elsewhere, hashOf(secret)), join(shard, hashOf(secret)))
    expect((await get(hashOf(secret))).status).toBe(500)
    expect((await put(hashOf(secret), secret)).status).toBe(500)

    const photo = Buffer.from('written through a link?')
    await rm(join(data, 'blobs', hashOf(photo).slice(0, 2)), { recursive: true, force: true })
    await symlink(elsewhere, join(data, 'blobs', hashOf(photo).slice(0, 2)))
    expect((await put(hashOf(photo), photo)).status).toBe(500)
    expect(await readdir(elsewhere)).toEqual([hashOf(secret)])
  },
)
