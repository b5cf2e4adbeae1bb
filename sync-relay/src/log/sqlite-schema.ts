/** What the log's database file holds. How it is recognised, created and opened: `sqlite-open.ts`. */
import { randomBytes, randomUUID } from 'node:crypto'
import { openOwnFile } from '../sqlite-open.ts'
import type { Connection, OpenDatabaseOptions, OwnFile } from '../sqlite-open.ts'

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

const MIGRATIONS = [
  `
  ALTER TABLE documents ADD COLUMN base INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE leases (
    document TEXT NOT NULL, client INTEGER NOT NULL, device TEXT NOT NULL,
    PRIMARY KEY (document, client)
  ) WITHOUT ROWID;
  `,
]

const FILE: OwnFile = {
  name: 'relay.sqlite',
  applicationId: 0x52504d72, // "RPMr"
  version: 2,
  schema: SCHEMA,
  seed: (db) => void db.prepare("INSERT INTO meta VALUES ('relay', ?)").run(newRelayId()),
  migrations: MIGRATIONS,
}

/** Opens or creates `relay.sqlite` in `folder`. Throws `DataFolderProblem`. */
export function openDatabase(folder: string, options?: OpenDatabaseOptions): Connection {
  return openOwnFile(FILE, folder, options)
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
