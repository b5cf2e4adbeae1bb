/**
 * Asks the relay, on a provider's own socket, whether everything sent before is on its disk.
 *
 * Numbers die with the socket: after a reconnect the provider sends the difference first, and only then asks
 * again. An answer on a new socket to a question of the old one can therefore not be mistaken for a promise.
 */
import type { Decoder } from 'lib0/decoding'
import type { WebsocketProvider } from 'y-websocket'
import { decodeBarrierBody, encodeBarrier, MESSAGE } from '../../crdt/protocol/index.ts'

export interface Barrier {
  /** `onAnswered` runs when the relay has committed every frame sent on this socket before now; never otherwise. */
  ask(onAnswered: () => void): void
}

export function attachBarrier(provider: WebsocketProvider): Barrier {
  let asked = 0
  let waiting = new Map<number, () => void>()
  provider.on('status', () => {
    waiting = new Map()
  })
  const handlers = provider.messageHandlers as unknown as Record<number, (encoder: unknown, decoder: Decoder) => void>
  handlers[MESSAGE.barrier] = (_encoder, decoder) => {
    const n = decodeBarrierBody(decoder)
    const onAnswered = waiting.get(n)
    waiting.delete(n)
    onAnswered?.()
  }
  return {
    ask(onAnswered) {
      const socket = provider.ws
      if (!socket || !provider.wsconnected || socket.readyState !== socket.OPEN) return
      const n = ++asked
      waiting.set(n, onAnswered)
      socket.send(encodeBarrier(n) as Uint8Array<ArrayBuffer>)
    },
  }
}
