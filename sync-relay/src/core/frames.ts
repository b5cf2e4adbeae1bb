/** Frames that the relay sends. They are stock y-websocket, so that any Yjs client understands them. */
import * as encoding from 'lib0/encoding'
import { MESSAGE, SYNC } from '../../../src/crdt/protocol/index.ts'

export function syncFrame(kind: (typeof SYNC)[keyof typeof SYNC], body: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGE.sync)
  encoding.writeVarUint(encoder, kind)
  encoding.writeVarUint8Array(encoder, body)
  return encoding.toUint8Array(encoder)
}

export function awarenessFrame(body: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGE.awareness)
  encoding.writeVarUint8Array(encoder, body)
  return encoding.toUint8Array(encoder)
}

/**
 * Presence of nobody: changes nothing, but stock clients drop a connection on which no message (pings do not count)
 * came for 30 s.
 */
export const KEEP_ALIVE: Uint8Array = awarenessFrame(Uint8Array.of(0))

/**
 * A message as it goes over the line to a client: one unmasked binary websocket frame (RFC 6455, 5.2), head and content
 * in one array. What goes to many clients is put together once, and each of them costs one write of one buffer.
 */
export function websocketFrame(message: Uint8Array): Buffer {
  const { length } = message
  const headBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(headBytes + length)
  frame[0] = 0x82 // final fragment, binary
  if (headBytes === 2) {
    frame[1] = length
  } else if (headBytes === 4) {
    frame[1] = 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 127
    frame.writeUInt32BE(Math.floor(length / 2 ** 32), 2)
    frame.writeUInt32BE(length % 2 ** 32, 6)
  }
  frame.set(message, headBytes)
  return frame
}
