import BetterSqlite3 from 'better-sqlite3'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { APPLICATION_ID, DATABASE_FILE, isRecentEnough, openDatabase } from '../../../src/main/store/database.ts'
import { openStore, type StoreFault } from '../../../src/main/store/index.ts'
import { SCHEMA_VERSION } from '../../../src/main/store/migrations/index.ts'
import { appendAll, newId, openTestStore, plainKeys, plainUpdates, tempFolder, workerUrl } from './workshop.ts'

const name = `job/${newId()}`

async function refusal(dir: string): Promise<StoreFault['problem']> {
  const outcome = await openStore({ dir, workerUrl }).then(
    async (store) => {
      await store.close()
      return 'opened'
    },
    (fault: StoreFault) => fault.problem,
  )
  if (typeof outcome === 'string') throw new Error('expected a refusal, the store was opened')
  return outcome
}

test('a data folder that is missing is refused and not created: a missing drive is no fresh start', async () => {
  const dir = path.join(tempFolder(), 'not-mounted')
  const problem = await refusal(dir)
  expect(problem.kind).toBe('folder-missing')
  expect(problem.fr).toMatch(/^Le dossier de données est introuvable/)
  expect(problem.en).toMatch(/Nothing was created/)
  expect(existsSync(dir)).toBe(false)
  const store = await openStore({ dir, workerUrl, create: true })
  await store.close()
  expect(existsSync(path.join(dir, DATABASE_FILE))).toBe(true)
})

test('a file where the data folder should be is refused and kept', async () => {
  const file = path.join(tempFolder(), 'file')
  writeFileSync(file, 'precious')
  expect((await refusal(file)).kind).toBe('folder-missing')
  expect(readFileSync(file, 'utf8')).toBe('precious')
})

test.skipIf(process.platform === 'win32')('a folder that may not be read or written is refused by name', async () => {
  const dir = tempFolder()
  await (await openTestStore(dir)).close()
  // Root passes every check of access rights, so the question is asked as somebody else.
  const ask = (mode: number) => {
    chmodSync(dir, mode)
    if (process.getuid?.() !== 0) return askHere(dir)
    // Only after the import: the sources may lie where nobody else can read.
    const script = `const { openDatabase } = await import(${JSON.stringify(new URL('../../../src/main/store/database.ts', import.meta.url).href)})
      process.setgid(65534); process.setuid(65534)
      try { openDatabase({ dir: process.argv[1] }); console.log('opened') } catch (fault) { console.log(fault.kind) }`
    return spawnSync(process.execPath, ['--input-type=module', '-e', script, dir], { encoding: 'utf8' }).stdout.trim()
  }
  expect(ask(0o000)).toBe('folder-unreadable')
  expect(ask(0o555)).toBe('folder-unwritable')
  chmodSync(dir, 0o700)
})

function askHere(dir: string): string {
  try {
    const { db, release } = openDatabase({ dir })
    db.close()
    release()
    return 'opened'
  } catch (fault) {
    return (fault as StoreFault).kind
  }
}

test('a file that is not a database is refused, byte for byte untouched', async () => {
  const dir = tempFolder()
  const file = path.join(dir, DATABASE_FILE)
  writeFileSync(file, 'not a database, but somebody may need it '.repeat(50))
  const before = readFileSync(file)
  expect((await refusal(dir)).kind).toBe('not-a-database')
  expect(readFileSync(file).equals(before)).toBe(true)
})

test('the database of another application is refused, byte for byte untouched, with its log', async () => {
  const dir = tempFolder()
  const file = path.join(dir, DATABASE_FILE)
  const foreign = new BetterSqlite3(file)
  foreign.pragma('journal_mode = WAL')
  foreign.pragma('application_id = 4711')
  foreign.exec('CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)')
  foreign.pragma('wal_checkpoint(TRUNCATE)')
  foreign.exec('INSERT INTO theirs VALUES (2)')
  const files = () => [readFileSync(file), readFileSync(`${file}-wal`)].map((bytes) => bytes.toString('hex'))
  const before = files()
  expect((await refusal(dir)).kind).toBe('foreign-database')
  expect(files()).toEqual(before)
  foreign.close()
})

test('data of a newer version is refused, byte for byte untouched', async () => {
  const dir = tempFolder()
  const store = await openTestStore(dir)
  await appendAll(store, name, plainUpdates(3))
  await store.close()
  const file = path.join(dir, DATABASE_FILE)
  const newer = new BetterSqlite3(file)
  newer.pragma(`user_version = ${SCHEMA_VERSION + 1}`)
  newer.close()
  const before = readFileSync(file)
  const problem = await refusal(dir)
  expect(problem.kind).toBe('newer-schema')
  expect(problem.fr).toContain('mettez l’application à jour')
  expect(readFileSync(file).equals(before)).toBe(true)
})

test('photos without their database are not taken for a fresh start', async () => {
  const dir = tempFolder()
  const store = await openTestStore(dir)
  await store.putBlob(Uint8Array.of(1, 2, 3), 'image/png')
  await store.close()
  for (const file of readdirSync(dir)) if (file.startsWith(DATABASE_FILE)) rmSync(path.join(dir, file))
  expect((await refusal(dir)).kind).toBe('database-missing')
  expect(existsSync(path.join(dir, DATABASE_FILE))).toBe(false)
})

test('an empty file, left by a kill before the first write, is a fresh start', async () => {
  const dir = tempFolder()
  writeFileSync(path.join(dir, DATABASE_FILE), '')
  const store = await openTestStore(dir)
  expect(await store.append(name, plainUpdates(1)[0]!, 'local', 1)).toEqual({ seq: 1 })
})

test('[F17] a second opener of the same data folder is refused, in this process and in another', async () => {
  const dir = tempFolder()
  const store = await openTestStore(dir)
  expect((await refusal(dir)).kind).toBe('locked')
  // Reading the database as a backup would must not open the lock either.
  readFileSync(path.join(dir, DATABASE_FILE))
  const script = `const { openDatabase } = await import(${JSON.stringify(new URL('../../../src/main/store/database.ts', import.meta.url).href)})
    try { openDatabase({ dir: process.argv[1] }); console.log('opened') } catch (fault) { console.log(fault.kind) }`
  const ask = () => spawnSync(process.execPath, ['--input-type=module', '-e', script, dir], { encoding: 'utf8' })
  expect(ask().stdout.trim()).toBe('locked')
  await appendAll(store, name, plainUpdates(2))
  await store.close()
  expect(ask().stdout.trim()).toBe('opened')
})

test('[F2] a database that is opened again writes with synchronous=FULL; the file alone would say NORMAL', async () => {
  const dir = tempFolder()
  const first = await openTestStore(dir)
  expect(await first.statistics()).toMatchObject({ synchronous: 2 })
  await first.close()
  const plain = new BetterSqlite3(path.join(dir, DATABASE_FILE))
  expect(plain.pragma('journal_mode', { simple: true })).toBe('wal')
  plain.close()
  const second = await openTestStore(dir)
  expect(await second.statistics()).toMatchObject({ synchronous: 2 })
})

test('the file carries our application id from its first page on', () => {
  const dir = tempFolder()
  const { db, release } = openDatabase({ dir })
  expect(readFileSync(path.join(dir, DATABASE_FILE)).readUInt32BE(68)).toBe(APPLICATION_ID)
  expect(db.pragma('foreign_keys', { simple: true })).toBe(1)
  db.close()
  release()
})

test('[F11] SQLite before 3.51.3 is refused', () => {
  for (const good of ['3.51.3', '3.51.10', '3.54.1', '4.0.0']) expect(isRecentEnough(good)).toBe(true)
  for (const bad of ['3.51.2', '3.50.9', '3.9.0', '2.99.99', '']) expect(isRecentEnough(bad)).toBe(false)
})

test('a worker that cannot start is a rejection, not a silence', async () => {
  const missing = new URL('./no-such-worker.ts', import.meta.url)
  await expect(openStore({ dir: tempFolder(), workerUrl: missing })).rejects.toMatchObject({ kind: 'crashed' })
})

test('what was refused can be opened once its cause is gone', async () => {
  const dir = tempFolder()
  mkdirSync(path.join(dir, DATABASE_FILE))
  expect((await refusal(dir)).kind).toBe('not-a-database')
  rmSync(path.join(dir, DATABASE_FILE), { recursive: true })
  const store = await openTestStore(dir)
  await appendAll(store, name, plainUpdates(2))
  expect(plainKeys((await store.read(name))!.state)).toHaveLength(2)
})
