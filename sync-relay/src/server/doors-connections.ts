/**
 * Counts connections and cuts those that hold a place without saying who they are [F41]. A connection is unproved until
 * a request of it was admitted; it has `handshakeMs` for that, however slowly it speaks. When too many are unproved at
 * once the oldest goes, so that somebody honest, who needs milliseconds, still gets in beside thousands that only wait.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Limits } from '../limits.ts'

export type CutReason = 'full' | 'address-full' | 'unproved-full' | 'too-slow'

export interface Connections {
  /** A request of that connection was admitted, or it carries an admitted websocket. */
  proved(socket: Socket): void
  figures(): { readonly open: number; readonly unproved: number; readonly cut: Readonly<Record<CutReason, number>> }
}

interface Entry {
  readonly socket: Socket
  readonly key: string
  readonly address: string
  /** Undefined once proved. */
  deadline: NodeJS.Timeout | undefined
  /** What it asked last, while that is not answered. */
  asking: IncomingMessage | null
  /** Read when it was last looked at. */
  bytes: number
}

/** A body that goes on counts as saying something if so much of it comes within the deadline. */
const PACE_BYTES = 16 * 1024

type Caps = Pick<Limits, 'handshakeMs' | 'maxConnections' | 'maxConnectionsPerAddress' | 'maxUnproved'>

/** `isProxy`: its connections are those of many people, so they are not counted as one address. */
export function watchConnections(server: Server, limits: Caps, isProxy: (address: string) => boolean): Connections {
  const open = new Map<string, Entry>()
  const unproved = new Map<string, Entry>() // oldest first
  const perAddress = new Map<string, number>()
  const cut: Record<CutReason, number> = { full: 0, 'address-full': 0, 'unproved-full': 0, 'too-slow': 0 }

  function drop(socket: Socket, reason: CutReason): void {
    cut[reason]++
    socket.destroy()
  }

  server.on('connection', (socket) => {
    const address = socket.remoteAddress ?? ''
    const ofAddress = perAddress.get(address) ?? 0
    if (open.size >= limits.maxConnections) return drop(socket, 'full')
    if (ofAddress >= limits.maxConnectionsPerAddress && !isProxy(address)) return drop(socket, 'address-full')
    const [oldest] = unproved.values()
    if (unproved.size >= limits.maxUnproved && oldest !== undefined) forget(oldest, 'unproved-full')
    const entry: Entry = { socket, key: keyOf(socket), address, deadline: undefined, asking: null, bytes: 0 }
    open.set(entry.key, entry)
    unproved.set(entry.key, entry)
    perAddress.set(address, ofAddress + 1)
    entry.deadline = setTimeout(expire, limits.handshakeMs, entry).unref()
    socket.once('close', () => left(entry))
  })

  /** A whole question that we have not answered yet is no reason: then we are the slow ones. Nor is a long body. */
  function expire(entry: Entry): void {
    const { asking, socket, bytes } = entry
    const isSending = asking !== null && socket.bytesRead - bytes >= PACE_BYTES
    entry.bytes = socket.bytesRead
    if (asking?.complete === true || isSending) entry.deadline?.refresh()
    else forget(entry, 'too-slow')
  }

  function forget(entry: Entry, reason: CutReason): void {
    left(entry)
    drop(entry.socket, reason)
  }

  function left(entry: Entry): void {
    clearTimeout(entry.deadline)
    unproved.delete(entry.key)
    if (open.get(entry.key) !== entry) return
    open.delete(entry.key)
    const others = (perAddress.get(entry.address) ?? 1) - 1
    if (others > 0) perAddress.set(entry.address, others)
    else perAddress.delete(entry.address)
  }

  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const entry = unproved.get(keyOf(request.socket))
    if (entry === undefined) return
    entry.asking = request
    response.once('close', () => {
      entry.asking = null
      if (unproved.has(entry.key)) entry.deadline?.refresh()
    })
  })

  return {
    proved(socket) {
      const entry = unproved.get(keyOf(socket))
      if (entry === undefined) return
      clearTimeout(entry.deadline)
      unproved.delete(entry.key)
    },
    figures: () => ({ open: open.size, unproved: unproved.size, cut: { ...cut } }),
  }
}

/** With TLS, requests bear another socket object than the one that was accepted; the peer's port is the same. */
function keyOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort}`
}
