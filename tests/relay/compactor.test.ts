import { expect, onTestFinished, test } from 'vitest'
import * as Y from 'yjs'
import { createCompactor, INLINE_BYTES } from '../../sync-relay/src/core/compactor.ts'

function compactor(workerUrl?: URL) {
  const thread = createCompactor(workerUrl)
  onTestFinished(() => thread.close())
  return {
    ...thread,
    merged: (whole: Uint8Array) => new Promise<Uint8Array | null>((resolve) => thread.compact(whole, resolve)),
  }
}

/** Ten times as much as it needs: everything but the last of each key was replaced. */
function wasteful(bytes: number): Uint8Array {
  const doc = new Y.Doc({ gc: false })
  for (let i = 0; Y.encodeStateAsUpdate(doc).length < bytes; i++)
    doc.getMap('m').set(`k${i % 3}`, 'x'.repeat(bytes / 30))
  return Y.encodeStateAsUpdate(doc)
}

function contentOf(update: Uint8Array): unknown {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  return doc.getMap('m').toJSON()
}

test.each([1000, 4 * INLINE_BYTES])(
  '[F14] %i bytes become the smallest update with the same content',
  async (bytes) => {
    const { merged } = compactor()
    const whole = wasteful(bytes)
    const [state, again] = await Promise.all([merged(whole), merged(whole)])
    expect(again).toEqual(state)
    expect(state?.length).toBeLessThan(whole.length / 3)
    expect(contentOf(state as Uint8Array)).toEqual(contentOf(whole))
  },
)

test('[F14] what cannot be merged stays as it is; the thread goes on', async () => {
  const { merged } = compactor()
  const damaged = wasteful(4 * INLINE_BYTES).map((byte, i) => (i === 2000 ? 255 : byte))
  expect(await merged(damaged.subarray(0, -9))).toBeNull()
  expect(await merged(wasteful(4 * INLINE_BYTES))).not.toBeNull()
  expect(await merged(Uint8Array.of(9, 9, 9))).toBeNull()
})

test('[F14] without its thread, and after the end, nothing is merged and nobody waits for ever', async () => {
  const { merged } = compactor(new URL('file:///nowhere/compaction-worker.js'))
  expect(await merged(wasteful(4 * INLINE_BYTES))).toBeNull()
  const ended = compactor()
  const under = ended.merged(wasteful(4 * INLINE_BYTES))
  await ended.close()
  expect([await under, await ended.merged(wasteful(1000))]).toEqual([null, null])
})
