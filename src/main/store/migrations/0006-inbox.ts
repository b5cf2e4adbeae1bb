import type { Database } from 'better-sqlite3'

/**
 * What waits for somebody's decision, over all documents: derived like the other lists, so it is droppable too.
 * `id` is the item in question, or `standing` for what is wrong with a closing. `said` holds as JSON what stands side
 * by side (of very much, the first), `count` how much that is.
 */
export function inbox(db: Database): void {
  db.exec(`
    CREATE TABLE inbox (
      document INTEGER NOT NULL REFERENCES documents (id),
      id TEXT NOT NULL,
      kind TEXT NOT NULL,
      said TEXT NOT NULL,
      count INTEGER NOT NULL,
      oldest_at INTEGER NOT NULL,
      PRIMARY KEY (document, id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX inbox_by_age ON inbox (oldest_at);
  `)
}
