import type { Database } from 'better-sqlite3'

/**
 * The truth. `updates` is the log since the last snapshot; a document's state is its snapshot merged with its
 * log. Checksums (CRC-32 of the bytes) are ours: SQLite has none, and Yjs reads a flipped bit as other content.
 * `documents.log_crc` runs over the whole log in order, so that a row that is lost, doubled or another document's
 * (a flipped bit in an index) is noticed too.
 */
export function documents(db: Database): void {
  db.exec(`
    CREATE TABLE documents (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      first_at INTEGER NOT NULL,
      last_seq INTEGER NOT NULL,
      updates INTEGER NOT NULL,
      logged INTEGER NOT NULL,
      logged_bytes INTEGER NOT NULL,
      log_crc INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE snapshots (
      document INTEGER PRIMARY KEY REFERENCES documents (id),
      seq INTEGER NOT NULL,
      state BLOB NOT NULL,
      crc INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE updates (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      document INTEGER NOT NULL REFERENCES documents (id),
      at INTEGER NOT NULL,
      local INTEGER NOT NULL CHECK (local IN (0, 1)),
      bytes BLOB NOT NULL,
      crc INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX updates_of_document ON updates (document, seq);

    -- Local edits that the relay has not acknowledged. Apart from the log, so that compaction cannot touch it.
    CREATE TABLE pending (
      seq INTEGER PRIMARY KEY,
      document INTEGER NOT NULL REFERENCES documents (id),
      at INTEGER NOT NULL,
      updates INTEGER NOT NULL,
      bytes INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX pending_of_document ON pending (document, seq);

    CREATE TABLE relay (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      id TEXT,
      cursor INTEGER NOT NULL
    ) STRICT;
    INSERT INTO relay (one, id, cursor) VALUES (1, NULL, 0);

    CREATE TABLE settings (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT;
  `)
}
