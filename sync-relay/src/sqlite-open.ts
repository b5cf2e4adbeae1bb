/**
 * SQLite files of the relay: recognised, created and opened with the same care, whatever they hold. Nothing is written
 * into a file that does not carry our mark, or that a newer relay wrote.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import Database from 'better-sqlite3'

export type Connection = Database.Database

/** Said to the operator as it stands; nothing was written. */
export class DataFolderProblem extends Error {}

export interface OpenDatabaseOptions {
  /** The addon's file, when better-sqlite3 is bundled and cannot find its own. */
  readonly nativeBindingPath?: string
}

export interface OwnFile {
  readonly name: string
  /** Four letters in the header: marks the file as ours. */
  readonly applicationId: number
  /** The newest schema, made by `schema` and, in the transaction that creates the file, `seed`. */
  readonly version: number
  readonly schema: string
  seed(db: Connection): void
  /** Index 0 makes schema 2 of schema 1, and so on. Each runs once, in a transaction, and keeps everything. */
  readonly migrations: readonly string[]
}

/** Before it, two writers and a checkpoint could corrupt a WAL database [F11]. */
const MIN_SQLITE = [3, 51, 3]

/** Opens or creates `file` in `folder`. Throws {@link DataFolderProblem}. */
export function openOwnFile(file: OwnFile, folder: string, options: OpenDatabaseOptions = {}): Connection {
  const path = join(folder, file.name)
  const connect = connector(options)
  let db: Connection | null = null
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (!existsSync(path)) create(file, folder, path, connect)
    expectOurs(file, path)
    db = connect(path)
    harden(db)
    expectSafeVersion(db)
    // Once more: what a newer relay committed last may have lain in the write-ahead log, not in the header.
    expectKnownSchema(file, path, schemaOf(db))
    migrate(file, db)
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
function create(file: OwnFile, folder: string, path: string, connect: (path: string) => Connection): void {
  const aside = `${path}.new`
  rmSync(aside, { force: true })
  // The relay's own account only: a shop's whole content, and the secret that makes sessions.
  closeSync(openSync(aside, 'wx', 0o600))
  const db = connect(aside)
  try {
    db.pragma('synchronous = FULL')
    db.transaction(() => {
      db.exec(file.schema)
      file.seed(db)
      db.pragma(`application_id = ${file.applicationId}`)
      db.pragma(`user_version = ${file.version}`)
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
function expectOurs(file: OwnFile, path: string): void {
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
  if (header.readUInt32BE(68) !== file.applicationId) {
    throw new DataFolderProblem(`${path} is a database of another program. It was not touched.`)
  }
  expectKnownSchema(file, path, header.readUInt32BE(60))
}

function schemaOf(db: Connection): number {
  return db.pragma('user_version', { simple: true }) as number
}

function migrate(file: OwnFile, db: Connection): void {
  for (let version = schemaOf(db); version < file.version; version++) {
    const change = file.migrations[version - 1]
    if (change === undefined) throw new Error(`expected a migration of schema ${version}, saw none`)
    db.transaction(() => {
      db.exec(change)
      db.pragma(`user_version = ${version + 1}`)
    }).immediate()
  }
}

function expectKnownSchema(file: OwnFile, path: string, version: number): void {
  if (version <= file.version) return
  throw new DataFolderProblem(
    `${path} was written by a newer relay (schema ${version}, this one knows ${file.version}). ` +
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
