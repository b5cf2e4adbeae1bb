/** The register's tables and the functions that write them, part of the schema in `postgres-schema.ts`. */

/** Wake-ups `<side>:m:` when the membership list has grown. A channel of its own: commits of edits are many. */
export const TRUST_CHANNEL = 'rpma_relay_trust'

/** Times are float8, as JavaScript has them. */
export const REGISTER_TABLES = `
  CREATE TABLE rpma_relay.membership (
    seq bigint PRIMARY KEY, entry text NOT NULL, signature text NOT NULL, received_at float8 NOT NULL
  );
  CREATE TABLE rpma_relay.grants (
    device text PRIMARY KEY, jws text NOT NULL, epoch bigint NOT NULL, expires_at float8 NOT NULL
  );
  CREATE TABLE rpma_relay.pairings (
    id text PRIMARY KEY, revision bigint NOT NULL, expires_at float8 NOT NULL, body jsonb NOT NULL
  );
  CREATE INDEX pairings_by_end ON rpma_relay.pairings (expires_at);
  CREATE TABLE rpma_relay.used (key text PRIMARY KEY, expires_at float8 NOT NULL);
  CREATE INDEX used_by_end ON rpma_relay.used (expires_at);
  CREATE TABLE rpma_relay.audit (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at float8 NOT NULL, kind text NOT NULL, device text,
    document text, detail text NOT NULL, times bigint NOT NULL, book text NOT NULL, alike text NOT NULL
  );
  CREATE INDEX audit_alike ON rpma_relay.audit (alike, seq);
  CREATE INDEX audit_book ON rpma_relay.audit (book, seq);
  CREATE TABLE rpma_relay.quarantine (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, device text NOT NULL, document text NOT NULL,
    sha256 bytea NOT NULL, at float8 NOT NULL, work bytea NOT NULL, UNIQUE (device, document, sha256)
  );
  CREATE TABLE rpma_relay.seen (device text PRIMARY KEY, at float8 NOT NULL);
  -- Whoever changes list, grants or pairings holds the first row; whoever writes the audit log the second.
  CREATE TABLE rpma_relay.turns (what text PRIMARY KEY);
  INSERT INTO rpma_relay.turns VALUES ('change'), ('audit');

  CREATE FUNCTION rpma_relay.expect_durable() RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    IF current_setting('synchronous_commit') = 'off' THEN
      RAISE EXCEPTION 'synchronous_commit is off: nothing that this database confirms is on its disk';
    END IF;
  END $$;

  -- All of a RegisterChange, or false: somebody was quicker.
  CREATE FUNCTION rpma_relay.register_change(side text, change jsonb) RETURNS boolean LANGUAGE plpgsql AS $$
  DECLARE
    list jsonb := change->'membership';
    granted jsonb := change->'grant';
    paired jsonb := change->'pairing';
  BEGIN
    PERFORM rpma_relay.expect_durable();
    PERFORM 1 FROM rpma_relay.turns WHERE what = 'change' FOR NO KEY UPDATE;
    IF list IS NOT NULL AND (SELECT count(*) FROM rpma_relay.membership) <> (list->>'from')::bigint THEN
      RETURN false;
    END IF;
    IF paired IS NOT NULL AND EXISTS (
      SELECT 1 FROM jsonb_array_elements_text(paired->'ids') AS wanted (id)
      LEFT JOIN rpma_relay.pairings p ON p.id = wanted.id
      WHERE coalesce(p.revision, 0) <> (paired->>'revision')::bigint - 1
    ) THEN
      RETURN false;
    END IF;
    IF list IS NOT NULL THEN
      INSERT INTO rpma_relay.membership
        SELECT (list->>'from')::bigint + e.place - 1, e.one->>'entry', e.one->>'signature',
          (e.one->>'receivedAt')::float8
        FROM jsonb_array_elements(list->'entries') WITH ORDINALITY AS e (one, place);
      PERFORM pg_notify('${TRUST_CHANNEL}', side || ':m:');
    END IF;
    IF granted IS NOT NULL THEN
      INSERT INTO rpma_relay.grants AS g
        VALUES (granted->>'device', granted->>'grant', (granted->>'epoch')::bigint, (granted->>'expiresAt')::float8)
        ON CONFLICT (device) DO UPDATE
          SET jws = excluded.jws, epoch = excluded.epoch, expires_at = excluded.expires_at
          WHERE (excluded.epoch, excluded.expires_at) >= (g.epoch, g.expires_at);
    END IF;
    IF paired IS NOT NULL THEN
      INSERT INTO rpma_relay.pairings
        SELECT DISTINCT id, (paired->>'revision')::bigint, (paired->>'expiresAt')::float8, paired
        FROM jsonb_array_elements_text(paired->'ids') AS wanted (id)
        ON CONFLICT (id) DO UPDATE
          SET revision = excluded.revision, expires_at = excluded.expires_at, body = excluded.body;
    END IF;
    RETURN true;
  END $$;

  -- In turns, so that rows become visible in the order of 'seq' and a page that was read stays complete.
  CREATE FUNCTION rpma_relay.audit_add(entries jsonb, merge_since float8, bounds jsonb) RETURNS void
  LANGUAGE plpgsql AS $$
  DECLARE
    e record;
  BEGIN
    PERFORM 1 FROM rpma_relay.turns WHERE what = 'audit' FOR NO KEY UPDATE;
    FOR e IN SELECT * FROM jsonb_to_recordset(entries) AS r (
      at float8, kind text, device text, document text, detail text, times bigint, book text, alike text
    ) LOOP
      UPDATE rpma_relay.audit a SET times = a.times + e.times WHERE a.seq = (
        SELECT max(seq) FROM rpma_relay.audit b WHERE b.alike = e.alike AND b.at >= merge_since
      );
      CONTINUE WHEN FOUND;
      INSERT INTO rpma_relay.audit (at, kind, device, document, detail, times, book, alike)
        VALUES (e.at, e.kind, e.device, e.document, e.detail, e.times, e.book, e.alike);
    END LOOP;
    DELETE FROM rpma_relay.audit a USING jsonb_each_text(bounds) AS bound (book, most)
      WHERE a.book = bound.book AND a.seq <= (
        SELECT seq FROM rpma_relay.audit b WHERE b.book = bound.book
        ORDER BY seq DESC LIMIT 1 OFFSET bound.most::bigint
      );
  END $$;

  -- False: with it the device would have more than 'most', counting 'overhead' for each piece.
  CREATE FUNCTION rpma_relay.quarantine_add(
    of_device text, of_document text, hash bytea, seen_at float8, bytes bytea, overhead bigint, most float8
  ) RETURNS boolean LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM rpma_relay.expect_durable();
    -- Two relays that hear the same device must not both find room for the last piece.
    PERFORM pg_advisory_xact_lock(${0x52504d72}, hashtext(of_device));
    IF EXISTS (
      SELECT 1 FROM rpma_relay.quarantine q
      WHERE q.device = of_device AND q.document = of_document AND q.sha256 = hash
    ) THEN
      RETURN true;
    END IF;
    IF (
      SELECT coalesce(sum(length(q.work) + overhead), 0) FROM rpma_relay.quarantine q WHERE q.device = of_device
    ) + length(bytes) + overhead > most THEN
      RETURN false;
    END IF;
    INSERT INTO rpma_relay.quarantine (device, document, sha256, at, work)
      VALUES (of_device, of_document, hash, seen_at, bytes);
    RETURN true;
  END $$;
`
