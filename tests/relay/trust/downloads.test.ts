import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { serveBlobs } from '../../../sync-relay/src/server/blob-routes.ts'
import type { BlobStore } from '../../../sync-relay/src/server/blobs.ts'

test('[F46] a photo that a device is reading when it is revoked ends there', async () => {
  let isMember = true
  const chunk = Buffer.alloc(1000)
  async function* photo() {
    yield chunk
    isMember = false
    yield chunk
    yield chunk
  }
  const blobs = { read: async () => ({ size: 3 * chunk.length, bytes: Readable.from(photo()) }) }
  const server = createServer((request, response) => {
    const asker = { sender: 'somebody', holds: () => isMember }
    serveBlobs(blobs as unknown as BlobStore, ['a'.repeat(64)], request, response, asker).catch(() =>
      response.destroy(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const whole = fetch(address).then((answer) => answer.arrayBuffer())
  await expect(whole).rejects.toThrow()
})
