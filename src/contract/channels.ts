/** The two IPC channels between preload and main; no other is ever opened. */
export const channels = {
  /** Renderer asks: `invoke(call, name, input)` answers a CallResult. */
  call: 'rpma:call',
  /** Main tells: `send(event, name, payload)`. */
  event: 'rpma:event',
} as const
