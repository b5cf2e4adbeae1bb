/** What only the SQLite log in its own thread has to show: that thread can end, and bytes travel. */
import { cp, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import Database from 'better-sqlite3'
import { build } from 'vite'
import { expect, test } from 'vitest'
import { openSqliteLog } from '../../sync-relay/src/log/sqlite-log.ts'
import { DataFolderProblem } from '../../sync-relay/src/sqlite-open.ts'
import { openSqliteLogInWorker } from '../../sync-relay/src/log/sqlite-worker-log.ts'
import { append, asked, bytesOf, commit, load, submit } from './relay-log.ts'
import { scratchFolder } from '../relay/support/folder.ts'

/** A worker that ends at its first commit, before or after the file has it. */
function crashing(when: 'before' | 'after'): URL {
  const source = new URL('../../sync-relay/src/log/sqlite-worker.ts', import.meta.url).href
  const isCommit = 'm instanceof Uint8Array'
  const dead = 'process.exit(3)'
  const mute = 'parentPort.postMessage = () => {}; setTimeout(() => process.exit(3), 50)'
  const code = `
    import { parentPort } from 'node:worker_threads'
    parentPort.on('message', (m) => { if (${isCommit}) { ${when === 'before' ? dead : mute} } })
    await import(${JSON.stringify(source)})
  `
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`)
}

test.each(['before', 'after'] as const)(
  '[F1] a thread that dies %s a commit fails it; recovery starts another',
  async (when) => {
    const folder = await scratchFolder()
    const first = openSqliteLog(folder)
    await commit(first, ['job/1', 1])
    await first.close()

    const log = await openSqliteLogInWorker(folder, { workerUrl: crashing(when) })
    const { through } = await load(log, 'job/1')
    await expect(submit(log, append('job/1', [2], through))).rejects.toThrow(/^io: the log's thread ended/)
    await expect(load(log, 'job/1')).rejects.toThrow(/^io/)
    await asked((done) => log.recover(done))
    // Not acknowledged: either outcome is right, and what was there before must be.
    expect(bytesOf(await load(log, 'job/1'))).toEqual(when === 'before' ? [[1]] : [[1], [2]])
    await log.close()
  },
)

test('calls on a closed log fail, and it does not recover', async () => {
  const log = await openSqliteLogInWorker(await scratchFolder())
  await log.close()
  await expect(load(log, 'job/1')).rejects.toThrow(/^io/)
  await expect(asked((done) => log.recover(done))).rejects.toThrow(/^io/)
})

test('what was asked before the closing is still answered', async () => {
  const folder = await scratchFolder()
  const log = await openSqliteLogInWorker(folder)
  const answers = Promise.all([submit(log, append('job/1', [1], 0)), submit(log, append('job/2', [2], 0))])
  const closed = log.close()
  expect((await answers).flat().map(({ kind }) => kind)).toEqual(['committed', 'committed'])
  await closed
})

test('a small update out of a large frame is stored as it is, and stays with the caller', async () => {
  const log = await openSqliteLogInWorker(await scratchFolder())
  const frame = Uint8Array.from({ length: 1000 }, (_, i) => i % 256)
  const update = frame.subarray(3, 6)
  await submit(log, { document: 'job/1', update, after: 0, leases: [] })
  expect([...update]).toEqual([3, 4, 5])
  expect(bytesOf(await load(log, 'job/1'))).toEqual([[3, 4, 5]])
  await log.close()
})

test('a folder in use and a file that is not ours are refused in words', async () => {
  const folder = await scratchFolder()
  const log = await openSqliteLogInWorker(folder)
  await expect(openSqliteLogInWorker(folder)).rejects.toThrow(/in use by another relay/)
  await log.close()
  const other = new Database(join(await scratchFolder(), 'relay.sqlite'))
  const strange = other.name.slice(0, -'/relay.sqlite'.length)
  other.exec('CREATE TABLE recipes (name TEXT)')
  other.close()
  await expect(openSqliteLogInWorker(strange)).rejects.toThrow(DataFolderProblem)
})

test('rows that compaction covered leave the file without another commit', async () => {
  const folder = await scratchFolder()
  const log = await openSqliteLogInWorker(folder)
  let through = 0
  for (let i = 0; i < 300; i++) [through = 0] = await commit(log, ['job/1', i % 256])
  await asked((done) => log.compact('job/1', Uint8Array.of(12), through, done))
  await log.close()
  const db = new Database(join(folder, 'relay.sqlite'))
  const rows = db.prepare('SELECT count(*) FROM updates').pluck().get() as number
  db.close()
  expect(rows).toBeLessThanOrEqual(300 - 64)
  const later = await openSqliteLogInWorker(folder)
  await expect
    .poll(async () => {
      for (let i = 0; i < 5; i++) await commit(later, ['job/2', i])
      return bytesOf(await load(later, 'job/1'))
    })
    .toEqual([[12]])
  await later.close()
})

test('bundled into one file, with the addon beside it, it works without node_modules', async () => {
  const bundle = await scratchFolder()
  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: {
      ssr: fileURLToPath(new URL('../../sync-relay/src/log/sqlite-worker.ts', import.meta.url)),
      outDir: bundle,
    },
  })
  const [file] = (await readdir(bundle)).filter((name) => name.endsWith('js'))
  const addon = join(bundle, 'addon.node')
  await cp(addonHere(), addon)
  const folder = await scratchFolder()
  const log = await openSqliteLogInWorker(folder, {
    workerUrl: pathToFileURL(join(bundle, file ?? expect.fail('no bundle'))),
    nativeBindingPath: addon,
  })
  await commit(log, ['job/1', 1])
  expect(bytesOf(await load(log, 'job/1'))).toEqual([[1]])
  await log.close()
})

/** The addon that better-sqlite3 loads in this process. */
function addonHere(): string {
  new Database(':memory:').close()
  const loaded = (process.report.getReport() as { sharedObjects: string[] }).sharedObjects
  return loaded.find((path) => path.includes('better-sqlite3')) ?? expect.fail('no addon of better-sqlite3 is loaded')
}
