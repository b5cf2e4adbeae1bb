import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { createMemoryLog, shareMemoryLog } from '../../sync-relay/src/log/memory-log.ts'
import { openSqliteLog } from '../../sync-relay/src/log/sqlite-log.ts'
import { openDatabase } from '../../sync-relay/src/log/sqlite-schema.ts'
import { DataFolderProblem } from '../../sync-relay/src/sqlite-open.ts'
import { openSqliteLogInWorker } from '../../sync-relay/src/log/sqlite-worker-log.ts'
import {
  append,
  asked,
  number,
  bytesOf,
  changes,
  commit,
  describeLog,
  describeSharedLog,
  held,
  load,
  submit,
} from './relay-log.ts'
import { scratchFolder } from '../relay/support/folder.ts'

const FILE = 'relay.sqlite'

describe('SQLite', () =>
  describeLog(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rpma-log-'))
    let log = openSqliteLog(folder)
    return {
      log,
      async reopen() {
        await log.close()
        log = openSqliteLog(folder)
        return log
      },
      async discard() {
        await log.close()
        await rm(folder, { recursive: true, force: true })
      },
    }
  }))

describe('SQLite in a thread', () =>
  describeLog(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rpma-log-'))
    let log = await openSqliteLogInWorker(folder)
    return {
      log,
      async reopen() {
        await log.close()
        log = await openSqliteLogInWorker(folder)
        return log
      },
      async discard() {
        await log.close()
        await rm(folder, { recursive: true, force: true })
      },
    }
  }))

describe('memory', () =>
  describeLog(async () => {
    const log = createMemoryLog('memory')
    return { log, reopen: async () => log, discard: async () => {} }
  }))

describe('memory of several relays', () => {
  describeLog(async () => {
    const memory = shareMemoryLog('memory')
    return { log: memory.open(), reopen: async () => memory.open(), discard: async () => {} }
  })
  describeSharedLog(async () => {
    const memory = shareMemoryLog('memory')
    return { side: async () => memory.open(), discard: async () => {} }
  })
})

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
  const bad = { ...append('job/2', [3], 0), document: null as unknown as string }
  const mixed = submit(log, append('job/1', [2], 0, [{ client: 7, device: 'd' }]), bad)
  await expect(mixed).rejects.toThrow()
  expect(bytesOf(await load(log, 'job/1'))).toEqual([[1]])
  expect((await load(log, 'job/1')).leases).toEqual([])
  const [cursor] = await commit(log, ['job/1', 3])
  expect((await load(log, 'job/1')).through).toBe(cursor)
  await log.close()
})

test('[F16] an old copy of the file betrays itself even after it has gone on', async () => {
  const folder = await scratchFolder()
  const copy = await scratchFolder()
  const first = openSqliteLog(folder)
  await commit(first, ['job/1', 1])
  await first.close()
  await cp(join(folder, FILE), join(copy, FILE))

  const original = openSqliteLog(folder)
  await commit(original, ['job/1', 2])
  const seen = await changes(original, 0)
  await original.close()

  // Each opening skips a random stretch: after thirty of them the copy is past every cursor of the original.
  for (let i = 0; i < 30; i++) await openSqliteLog(copy).close()
  const restored = openSqliteLog(copy)
  await commit(restored, ['job/2', 1])
  expect((await changes(restored, 0)).cursor).toBeGreaterThan(seen.cursor)
  const reply = await changes(restored, seen.cursor)
  expect(reply.relay).not.toBe(seen.relay)
  expect(reply.documents).toEqual(['job/1', 'job/2'])
  await restored.close()
})

test('[F10] a damaged row makes its document unreadable, not empty, and leaves the others alone', async () => {
  const folder = await scratchFolder()
  const log = openSqliteLog(folder)
  await commit(log, ['job/1', 1, 2, 3, 4], ['job/2', 5])
  await log.close()
  const db = new Database(join(folder, FILE))
  db.prepare("UPDATE updates SET bytes = x'01020305' WHERE document = 'job/1'").run()
  db.close()
  const later = openSqliteLog(folder)
  await expect(load(later, 'job/1')).rejects.toThrow('unreadable')
  expect((await load(later, 'job/2')).updates).toHaveLength(1)
  await later.close()
})

test('[F12] a document whose rows are gone is unreadable, not new', async () => {
  const folder = await scratchFolder()
  const log = openSqliteLog(folder)
  await commit(log, ['job/1', 1])
  await log.close()
  const db = new Database(join(folder, FILE))
  db.prepare('DELETE FROM updates').run()
  db.close()
  const later = openSqliteLog(folder)
  await expect(load(later, 'job/1')).rejects.toThrow('unreadable')
  await later.close()
})

test('a compacted document whose first row is gone is unreadable', async () => {
  const folder = await scratchFolder()
  const log = openSqliteLog(folder)
  const [through = 0] = await commit(log, ['job/1', 1])
  await asked((done) => log.compact('job/1', Uint8Array.of(1), through, done))
  await commit(log, ['job/1', 2])
  await log.close()
  const db = new Database(join(folder, FILE))
  db.prepare('DELETE FROM updates WHERE cursor = ?').run(through)
  db.close()
  const later = openSqliteLog(folder)
  await expect(load(later, 'job/1')).rejects.toThrow('unreadable')
  await later.close()
})

test('rows that compaction covered leave the file with later commits', async () => {
  const folder = await scratchFolder()
  const log = openSqliteLog(folder)
  let through = 0
  for (let i = 0; i < 500; i++) [through = 0] = await commit(log, ['job/1', i % 256])
  await asked((done) => log.compact('job/1', Uint8Array.of(12), through, done))
  for (let i = 0; i < 10; i++) await commit(log, ['job/2', i])
  await log.close()
  const db = new Database(join(folder, FILE))
  expect(db.prepare("SELECT count(*) FROM updates WHERE document = 'job/1'").pluck().get()).toBe(1)
  db.close()
})

test('[F1] a file that nobody closed is opened with every document, its order of change and its feed', async () => {
  const folder = await scratchFolder()
  const killed = await scratchFolder()
  const log = openSqliteLog(folder)
  const names = Array.from({ length: 10 }, (_, i) => `job/${i}`)
  for (let i = 0; i < 150; i++) await commit(log, [names[(i * 7) % 10] ?? '', i])
  const [through = 0] = await commit(log, ['job/new', 1])
  await asked((done) => log.compact('job/new', Uint8Array.of(12), through, done))
  for (let i = 0; i < 5; i++) await commit(log, ['job/3', i], ['job/newer', i])
  // As a kill leaves it: the file and its log, as they are.
  for (const end of ['', '-wal']) await cp(join(folder, `${FILE}${end}`), join(killed, `${FILE}${end}`))
  const before = await changes(log, 0)
  const half = await changes(log, 0, 4)
  const rows = await Promise.all([...names, 'job/new', 'job/newer'].map((name) => load(log, name)))
  await log.close()

  const later = openSqliteLog(killed)
  expect((await changes(later, 0)).documents).toEqual(before.documents)
  expect(await changes(later, 0, 4)).toMatchObject({ cursor: half.cursor, documents: half.documents })
  expect((await changes(later, half.cursor)).documents).toEqual(before.documents.slice(4))
  expect(await Promise.all([...names, 'job/new', 'job/newer'].map((name) => load(later, name)))).toEqual(rows)
  await later.close()
})

test('a file of schema 1 opens, keeps everything and takes leases', async () => {
  const folder = await scratchFolder()
  const old = new Database(join(folder, FILE))
  old.pragma('journal_mode = WAL')
  old.exec(SCHEMA_1)
  old.exec(`
    INSERT INTO meta VALUES ('relay', 'the-old-relay');
    INSERT INTO openings VALUES (0, 100);
    INSERT INTO updates VALUES (101, 'job/1', x'01', ${crc32(Uint8Array.of(1))}),
      (102, 'job/2', x'02', ${crc32(Uint8Array.of(2))}), (103, 'job/1', x'0303', ${crc32(Uint8Array.of(3, 3))});
    INSERT INTO documents VALUES ('job/1', 103), ('job/2', 102);
    INSERT INTO numbers VALUES ('F2026', 'a', 1), ('F2026', 'b', 2);
  `)
  old.close()

  const log = openSqliteLog(folder)
  expect(log.relayId()).toBe('the-old-relay')
  expect(await load(log, 'job/1')).toMatchObject({ through: 103, leases: [] })
  expect(bytesOf(await load(log, 'job/1'))).toEqual([[1], [3, 3]])
  expect(await changes(log, 102)).toMatchObject({ relay: 'the-old-relay', documents: ['job/1'] })
  expect(await number(log, 'F2026', 'c')).toBe(3)
  await submit(log, append('job/1', [4], 103, [{ client: 7, device: 'd' }]))
  await log.close()

  const later = openSqliteLog(folder)
  expect(bytesOf(await load(later, 'job/1'))).toEqual([[1], [3, 3], [4]])
  expect(held(await load(later, 'job/1'))).toEqual([{ client: 7, device: 'd' }])
  await later.close()
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
    await openSqliteLog(folder).close()
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
    await log.close()
  })

  test('a path that is a file', async () => {
    const folder = await scratchFolder()
    await writeFile(join(folder, 'file'), '')
    expect(() => openSqliteLog(join(folder, 'file'))).toThrow(DataFolderProblem)
  })
})

/** As relays of schema 1 made it. */
const SCHEMA_1 = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE updates (
    cursor INTEGER PRIMARY KEY, document TEXT NOT NULL, bytes BLOB NOT NULL, crc32 INTEGER NOT NULL
  );
  CREATE INDEX updates_of_document ON updates (document, cursor);
  CREATE TABLE documents (name TEXT PRIMARY KEY, cursor INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX documents_by_change ON documents (cursor);
  CREATE TABLE openings (after INTEGER PRIMARY KEY, upto INTEGER NOT NULL);
  CREATE TABLE numbers (
    series TEXT NOT NULL, request TEXT NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (series, request), UNIQUE (series, number)
  ) WITHOUT ROWID;
  PRAGMA application_id = ${0x52504d72};
  PRAGMA user_version = 1;
`
