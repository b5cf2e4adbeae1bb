/** A TCP proxy in this process that fails the way networks do. */
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Proxy {
  readonly port: number
  readonly pairs: readonly Pair[]
  /** Nothing passes any more, either way, and nobody is told: a cable is pulled, a router reboots. */
  goSilent(): void
  /** Both sides of everything get a reset. */
  reset(): void
}

export interface Pair {
  /** To the client, to the relay. */
  readonly near: Socket
  readonly far: Socket
  /** When the relay ended its side; null while it has not. */
  farClosedAt: number | null
}

export async function startProxy(target: number): Promise<Proxy> {
  const pairs: Pair[] = []
  let silent = false
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1')
    const pair: Pair = { near, far, farClosedAt: null }
    pairs.push(pair)
    near.on('data', (bytes) => {
      if (!silent && !far.write(bytes)) near.pause()
    })
    far.on('drain', () => near.resume())
    far.on('data', (bytes) => {
      if (!silent && !near.write(bytes)) far.pause()
    })
    near.on('drain', () => far.resume())
    for (const side of [near, far]) side.on('error', () => {})
    far.on('close', () => {
      pair.farClosedAt = performance.now()
      if (!silent) near.destroy()
    })
    near.on('close', () => {
      if (!silent) far.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  onTestFinished(() => {
    for (const { near, far } of pairs) {
      near.destroy()
      far.destroy()
    }
    server.close()
  })
  return {
    port: (server.address() as AddressInfo).port,
    pairs,
    goSilent() {
      silent = true
    },
    reset() {
      for (const { near, far } of pairs.splice(0)) {
        near.resetAndDestroy()
        far.resetAndDestroy()
      }
    },
  }
}
