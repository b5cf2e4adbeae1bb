/** The relay's database file: how it is recognised, created and opened safely. */
import { randomBytes, randomUUID } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import Database from 'better-sqlite3'

export type Connection = Database.Database

/** Said to the operator as it stands; nothing was written. */
export class DataFolderProblem extends Error {}

const FILE = 'relay.sqlite'
/** "RPMr": marks the file as ours, so that a stranger's database is never written into. */
const APPLICATION_ID = 0x52504d72
const SCHEMA_VERSION = 2
/** Before it, two writers and a checkpoint could corrupt a WAL database [F11]. */
const MIN_SQLITE = [3, 51, 3]

const SCHEMA = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  -- One row per commit of one document; 'cursor' rises over all documents and is never used twice.
  CREATE TABLE updates (
    cursor INTEGER PRIMARY KEY, document TEXT NOT NULL, bytes BLOB NOT NULL, crc32 INTEGER NOT NULL
  );
  CREATE INDEX updates_of_document ON updates (document, cursor);
  -- Cursor of each document's newest change; compaction does not move it. The row at 'base' holds all before it:
  -- older rows of the document are waste that a later commit removes.
  CREATE TABLE documents (
    name TEXT PRIMARY KEY, cursor INTEGER NOT NULL, base INTEGER NOT NULL DEFAULT 0
  ) WITHOUT ROWID;
  CREATE INDEX documents_by_change ON documents (cursor);
  -- Each opening skips a random stretch of cursors, 'after' < cursor <= 'upto': nobody can hold one of those,
  -- unless this file is an old copy.
  CREATE TABLE openings (after INTEGER PRIMARY KEY, upto INTEGER NOT NULL);
  CREATE TABLE numbers (
    series TEXT NOT NULL, request TEXT NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (series, request), UNIQUE (series, number)
  ) WITHOUT ROWID;
  CREATE TABLE leases (
    document TEXT NOT NULL, client INTEGER NOT NULL, device TEXT NOT NULL,
    PRIMARY KEY (document, client)
  ) WITHOUT ROWID;
`

/** Index 0 makes schema 2 of schema 1, and so on. Each runs once, in a transaction, and keeps everything. */
const MIGRATIONS = [
  `
  ALTER TABLE documents ADD COLUMN base INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE leases (
    document TEXT NOT NULL, client INTEGER NOT NULL, device TEXT NOT NULL,
    PRIMARY KEY (document, client)
  ) WITHOUT ROWID;
  `,
]

export interface OpenDatabaseOptions {
  /** The addon's file, when better-sqlite3 is bundled and cannot find its own. */
  readonly nativeBindingPath?: string
}

/** Opens or creates the database in `folder`. Throws {@link DataFolderProblem}. */
export function openDatabase(folder: string, options: OpenDatabaseOptions = {}): Connection {
  const path = join(folder, FILE)
  const connect = connector(options)
  let db: Connection | null = null
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (!existsSync(path)) create(folder, path, connect)
    expectOurs(path)
    db = connect(path)
    harden(db)
    expectSafeVersion(db)
    expectKnownSchema(path, schemaOf(db))
    migrate(db)
    return db
  } catch (error) {
    db?.close()
    throw problemOf(error, folder, path)
  }
}

function connector({ nativeBindingPath }: OpenDatabaseOptions): (path: string) => Connection {
  if (nativeBindingPath === undefined) return (path) => new Database(path, { timeout: 1000 })
  const addon = createRequire(import.meta.url)(nativeBindingPath) as object
  // The types know only a path; the code takes the loaded addon as well.
  return (path) => new Database(path, { timeout: 1000, nativeBinding: addon as unknown as string })
}

/** Made aside and renamed: under its name there is either nothing or a whole database that carries our mark. */
function create(folder: string, path: string, connect: (path: string) => Connection): void {
  const aside = `${path}.new`
  rmSync(aside, { force: true })
  // The relay's own account only: it is a shop's whole content.
  closeSync(openSync(aside, 'wx', 0o600))
  const db = connect(aside)
  try {
    db.pragma('synchronous = FULL')
    db.transaction(() => {
      db.exec(SCHEMA)
      db.prepare("INSERT INTO meta VALUES ('relay', ?)").run(newRelayId())
      db.pragma(`application_id = ${APPLICATION_ID}`)
      db.pragma(`user_version = ${SCHEMA_VERSION}`)
    }).immediate()
  } finally {
    db.close()
  }
  renameSync(aside, path)
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Reads the header before SQLite opens the file: opening alone can write into it (recovery, checkpoint). */
function expectOurs(path: string): void {
  const header = Buffer.alloc(100)
  const handle = openSync(path, 'r')
  try {
    readSync(handle, header, 0, header.length, 0)
  } finally {
    closeSync(handle)
  }
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0') {
    throw new DataFolderProblem(`${path} is not a database. It was not touched; move it away or choose another folder.`)
  }
  if (header.readUInt32BE(68) !== APPLICATION_ID) {
    throw new DataFolderProblem(`${path} is a database of another program. It was not touched.`)
  }
  expectKnownSchema(path, header.readUInt32BE(60))
}

function schemaOf(db: Connection): number {
  return db.pragma('user_version', { simple: true }) as number
}

function migrate(db: Connection): void {
  for (let version = schemaOf(db); version < SCHEMA_VERSION; version++) {
    const change = MIGRATIONS[version - 1]
    if (change === undefined) throw new Error(`expected a migration of schema ${version}, saw none`)
    db.transaction(() => {
      db.exec(change)
      db.pragma(`user_version = ${version + 1}`)
    }).immediate()
  }
}

function expectKnownSchema(path: string, version: number): void {
  if (version <= SCHEMA_VERSION) return
  throw new DataFolderProblem(
    `${path} was written by a newer relay (schema ${version}, this one knows ${SCHEMA_VERSION}). ` +
      'Update this relay. Nothing was changed.',
  )
}

/** Set at every open: a reopened WAL database is back to NORMAL, which loses commits at a power cut [F2]. */
function harden(db: Connection): void {
  db.pragma('locking_mode = EXCLUSIVE') // a second relay on this folder must fail, not interleave
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  if (process.platform === 'darwin') {
    db.pragma('fullfsync = ON')
    db.pragma('checkpoint_fullfsync = ON')
  }
  const journal = db.pragma('journal_mode', { simple: true })
  const synchronous = db.pragma('synchronous', { simple: true })
  if (journal !== 'wal' || synchronous !== 2) {
    throw new Error(`expected WAL and synchronous FULL (2), saw ${String(journal)} and ${String(synchronous)}`)
  }
}

function expectSafeVersion(db: Connection): void {
  const version = String(db.prepare('SELECT sqlite_version()').pluck().get())
  const parts = version.split('.').map(Number)
  const difference = MIN_SQLITE.map((min, i) => (parts[i] ?? 0) - min).find((d) => d !== 0) ?? 0
  if (difference < 0) throw new Error(`expected SQLite ${MIN_SQLITE.join('.')} or newer, saw ${version}`)
}

/** Skips a random stretch of cursors and returns the last one skipped. See `openings`. */
export function skipCursors(db: Connection): number {
  return db
    .transaction(() => {
      const newest = db.prepare(
        'SELECT max(coalesce((SELECT max(cursor) FROM updates), 0), ' +
          'coalesce((SELECT max(cursor) FROM documents), 0), coalesce((SELECT max(upto) FROM openings), 0))',
      )
      const after = newest.pluck().get() as number
      // Up to 2^28: far more than one opening ever commits, and 2^53 leaves room for 33 million openings.
      const upto = after + 1 + (randomBytes(4).readUInt32BE() >>> 4)
      db.prepare('INSERT INTO openings VALUES (?, ?)').run(after, upto)
      return upto
    })
    .immediate()
}

export function newRelayId(): string {
  return randomUUID()
}

function problemOf(error: unknown, folder: string, path: string): unknown {
  const code = (error as { code?: unknown } | null)?.code
  switch (code) {
    case 'SQLITE_BUSY':
      return new DataFolderProblem(`${folder} is in use by another relay. Stop that one or choose another folder.`)
    case 'SQLITE_NOTADB': // ours by its header
    case 'SQLITE_CORRUPT':
      return new DataFolderProblem(`${path} is damaged. It was not changed; restore a backup of the folder.`)
    case 'SQLITE_FULL':
    case 'ENOSPC':
      return new DataFolderProblem(`The disk of ${folder} is full. What it holds is intact; free some space.`)
    case 'ENOTDIR':
    case 'EEXIST':
      return new DataFolderProblem(`${folder} is not a folder.`)
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_READONLY':
      return new DataFolderProblem(`${folder} cannot be read and written (${code}). Check its owner and rights.`)
    default:
      return error
  }
}
