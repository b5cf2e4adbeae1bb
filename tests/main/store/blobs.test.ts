import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { addPhoto } from '../../../src/crdt/job/index.ts'
import type { StoreProblem } from '../../../src/main/store/index.ts'
import { appendAll, jobUpdates, newId, openTestStore, pen, people, tempFolder } from './workshop.ts'

const bytes = new Uint8Array(100_000).map((_, index) => index % 251)
const sha256 = createHash('sha256').update(bytes).digest('hex')
const fileIn = (dir: string, hash = sha256) => path.join(dir, 'blobs', hash.slice(0, 2), hash)

test('a blob lies under its own hash, whole, and is read back with its type, also by the next session', async () => {
  const dir = tempFolder()
  const store = await openTestStore(dir)
  expect(await store.hasBlob(sha256)).toBe(false)
  expect(await store.putBlob(bytes, 'image/jpeg')).toEqual({ sha256, mime: 'image/jpeg', bytes: bytes.length })
  expect(readFileSync(fileIn(dir)).equals(bytes)).toBe(true)
  expect(readdirSync(path.join(dir, 'blobs'))).toEqual([sha256.slice(0, 2)])
  await store.close()
  const again = await openTestStore(dir)
  const read = await again.readBlob(sha256)
  expect(Buffer.from(read!.bytes).equals(bytes)).toBe(true)
  expect(read!.mime).toBe('image/jpeg')
  expect(await again.readBlob('0'.repeat(64))).toBeNull()
})

test('the same bytes twice, at once, are one file and one row', async () => {
  const dir = tempFolder()
  const store = await openTestStore(dir)
  await Promise.all([store.putBlob(bytes, 'image/jpeg'), store.putBlob(bytes, 'image/jpeg')])
  await store.putBlob(bytes, 'image/jpeg')
  expect(await store.blobsToSend()).toHaveLength(1)
  expect(readdirSync(path.dirname(fileIn(dir)))).toEqual([sha256])
})

test('what is to be sent is what is here and not confirmed', async () => {
  const store = await openTestStore()
  await store.putBlob(bytes, 'image/jpeg')
  const small = await store.putBlob(Uint8Array.of(7), 'image/png')
  expect((await store.blobsToSend()).map((blob) => blob.sha256)).toEqual([small.sha256, sha256])
  await store.markBlobOnRelay(sha256)
  expect(await store.blobsToSend()).toEqual([small])
  expect(await store.blobStatus([sha256, 'f'.repeat(64), small.sha256])).toEqual([
    { sha256, here: true, relay: true },
    { sha256: 'f'.repeat(64), here: false, relay: false },
    { sha256: small.sha256, here: true, relay: false },
  ])
})

test('[F15] damaged bytes are set aside, reported, missing, and asked for again', async () => {
  const dir = tempFolder()
  const store = await openTestStore(dir)
  const problems: StoreProblem[] = []
  store.onProblem((problem) => problems.push(problem))
  await store.putBlob(bytes, 'image/jpeg')
  await store.markBlobOnRelay(sha256)
  const photo = { thumbnail: null, rendition: null, mime: 'image/jpeg', bytes: bytes.length, width: 9, height: 9 }
  const updates = jobUpdates({}, (ledger) => {
    const where = { phase: 'reception', view: null, zone: null, defect: null } as const
    addPhoto(ledger, { ...photo, ...where, sha256 }, pen(people.ana))
  })
  await appendAll(store, `job/${newId()}`, updates)
  expect(await store.blobsToFetch(10)).toEqual([])

  const half = readFileSync(fileIn(dir)).subarray(0, 5000)
  truncateSync(fileIn(dir), 5000)
  expect(await store.readBlob(sha256)).toBeNull()
  expect(problems.map((problem) => problem.kind)).toEqual(['blob-damaged'])
  expect(existsSync(fileIn(dir))).toBe(false)
  const [aside] = readdirSync(path.join(dir, 'blobs', 'quarantine'))
  expect(readFileSync(path.join(dir, 'blobs', 'quarantine', aside!)).equals(half)).toBe(true)
  expect(await store.hasBlob(sha256)).toBe(false)
  expect(await store.blobsToFetch(10)).toEqual([{ sha256, mime: 'image/jpeg' }])

  await store.putBlob(bytes, 'image/jpeg')
  expect((await store.readBlob(sha256))!.bytes).toHaveLength(bytes.length)
  expect(await store.blobsToFetch(10)).toEqual([])
})

test('a file that vanished is missing, not empty', async () => {
  const dir = tempFolder()
  const store = await openTestStore(dir)
  await store.putBlob(bytes, 'image/jpeg')
  rmSync(fileIn(dir))
  expect(await store.readBlob(sha256)).toBeNull()
  expect(await store.blobStatus([sha256])).toEqual([{ sha256, here: false, relay: false }])
})

test('[F48] a name that is no hash is refused before any path is made of it', async () => {
  const store = await openTestStore()
  const names = ['../rpma.sqlite', `..%2f${'a'.repeat(59)}`, sha256.toUpperCase(), sha256.slice(1), `${sha256}/..`, '']
  for (const name of names) {
    await expect(store.readBlob(name), name).rejects.toMatchObject({ kind: 'malformed' })
    await expect(store.hasBlob(name), name).rejects.toMatchObject({ kind: 'malformed' })
    await expect(store.markBlobOnRelay(name), name).rejects.toMatchObject({ kind: 'malformed' })
    await expect(store.blobStatus([name]), name).rejects.toMatchObject({ kind: 'malformed' })
  }
})

test('[F15] what a kill left half written is removed at the next start, and never shown', async () => {
  const dir = tempFolder()
  const store = await openTestStore(dir)
  await store.putBlob(bytes, 'image/jpeg')
  await store.close()
  writeFileSync(path.join(dir, 'blobs', '.tmp-left'), 'half')
  const again = await openTestStore(dir)
  expect(readdirSync(path.join(dir, 'blobs'))).toEqual([sha256.slice(0, 2)])
  expect(await again.hasBlob(sha256)).toBe(true)
})

test('[F15] what belongs together is kept whole or not at all, and a file that stood before stays', async () => {
  const dir = tempFolder()
  const store = await openTestStore(dir)
  const blobs = [bytes, Uint8Array.of(1), Uint8Array.of(2)].map((each) => ({ bytes: each, mime: 'image/jpeg' }))
  const stood = await store.putBlob(Uint8Array.of(1), 'image/jpeg')
  // The third cannot be written: a file lies where its folder would be.
  const third = createHash('sha256').update(Uint8Array.of(2)).digest('hex')
  writeFileSync(path.join(dir, 'blobs', third.slice(0, 2)), '')
  await expect(store.putBlobs(blobs)).rejects.toMatchObject({ name: 'StoreFault' })
  expect(existsSync(fileIn(dir))).toBe(false)
  expect(existsSync(fileIn(dir, stood.sha256))).toBe(true)
  expect(await store.blobsToSend()).toEqual([stood])
  expect(readdirSync(path.join(dir, 'blobs')).filter((name) => name.startsWith('.tmp'))).toEqual([])

  rmSync(path.join(dir, 'blobs', third.slice(0, 2)))
  expect((await store.putBlobs(blobs)).map((each) => each.sha256)).toEqual([sha256, stood.sha256, third])
  expect(await store.blobsToSend()).toHaveLength(3)
})

test('whoever listens hears what came, what the relay has and what went', async () => {
  const dir = tempFolder()
  const store = await openTestStore(dir)
  const heard: (readonly string[] | null)[] = []
  store.onBlobs((sha256s) => heard.push(sha256s))
  const other = await store.putBlobs([
    { bytes, mime: 'image/jpeg' },
    { bytes: Uint8Array.of(3), mime: 'image/jpeg' },
  ])
  await store.markBlobOnRelay(sha256)
  rmSync(fileIn(dir))
  await store.readBlob(sha256)
  await store.setRelayCursor('one', 1)
  await store.setRelayCursor('one', 2)
  await store.setRelayCursor('two', 0)
  expect(heard).toEqual([[sha256, other[1]!.sha256], [sha256], [sha256], null])
})
