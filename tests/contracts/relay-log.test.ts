import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { createMemoryLog, DataFolderProblem, openSqliteLog } from '../../sync-relay/src/index.ts'
import { openDatabase } from '../../sync-relay/src/sqlite-schema.ts'
import { asked, changes, commit, describeLog, load } from './relay-log.ts'
import { scratchFolder } from '../relay/support/folder.ts'

const FILE = 'relay.sqlite'

describe('SQLite', () =>
  describeLog(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rpma-log-'))
    let log = openSqliteLog(folder)
    return {
      log,
      async reopen() {
        log.close()
        log = openSqliteLog(folder)
        return log
      },
      async discard() {
        log.close()
        await rm(folder, { recursive: true, force: true })
      },
    }
  }))

describe('memory', () =>
  describeLog(async () => {
    const log = createMemoryLog('memory')
    return { log, reopen: async () => log, discard: async () => {} }
  }))

test('[F2] WAL and synchronous FULL at every open, the second one included', async () => {
  const folder = await scratchFolder()
  for (let i = 0; i < 2; i++) {
    const db = openDatabase(folder)
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(db.pragma('synchronous', { simple: true })).toBe(2)
    db.close()
  }
})

test('a batch is stored whole or not at all', async () => {
  const folder = await scratchFolder()
  const log = openSqliteLog(folder)
  await commit(log, ['job/1', 1])
  const bad = { document: 'job/2', update: 'text' as unknown as Uint8Array, toString: null }
  const mixed = asked((done) =>
    log.commit(
      [
        { document: 'job/1', update: Uint8Array.of(2) },
        { ...bad, document: null as unknown as string },
      ],
      done,
    ),
  )
  await expect(mixed).rejects.toThrow()
  expect((await load(log, 'job/1')).updates).toHaveLength(1)
  const [cursor] = await commit(log, ['job/1', 3])
  expect((await load(log, 'job/1')).through).toBe(cursor)
  log.close()
})

test('[F16] an old copy of the file betrays itself even after it has gone on', async () => {
  const folder = await scratchFolder()
  const copy = await scratchFolder()
  const first = openSqliteLog(folder)
  await commit(first, ['job/1', 1])
  first.close()
  await cp(join(folder, FILE), join(copy, FILE))

  const original = openSqliteLog(folder)
  await commit(original, ['job/1', 2])
  const seen = await changes(original, 0)
  original.close()

  // Each opening skips a random stretch: after thirty of them the copy is past every cursor of the original.
  for (let i = 0; i < 30; i++) openSqliteLog(copy).close()
  const restored = openSqliteLog(copy)
  await commit(restored, ['job/2', 1])
  expect((await changes(restored, 0)).cursor).toBeGreaterThan(seen.cursor)
  const reply = await changes(restored, seen.cursor)
  expect(reply.relay).not.toBe(seen.relay)
  expect(reply.documents).toEqual(['job/1', 'job/2'])
  restored.close()
})

test('[F10] a damaged row makes its document unreadable, not empty, and leaves the others alone', async () => {
  const folder = await scratchFolder()
  const log = openSqliteLog(folder)
  await commit(log, ['job/1', 1, 2, 3, 4], ['job/2', 5])
  log.close()
  const db = new Database(join(folder, FILE))
  db.prepare("UPDATE updates SET bytes = x'01020305' WHERE document = 'job/1'").run()
  db.close()
  const later = openSqliteLog(folder)
  await expect(load(later, 'job/1')).rejects.toThrow('unreadable')
  expect((await load(later, 'job/2')).updates).toHaveLength(1)
  later.close()
})

test('[F12] a document whose rows are gone is unreadable, not new', async () => {
  const folder = await scratchFolder()
  const log = openSqliteLog(folder)
  await commit(log, ['job/1', 1])
  log.close()
  const db = new Database(join(folder, FILE))
  db.prepare('DELETE FROM updates').run()
  db.close()
  const later = openSqliteLog(folder)
  await expect(load(later, 'job/1')).rejects.toThrow('unreadable')
  later.close()
})

describe('folders that cannot be used are named and left as they are', () => {
  test('a file that is not a database', async () => {
    const folder = await scratchFolder()
    await writeFile(join(folder, FILE), 'these are my holiday notes, all of them '.repeat(200))
    const before = await readFile(join(folder, FILE))
    expect(() => openSqliteLog(folder)).toThrow(/is not a database/)
    expect(await readFile(join(folder, FILE))).toEqual(before)
  })

  test("another program's database", async () => {
    const folder = await scratchFolder()
    const db = new Database(join(folder, FILE))
    db.exec('CREATE TABLE recipes (name TEXT)')
    db.close()
    const before = await readFile(join(folder, FILE))
    expect(() => openSqliteLog(folder)).toThrow(/another program/)
    expect(await readFile(join(folder, FILE))).toEqual(before)
  })

  test('a newer schema', async () => {
    const folder = await scratchFolder()
    openSqliteLog(folder).close()
    const db = new Database(join(folder, FILE))
    db.pragma('user_version = 99')
    db.close()
    const before = await readFile(join(folder, FILE))
    expect(() => openSqliteLog(folder)).toThrow(/newer relay \(schema 99/)
    expect(await readFile(join(folder, FILE))).toEqual(before)
  })

  test('a folder in use by another relay', async () => {
    const folder = await scratchFolder()
    const log = openSqliteLog(folder)
    expect(() => openSqliteLog(folder)).toThrow(/in use by another relay/)
    log.close()
  })

  test('a path that is a file', async () => {
    const folder = await scratchFolder()
    await writeFile(join(folder, 'file'), '')
    expect(() => openSqliteLog(join(folder, 'file'))).toThrow(DataFolderProblem)
  })
})
