import { expect, test } from 'vitest'
import { createTrustHttp, RelayRefusal } from '../../../src/main/replica/index.ts'
import { NOBODY } from '../../../src/main/replica/relay-request.ts'

test.each(['challenge', 'session', 'devices'] as const)(
  'a relay whose answer to %s never ends is cut off, instead of filling the memory',
  async (what) => {
    let sent = 0
    const endless = async () =>
      new Response(
        new ReadableStream<Uint8Array>({
          pull(controller) {
            const chunk = new Uint8Array(1 << 20).fill(0x20)
            sent += chunk.length
            if (sent > 200 << 20) controller.close()
            else controller.enqueue(chunk)
          },
        }),
      )
    const http = createTrustHttp('ws://127.0.0.1:9', NOBODY, endless as typeof fetch)
    const asked = what === 'session' ? http.session({ grant: null, proof: '' }) : http[what]()
    await expect(asked).rejects.toBeInstanceOf(RelayRefusal)
    expect(sent).toBeLessThan(110 << 20)
  },
)
