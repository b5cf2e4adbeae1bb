import type { Database } from 'better-sqlite3'

/**
 * Rows derived from documents: droppable and rebuildable. Normalised, and joined when read, because a job may
 * arrive before its client and a cut before its roll. Keys are (document, id): ids come from other devices, and
 * one that stands in two documents must not stop either.
 *
 * `projected` says which state of a document, and which version of the projector, its rows show.
 */
export function projections(db: Database): void {
  db.exec(`
    CREATE TABLE projected (
      document INTEGER PRIMARY KEY REFERENCES documents (id),
      seq INTEGER NOT NULL,
      version INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE jobs (
      document INTEGER NOT NULL REFERENCES documents (id),
      id TEXT NOT NULL,
      number TEXT NOT NULL,
      title TEXT NOT NULL,
      client TEXT NOT NULL,
      vehicle TEXT NOT NULL,
      state TEXT NOT NULL,
      priority TEXT NOT NULL,
      zones_total INTEGER NOT NULL,
      zones_done INTEGER NOT NULL,
      conflicts INTEGER NOT NULL,
      open_defects INTEGER NOT NULL,
      scheduled_start INTEGER,
      changed_at INTEGER NOT NULL,
      PRIMARY KEY (document, id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX jobs_by_change ON jobs (changed_at);
    CREATE INDEX jobs_by_client ON jobs (client);

    CREATE TABLE job_people (
      document INTEGER NOT NULL REFERENCES documents (id),
      id TEXT NOT NULL,
      position INTEGER NOT NULL,
      PRIMARY KEY (document, id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE film_uses (
      document INTEGER NOT NULL REFERENCES documents (id),
      id TEXT NOT NULL,
      film TEXT NOT NULL,
      roll TEXT NOT NULL,
      lot TEXT NOT NULL,
      width_mm INTEGER NOT NULL,
      length_mm INTEGER NOT NULL,
      PRIMARY KEY (document, id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX film_uses_of_roll ON film_uses (roll, length_mm);

    CREATE TABLE blob_refs (
      document INTEGER NOT NULL REFERENCES documents (id),
      id TEXT NOT NULL,
      mime TEXT NOT NULL,
      rank INTEGER NOT NULL,
      PRIMARY KEY (document, id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE clients (
      document INTEGER NOT NULL REFERENCES documents (id),
      id TEXT NOT NULL,
      name TEXT NOT NULL,
      company TEXT NOT NULL,
      phone TEXT NOT NULL,
      email TEXT NOT NULL,
      PRIMARY KEY (document, id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX clients_by_id ON clients (id);

    CREATE TABLE vehicles (
      document INTEGER NOT NULL REFERENCES documents (id),
      id TEXT NOT NULL,
      client TEXT NOT NULL,
      plate TEXT NOT NULL,
      label TEXT NOT NULL,
      vin TEXT NOT NULL,
      PRIMARY KEY (document, id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX vehicles_by_id ON vehicles (id);

    CREATE TABLE people (
      document INTEGER NOT NULL REFERENCES documents (id),
      id TEXT NOT NULL,
      name TEXT NOT NULL,
      role TEXT NOT NULL,
      PRIMARY KEY (document, id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE rolls (
      document INTEGER NOT NULL REFERENCES documents (id),
      id TEXT NOT NULL,
      film TEXT NOT NULL,
      lot TEXT NOT NULL,
      serial TEXT NOT NULL,
      received_mm INTEGER NOT NULL,
      PRIMARY KEY (document, id)
    ) STRICT, WITHOUT ROWID;
  `)
}
