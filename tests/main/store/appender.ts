/**
 * A process to be killed: appends small edits for ever and prints the key of each after its promise resolved.
 * Arguments: data folder, document name, prefix of the keys.
 */
import { writeSync } from 'node:fs'
import * as Y from 'yjs'
import { openStore } from '../../../src/main/store/index.ts'

const [dir, name, prefix] = process.argv.slice(2) as [string, string, string]
const store = await openStore({ dir, workerUrl: new URL('../../../src/main/store/worker.ts', import.meta.url) })
const doc = new Y.Doc()
let last: Uint8Array | undefined
doc.on('update', (update: Uint8Array) => (last = update))

async function appendForEver(lane: number): Promise<void> {
  for (let i = 0; ; i++) {
    const key = `${prefix}-${lane}-${i}`
    doc.getMap('plain').set(key, i)
    await store.append(name, last!, 'local', Date.now())
    // Synchronous: what is printed is out before anything else can happen.
    writeSync(1, `${key}\n`)
  }
}
await Promise.all([appendForEver(0), appendForEver(1), appendForEver(2)])
