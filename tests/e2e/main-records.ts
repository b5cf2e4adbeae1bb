/** What main holds, asked over the window's own bridge: the screens' words are checked elsewhere. */
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from 'playwright-core'
import * as Y from 'yjs'
import type { AppApi, CallInput, CallName, CallOutput } from '../../src/contract/index.ts'
import { openJob, type JobView } from '../../src/crdt/job/index.ts'
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
  const name = `job/${jobId}`
  const state = await window.evaluate(async (asked) => {
    const answer = await (globalThis as unknown as { rpma: AppApi }).rpma.call('document.open', { name: asked })
    return answer.ok ? [...answer.value.state] : null
  }, name)
  if (!state) throw new Error(`expected ${name} on this device`)
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Uint8Array.from(state))
  return openJob(doc).view()
}

/** Names (content hashes) of the blobs in a desktop's folder, finished or not. */
export async function blobFiles(desktop: Desktop): Promise<readonly string[]> {
  const entries = await readdir(path.join(desktop.dataDir, 'data'), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && /[0-9a-f]{64}/.test(entry.name))
    .map((entry) => entry.name)
    .sort()
}
