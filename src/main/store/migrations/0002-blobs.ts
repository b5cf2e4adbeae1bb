import type { Database } from 'better-sqlite3'

/** Which content-addressed files this device holds (`here`) and which the relay has confirmed (`on_relay`). */
export function blobs(db: Database): void {
  db.exec(`
    CREATE TABLE blobs (
      sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
      mime TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      here INTEGER NOT NULL CHECK (here IN (0, 1)),
      on_relay INTEGER NOT NULL CHECK (on_relay IN (0, 1))
    ) STRICT;
    CREATE INDEX blobs_to_send ON blobs (sha256) WHERE here = 1 AND on_relay = 0;
  `)
}
