/** What any log must do, whatever it stands on. PostgreSQL will be judged by the same suite. */
import { afterEach, expect, test } from 'vitest'
import type { ChangesReply } from '../../src/crdt/protocol/index.ts'
import type { Done, Log, Result, StoredDocument } from '../../sync-relay/src/index.ts'

export interface LogUnderTest {
  readonly log: Log
  /** The same memory seen by a relay that was started again. */
  reopen(): Promise<Log>
  discard(): Promise<void>
}

export function asked<T>(ask: (done: Done<T>) => void): Promise<T> {
  return new Promise((resolve, reject) =>
    ask((result: Result<T>) => (result.ok ? resolve(result.value) : reject(new Error(result.failure.kind)))),
  )
}

export const load = (log: Log, name: string): Promise<StoredDocument> => asked((done) => log.load(name, done))
export const changes = (log: Log, since: number, limit = 100): Promise<ChangesReply> =>
  asked((done) => log.changes(since, limit, done))
export const commit = (log: Log, ...appends: [document: string, ...bytes: number[]][]): Promise<readonly number[]> =>
  asked((done) =>
    log.commit(
      appends.map(([document, ...bytes]) => ({ document, update: Uint8Array.from(bytes) })),
      done,
    ),
  )
const bytesOf = (stored: StoredDocument): number[][] => stored.updates.map((update) => [...update])

export function describeLog(open: () => Promise<LogUnderTest>): void {
  const opened: LogUnderTest[] = []
  const fresh = async (): Promise<LogUnderTest> => {
    const under = await open()
    opened.push(under)
    return under
  }
  afterEach(async () => {
    for (const under of opened.splice(0)) await under.discard()
  })

  test('a document that was never written is empty and is not in the feed', async () => {
    const { log } = await fresh()
    expect(await load(log, 'job/1')).toEqual({ updates: [], through: 0 })
    expect((await changes(log, 0)).documents).toEqual([])
  })

  test('updates come back in commit order, document by document, also after a reopening', async () => {
    const { log, reopen } = await fresh()
    await commit(log, ['job/1', 1], ['job/2', 2], ['job/1', 3])
    await commit(log, ['job/1', 4, 4])
    const later = await reopen()
    expect(bytesOf(await load(later, 'job/1'))).toEqual([[1], [3], [4, 4]])
    expect(bytesOf(await load(later, 'job/2'))).toEqual([[2]])
  })

  test('cursors rise over all documents, commits and reopenings; each append has its own', async () => {
    const { log, reopen } = await fresh()
    const first = await commit(log, ['job/1', 1], ['job/2', 2])
    const second = await commit(log, ['job/1', 3])
    const third = await commit(await reopen(), ['job/1', 3])
    const all = [...first, ...second, ...third]
    expect(all).toEqual([...new Set(all)].toSorted((a, b) => a - b))
    expect(all).toHaveLength(4)
  })

  test('through is the cursor of the last update', async () => {
    const { log } = await fresh()
    const [, last] = await commit(log, ['job/1', 1], ['job/1', 2], ['job/2', 2])
    expect((await load(log, 'job/1')).through).toBe(last)
  })

  test('the feed names each changed document once, oldest change first, and ends where the next one begins', async () => {
    const { log } = await fresh()
    await commit(log, ['job/1', 1], ['job/2', 2], ['job/3', 3])
    await commit(log, ['job/1', 4])
    const all = await changes(log, 0)
    expect(all.documents).toEqual(['job/2', 'job/3', 'job/1'])
    expect((await changes(log, all.cursor)).documents).toEqual([])
    await commit(log, ['job/2', 5])
    expect((await changes(log, all.cursor)).documents).toEqual(['job/2'])
  })

  test('a feed longer than the limit comes in pages that miss nothing', async () => {
    const { log } = await fresh()
    await commit(log, ...Array.from({ length: 7 }, (_, i): [string, number] => [`job/${i}`, i]))
    const seen: string[] = []
    for (let since = 0; ;) {
      const page = await changes(log, since, 3)
      if (page.documents.length === 0) break
      seen.push(...page.documents)
      since = page.cursor
    }
    expect(seen).toEqual(['job/0', 'job/1', 'job/2', 'job/3', 'job/4', 'job/5', 'job/6'])
  })

  test('compaction replaces what it covers, keeps what came later, and is no change', async () => {
    const { log, reopen } = await fresh()
    const [, through = 0] = await commit(log, ['job/1', 1], ['job/1', 2])
    await commit(log, ['job/1', 3], ['job/2', 9])
    const before = await changes(log, 0)
    await asked((done) => log.compact('job/1', Uint8Array.of(12), through, done))
    expect(await changes(log, 0)).toEqual(before)
    const later = await reopen()
    expect(bytesOf(await load(later, 'job/1'))).toEqual([[12], [3]])
    expect(bytesOf(await load(later, 'job/2'))).toEqual([[9]])
  })

  test('compaction of everything keeps the document', async () => {
    const { log, reopen } = await fresh()
    const [, through = 0] = await commit(log, ['job/1', 1], ['job/1', 2])
    await asked((done) => log.compact('job/1', Uint8Array.of(12), through, done))
    await commit(log, ['job/1', 3])
    expect(bytesOf(await load(await reopen(), 'job/1'))).toEqual([[12], [3]])
  })

  test('numbers rise by one per series; the same request keeps its number, also after a reopening', async () => {
    const { log, reopen } = await fresh()
    const number = (on: Log, series: string, request: string) => asked<number>((d) => on.allocate(series, request, d))
    expect(await number(log, 'F2026', 'a')).toBe(1)
    expect(await number(log, 'F2026', 'b')).toBe(2)
    expect(await number(log, 'F2026', 'a')).toBe(1)
    expect(await number(log, 'D2026', 'a')).toBe(1)
    const later = await reopen()
    expect(await number(later, 'F2026', 'b')).toBe(2)
    expect(await number(later, 'F2026', 'c')).toBe(3)
  })

  test('the relay id survives a reopening, and so do cursors that were handed out', async () => {
    const { log, reopen } = await fresh()
    await commit(log, ['job/1', 1])
    const { relay, cursor } = await changes(log, 0)
    const later = await reopen()
    expect(later.relayId()).toBe(relay)
    expect(await changes(later, cursor)).toMatchObject({ relay, documents: [] })
  })

  test('[F16] a cursor that this log cannot have given makes it another relay, answering from the beginning', async () => {
    const { log, reopen } = await fresh()
    await commit(log, ['job/1', 1])
    const { relay, cursor } = await changes(log, 0)
    const reply = await changes(log, cursor + 1)
    expect(reply.relay).not.toBe(relay)
    expect(reply.documents).toEqual(['job/1'])
    expect((await reopen()).relayId()).toBe(reply.relay)
  })

  test('recovery of a healthy log loses nothing and goes on', async () => {
    const { log } = await fresh()
    const [first = 0] = await commit(log, ['job/1', 1])
    await asked((done) => log.recover(done))
    const [second = 0] = await commit(log, ['job/1', 2])
    expect(second).toBeGreaterThan(first)
    expect(bytesOf(await load(log, 'job/1'))).toEqual([[1], [2]])
  })
}
