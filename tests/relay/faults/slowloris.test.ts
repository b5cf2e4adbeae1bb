import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { scratchFolder } from '../support/folder.ts'
import { createTestShop, newTestId } from '../support/shop.ts'
import { figures, HOUR, LONG, size } from './support/gate.ts'
import { Oracle } from './support/oracle.ts'
import { gateRelay } from './support/relay.ts'

const SOCKETS = size(300, 5000)
const AT_ONCE = 100
const DEADLINE_MS = 5000
/** A timer that looks every second, and a machine with other work. */
const GRACE_MS = 3000
const MAX_MEMORY_BYTES = 128 * 2 ** 20

/** What they say, and then no more: nothing, half a request, half a handshake, a body that never comes. */
const BEGINNINGS = [
  '',
  'GET /job/1 HT',
  'GET /job/1 HTTP/1.1\r\nhost: 127.0.0.1\r\nupgrade: websocket\r\nconnection: Upgrade\r\n',
  'POST /v1/session HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 1000\r\n\r\n{"grant":',
]

test(`[F41] ${SOCKETS} sockets that do not finish are cut, and keep nobody out`, { timeout: HOUR }, async () => {
  // As everyone in a shop comes: a flood from one address must not need a limit of its own.
  const relay = await gateRelay(await scratchFolder(), ['--auth', 'grants', '--max-connections-per-address', '10000'])
  const shop = createTestShop()
  const { authorization } = await shop.openSession(relay.process.http, shop.admit('technician'))
  const target = { ...relay.target, tokens: [authorization.replace('Bearer ', '')] }
  const resident = async (): Promise<number> => {
    const text = await (await fetch(`${relay.process.http}/metrics`)).text()
    return Number(/^rpma_relay_resident_bytes (\S+)/m.exec(text)?.[1] ?? Number.NaN)
  }
  const before = await resident()
  const open = new Set<Socket>()
  onTestFinished(() => {
    for (const socket of open) socket.destroy()
  })
  const lives: number[] = []
  for (let from = 0; from < SOCKETS; from += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, SOCKETS - from) }, (_, i) => stutter(from + i)))
  }
  const begun = performance.now()

  function stutter(index: number): Promise<void> {
    return new Promise((resolve) => {
      const socket = connect(relay.target.port, '127.0.0.1')
      open.add(socket)
      let openedAt = performance.now()
      socket.on('connect', () => {
        openedAt = performance.now()
        socket.write(BEGINNINGS[index % BEGINNINGS.length] as string)
        resolve()
      })
      socket.on('error', () => {})
      socket.on('data', () => {}) // 408, or nothing
      socket.on('close', () => {
        open.delete(socket)
        lives.push(performance.now() - openedAt)
        resolve()
      })
    })
  }

  const oracle = new Oracle()
  await oracle.write(target, `job/${newTestId()}`, 'honest', 10)
  const honestMs = performance.now() - begun
  expect(oracle.acknowledged).toBe(10)
  const memory = (await resident()) - before
  while (lives.length < SOCKETS) await new Promise((resolve) => setTimeout(resolve, 50))
  figures(
    'slowloris',
    `${SOCKETS} sockets, the last cut after ${(Math.max(...lives) / 1000).toFixed(1)} s; ` +
      `10 honest edits acknowledged among them in ${Math.round(honestMs)} ms, memory +${Math.round(memory / 2 ** 20)} MiB`,
  )
  if (LONG) expect(Math.max(...lives)).toBeLessThanOrEqual(DEADLINE_MS + GRACE_MS)
  expect(memory).toBeLessThanOrEqual(MAX_MEMORY_BYTES)
})
