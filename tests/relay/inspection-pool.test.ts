import { afterEach, expect, test } from 'vitest'
import { createInspectionPool, INLINE_BYTES } from '../../sync-relay/src/validator/inspection-pool.ts'
import type { InspectionPool, InspectionPoolOptions } from '../../sync-relay/src/validator/inspection-pool.ts'
import { inspectUpdate } from '../../sync-relay/src/validator/inspect.ts'
import { bytesOf, editsOn } from './support/attacks.ts'

const BIG = editsOn(null, 7, (doc) => doc.getText('notes').insert(0, 'é'.repeat(INLINE_BYTES)))[0] as Uint8Array
/** Well-formed, and dear: 4 MiB of items that lean on thousands of clients. */
const DEAR = bytesOf(1, 2 ** 18, 7, 0, leaningItems(2 ** 18), 0)
const NOTHING = Uint8Array.of(0, 0)

const pools: InspectionPool[] = []
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()))
})

function poolOf(options: InspectionPoolOptions = {}): InspectionPool {
  const pool = createInspectionPool(options)
  pools.push(pool)
  return pool
}

test('an update of any size gets the answer that it gets on the spot', async () => {
  const pool = poolOf()
  for (const update of [NOTHING, BIG, DEAR, BIG.subarray(0, -1)]) {
    expect(await pool.inspect(update)).toEqual(inspectUpdate(update))
  }
})

test('a view into larger bytes is inspected as what it shows, and the bytes stay with the caller', async () => {
  const frame = new Uint8Array(BIG.length + 100)
  frame.set(BIG, 50)
  const view = frame.subarray(50, 50 + BIG.length)
  expect(await poolOf().inspect(view)).toEqual(inspectUpdate(BIG))
  expect(view).toEqual(BIG)
})

test('answers come in the order of the questions', async () => {
  const pool = poolOf()
  const order: string[] = []
  const ask = (name: string, update: Uint8Array) => pool.inspect(update).then(() => order.push(name))
  await Promise.all([ask('dear', DEAR), ask('nothing', NOTHING), ask('big', BIG)])
  expect(order).toEqual(['dear', 'nothing', 'big'])
})

test('[F32] what takes too long is refused, and so is what comes next in a new thread; given time it passes', async () => {
  const hasty = poolOf({ timeoutMs: 0, timeoutMsPerMiB: 0 })
  for (const answer of await Promise.all([hasty.inspect(DEAR), hasty.inspect(DEAR)])) {
    expect(answer).toMatchObject({ ok: false, code: 4409, reason: 'inspection takes too long' })
  }
  expect(await poolOf({ timeoutMs: 600_000 }).inspect(DEAR)).toMatchObject({ ok: true })
})

test('[F33] what takes too much memory is refused; those behind it are answered', async () => {
  const pool = poolOf({ memoryMiB: 24, timeoutMs: 600_000 })
  const [refused, after] = await Promise.all([pool.inspect(DEAR), pool.inspect(NOTHING)])
  expect(refused).toMatchObject({ ok: false, code: 4409, reason: 'inspection takes too much memory' })
  expect(after).toEqual(inspectUpdate(NOTHING))
})

test('a thread that cannot start rejects: that says nothing about the update', async () => {
  const pool = poolOf({ workerUrl: new URL('no-such-worker.ts', import.meta.url) })
  await expect(pool.inspect(BIG)).rejects.toThrow('no-such-worker')
  await expect(pool.inspect(BIG)).rejects.toThrow('no-such-worker')
})

test('a closed pool rejects what is under way', async () => {
  const pool = poolOf()
  const asked = pool.inspect(DEAR)
  const answer = expect(asked).rejects.toThrow('closed')
  await pool.close()
  await answer
})

test('a thread that ended for want of work is started anew', async () => {
  const pool = poolOf({ idleMs: 1 })
  expect(await pool.inspect(BIG)).toMatchObject({ ok: true })
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(await pool.inspect(BIG)).toMatchObject({ ok: true })
})

function leaningItems(count: number): Uint8Array {
  return Buffer.concat(Array.from({ length: count }, (_, i) => bytesOf(Uint8Array.of(0x84), 100 + i, 5, 'a')))
}
