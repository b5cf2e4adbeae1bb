import type { Database } from 'better-sqlite3'

/**
 * One full-text index over what people look for. An entry belongs to the thing whose words it holds (a job, a
 * client, a vehicle, a roll); lists follow the references when they search. The triggers are FTS5's own recipe
 * for external content: the words are stored once.
 */
export function search(db: Database): void {
  db.exec(`
    CREATE TABLE search_entries (
      rowid INTEGER PRIMARY KEY,
      document INTEGER NOT NULL REFERENCES documents (id),
      id TEXT NOT NULL,
      kind TEXT NOT NULL,
      words TEXT NOT NULL,
      UNIQUE (document, id)
    ) STRICT;

    CREATE VIRTUAL TABLE search USING fts5 (
      words,
      content = 'search_entries',
      content_rowid = 'rowid',
      tokenize = 'unicode61 remove_diacritics 2',
      prefix = '2 3'
    );

    CREATE TRIGGER search_added AFTER INSERT ON search_entries BEGIN
      INSERT INTO search (rowid, words) VALUES (new.rowid, new.words);
    END;
    CREATE TRIGGER search_removed AFTER DELETE ON search_entries BEGIN
      INSERT INTO search (search, rowid, words) VALUES ('delete', old.rowid, old.words);
    END;
    CREATE TRIGGER search_changed AFTER UPDATE ON search_entries BEGIN
      INSERT INTO search (search, rowid, words) VALUES ('delete', old.rowid, old.words);
      INSERT INTO search (rowid, words) VALUES (new.rowid, new.words);
    END;
  `)
}
