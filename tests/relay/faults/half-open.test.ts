import { expect, test } from 'vitest'
import { RoomClient } from '../../../scripts/bench/relay/generator/client.ts'
import { scratchFolder } from '../support/folder.ts'
import { figures, HOUR, LONG, size } from './support/gate.ts'
import { startProxy } from './support/proxy.ts'
import { gateRelay } from './support/relay.ts'

const CLIENTS = size(2, 50)
const MAX_MS = 45_000

// The heartbeat is not an option, so this lasts as long as it lasts: only with the gates.
test.skipIf(!LONG)(`[F19] ${CLIENTS} cables are pulled: the relay lets go within 45 s`, { timeout: HOUR }, async () => {
  const relay = await gateRelay(await scratchFolder())
  const proxy = await startProxy(relay.target.port)
  const through = { ...relay.target, port: proxy.port }
  await Promise.all(Array.from({ length: CLIENTS }, () => RoomClient.join(through, 'job/1', {})))
  let closed = false
  const direct = await RoomClient.join(relay.target, 'job/1', { closed: () => void (closed = true) })
  await new Promise((resolve) => setTimeout(resolve, 7000)) // somewhere between two heartbeats
  proxy.goSilent()
  const silentAt = performance.now()
  while (proxy.pairs.some(({ farClosedAt }) => farClosedAt === null) && performance.now() < silentAt + 2 * MAX_MS) {
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const times = proxy.pairs.map(({ farClosedAt }) => (farClosedAt ?? Number.POSITIVE_INFINITY) - silentAt)
  figures('half-open sockets', `${CLIENTS} detected, the last after ${(Math.max(...times) / 1000).toFixed(1)} s`)
  expect(Math.max(...times)).toBeLessThanOrEqual(MAX_MS + 500) // a timer may be late
  expect(closed).toBe(false)
  direct.leave()
})
