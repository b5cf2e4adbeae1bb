/** The listening socket: plain or with TLS, with every deadline that Node offers, and where others reach it. */
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { isLoopback } from '../authorize.ts'
import type { RelayConfig } from '../command/config.ts'
import { isPrivate } from './doors.ts'
import { TLS_VERSION } from './tls.ts'
import type { Certificate } from './tls.ts'

/**
 * Connections that the system accepts before we do. With Node's 511, of a thousand that come at once many are dropped by
 * the kernel, and try again a whole second later. Systems with a lower limit take that.
 */
const BACKLOG = 4096
const MAX_HEADER_BYTES = 16_384
const IDLE_MS = 120_000 // longer than any wait of the feed
const WHOLE_REQUEST_MS = 3600 * 1000 // a slow line may need that for a large photo; its pace is watched beside

export function createRelayServer(config: RelayConfig, certificate: Certificate | null): Server {
  const options = {
    headersTimeout: config.limits.handshakeMs,
    connectionsCheckingInterval: config.limits.handshakeMs,
    requestTimeout: WHOLE_REQUEST_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
  }
  const server =
    certificate === null
      ? createServer(options)
      : createTlsServer({
          ...options,
          ...certificate,
          minVersion: TLS_VERSION,
          handshakeTimeout: config.limits.handshakeMs,
        })
  server.setTimeout(IDLE_MS, (socket) => socket.destroy()) // a reader that reads nothing; websockets have their heartbeat
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
    const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request'
    socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
  })
  server.on('tlsClientError', (_error, socket) => socket.destroy())
  return server
}

/** Rejects with what `listen` fails with, and for "localhost" that is no loopback with `--auth none`. */
export async function listen(server: Server, { port, host, auth }: RelayConfig): Promise<AddressInfo> {
  try {
    await listenAt(server, port, host)
  } catch (error) {
    // "::" is every address of both kinds; a machine without IPv6 has one kind only.
    const { code } = error as NodeJS.ErrnoException
    if (host !== '::' || (code !== 'EAFNOSUPPORT' && code !== 'EADDRNOTAVAIL')) throw error
    await listenAt(server, port, '0.0.0.0')
  }
  const bound = server.address() as AddressInfo
  if (auth === 'none' && !isLoopback(bound.address)) {
    server.close()
    throw new Error(`expected a loopback address for auth none, saw ${bound.address}`) // a hosts file says so
  }
  return bound
}

function listenAt(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, backlog: BACKLOG }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** `host:port` under which the relay is reached from other machines, the best guess first: private IPv4 before all. */
export function reachableAt({ address, port }: AddressInfo): string[] {
  if (address !== '0.0.0.0' && address !== '::') return [authority(address, port)]
  const own = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter((one) => !one.internal && !one.address.startsWith('fe80:'))
    .filter((one) => one.family === 'IPv4' || address === '::')
  const rank = (one: { family: string; address: string }): number =>
    (one.family === 'IPv4' ? 0 : 2) + (isPrivate(one.address) ? 0 : 1)
  return own.toSorted((a, b) => rank(a) - rank(b)).map((one) => authority(one.address, port))
}

export function authority(address: string, port: number): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}`
}
