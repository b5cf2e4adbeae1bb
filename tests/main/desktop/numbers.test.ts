import { expect, test } from 'vitest'
import { openJob, sign } from '../../../src/crdt/job/index.ts'
import { readDocument } from '../../../src/main/desktop/read-documents.ts'
import {
  createTestJob,
  desktop,
  pairedWith,
  penOf,
  relayOn,
  shopOn,
  tempFolder,
  until,
  untilSynced,
  write,
} from './support.ts'

test('offline, jobs created at once get numbers that differ and are plainly provisional', async () => {
  const at = await desktop()
  await shopOn(at, 'ws://127.0.0.1:9')
  const given = await Promise.all(Array.from({ length: 5 }, () => at.call('numbers.next', { series: 'job' })))
  expect(new Set(given.map(({ number }) => number)).size).toBe(5)
  const prefix = at.identity.get('deviceId').slice(-4)
  expect(given.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5].map((n) => `D${prefix}-000${n}`))
  expect(given.every(({ provisional }) => provisional)).toBe(true)
})

test('when the relay is back a job gets its real number, in the name of who created it; signed ones keep theirs', async () => {
  const data = tempFolder()
  const relay = await relayOn(data)
  const dir = tempFolder()
  const first = await desktop(dir)
  const people = await shopOn(first, relay.url)
  await until('synced', async () => (await first.call('sync.status', {})).state === 'synced')
  await relay.close()
  const numbers: string[] = []
  for (let i = 0; i < 3; i++) numbers.push((await first.call('numbers.next', { series: 'job' })).number)
  const [plain, signed, renamed] = numbers as [string, string, string]
  const plainJob = await createTestJob(first, people.ines, { number: plain })
  const signedJob = await createTestJob(first, people.ines, { number: signed })
  await write(first, `job/${signedJob}`, (ledger) =>
    sign(
      ledger,
      { signer: 'Cliente', role: 'client', email: '', hash: 'a'.repeat(64), strokes: [[1, 2, 3, 4]] },
      penOf(first, people.ines),
    ),
  )
  await createTestJob(first, people.ines, { number: `${renamed}-bis` })
  await first.close()

  // Also after a restart: what waits for its number is remembered.
  const at = await desktop(dir)
  await relayOn(data, relay.port)
  const view = async (job: string) => openJob(await readDocument(at.store, `job/${job}`)).view()
  await until('it has its number', async () => (await view(plainJob)).number.value !== plain)
  const { number, conflicts } = await view(plainJob)
  expect(number.value).toMatch(/^OR-\d{5}$/)
  expect(number.heads).toMatchObject([{ by: people.ines, device: at.identity.get('deviceId') }])
  expect(conflicts).toEqual([])
  await until('only the one that was never used waits', () => at.identity.get('unsettledNumbers').length === 1)
  expect((await view(signedJob)).number.value).toBe(signed)
  expect(at.identity.get('unsettledNumbers')).toMatchObject([{ number: renamed }])

  const given = await at.call('numbers.next', { series: 'job' })
  expect(given).toEqual({ number: 'OR-00002', provisional: false })
})

test('a relay that replaces a lost one and was filled by the devices gives no number a second time', async () => {
  const first = await relayOn()
  const at = await desktop()
  const people = await shopOn(at, first.url)
  await untilSynced(at)
  for (let i = 1; i <= 3; i++) {
    const { number } = await at.call('numbers.next', { series: 'job' })
    expect(number).toBe(`OR-0000${i}`)
    await createTestJob(at, people.ines, { number })
  }
  await first.close()
  const { number: provisional } = await at.call('numbers.next', { series: 'job' })
  const waiting = await createTestJob(at, people.ines, { number: provisional })

  const replacement = await relayOn()
  await at.call('sync.setRelay', { relayUrl: replacement.url })
  await untilSynced(at)
  const numberOf = async () => openJob(await readDocument(at.store, `job/${waiting}`)).view().number.value
  await until('it has its number', async () => (await numberOf()) !== provisional)
  expect(await numberOf()).toBe('OR-00004')
  expect(await at.call('numbers.next', { series: 'job' })).toEqual({ number: 'OR-00005', provisional: false })
  const colleague = await pairedWith(at)
  await untilSynced(colleague)
  expect((await colleague.call('numbers.next', { series: 'job' })).number).toBe('OR-00006')
})

test('a job that somebody numbered out of all reason does not end the numbering', async () => {
  const relay = await relayOn()
  const at = await desktop()
  const people = await shopOn(at, relay.url)
  await untilSynced(at)
  for (const number of ['OR-99999999999999', 'OR-00012', 'OR-00500-bis', 'or-00600', 'OR-', 'D1-0700']) {
    await createTestJob(at, people.ines, { number })
  }
  expect((await at.call('numbers.next', { series: 'job' })).number).toBe('OR-00013')
  expect((await at.call('numbers.next', { series: 'job' })).number).toBe('OR-00014')
})
