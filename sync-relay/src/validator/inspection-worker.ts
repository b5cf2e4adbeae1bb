/** The thread of {@link ./inspection-pool.ts}: one update at a time, and it may be killed in the middle of any. */
import { parentPort } from 'node:worker_threads'
import { inspectUpdate } from './inspect.ts'

const port = parentPort
if (port === null) throw new Error('inspection worker: expected to run in a worker thread')
port.on('message', (bytes: Uint8Array) => port.postMessage(inspectUpdate(bytes)))
port.postMessage('ready')
