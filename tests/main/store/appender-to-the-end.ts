/** Appends a number of edits one after the other and prints what became of each: `saved <key>`, or the fault's kind. */
import { writeSync } from 'node:fs'
import * as Y from 'yjs'
import { openStore, StoreFault } from '../../../src/main/store/index.ts'

const [dir, name, count] = process.argv.slice(2) as [string, string, string]
const store = await openStore({ dir, workerUrl: new URL('../../../src/main/store/worker.ts', import.meta.url) })
const doc = new Y.Doc()
let last: Uint8Array | undefined
doc.on('update', (update: Uint8Array) => (last = update))
for (let i = 0; i < Number(count); i++) {
  doc.getMap('plain').set(`k${i}`, i)
  try {
    await store.append(name, last!, 'local', 1)
    writeSync(1, `saved k${i}\n`)
  } catch (fault) {
    writeSync(1, `${fault instanceof StoreFault ? fault.kind : String(fault)}\n`)
  }
}
await store.close()
