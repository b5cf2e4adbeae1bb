/** Frames that the relay sends. They are stock y-websocket, so that any Yjs client understands them. */
import * as encoding from 'lib0/encoding'
import { MESSAGE, SYNC } from '../../src/crdt/protocol/index.ts'

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
