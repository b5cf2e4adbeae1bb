/** What main holds, asked over the window's own bridge: the screens' words are checked elsewhere. */
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { monotonicFactory } from 'ulid'
import * as Y from 'yjs'
import type { AppApi, CallInput, CallName, CallOutput } from '../../src/contract/index.ts'
import { openJob, type JobView } from '../../src/crdt/job/index.ts'
import { Ledger, type Pen } from '../../src/crdt/ledger/index.ts'
import type { Desktop } from './launch.ts'

/** Throws when the call answers a failure. Inputs and outputs without bytes only: they cross as JSON. */
export async function askMain<K extends CallName>(window: Page, name: K, input: CallInput<K>): Promise<CallOutput<K>> {
  const answer = await window.evaluate(
    ([call, given]) => (globalThis as unknown as { rpma: AppApi }).rpma.call(call as K, given as CallInput<K>),
    [name, input] as const,
  )
  if (!answer.ok) throw new Error(`${name}: ${answer.error.kind} ${answer.error.message}`)
  return answer.value as CallOutput<K>
}

/** The job as main has it: what a window would be given if it opened it now. */
export async function readJob(window: Page, jobId: string): Promise<JobView> {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, await stateOf(window, `job/${jobId}`))
  return openJob(doc).view()
}

async function stateOf(window: Page, name: string): Promise<Uint8Array> {
  const state = await window.evaluate(async (asked) => {
    const answer = await (globalThis as unknown as { rpma: AppApi }).rpma.call('document.open', { name: asked })
    return answer.ok ? [...answer.value.state] : null
  }, name)
  if (!state) throw new Error(`expected ${name} on this device`)
  return Uint8Array.from(state)
}

/** Names (content hashes) of the blobs in a desktop's folder, finished or not. */
export async function blobFiles(desktop: Desktop): Promise<readonly string[]> {
  const entries = await readdir(path.join(desktop.dataDir, 'data'), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && /[0-9a-f]{64}/.test(entry.name))
    .map((entry) => entry.name)
    .sort()
}

/**
 * Two people write into a document without seeing each other; the window learns of it when it loads again (main
 * does not tell a window what the window itself brought).
 */
export async function writeApart(
  window: Page,
  name: string,
  edits: readonly ((ledger: Ledger, pen: Pen) => void)[],
  people: readonly string[],
): Promise<void> {
  const state = await stateOf(window, name)
  const newId = monotonicFactory()
  for (const [index, edit] of edits.entries()) {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, state)
    const before = Y.encodeStateVector(doc)
    edit(new Ledger(doc), { person: people[index]!, device: newId(), now: Date.now, newId })
    const update = [...Y.encodeStateAsUpdate(doc, before)]
    const saved = await window.evaluate(
      ([document, bytes]) =>
        (globalThis as unknown as { rpma: AppApi }).rpma.call('document.append', {
          name: document,
          update: Uint8Array.from(bytes),
        }),
      [name, update] as const,
    )
    if (!saved.ok) throw new Error(`expected main to keep the update, seen ${saved.error.kind}`)
  }
}
