/** A raw websocket client, and the stock one. */
import * as decoding from 'lib0/decoding'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { decodeBarrierBody, encodeBarrier, MESSAGE } from '../../../src/crdt/protocol/index.ts'

export function stockClient(url: string, document: string, doc = new Y.Doc()): WebsocketProvider {
  const provider = new WebsocketProvider(url, document, doc, {
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
    maxBackoffTime: 200,
  })
  onTestFinished(() => provider.destroy())
  return provider
}

/** Sends a barrier on the stock provider's socket and waits for its echo. */
export function stockBarrier(provider: WebsocketProvider, n: number): Promise<void> {
  return new Promise((resolve) => {
    provider.messageHandlers[MESSAGE.barrier] = (_encoder, decoder) => {
      if (decodeBarrierBody(decoder) === n) resolve()
    }
    provider.ws?.send(encodeBarrier(n) as Uint8Array<ArrayBuffer>)
  })
}

export interface RawClient {
  readonly socket: WebSocket
  send(frame: Uint8Array): void
  /** Resolves with true at the echo, false when the socket closes first. */
  barrier(n: number): Promise<boolean>
  readonly closed: Promise<{ code: number; reason: string }>
}

export async function rawClient(address: string, headers: Record<string, string> = {}): Promise<RawClient> {
  const socket = new WebSocket(address, { headers })
  const waiting = new Map<number, (answered: boolean) => void>()
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => {
      for (const settle of waiting.values()) settle(false)
      resolve({ code, reason: reason.toString() })
    })
  })
  socket.on('message', (data: Buffer) => {
    const decoder = decoding.createDecoder(data)
    if (decoding.readVarUint(decoder) === MESSAGE.barrier) waiting.get(decodeBarrierBody(decoder))?.(true)
  })
  onTestFinished(() => socket.terminate())
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  socket.on('error', () => {})
  return {
    socket,
    closed,
    send: (frame) => socket.send(frame),
    barrier: (n) =>
      new Promise((resolve) => {
        if (socket.readyState !== WebSocket.OPEN) return resolve(false)
        waiting.set(n, resolve)
        socket.send(encodeBarrier(n))
      }),
  }
}

/** Waits until `check` holds; the test's own timeout is the limit. */
export async function until(check: () => boolean): Promise<void> {
  while (!check()) await new Promise((resolve) => setTimeout(resolve, 5))
}
