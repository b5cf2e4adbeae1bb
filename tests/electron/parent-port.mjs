// Loaded before a utility process's own code: `process.parentPort` over Node's channel. Plain JavaScript, since the
// code that follows may be run by any Node.
import { EventEmitter } from 'node:events'

class ParentPort extends EventEmitter {
  /** @param {unknown} message */
  postMessage(message) {
    process.send?.(message)
  }
}
const port = new ParentPort()
// As in Electron, what comes before somebody listens waits.
/** @type {unknown[]} */
let early = []
process.on('message', (data) => {
  if (port.listenerCount('message') > 0) port.emit('message', { data, ports: [] })
  else early.push(data)
})
port.on('newListener', (event) => {
  if (event !== 'message') return
  const waiting = early
  early = []
  queueMicrotask(() => {
    for (const data of waiting) port.emit('message', { data, ports: [] })
  })
})
// The app is gone: Electron would have ended this process.
process.on('disconnect', () => process.exit(1))
Object.defineProperty(process, 'parentPort', { value: port })
