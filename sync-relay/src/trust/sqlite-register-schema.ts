/** The register's own database file, beside the log's and opened with the same care (see `sqlite-schema.ts`). */
import { createHash, randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { DataFolderProblem } from '../log/sqlite-schema.ts'
import type { Connection, OpenDatabaseOptions } from '../log/sqlite-schema.ts'

const FILE = 'register.sqlite'
/** "RPMt". */
const APPLICATION_ID = 0x52504d74
const SCHEMA_VERSION = 1

const SCHEMA = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
  CREATE TABLE membership (
    seq INTEGER PRIMARY KEY, entry TEXT NOT NULL, signature TEXT NOT NULL, received_at INTEGER NOT NULL
  );
  CREATE TABLE grants (
    device TEXT PRIMARY KEY, jws TEXT NOT NULL, epoch INTEGER NOT NULL, expires_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  -- One row per id. The pairing itself is JSON: only trust looks inside.
  CREATE TABLE pairings (
    id TEXT PRIMARY KEY, revision INTEGER NOT NULL, expires_at INTEGER NOT NULL, json TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE used (key TEXT PRIMARY KEY, expires_at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX used_by_expiry ON used (expires_at);
  -- AUTOINCREMENT: a number that was shown once never names another row.
  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, kind TEXT NOT NULL, device TEXT, document TEXT,
    detail TEXT NOT NULL, times INTEGER NOT NULL, book TEXT NOT NULL, alike BLOB NOT NULL
  );
  CREATE INDEX audit_alike ON audit (alike, seq);
  CREATE INDEX audit_by_book ON audit (book, seq);
  CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL, document TEXT NOT NULL, sha256 BLOB NOT NULL,
    bytes INTEGER NOT NULL, at INTEGER NOT NULL, work BLOB NOT NULL, UNIQUE (device, document, sha256)
  );
  CREATE TABLE seen (device TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
`

/** Opens or creates `register.sqlite` in `folder`. Throws {@link DataFolderProblem}. */
export function openRegisterFile(folder: string, options: OpenDatabaseOptions = {}): Connection {
  const path = join(folder, FILE)
  const connect = connector(options)
  let db: Connection | null = null
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (!existsSync(path)) create(folder, path, connect)
    expectOurs(path)
    db = connect(path)
    harden(db)
    return db
  } catch (error) {
    db?.close()
    throw problemOf(error, folder, path)
  }
}

export function sha256(bytes: Uint8Array | string): Buffer {
  return createHash('sha256').update(bytes).digest()
}

function connector({ nativeBindingPath }: OpenDatabaseOptions): (path: string) => Connection {
  if (nativeBindingPath === undefined) return (path) => new Database(path, { timeout: 1000 })
  const addon = createRequire(import.meta.url)(nativeBindingPath) as object
  // The types know only a path; the code takes the loaded addon as well.
  return (path) => new Database(path, { timeout: 1000, nativeBinding: addon as unknown as string })
}

/** Made aside and renamed: under its name there is either nothing or a whole register with its secret. */
function create(folder: string, path: string, connect: (path: string) => Connection): void {
  const aside = `${path}.new`
  rmSync(aside, { force: true })
  // Readable by the relay's own account only: whoever has the secret can make sessions.
  closeSync(openSync(aside, 'wx', 0o600))
  const db = connect(aside)
  try {
    db.pragma('synchronous = FULL')
    db.transaction(() => {
      db.exec(SCHEMA)
      db.prepare("INSERT INTO meta VALUES ('secret', ?)").run(randomBytes(32))
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

/** Reads the header before SQLite opens the file: opening alone can write into it. */
function expectOurs(path: string): void {
  const header = Buffer.alloc(100)
  const handle = openSync(path, 'r')
  try {
    readSync(handle, header, 0, header.length, 0)
  } finally {
    closeSync(handle)
  }
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0' || header.readUInt32BE(68) !== APPLICATION_ID) {
    throw new DataFolderProblem(
      `${path} is not a relay's register. It was not touched; move it or choose another folder.`,
    )
  }
  const version = header.readUInt32BE(60)
  if (version === SCHEMA_VERSION) return
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

function problemOf(error: unknown, folder: string, path: string): unknown {
  const code = (error as { code?: unknown } | null)?.code
  switch (code) {
    case 'SQLITE_BUSY':
      return new DataFolderProblem(`${folder} is in use by another relay. Stop that one or choose another folder.`)
    case 'SQLITE_NOTADB':
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
