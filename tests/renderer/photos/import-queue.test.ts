/** [F15] Files become photos whole or not at all, one after the other, and nobody's refusal stops the next. */
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { openJob } from '../../../src/crdt/job/index.ts'
import type { Pen } from '../../../src/crdt/ledger/index.ts'
import { createImportQueue } from '../../../src/renderer/features/job/photos/importQueue.ts'
import type { ImportRooms } from '../../../src/renderer/features/job/photos/importQueue.ts'
import type { Prepared } from '../../../src/renderer/features/job/photos/prepared.ts'
import { MAX_FILE_BYTES } from '../../../src/renderer/features/job/photos/sniff.ts'

const PLACE = { phase: 'reception', view: null, zone: 'hood', defect: null } as const
let ids = 0
const pen: Pen = { person: 'ana', device: 'tablet', now: () => 1, newId: () => `${++ids}`.padStart(26, '0') }
const file = (name: string, content = name) => new File([content], name)
const ready = (bytes: Uint8Array): Prepared => ({
  kind: 'ready',
  mime: 'image/jpeg',
  width: 4,
  height: 3,
  thumbnail: Uint8Array.of(bytes.length),
  rendition: null,
})

function stand(rooms: Partial<ImportRooms> = {}) {
  const job = openJob(new Y.Doc())
  const stored: number[] = []
  let held = 0
  const queue = createImportQueue({
    prepare: async (bytes) => ready(bytes),
    async store(blobs) {
      const first = stored.length
      stored.push(...blobs.map((_, index) => first + index))
      return blobs.map((_, index) => (first + index + 1).toString(16).padStart(64, '0'))
    },
    hold() {
      held++
      return { ledger: job.ledger, release: () => void held-- }
    },
    errorOf: (cause) => ({ kind: 'internal', message: String(cause) }),
    ...rooms,
  })
  const settled = () =>
    expect
      .poll(() => queue.state().imports.filter(({ state }) => ['waiting', 'preparing', 'storing'].includes(state)))
      .toEqual([])
  const states = () => queue.state().imports.map(({ fileName, state, why }) => [fileName, state, why])
  return { queue, settled, states, stored, held: () => held, photos: () => job.view().photos }
}

/** A preparation that ends when the test says so, or is aborted. */
function gate() {
  const open: ((prepared: Prepared) => void)[] = []
  const aborted: unknown[] = []
  const prepare: ImportRooms['prepare'] = (_, signal) =>
    new Promise((resolve, reject) => {
      open.push(resolve)
      signal.addEventListener('abort', () => {
        aborted.push(signal.reason)
        reject(signal.reason as Error)
      })
    })
  return { open, aborted, prepare }
}

test('several files become photos in their order, and the list is empty again', async () => {
  const { queue, settled, photos, held } = stand()
  const progress: string[] = []
  queue.subscribe(() => progress.push(`${queue.state().done}/${queue.state().total}`))
  queue.add('job', [file('a.jpg', 'a'), file('b.jpg', 'bb'), file('c.jpg', 'ccc')], PLACE, pen)
  await settled()
  expect(photos().map(({ bytes, zone }) => [bytes, zone])).toEqual([
    [1, 'hood'],
    [2, 'hood'],
    [3, 'hood'],
  ])
  expect(new Set(progress)).toEqual(new Set(['0/3', '1/3', '2/3', '0/0']))
  expect(queue.state()).toEqual({ imports: [], done: 0, total: 0 })
  expect(held()).toBe(0)
})

test('what is refused is named with its reason and holds up nobody', async () => {
  const bomb = { prepare: async (bytes: Uint8Array) => (bytes.length === 1 ? refusal : ready(bytes)) }
  const refusal: Prepared = { kind: 'refused', why: 'not-an-image' }
  const { queue, settled, states, photos, stored } = stand(bomb)
  const huge = file('huge.jpg')
  Object.defineProperty(huge, 'size', { value: MAX_FILE_BYTES + 1 })
  const gone = file('gone.jpg')
  gone.arrayBuffer = () => Promise.reject(new DOMException('moved', 'NotReadableError'))
  queue.add('job', [file('x.exe', '1'), huge, gone, file('good.jpg', '22')], PLACE, pen)
  await settled()
  expect(states()).toEqual([
    ['x.exe', 'refused', 'not-an-image'],
    ['huge.jpg', 'refused', 'too-large'],
    ['gone.jpg', 'refused', 'unavailable'],
  ])
  expect(photos()).toHaveLength(1)
  expect(stored).toHaveLength(2)
  for (const { id } of queue.state().imports) queue.cancel(id)
  expect(queue.state().imports).toEqual([])
})

test('what is cancelled while it is prepared leaves nothing; the next one goes on', async () => {
  const { open, aborted, prepare } = gate()
  const { queue, settled, photos, stored } = stand({ prepare })
  queue.add('job', [file('a.jpg'), file('b.jpg'), file('c.jpg')], PLACE, pen)
  await expect.poll(() => open.length).toBe(1)
  const [a, b] = queue.state().imports
  queue.cancel(b!.id) // waits still
  queue.cancel(a!.id)
  await expect.poll(() => open.length).toBe(2)
  expect(aborted).toHaveLength(1)
  open[1]!(ready(Uint8Array.of(1)))
  await settled()
  expect(photos()).toHaveLength(1)
  expect(stored).toHaveLength(2)
})

test('all at once: everything under way goes, what was refused stays to be read', async () => {
  const { open, prepare } = gate()
  const { queue, settled, states, photos } = stand({ prepare })
  queue.add('job', [file('a.jpg'), file('b.jpg'), file('c.jpg')], PLACE, pen)
  await expect.poll(() => open.length).toBe(1)
  open[0]!({ kind: 'refused', why: 'incomplete' })
  await expect.poll(() => open.length).toBe(2)
  queue.cancelAll()
  await settled()
  expect(states()).toEqual([['a.jpg', 'refused', 'incomplete']])
  expect(photos()).toEqual([])
})

test('while it is being stored it cannot be cancelled: it becomes a photo', async () => {
  let store = () => {}
  const { queue, settled, photos } = stand({
    store: () => new Promise((resolve) => (store = () => resolve(['a'.repeat(64), 'b'.repeat(64)]))),
  })
  queue.add('job', [file('a.jpg')], PLACE, pen)
  await expect.poll(() => queue.state().imports[0]?.state).toBe('storing')
  queue.cancelAll()
  store()
  await settled()
  expect(photos()).toHaveLength(1)
})

test('a full disk fails one file with its reason; once there is room it is tried again', async () => {
  let isFull = true
  const { queue, settled, states, photos, held } = stand({
    store: () => (isFull ? Promise.reject(new Error('full')) : Promise.resolve(['a'.repeat(64), 'b'.repeat(64)])),
  })
  queue.add('job', [file('a.jpg')], PLACE, pen)
  await settled()
  expect(states()).toEqual([['a.jpg', 'failed', undefined]])
  expect(queue.state().imports[0]!.error).toEqual({ kind: 'internal', message: 'Error: full' })
  expect([photos().length, held()]).toEqual([0, 0])
  isFull = false
  queue.retry(queue.state().imports[0]!.id)
  await settled()
  expect([photos().length, queue.state().imports.length]).toEqual([1, 0])
})
