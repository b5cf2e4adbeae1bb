/** `npm run bench:relay` measures what it says: checked without peers, in a few seconds. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import * as Y from 'yjs'
import { drive } from '../../../scripts/bench/relay/drive.ts'
import { EDIT_CLOCKS, EditWriter, FIRST_CLIENT, UpdateReader } from '../../../scripts/bench/relay/generator/edits.ts'
import type { EditResult, SayResult } from '../../../scripts/bench/relay/generator/messages.ts'
import { startServer } from '../../../scripts/bench/relay/servers.ts'
import { judge, median } from '../../../scripts/bench/relay/table.ts'

function editsOf(writer: EditWriter, count: number): Uint8Array[] {
  // Message type, sync kind and one byte of length stand before the update.
  return Array.from({ length: count }, () => {
    const length = writer.next(0)
    return writer.bytes.slice(3, length)
  })
}

test('the edits are what Yjs would have written: ten signs behind one’s own last ones', () => {
  const doc = new Y.Doc()
  for (const update of editsOf(new EditWriter(3), 12)) Y.applyUpdate(doc, update)
  expect(doc.getText('t').toJSON()).toBe(
    Array.from({ length: 12 }, (_, i) => String(i).padStart(EDIT_CLOCKS, '0')).join(''),
  )
  expect(doc.store.pendingStructs).toBeNull()
})

test('a merged frame counts as many edits as are in it, of each client', () => {
  const writers = [new EditWriter(0), new EditWriter(1)]
  const updates = writers.flatMap((writer, i) => editsOf(writer, 5 + i))
  const merged = new Y.Doc()
  for (const update of updates) Y.applyUpdate(merged, update)
  for (const bytes of [Y.mergeUpdates(updates), Y.encodeStateAsUpdate(merged)]) {
    const reader = new UpdateReader()
    const heard = new Map<number, number>()
    reader.start(Buffer.from(bytes), 0)
    reader.update((client, from, to) => heard.set(client, (heard.get(client) ?? 0) + to - from))
    expect(heard).toEqual(
      new Map([
        [FIRST_CLIENT, 5 * EDIT_CLOCKS],
        [FIRST_CLIENT + 1, 6 * EDIT_CLOCKS],
      ]),
    )
  }
})

test('a goal is judged by the median of the ratios of each run, and what was not measured is not met', () => {
  const runs = [
    { ours: { rate: 200 }, hocuspocus: { rate: 100 } },
    { ours: { rate: 90 }, hocuspocus: { rate: 100 } },
    { ours: { rate: 330 }, hocuspocus: { rate: 110 } },
  ]
  const goal = { figure: 'rate', atLeast: 2, times: 'hocuspocus' } as const
  expect(judge(goal, runs)).toMatchObject({ value: 2, met: true })
  expect(judge({ ...goal, atLeast: 2.1 }, runs)).toMatchObject({ value: 2, met: false })
  expect(judge(goal, [...runs, { ours: { rate: 500 } }])).toMatchObject({ value: null, met: false })
  expect(judge({ figure: 'rate', atMost: 100 }, [{ ours: { rate: Number.NaN } }])).toMatchObject({ met: false })
  expect(median([3, 1, 2, 4])).toBe(2.5)
})

test('a load on the real relay: every edit is delivered to everyone else, barriers are answered', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'rpma-bench-'))
  const server = await startServer('ours', { folder, devices: 6 })
  onTestFinished(async () => {
    await server.kill()
    await rm(folder, { recursive: true, force: true })
  })
  const { result } = await drive<EditResult>(server, {
    kind: 'edits',
    name: 1,
    rooms: 2,
    clientsPerRoom: 3,
    deliveredPerSecond: 300,
    warmMs: 200,
    measureMs: 500,
    barrierEveryMs: 100,
  })
  expect(result).toMatchObject({ missing: 0, holes: 0, closed: 0 })
  expect(result.delivered).toBeGreaterThan(0)
  expect(result.barriers).toBeGreaterThan(0)
  const said = await drive<SayResult>(server, { kind: 'say', name: 2, client: 77, edits: 3 })
  const { result: there } = await drive<number[]>(server, { kind: 'count', name: 2, clients: [77, 78] })
  expect([said.result.safe, there]).toEqual([3, [3, 0]])
})
