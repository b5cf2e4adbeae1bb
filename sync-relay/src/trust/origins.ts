/**
 * Which addresses are this relay's. A proof names the address that its device knocked at, so that a machine in between
 * cannot pass it on as its own. `Host` proves nothing here: who passes a proof on writes what it likes into it. An
 * address is ours if the operator said so, or if this connection really arrived at it.
 */
import type { IncomingMessage } from 'node:http'
import { hostname } from 'node:os'
import type { TLSSocket } from 'node:tls'
import { isLoopback } from '../authorize.ts'
import { plainAddress } from './tokens.ts'

export function isOwnOrigin(
  origin: string,
  request: Pick<IncomingMessage, 'socket'>,
  publicUrls: readonly string[],
): boolean {
  const seen = originOf(origin)
  if (seen === null || seen !== origin) return false
  if (publicUrls.some((url) => originOf(url) === seen)) return true
  const { socket } = request
  const scheme = (socket as TLSSocket).encrypted === true ? 'https' : 'http'
  return ownNames(plainAddress(socket.localAddress ?? '')).some(
    (name) => originOf(`${scheme}://${name}:${socket.localPort}`) === seen,
  )
}

function ownNames(address: string): string[] {
  const machine = hostname().toLowerCase()
  const names = [address.includes(':') ? `[${address}]` : address, machine, `${machine.replace(/\.local$/, '')}.local`]
  return isLoopback(address) ? [...names, 'localhost'] : names
}

/** `ws` and `wss` addresses count as what carries them. Null: no address of a relay. */
function originOf(text: string): string | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text.replace(/^ws(s?):/i, 'http$1:'))
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.origin : null
}
