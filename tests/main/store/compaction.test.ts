import { spawnSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openDatabase } from '../../../src/main/store/database.ts'
import { content, newId, openTestStore, plainUpdates, tempFolder } from './workshop.ts'

const compactor = fileURLToPath(new URL('./compactor.ts', import.meta.url))

/** What the tables hold: the log as it was, or one snapshot. */
function form(dir: string): string {
  const { db, release } = openDatabase({ dir })
  const count = (table: string) => db.prepare<[], number>(`SELECT COUNT(*) FROM ${table}`).pluck().get()
  const seen = `${count('snapshots')} snapshots, ${count('updates')} updates`
  db.close()
  release()
  return seen
}

test('[F14] killed at any statement of a compaction: the old log or the new snapshot, the same content', async () => {
  const name = `job/${newId()}`
  const original = tempFolder()
  const store = await openTestStore(original)
  const updates = plainUpdates(30)
  for (const update of updates.slice(0, 20)) await store.append(name, update, 'local', 1)
  for (const update of updates.slice(20)) await store.append(name, update, 'remote', 1)
  const before = { content: content((await store.read(name))!.state), pending: await store.pending() }
  await store.close()

  const forms: string[] = []
  for (let step = 1; ; step++) {
    const dir = path.join(tempFolder(), 'copy')
    cpSync(original, dir, { recursive: true })
    const run = spawnSync(process.execPath, [compactor, dir, name, String(step)], { encoding: 'utf8' })
    const finished = run.stdout.includes('done')
    expect(run.signal, run.stderr).toBe(finished ? null : 'SIGKILL')
    const seen = form(dir)
    const after = await openTestStore(dir)
    await after.checkIntegrity()
    expect(content((await after.read(name))!.state)).toEqual(before.content)
    expect(await after.pending()).toEqual(before.pending)
    await after.close()
    if (finished) break
    forms.push(seen)
  }
  const [old, folded] = ['0 snapshots, 30 updates', '1 snapshots, 0 updates']
  // Before each of the three statements, before COMMIT: old. After COMMIT: new.
  expect(forms).toEqual([old, old, old, old, folded])
})
