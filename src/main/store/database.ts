/**
 * Opens the one SQLite file of a data folder, or says why not, without having written a byte to it.
 *
 * Order matters. The folder is locked, then the file's header is read, which finds files that are not ours; only
 * then is it opened for writing, checked and migrated.
 */
import BetterSqlite3, { type Database } from 'better-sqlite3'
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { lockFolder } from './folder-lock.ts'
import { migrate, SCHEMA_VERSION, schemaVersion } from './migrations/index.ts'
import { problemFrom, storeFault, StoreFault } from './problems.ts'

/** "RPMA" in ASCII: SQLite's `application_id`, by which a foreign database is recognised. */
export const APPLICATION_ID = 0x52504d41
export const DATABASE_FILE = 'rpma.sqlite'
export const BLOB_FOLDER = 'blobs'

export interface OpenDatabaseOptions {
  /** The data folder. It has to exist unless `create` is set: a missing drive must not look like a fresh start. */
  readonly dir: string
  readonly create?: boolean
  /** The loaded addon, when better-sqlite3 is bundled and cannot find its own. */
  readonly nativeBinding?: object
}

export interface OpenedDatabase {
  readonly db: Database
  /** After `db` was closed: lets another process open the folder. */
  readonly release: () => void
}

export function openDatabase(options: OpenDatabaseOptions): OpenedDatabase {
  checkFolder(options)
  const binding =
    options.nativeBinding === undefined ? {} : { nativeBinding: options.nativeBinding as unknown as string }
  const release = lockFolder(options.dir, binding)
  const file = join(options.dir, DATABASE_FILE)
  let db: Database | undefined
  try {
    const existing = existsSync(file) && statSync(file).size > 0
    if (existing) refuseStrangers(file)
    else refuseLostDatabase(options.dir)
    // A log left behind means that the last session did not close: killed, or the power went.
    const unclean = existing && existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0

    if (!existing) closeSync(openSync(file, 'a', 0o600))
    db = new BetterSqlite3(file, { timeout: 1000, ...binding })
    checkSqliteVersion(db)
    // Before WAL: so that the mark stands in the file itself even if the first session is killed.
    if (!existing) db.pragma(`application_id = ${APPLICATION_ID}`)
    makeDurable(db)
    refuseNewer(schemaVersion(db))
    if (unclean) checkIntegrity(db, 'quick')
    if (schemaVersion(db) < SCHEMA_VERSION) {
      migrate(db)
      // Brings the new version number into the file's header, where the next opener looks first.
      db.pragma('wal_checkpoint(TRUNCATE)')
    }
    checkIntegrity(db, 'names')
    return { db, release }
  } catch (error) {
    db?.close()
    release()
    throw error instanceof StoreFault ? error : new StoreFault(problemFrom(error, `opening ${file}`))
  }
}

/** For the simulation and tests of rows: same schema and rules, no file, no durability. */
export function openMemoryDatabase(): Database {
  const db = new BetterSqlite3(':memory:')
  db.pragma('foreign_keys = ON')
  migrate(db)
  return db
}

/**
 * Throws `corrupt` with SQLite's own words. `quick` reads every page; `whole` also compares indexes with their
 * tables; `names` does that for the table of documents alone: small, and read at every open, because an index that
 * lost a name would make a document look like one that this device never heard of.
 */
export function checkIntegrity(db: Database, extent: 'names' | 'quick' | 'whole'): void {
  const check = { names: 'integrity_check(documents)', quick: 'quick_check(20)', whole: 'integrity_check(20)' }[extent]
  const findings = (db.pragma(check) as Record<string, string>[]).flatMap((row) => Object.values(row))
  if (findings.length !== 1 || findings[0] !== 'ok') throw storeFault('corrupt', findings.join(' · '))
  if (extent === 'names') return
  const orphans = db.pragma('foreign_key_check') as unknown[]
  if (orphans.length > 0) throw storeFault('corrupt', `${orphans.length} rows refer to rows that are not there`)
}

/**
 * A WAL database that is opened again is NORMAL (this build's default): the last commits would then survive a
 * crash of the program but not a power cut. Set at every open, and read back: a pragma that does not take is silent.
 */
function makeDurable(db: Database): void {
  expectPragma(db, 'journal_mode', 'WAL', 'wal')
  expectPragma(db, 'synchronous', 'FULL', 2)
  expectPragma(db, 'foreign_keys', 'ON', 1)
  // What is deleted from a page that is written anyway becomes zeros: for keys that lay in the settings.
  expectPragma(db, 'secure_delete', 'FAST', 2)
  // On macOS a plain fsync leaves the data in the drive's cache; elsewhere the pragma changes nothing.
  if (process.platform === 'darwin') {
    expectPragma(db, 'fullfsync', 'ON', 1)
    expectPragma(db, 'checkpoint_fullfsync', 'ON', 1)
  }
  db.pragma(`journal_size_limit = ${64 << 20}`)
}

function expectPragma(db: Database, name: string, value: string, expected: string | number): void {
  db.pragma(`${name} = ${value}`)
  const seen = db.pragma(name, { simple: true })
  if (seen !== expected) throw storeFault('internal', `pragma ${name}: expected ${expected}, seen ${String(seen)}`)
}

function checkFolder({ dir, create }: OpenDatabaseOptions): void {
  try {
    // Ours alone: it holds customers, and keys.
    if (create) mkdirSync(dir, { recursive: true, mode: 0o700 })
    if (!existsSync(dir)) throw storeFault('folder-missing', dir)
    if (!statSync(dir).isDirectory()) throw storeFault('folder-missing', `${dir} is not a folder`)
  } catch (error) {
    throw error instanceof StoreFault ? error : new StoreFault(problemFrom(error, dir))
  }
  expectAccess(dir, constants.R_OK | constants.X_OK, 'folder-unreadable')
  expectAccess(dir, constants.W_OK, 'folder-unwritable')
  const file = join(dir, DATABASE_FILE)
  if (!existsSync(file)) return
  if (!statSync(file).isFile()) throw storeFault('not-a-database', `${file} is not a file`)
  expectAccess(file, constants.R_OK, 'folder-unreadable')
  expectAccess(file, constants.W_OK, 'folder-unwritable')
}

function expectAccess(path: string, mode: number, kind: 'folder-unreadable' | 'folder-unwritable'): void {
  try {
    accessSync(path, mode)
  } catch (error) {
    throw storeFault(kind, `${path}: ${String(error)}`)
  }
}

/** By the header alone: to let SQLite look would recover the log, and so write to a stranger's file. */
function refuseStrangers(file: string): void {
  const header = Buffer.alloc(100)
  const descriptor = openSync(file, 'r')
  try {
    readSync(descriptor, header, 0, header.length, 0)
  } finally {
    closeSync(descriptor)
  }
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0') throw storeFault('not-a-database', file)
  const [version, application] = [header.readUInt32BE(60), header.readUInt32BE(68)]
  if (application !== APPLICATION_ID) throw storeFault('foreign-database', `${file}: application_id ${application}`)
  refuseNewer(version)
}

function refuseLostDatabase(dir: string): void {
  const blobs = join(dir, BLOB_FOLDER)
  if (existsSync(blobs) && readdirSync(blobs).length > 0) throw storeFault('database-missing', join(dir, DATABASE_FILE))
}

function refuseNewer(version: number): void {
  if (version > SCHEMA_VERSION) {
    throw storeFault('newer-schema', `schema ${version}, this version knows ${SCHEMA_VERSION}`)
  }
}

/** Older ones can lose the last commits when a checkpoint races with a log restart (fixed in 3.51.3). */
const OLDEST_SQLITE = [3, 51, 3] as const

function checkSqliteVersion(db: Database): void {
  const version = db.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? ''
  if (!isRecentEnough(version))
    throw storeFault('sqlite-too-old', `SQLite ${version}, needs ${OLDEST_SQLITE.join('.')}`)
}

export function isRecentEnough(version: string): boolean {
  const parts = version.split('.').map(Number)
  for (const [index, least] of OLDEST_SQLITE.entries()) {
    const part = parts[index] ?? 0
    if (part !== least) return part > least
  }
  return true
}
