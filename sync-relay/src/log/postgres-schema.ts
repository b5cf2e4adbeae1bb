/**
 * The tables of a log on PostgreSQL and the functions that write them. A commit is one call of one function: no lock
 * waits for a client, so a relay that is paused in the middle of anything holds up nobody [F25].
 */
import { randomInt, randomUUID } from 'node:crypto'
import type { ClientBase } from 'pg'
import { REGISTER_TABLES } from './postgres-register-schema.ts'

/** Said to the operator as it stands; nothing was written. Never holds a password. */
export class DatabaseProblem extends Error {}

/** Wake-ups are `<side>:d:<document>`, `<side>:r:<relay id>`; `side` tells a relay its own from those of others. */
export const CHANNEL = 'rpma_relay'
const SCHEMA_VERSION = 3
/** Any number that no other program is likely to lock: "RPMr" and a 1. */
const MIGRATION_LOCK = 0x52504d72_1

/** Index 0 makes schema 1 of nothing. Each runs once, in a transaction, and keeps everything. */
const MIGRATIONS = [
  `
  CREATE TABLE rpma_relay.meta (key text PRIMARY KEY, value text NOT NULL);

  -- The one source of cursors. A commit takes its cursors by updating this row and so holds it until it is visible:
  -- cursors become visible in their order, and a reader that has seen cursor n can never have missed one below n.
  -- (A sequence would hand out 7 and 8 to two commits of which 8 may be visible first; a device that asks "since 8"
  -- would then never hear of 7.) It costs nothing: commits that NOTIFY take turns in PostgreSQL anyway.
  CREATE TABLE rpma_relay.clock (single boolean PRIMARY KEY DEFAULT true CHECK (single), cursor bigint NOT NULL);
  INSERT INTO rpma_relay.clock (cursor) VALUES (0);

  -- 'cursor' is that of the newest change and is not moved by compaction. The row at 'base' holds all before it:
  -- older rows of the document are waste.
  CREATE TABLE rpma_relay.documents (
    name text COLLATE "C" PRIMARY KEY, cursor bigint NOT NULL DEFAULT 0, base bigint NOT NULL DEFAULT 0
  );
  CREATE INDEX documents_by_change ON rpma_relay.documents (cursor);
  CREATE TABLE rpma_relay.updates (
    document text COLLATE "C" NOT NULL, cursor bigint NOT NULL, bytes bytea NOT NULL, crc32 bigint NOT NULL,
    PRIMARY KEY (document, cursor)
  );
  -- Updates are compressed by their nature; trying again costs time only.
  ALTER TABLE rpma_relay.updates ALTER COLUMN bytes SET STORAGE EXTERNAL;
  CREATE TABLE rpma_relay.leases (
    document text COLLATE "C" NOT NULL, client bigint NOT NULL, device text NOT NULL,
    PRIMARY KEY (document, client)
  );
  -- Stretches of cursors that were skipped, 'after' < cursor <= 'upto': nobody can hold one, unless this database was
  -- restored from an old copy.
  CREATE TABLE rpma_relay.openings (after bigint PRIMARY KEY, upto bigint NOT NULL);
  CREATE TABLE rpma_relay.series (name text PRIMARY KEY, last bigint NOT NULL DEFAULT 0);
  CREATE TABLE rpma_relay.numbers (
    series text NOT NULL, request text NOT NULL, number bigint NOT NULL,
    PRIMARY KEY (series, request), UNIQUE (series, number)
  );

  -- One group commit. 'body' holds the updates one after the other, 'sizes' their lengths. Answers one row per append,
  -- in order; null is stale. Document rows are locked in the order of their names, whatever the order of the batch, so
  -- that two relays cannot wait for each other; what is judged is read after the lock.
  CREATE FUNCTION rpma_relay.append(
    side text, names text[], afters bigint[], body bytea, sizes int[], crcs bigint[],
    lease_documents text[], lease_clients bigint[], lease_devices text[]
  ) RETURNS TABLE (place bigint, given bigint) LANGUAGE plpgsql AS $$
  DECLARE
    fresh bigint[];
    fresh_names text[];
    last bigint;
  BEGIN
    IF current_setting('synchronous_commit') = 'off' THEN
      RAISE EXCEPTION 'synchronous_commit is off: nothing that this database confirms is on its disk';
    END IF;
    INSERT INTO rpma_relay.documents (name) SELECT n FROM unnest(names) n ORDER BY n COLLATE "C" ON CONFLICT DO NOTHING;
    PERFORM 1 FROM rpma_relay.documents d WHERE d.name = ANY (names) ORDER BY d.name FOR NO KEY UPDATE;

    SELECT array_agg(a.i ORDER BY a.i), array_agg(a.name ORDER BY a.i) INTO fresh, fresh_names
      FROM unnest(names, afters) WITH ORDINALITY AS a (name, after, i)
      JOIN rpma_relay.documents d ON d.name = a.name
      WHERE d.cursor = a.after AND NOT EXISTS (
        SELECT 1 FROM unnest(lease_documents, lease_clients, lease_devices) AS l (document, client, device)
          JOIN rpma_relay.leases held ON held.document = l.document AND held.client = l.client
          WHERE l.document = a.name AND held.device <> l.device
      );
    IF fresh IS NOT NULL THEN
      UPDATE rpma_relay.clock SET cursor = cursor + cardinality(fresh) RETURNING cursor - cardinality(fresh) INTO last;
      INSERT INTO rpma_relay.updates (document, cursor, bytes, crc32)
        SELECT piece.name, last + f.rank, substring(body FROM piece.start::int FOR piece.size), piece.crc
        FROM unnest(fresh) WITH ORDINALITY AS f (i, rank)
        JOIN (
          SELECT p.i, p.name, p.size, p.crc, 1 + sum(p.size) OVER (ORDER BY p.i) - p.size AS start
          FROM unnest(names, sizes, crcs) WITH ORDINALITY AS p (name, size, crc, i)
        ) piece ON piece.i = f.i;
      UPDATE rpma_relay.documents d SET cursor = last + f.rank
        FROM unnest(fresh_names) WITH ORDINALITY AS f (name, rank) WHERE d.name = f.name;
      INSERT INTO rpma_relay.leases (document, client, device)
        SELECT l.document, l.client, l.device
        FROM unnest(lease_documents, lease_clients, lease_devices) AS l (document, client, device)
        WHERE l.document = ANY (fresh_names) ON CONFLICT DO NOTHING;
      PERFORM pg_notify('${CHANNEL}', side || ':d:' || n) FROM unnest(fresh_names) n;
    END IF;
    RETURN QUERY SELECT a.i, last + array_position(fresh, a.i)
      FROM unnest(names) WITH ORDINALITY AS a (name, i) ORDER BY a.i;
  END $$;

  -- Another relay may have compacted further already: then nothing happens.
  CREATE FUNCTION rpma_relay.compact(document_name text, state bytea, crc bigint, through bigint) RETURNS boolean
  LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM 1 FROM rpma_relay.documents d WHERE d.name = document_name AND d.base < through FOR NO KEY UPDATE;
    IF NOT FOUND THEN RETURN false; END IF;
    UPDATE rpma_relay.updates u SET bytes = state, crc32 = crc WHERE u.document = document_name AND u.cursor = through;
    IF NOT FOUND THEN RETURN false; END IF;
    UPDATE rpma_relay.documents d SET base = through WHERE d.name = document_name;
    RETURN true;
  END $$;

  -- The row of the series is locked until the number is visible: no holes and no number twice, however many ask.
  CREATE FUNCTION rpma_relay.allocate(wanted text, asker text) RETURNS bigint LANGUAGE plpgsql AS $$
  DECLARE
    answer bigint;
  BEGIN
    INSERT INTO rpma_relay.series (name) VALUES (wanted) ON CONFLICT DO NOTHING;
    PERFORM 1 FROM rpma_relay.series s WHERE s.name = wanted FOR NO KEY UPDATE;
    SELECT n.number INTO answer FROM rpma_relay.numbers n WHERE n.series = wanted AND n.request = asker;
    IF answer IS NULL THEN
      UPDATE rpma_relay.series s SET last = s.last + 1 WHERE s.name = wanted RETURNING s.last INTO answer;
      INSERT INTO rpma_relay.numbers VALUES (wanted, asker, answer);
    END IF;
    RETURN answer;
  END $$;

  CREATE FUNCTION rpma_relay.skip(stretch bigint) RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    last bigint;
  BEGIN
    UPDATE rpma_relay.clock SET cursor = cursor + stretch RETURNING cursor INTO last;
    INSERT INTO rpma_relay.openings VALUES (last - stretch, last);
  END $$;
  `,
  REGISTER_TABLES,
  `
  DROP FUNCTION rpma_relay.allocate(text, text);
  -- The row of the series is locked until the number is visible: no number twice, however many ask.
  CREATE FUNCTION rpma_relay.allocate(wanted text, asker text, at_least bigint, most_jump bigint,
    OUT given boolean, OUT answer bigint) LANGUAGE plpgsql AS $$
  DECLARE
    highest bigint;
  BEGIN
    INSERT INTO rpma_relay.series (name) VALUES (wanted) ON CONFLICT DO NOTHING;
    SELECT s.last INTO highest FROM rpma_relay.series s WHERE s.name = wanted FOR NO KEY UPDATE;
    given := true;
    SELECT n.number INTO answer FROM rpma_relay.numbers n WHERE n.series = wanted AND n.request = asker;
    IF answer IS NOT NULL THEN
      RETURN;
    END IF;
    IF at_least > highest + most_jump THEN
      given := false;
      answer := highest;
      RETURN;
    END IF;
    answer := greatest(highest, at_least) + 1;
    UPDATE rpma_relay.series s SET last = answer WHERE s.name = wanted;
    INSERT INTO rpma_relay.numbers VALUES (wanted, asker, answer);
  END $$;
  `,
]

/** Checks the server, creates or migrates the tables. Throws {@link DatabaseProblem}. */
export async function prepareDatabase(client: ClientBase): Promise<void> {
  await expectDurable(client)
  await client.query('BEGIN')
  try {
    // Several relays may start at once on an empty database.
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
    await migrate(client)
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    throw error
  }
}

/** Skips a random stretch of cursors: a write that proves that the database takes one, and see `openings`. */
export async function recordOpening(client: ClientBase): Promise<void> {
  // Up to 2^28: far more than one opening ever commits, and 2^53 leaves room for 33 million openings.
  await client.query('SELECT rpma_relay.skip($1)', [randomInt(1, 2 ** 28)])
}

export async function readRelayId(client: Pick<ClientBase, 'query'>): Promise<string> {
  const { rows } = await client.query<{ value: string }>("SELECT value FROM rpma_relay.meta WHERE key = 'relay'")
  const relay = rows[0]?.value
  if (relay === undefined) throw new Error('expected a relay id in rpma_relay.meta, saw none')
  return relay
}

async function expectDurable(client: ClientBase): Promise<void> {
  for (const setting of ['synchronous_commit', 'fsync']) {
    const { rows } = await client.query<{ value: string }>('SELECT current_setting($1) AS value', [setting])
    if (rows[0]?.value !== 'off') continue
    throw new DatabaseProblem(
      `The database has ${setting} = off: what it confirms can be lost with the power. Set it to on; nothing was written.`,
    )
  }
}

async function migrate(client: ClientBase): Promise<void> {
  const known = await client.query("SELECT 1 FROM pg_namespace WHERE nspname = 'rpma_relay'")
  if (known.rowCount === 0) await client.query('CREATE SCHEMA rpma_relay')
  const table = await client.query("SELECT 1 WHERE to_regclass('rpma_relay.meta') IS NOT NULL")
  let version = 0
  if (table.rowCount !== 0) {
    const { rows } = await client.query<{ value: string }>("SELECT value FROM rpma_relay.meta WHERE key = 'schema'")
    version = Number(rows[0]?.value)
    if (!Number.isSafeInteger(version)) throw new Error(`expected a schema number, saw ${rows[0]?.value}`)
  }
  if (version > SCHEMA_VERSION) {
    throw new DatabaseProblem(
      `The database was written by a newer relay (schema ${version}, this one knows ${SCHEMA_VERSION}). ` +
        'Update this relay. Nothing was changed.',
    )
  }
  for (const change of MIGRATIONS.slice(version)) await client.query(change)
  if (version === SCHEMA_VERSION) return
  await client.query("INSERT INTO rpma_relay.meta VALUES ('relay', $1) ON CONFLICT DO NOTHING", [randomUUID()])
  const written = 'INSERT INTO rpma_relay.meta VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value'
  await client.query(written, ['schema', SCHEMA_VERSION])
}
