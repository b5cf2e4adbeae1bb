/** What any log must do, whatever it stands on: memory, SQLite in this thread or in its own, PostgreSQL. */
import { afterEach, expect, test } from 'vitest'
import { MAX_NUMBER_JUMP } from '../../src/crdt/protocol/index.ts'
import type { ChangesReply } from '../../src/crdt/protocol/index.ts'
import type {
  AllocatedNumber,
  Allocation,
  Append,
  Committed,
  Done,
  Lease,
  Log,
  Result,
  StoredDocument,
} from '../../sync-relay/src/log/log.ts'

export interface LogUnderTest {
  readonly log: Log
  /** The same memory seen by a relay that was started again. */
  reopen(): Promise<Log>
  discard(): Promise<void>
}

/** A log that several relays use at once. */
export interface SharedLogUnderTest {
  /** Another relay's side of the same log. */
  side(): Promise<Log>
  discard(): Promise<void>
}

export function asked<T>(ask: (done: Done<T>) => void): Promise<T> {
  return new Promise((resolve, reject) =>
    ask((result: Result<T>) =>
      result.ok ? resolve(result.value) : reject(new Error(`${result.failure.kind}: ${result.failure.message}`)),
    ),
  )
}

export const load = (log: Log, name: string): Promise<StoredDocument> => asked((done) => log.load(name, done))
export const loadAfter = (log: Log, name: string, cursor: number): Promise<StoredDocument> =>
  asked((done) => log.loadAfter(name, cursor, done))
export const changes = (log: Log, since: number, limit = 100): Promise<ChangesReply> =>
  asked((done) => log.changes(since, limit, done))
export const compact = (log: Log, name: string, through: number, ...bytes: number[]): Promise<null> =>
  asked((done) => log.compact(name, Uint8Array.from(bytes), through, done))
export const submit = (log: Log, ...batch: Append[]): Promise<readonly Committed[]> =>
  asked((done) => log.commit(batch, done))

export const allocate = (log: Log, series: string, request: string, atLeast: number): Promise<Allocation> =>
  asked((done) => log.allocate(series, request, atLeast, done))
export async function number(log: Log, series: string, request: string, atLeast = 0): Promise<number> {
  const given = await allocate(log, series, request, atLeast)
  if (given.kind !== 'given') throw new Error(`expected a number, saw ${given.kind} above ${given.highest}`)
  return given.number
}

/** One commit of several documents, each judged against what the log holds now. Answers their cursors. */
export async function commit(log: Log, ...appends: [document: string, ...bytes: number[]][]): Promise<number[]> {
  const batch: Append[] = []
  for (const [document, ...bytes] of appends) {
    const { through } = await load(log, document)
    batch.push({ document, update: Uint8Array.from(bytes), after: through, leases: [] })
  }
  return (await submit(log, ...batch)).map(cursorOf)
}

export function cursorOf(committed: Committed | undefined): number {
  if (committed?.kind !== 'committed') throw new Error(`expected a cursor, saw ${committed?.kind}`)
  return committed.cursor
}

/** Leases have no order. */
export const held = (stored: StoredDocument): Lease[] => stored.leases.toSorted((a, b) => a.client - b.client)

export const bytesOf = (stored: StoredDocument): number[][] => stored.updates.map((update) => [...update])

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
    expect(await load(log, 'job/1')).toEqual({ updates: [], through: 0, leases: [] })
    expect((await changes(log, 0)).documents).toEqual([])
  })

  test('updates come back in commit order, document by document, also after a reopening', async () => {
    const { log, reopen } = await fresh()
    await commit(log, ['job/1', 1], ['job/2', 2])
    await commit(log, ['job/1', 3])
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
    await commit(log, ['job/1', 1])
    const [last] = await commit(log, ['job/1', 2], ['job/2', 2])
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
    await commit(log, ['job/1', 1])
    const [through = 0] = await commit(log, ['job/1', 2])
    await commit(log, ['job/1', 3], ['job/2', 9])
    const before = await changes(log, 0)
    await compact(log, 'job/1', through, 12)
    expect(await changes(log, 0)).toEqual(before)
    const later = await reopen()
    expect(bytesOf(await load(later, 'job/1'))).toEqual([[12], [3]])
    expect(bytesOf(await load(later, 'job/2'))).toEqual([[9]])
  })

  test('compaction of everything keeps the document', async () => {
    const { log, reopen } = await fresh()
    await commit(log, ['job/1', 1])
    const [through = 0] = await commit(log, ['job/1', 2])
    await compact(log, 'job/1', through, 12)
    await commit(log, ['job/1', 3])
    expect(bytesOf(await load(await reopen(), 'job/1'))).toEqual([[12], [3]])
  })

  test('compaction below an earlier one changes nothing', async () => {
    const { log, reopen } = await fresh()
    const [early = 0] = await commit(log, ['job/1', 1])
    const [late = 0] = await commit(log, ['job/1', 2])
    await compact(log, 'job/1', late, 12)
    await compact(log, 'job/1', early, 1)
    expect(bytesOf(await load(await reopen(), 'job/1'))).toEqual([[12]])
  })

  test('a late compaction below an earlier one changes nothing, also while what the earlier covered is still there', async () => {
    const { log, reopen } = await fresh()
    const cursors = [0]
    for (let i = 0; i < 90; i++) {
      cursors.push(cursorOf((await submit(log, append('job/1', [i], cursors.at(-1) ?? 0)))[0]))
    }
    await compact(log, 'job/1', cursors.at(-3) ?? 0, 12)
    await compact(log, 'job/1', cursors.at(-4) ?? 0, 1)
    const expected = [[12], [88], [89]]
    expect(bytesOf(await load(log, 'job/1'))).toEqual(expected)
    expect(bytesOf(await load(await reopen(), 'job/1'))).toEqual(expected)
  })

  test('a compaction of a thousand updates leaves one, whatever is committed meanwhile', async () => {
    const { log, reopen } = await fresh()
    let through = 0
    for (let i = 0; i < 1000; i++) through = cursorOf((await submit(log, append('job/1', [i % 256], through)))[0])
    await compact(log, 'job/1', through, 12)
    for (let i = 0; i < 3; i++) await commit(log, ['job/1', i], ['job/2', i])
    expect(bytesOf(await load(log, 'job/1'))).toEqual([[12], [0], [1], [2]])
    const later = await reopen()
    for (let i = 3; i < 20; i++) await commit(later, ['job/2', i])
    expect(bytesOf(await load(later, 'job/1'))).toEqual([[12], [0], [1], [2]])
  })

  test('only what came after a cursor is read, with every lease', async () => {
    const { log } = await fresh()
    const [first] = await submit(log, append('job/1', [1], 0, [{ client: 7, device: 'a' }]))
    const cursor = cursorOf(first)
    const [, last] = await commit(log, ['job/2', 9], ['job/1', 2])
    const stored = await loadAfter(log, 'job/1', cursor)
    expect(bytesOf(stored)).toEqual([[2]])
    expect(stored.through).toBe(last)
    expect(held(stored)).toEqual([{ client: 7, device: 'a' }])
    expect(await loadAfter(log, 'job/1', last ?? 0)).toMatchObject({ updates: [], through: last })
    expect(await loadAfter(log, 'job/9', 0)).toEqual({ updates: [], through: 0, leases: [] })
  })

  test('what came after a cursor that compaction took away is the whole document', async () => {
    const { log } = await fresh()
    const [first = 0] = await commit(log, ['job/1', 1])
    const [second = 0] = await commit(log, ['job/1', 2])
    await compact(log, 'job/1', second, 12)
    await commit(log, ['job/1', 3])
    expect(bytesOf(await loadAfter(log, 'job/1', first))).toEqual([[12], [3]])
    expect(bytesOf(await loadAfter(log, 'job/1', second))).toEqual([[3]])
  })

  test('[F29] leases are stored with their update and survive compaction and reopening, each in its document', async () => {
    const { log, reopen } = await fresh()
    const largest = 2 ** 32 - 1
    const mine = { client: largest, device: 'mine' }
    const [first] = await submit(log, append('job/1', [1], 0, [mine, { client: 0, device: 'é⚙' }]))
    await submit(log, append('job/2', [2], 0, [{ client: largest, device: 'other' }]))
    const [second] = await submit(log, append('job/1', [3], cursorOf(first), [{ client: 5, device: 'mine' }]))
    await compact(log, 'job/1', cursorOf(second), 13)
    const later = await reopen()
    expect(held(await load(later, 'job/1'))).toEqual([{ client: 0, device: 'é⚙' }, { client: 5, device: 'mine' }, mine])
    expect(held(await load(later, 'job/2'))).toEqual([{ client: largest, device: 'other' }])
  })

  test('a lease named again by its holder stands', async () => {
    const { log } = await fresh()
    const mine = [{ client: 7, device: 'mine' }]
    const [first] = await submit(log, append('job/1', [1], 0, mine))
    await submit(log, append('job/1', [2], cursorOf(first), mine))
    expect(held(await load(log, 'job/1'))).toEqual(mine)
  })

  test('large updates come back whole, and a batch of many documents lands in its order', async () => {
    const { log, reopen } = await fresh()
    const large = Uint8Array.from({ length: 1_500_000 }, (_, i) => (i * 31) % 256)
    const many = Array.from({ length: 300 }, (_, i) => append(`job/${i}`, [i % 256], 0))
    const cursors = (await submit(log, ...many, { ...append('shop', [], 0), update: large })).map(cursorOf)
    expect(cursors).toEqual(cursors.toSorted((a, b) => a - b))
    const later = await reopen()
    const [stored] = (await load(later, 'shop')).updates
    expect(stored).toHaveLength(large.length)
    expect(Buffer.compare(stored ?? Buffer.alloc(0), large)).toBe(0)
    expect(bytesOf(await load(later, 'job/299'))).toEqual([[43]])
  })

  test('calls are answered in the order in which they were made', async () => {
    const { log } = await fresh()
    const order: string[] = []
    await Promise.all([
      submit(log, append('job/1', [1], 0)).then(() => order.push('commit')),
      load(log, 'job/2').then(() => order.push('load')),
      submit(log, append('job/3', [1], 0)).then(() => order.push('commit again')),
    ])
    expect(order.filter((what) => what !== 'load')).toEqual(['commit', 'commit again'])
    expect(order).toHaveLength(3)
  })

  test('numbers rise by one per series; the same request keeps its number, also after a reopening', async () => {
    const { log, reopen } = await fresh()
    expect(await number(log, 'F2026', 'a')).toBe(1)
    expect(await number(log, 'F2026', 'b')).toBe(2)
    expect(await number(log, 'F2026', 'a')).toBe(1)
    expect(await number(log, 'D2026', 'a')).toBe(1)
    const later = await reopen()
    expect(await number(later, 'F2026', 'b')).toBe(2)
    expect(await number(later, 'F2026', 'c')).toBe(3)
  })

  test('the series goes on above what the asker knows of, and the same request keeps its number', async () => {
    const { log, reopen } = await fresh()
    expect(await number(log, 'F2026', 'a', 40)).toBe(41)
    expect(await number(log, 'F2026', 'b', 7)).toBe(42)
    expect(await number(log, 'F2026', 'a', 900)).toBe(41)
    expect(await number(log, 'D2026', 'a')).toBe(1)
    const later = await reopen()
    expect(await number(later, 'F2026', 'a')).toBe(41)
    expect(await number(later, 'F2026', 'c', 42)).toBe(43)
    expect(await number(later, 'F2026', 'd', 100)).toBe(101)
    expect((await asked<readonly AllocatedNumber[]>((done) => later.numbers(done))).map((one) => one.number)).toEqual([
      1, 41, 42, 43, 101,
    ])
  })

  test('a jump too far gives nothing, says where the series stands, and leaves it there', async () => {
    const { log } = await fresh()
    const far = (atLeast: number, request: string) => allocate(log, 'F2026', request, atLeast)
    expect(await far(MAX_NUMBER_JUMP + 1, 'a')).toEqual({ kind: 'too-far', highest: 0 })
    expect(await far(0, 'a')).toEqual({ kind: 'given', number: 1 })
    expect(await far(Number.MAX_SAFE_INTEGER, 'b')).toEqual({ kind: 'too-far', highest: 1 })
    expect(await far(Number.MAX_SAFE_INTEGER, 'a')).toEqual({ kind: 'given', number: 1 })
    expect(await far(MAX_NUMBER_JUMP + 1, 'b')).toEqual({ kind: 'given', number: MAX_NUMBER_JUMP + 2 })
    expect(await asked((done) => log.numbers(done))).toMatchObject([{ request: 'a' }, { request: 'b' }])
  })

  test('every number given out can be read, by series and rising', async () => {
    const { log } = await fresh()
    const asks = [
      ['b', 'x'],
      ['a', 'y'],
      ['b', 'a'],
    ] as const
    for (const [series, request] of asks) await number(log, series, request)
    expect(await asked((done) => log.numbers(done))).toEqual([
      { series: 'a', request: 'y', number: 1 },
      { series: 'b', request: 'x', number: 1 },
      { series: 'b', request: 'a', number: 2 },
    ])
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

export function append(
  document: string,
  bytes: readonly number[],
  after: number,
  leases: readonly Lease[] = [],
): Append {
  return { document, update: Uint8Array.from(bytes), after, leases }
}

/** What a log for several relays must do besides. */
export function describeSharedLog(open: () => Promise<SharedLogUnderTest>): void {
  const opened: SharedLogUnderTest[] = []
  const two = async (): Promise<[Log, Log]> => {
    const under = await open()
    opened.push(under)
    return [await under.side(), await under.side()]
  }
  afterEach(async () => {
    for (const under of opened.splice(0)) await under.discard()
  })
  const heard = (log: Log): { names: (string | null)[]; first: Promise<void> } => {
    const names: (string | null)[] = []
    const first = new Promise<void>((resolve) => {
      log.onForeignCommit((name) => {
        names.push(name)
        resolve()
      })
    })
    return { names, first }
  }

  test('[F25] of two commits judged against the same state one is stale, and changes nothing', async () => {
    const [a, b] = await two()
    const [seen = 0] = await commit(a, ['job/1', 1])
    const answers = await Promise.all([
      submit(a, append('job/1', [2], seen, [{ client: 1, device: 'a' }])),
      submit(b, append('job/1', [3], seen, [{ client: 2, device: 'b' }])),
    ])
    expect(new Set(answers.map(([one]) => one?.kind))).toEqual(new Set(['committed', 'stale']))
    const aWon = answers[0]?.[0]?.kind === 'committed'
    const stored = await load(aWon ? b : a, 'job/1')
    expect(bytesOf(stored)).toEqual([[1], aWon ? [2] : [3]])
    expect(stored.leases).toEqual([aWon ? { client: 1, device: 'a' } : { client: 2, device: 'b' }])
  })

  test('[F25] a stale append leaves the others of its batch committed', async () => {
    const [a, b] = await two()
    const [seen = 0] = await commit(a, ['job/1', 1])
    await commit(b, ['job/1', 2])
    const answers = await submit(a, append('job/0', [7], 0), append('job/1', [8], seen), append('job/2', [9], 0))
    expect(answers.map(({ kind }) => kind)).toEqual(['committed', 'stale', 'committed'])
    expect(bytesOf(await load(b, 'job/1'))).toEqual([[1], [2]])
    expect(bytesOf(await load(b, 'job/2'))).toEqual([[9]])
  })

  test('[F25] the same two documents committed by both sides in opposite order: neither waits for the other', async () => {
    const [a, b] = await two()
    for (let round = 0; round < 20; round++) {
      const [x, y] = [(await load(a, 'job/x')).through, (await load(a, 'job/y')).through]
      const answers = await Promise.all([
        submit(a, append('job/x', [round], x), append('job/y', [round], y)),
        submit(b, append('job/y', [round], y), append('job/x', [round], x)),
      ])
      expect(answers.flat().filter(({ kind }) => kind === 'committed')).toHaveLength(2)
    }
    expect((await load(a, 'job/x')).updates).toHaveLength(20)
  })

  test('[F29] a lease that another side gave to another device makes the append stale', async () => {
    const [a, b] = await two()
    const [first] = await submit(a, append('job/1', [1], 0, [{ client: 7, device: 'first' }]))
    const [taken] = await submit(b, append('job/1', [2], cursorOf(first), [{ client: 7, device: 'second' }]))
    expect(taken?.kind).toBe('stale')
    const stored = await load(b, 'job/1')
    expect(bytesOf(stored)).toEqual([[1]])
    expect(stored.leases).toEqual([{ client: 7, device: 'first' }])
  })

  test("the other side is woken by a commit's name, the own side is not", async () => {
    const [a, b] = await two()
    const [mine, theirs] = [heard(a), heard(b)]
    await commit(a, ['job/1', 1], ['job/2', 2])
    await theirs.first
    await expect.poll(() => new Set(theirs.names)).toEqual(new Set(['job/1', 'job/2']))
    await commit(b, ['job/3', 3])
    await mine.first
    expect(mine.names).toEqual(['job/3'])
  })

  test('who stopped listening is not woken', async () => {
    const [a, b] = await two()
    const deaf: (string | null)[] = []
    b.onForeignCommit((name) => deaf.push(name))()
    const theirs = heard(b)
    await commit(a, ['job/1', 1])
    await theirs.first
    expect(deaf).toEqual([])
  })

  test('both sides share the relay id, the numbers and the feed', async () => {
    const [a, b] = await two()
    expect(a.relayId()).toBe(b.relayId())
    const requests = Array.from({ length: 20 }, (_, i) => `request ${i}`)
    const numbers = await Promise.all(requests.map((request, i) => number(i % 2 === 0 ? a : b, 'F2026', request)))
    expect(numbers.toSorted((x, y) => x - y)).toEqual(requests.map((_, i) => i + 1))
    await commit(a, ['job/1', 1])
    await commit(b, ['job/2', 1])
    expect((await changes(a, 0)).documents).toEqual(['job/1', 'job/2'])
  })

  test('the same request on both sides at once gets one number', async () => {
    const [a, b] = await two()
    const ask = (log: Log) => number(log, 'F2026', 'the same')
    expect(await Promise.all([ask(a), ask(b), ask(a), ask(b)])).toEqual([1, 1, 1, 1])
  })

  test('what one side compacted the other side reads', async () => {
    const [a, b] = await two()
    const [first = 0] = await commit(a, ['job/1', 1])
    const [second = 0] = await commit(b, ['job/1', 2])
    await compact(b, 'job/1', second, 12)
    expect(bytesOf(await loadAfter(a, 'job/1', first))).toEqual([[12]])
    await compact(a, 'job/1', first, 1)
    expect(bytesOf(await load(b, 'job/1'))).toEqual([[12]])
  })
}
