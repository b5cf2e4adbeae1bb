/** The websocket door: frames in and out of the core, slow and silent peers cut off. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer } from 'ws'
import type { RawData } from 'ws'
import { CLOSE, isDocumentName, LIMITS } from '../../../src/crdt/protocol/index.ts'
import type { Admission } from '../authorize.ts'
import type { RelayCore } from '../core/core.ts'
import { KEEP_ALIVE, websocketFrame } from '../core/frames.ts'
import type { Connection } from '../core/session.ts'

const HEARTBEAT_MS = 15_000
/** With the heartbeat: a dead peer is gone after 45 s at most [F19]. */
const SILENCE_MS = 30_000

/** ws itself closes an oversized frame with 1009, which a stock client answers by sending it again, forever. */
class RelaySocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code === 1009 ? CLOSE.tooLarge : code, reason)
  }
}

export interface Sockets {
  /** `document`: what {@link documentOf} the address says. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, document: string | null, admission: Admission): void
  /** Resolves when every socket has said goodbye, or after `graceMs` without its word. */
  close(graceMs: number): Promise<void>
  figures(): SocketFigures
}

/** The document that a websocket address names, or null. Stock clients put the name into the path, slash included. */
export function documentOf({ pathname }: URL): string | null {
  try {
    const name = decodeURIComponent(pathname.slice(1))
    return isDocumentName(name) ? name : null
  } catch {
    return null
  }
}

export interface SocketFigures {
  /** Waiting to be read, over all sockets. */
  readonly bufferedBytes: number
  /** Readers that were cut because they did not read. */
  readonly slowReaders: number
}

/** `maxBufferedBytes`: a reader that lets this many pile up is cut. */
export function createSockets(
  core: RelayCore,
  report: (what: string, detail: unknown) => void,
  maxBufferedBytes: number = LIMITS.maxBufferedBytes,
): Sockets {
  const server = new WebSocketServer<typeof RelaySocket>({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: LIMITS.maxFrameBytes,
    WebSocket: RelaySocket,
  })
  const beats = new Map<WebSocket, () => void>()
  let slowReaders = 0
  const heartbeat = setInterval(() => {
    for (const beat of [...beats.values()]) beat()
  }, HEARTBEAT_MS)

  // A frame to a whole room comes here for each of its members, one after the other.
  let lastMessage: Uint8Array | null = null
  let lastFrame: Buffer = Buffer.alloc(0)
  function framed(message: Uint8Array): Buffer {
    if (message !== lastMessage) {
      lastMessage = message
      lastFrame = websocketFrame(message)
    }
    return lastFrame
  }

  /**
   * `line` is what `socket` speaks over. Messages are written to it ready-made, past ws: that spares a second buffer and
   * a good part of the time for each. Deflate is off, so ws keeps nothing back that they could overtake.
   */
  function serve(line: Duplex, socket: WebSocket, document: string, admission: Admission & { admitted: true }): void {
    let heardAt = Date.now()
    let hasSent = true
    /** A whole document may be larger than the limit; while it drains, the usual amount may wait behind it. */
    let bulk = 0
    const connection: Connection = {
      send(message) {
        if (socket.readyState !== WebSocket.OPEN) return
        hasSent = true
        const waiting = line.writableLength
        if (waiting === 0) bulk = 0
        if (bulk === 0 && message.length > maxBufferedBytes) bulk = message.length
        if (waiting + message.length <= maxBufferedBytes + bulk) return void line.write(framed(message))
        slowReaders++
        socket.terminate() // a close frame would wait behind all that it does not read [F20]
      },
      close(code, reason) {
        if (socket.isPaused) socket.resume() // or the peer's goodbye is not heard
        socket.close(code, reason)
      },
      hold(isHeld) {
        if (isHeld) socket.pause()
        else socket.resume()
      },
    }
    const session = core.connect(document, admission.writer, connection)
    socket.on('message', (data: RawData, isBinary: boolean) => {
      heardAt = Date.now()
      if (isBinary) session.receive(data as Buffer)
      else session.close(CLOSE.structureRefused, 'text frame')
    })
    socket.on('pong', () => {
      heardAt = Date.now()
    })
    socket.on('close', () => {
      beats.delete(socket)
      session.disconnected()
    })
    beats.set(socket, () => {
      const now = Date.now()
      if (now - heardAt > SILENCE_MS) return socket.terminate()
      socket.ping()
      if (!hasSent) connection.send(KEEP_ALIVE)
      hasSent = false
    })
  }

  return {
    upgrade(request, socket, head, document, admission) {
      // The answer and the greeting of a room that is open leave as one write: a reconnecting shop costs half of them.
      socket.cork()
      try {
        server.handleUpgrade(request, socket, head, (client) => {
          client.on('error', (error) => report('socket failed', error.message))
          if (!admission.admitted) client.close(admission.code, admission.reason)
          else if (document === null) client.close(CLOSE.notAllowed, 'not a document name')
          else serve(socket, client, document, admission)
        })
      } finally {
        socket.uncork()
      }
    },
    async close(graceMs) {
      clearInterval(heartbeat)
      const open = [...server.clients].filter((client) => client.readyState !== WebSocket.CLOSED)
      const closed = open.map((client) => new Promise<void>((resolve) => client.once('close', () => resolve())))
      for (const client of open) client.close(1001, 'the relay is closing')
      const cut = setTimeout(() => {
        for (const client of open) client.terminate()
      }, graceMs)
      await Promise.all(closed)
      clearTimeout(cut)
      server.close()
    },
    figures() {
      let bufferedBytes = 0
      for (const client of server.clients) bufferedBytes += client.bufferedAmount
      return { bufferedBytes, slowReaders }
    },
  }
}
