/** The thread of {@link ./compactor.ts}: one document at a time. An answer of null: it could not be merged. */
import { parentPort } from 'node:worker_threads'
import { compacted } from './compact.ts'

const port = parentPort
if (port === null) throw new Error('compaction worker: expected to run in a worker thread')
port.on('message', (whole: Uint8Array) => {
  try {
    const state = compacted(whole).slice()
    port.postMessage(state, [state.buffer])
  } catch {
    port.postMessage(null)
  }
})
