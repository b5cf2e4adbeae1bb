import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ulid } from 'ulid'
import { addReading, NOTE, openJob } from '../../../src/crdt/job/index.ts'
import { editText } from '../../../src/crdt/ledger/index.ts'
import { readDocument } from '../../../src/main/desktop/read-documents.ts'
import {
  createTestJob,
  desktop,
  openRelayOn,
  overrideAll,
  pairedWith,
  penOf,
  relayOn,
  shopOn,
  until,
  write,
} from './support.ts'

test('a technician cannot close a job, nor can nobody; a supervisor can, and closing twice is closing once', async () => {
  const at = await desktop()
  const people = await shopOn(at)
  const jobId = await createTestJob(at, people.ines)
  await overrideAll(at, jobId, people.hugo)
  for (const personId of [people.ines, people.vera]) {
    await at.call('person.choose', { personId })
    await expect(at.call('jobs.seal', { jobId })).rejects.toMatchObject({ error: { kind: 'not-allowed' } })
  }
  await at.identity.set('personId', null)
  await expect(at.call('jobs.seal', { jobId })).rejects.toMatchObject({ error: { kind: 'no-person' } })
  const view = async () => openJob(await readDocument(at.store, `job/${jobId}`)).view()
  expect((await view()).standing.kind).toBe('open')

  await at.call('person.choose', { personId: people.hugo })
  const seal = await at.call('jobs.seal', { jobId })
  expect(seal.revision).toBe('A')
  const { standing } = await view()
  expect(standing).toMatchObject({ kind: 'sealed', revision: 'A', seal: { hash: seal.hash, by: people.hugo } })
  expect(await at.call('jobs.seal', { jobId })).toEqual(seal)
  const sealed = await at.store.readBlob(seal.hash)
  expect(createHash('sha256').update(sealed!.bytes).digest('hex')).toBe(seal.hash)

  await write(at, `job/${jobId}`, (ledger) =>
    addReading(ledger, { airDeci: 210, surfaceDeci: 200, humidity: 50, place: 'Box 1' }, penOf(at, people.ines)),
  )
  expect((await view()).standing.kind).toBe('modified')
  const second = await at.call('jobs.seal', { jobId })
  expect(second.revision).toBe('B')
  expect(second.hash).not.toBe(seal.hash)
})

test('closing what is not finished lists what is missing; closing what is not there says so', async () => {
  const at = await desktop()
  const people = await shopOn(at)
  await at.call('person.choose', { personId: people.hugo })
  const jobId = await createTestJob(at, people.ines, { package: 'wear' })
  const error = await at.call('jobs.seal', { jobId }).catch((fault: { error: unknown }) => fault.error)
  expect(error).toMatchObject({ kind: 'gates-open' })
  const missing = JSON.parse((error as { detail: string }).detail) as string[]
  expect(missing).toEqual(expect.arrayContaining(['odometer', 'photo_view:front_left', 'reading', 'signature']))
  expect(missing.some((code) => code.startsWith('after_photo:'))).toBe(true)
  expect(await at.store.blobsToSend()).toEqual([])
  const notFound = { error: { kind: 'not-found' } }
  await expect(at.call('jobs.seal', { jobId: ulid() })).rejects.toMatchObject(notFound)
  for (const format of ['pdf', 'json'] as const) {
    const exported = at.call('report.export', { jobId: ulid(), locale: 'fr', format })
    await expect(exported).rejects.toMatchObject(notFound)
  }
})

test('another device prints the report from the sealed bytes that it fetched, whatever came later', async () => {
  const relay = await relayOn()
  const a = await desktop()
  const people = await shopOn(a, relay.url)
  await a.call('person.choose', { personId: people.hugo })
  const jobId = await createTestJob(a, people.hugo)
  await overrideAll(a, jobId, people.hugo)
  const { hash } = await a.call('jobs.seal', { jobId })
  await write(a, `job/${jobId}`, (ledger) =>
    addReading(ledger, { airDeci: 210, surfaceDeci: 200, humidity: 50, place: 'Box 1' }, penOf(a, people.ines)),
  )
  await until('all is at the relay', async () => (await a.call('sync.status', {})).state === 'synced')

  await a.call('person.choose', { personId: people.claire })
  const b = await pairedWith(a)
  const report = await b.report(jobId, 'fr')
  expect(report.fileName).toBe(`rpma_OR-00042_${hash.slice(0, 8)}.pdf`)
  expect(new TextDecoder().decode(report.bytes.subarray(0, 5))).toBe('%PDF-')
  expect(await b.store.hasBlob(hash)).toBe(true)
  const { path } = await b.call('report.export', { jobId, locale: 'fr', format: 'json' })
  const now = readFileSync(path!)
  const { hash: current } = await a.content(jobId)
  expect(createHash('sha256').update(now).digest('hex')).toBe(current)
  expect(current).not.toBe(hash)
})

test('what the notes said when a job was closed is read from that version, for that job alone', async () => {
  const at = await desktop()
  const people = await shopOn(at)
  await at.call('person.choose', { personId: people.hugo })
  const jobId = await createTestJob(at, people.hugo)
  const note = (text: string) =>
    write(at, `job/${jobId}`, (ledger) => editText(ledger, NOTE, text, penOf(at, people.ines)))
  await note('Voile léger sur le capot')
  await overrideAll(at, jobId, people.hugo)
  const { hash } = await at.call('jobs.seal', { jobId })
  await note('Capot net')
  expect(await at.call('jobs.sealedNotes', { jobId, hash })).toEqual([{ name: NOTE, text: 'Voile léger sur le capot' }])
  const notFound = { error: { kind: 'not-found' } }
  await expect(at.call('jobs.sealedNotes', { jobId: ulid(), hash })).rejects.toMatchObject(notFound)
  await expect(at.call('jobs.sealedNotes', { jobId, hash: 'a'.repeat(64) })).rejects.toMatchObject(notFound)
})

test('a report whose sealed bytes nobody has is not printed from anything else', async () => {
  const relay = await openRelayOn()
  const a = await desktop()
  const people = await shopOn(a)
  await a.call('person.choose', { personId: people.hugo })
  const jobId = await createTestJob(a, people.hugo)
  await overrideAll(a, jobId, people.hugo)
  const { hash } = await a.call('jobs.seal', { jobId })
  // The documents travel, by hand; the bytes do not.
  const b = await desktop()
  for (const name of await a.store.documentNames()) {
    await b.store.append(name, (await a.store.read(name))!.state, 'remote', 1)
  }
  await b.identity.set('shop', { demo: false })
  await b.call('sync.setRelay', { relayUrl: relay.url })
  expect(await b.replica.whenLevel(40_000)).toBe(true)
  await expect(b.call('report.export', { jobId, locale: 'fr', format: 'pdf' })).rejects.toMatchObject({
    error: { kind: 'not-found', detail: hash },
  })
})
