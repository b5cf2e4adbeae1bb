/** What the register's own database file holds, beside the log's. */
import { createHash, randomBytes } from 'node:crypto'
import { openOwnFile } from '../sqlite-open.ts'
import type { Connection, OpenDatabaseOptions, OwnFile } from '../sqlite-open.ts'

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

const FILE: OwnFile = {
  name: 'register.sqlite',
  applicationId: 0x52504d74, // "RPMt"
  version: 1,
  schema: SCHEMA,
  seed: (db) => void db.prepare("INSERT INTO meta VALUES ('secret', ?)").run(randomBytes(32)),
  migrations: [],
}

/** Opens or creates `register.sqlite` in `folder`. Throws `DataFolderProblem`. */
export function openRegisterFile(folder: string, options?: OpenDatabaseOptions): Connection {
  return openOwnFile(FILE, folder, options)
}

export function sha256(bytes: Uint8Array | string): Buffer {
  return createHash('sha256').update(bytes).digest()
}
