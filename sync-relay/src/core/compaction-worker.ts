/** The thread of {@link ./compactor.ts}: one document at a time. An answer of null: it could not be merged. */
import os from 'node:os'
import { parentPort } from 'node:worker_threads'
import { compacted } from './compact.ts'

yieldToOthers()

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

/**
 * Where one core has to do for everything, a merge would take every other time slice from the thread that serves people.
 * Only Linux gives threads priorities of their own; elsewhere the call would slow the whole relay down.
 */
function yieldToOthers(): void {
  if (process.platform !== 'linux') return
  try {
    os.setPriority(0, os.constants.priority.PRIORITY_LOW)
  } catch {
    // Not allowed here: merging is then merely as important as everything else.
  }
}
