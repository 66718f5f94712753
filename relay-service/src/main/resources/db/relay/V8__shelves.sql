-- Events lie on shelves by their kind: what is kept for good, what asks for work and talks about it,
-- and results. The latter two are cut into parts by created_at, so that a part whose time is over
-- is dropped as a whole. Both follow from what an event's id is a hash of, so an event can only ever lie in
-- one part, and that part's index is enough to know whether it is there.
CREATE FUNCTION shelf_of(kind integer) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN kind BETWEEN 6000 AND 6999 THEN 2
                WHEN kind BETWEEN 5000 AND 5999 OR kind = 7000 THEN 1
                ELSE 0 END::smallint
$$;

-- The tables of before make room, and so do their indexes and what was attached to them.
ALTER TABLE event RENAME TO event_before;
ALTER TABLE event_before ALTER COLUMN position DROP IDENTITY;
ALTER TABLE event_tag RENAME TO event_tag_before;
ALTER INDEX event_pkey RENAME TO event_before_pkey;
ALTER INDEX event_id RENAME TO event_before_id;
ALTER INDEX event_tag_pkey RENAME TO event_tag_before_pkey;
DROP INDEX event_address, event_newest, event_kind, event_author, event_expiring;
DROP TRIGGER event_removed ON event_before;
DROP TRIGGER events_removed ON event_before;
DROP FUNCTION append_events, vanish;

CREATE SEQUENCE event_position_seq;
CREATE TABLE event (
    position   bigint   NOT NULL,
    -- shelf_of(kind)
    shelf      smallint NOT NULL,
    id         bytea    NOT NULL,
    pubkey     bytea    NOT NULL,
    created_at bigint   NOT NULL,
    kind       integer  NOT NULL,
    -- of replaceable and addressable events: the start of a hash of kind, key and identifier
    address    uuid,
    -- NIP-40, in seconds
    expires_at bigint,
    -- NIP-90: of results and feedback, the request that they name
    request    bytea,
    -- of feedback: whether it says that the work will not be done
    refusal    boolean,
    -- of requests: the hex keys of the providers wanted, in one text
    targets    text,
    -- as in event_tag
    tags       uuid[],
    -- the event's JSON as it is sent
    body       bytea    NOT NULL,
    UNIQUE (id, created_at, shelf)
) PARTITION BY LIST (shelf);
ALTER SEQUENCE event_position_seq OWNED BY event.position;
CREATE INDEX event_position ON event (position);
CREATE INDEX event_newest ON event (created_at);
CREATE INDEX event_kind ON event (kind, created_at);
CREATE INDEX event_author ON event (pubkey, kind, created_at);
CREATE INDEX event_expiring ON event (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE event_kept PARTITION OF event FOR VALUES IN (0);
CREATE UNIQUE INDEX event_address ON event_kept (address) WHERE address IS NOT NULL;
CREATE TABLE event_jobs PARTITION OF event FOR VALUES IN (1) PARTITION BY RANGE (created_at);
CREATE TABLE event_results PARTITION OF event FOR VALUES IN (2) PARTITION BY RANGE (created_at);
CREATE INDEX event_jobs_request ON event_jobs (request);
CREATE INDEX event_results_request ON event_results (request);
-- what fits into no part
CREATE TABLE event_jobs_other PARTITION OF event_jobs DEFAULT;
CREATE TABLE event_results_other PARTITION OF event_results DEFAULT;

-- What tag filters look for. tag is the start of a hash of the tag's letter and its value.
CREATE TABLE event_tag (
    tag        uuid     NOT NULL,
    created_at bigint   NOT NULL,
    position   bigint   NOT NULL,
    shelf      smallint NOT NULL,
    PRIMARY KEY (tag, created_at, position, shelf)
) PARTITION BY LIST (shelf);
CREATE TABLE event_tag_kept PARTITION OF event_tag FOR VALUES IN (0);
CREATE TABLE event_tag_jobs PARTITION OF event_tag FOR VALUES IN (1) PARTITION BY RANGE (created_at);
CREATE TABLE event_tag_results PARTITION OF event_tag FOR VALUES IN (2) PARTITION BY RANGE (created_at);
CREATE TABLE event_tag_jobs_other PARTITION OF event_tag_jobs DEFAULT;
CREATE TABLE event_tag_results_other PARTITION OF event_tag_results DEFAULT;

-- From begins on, before ends, in seconds like created_at.
CREATE TABLE event_part (
    shelf  smallint NOT NULL CHECK (shelf IN (1, 2)),
    begins bigint   NOT NULL,
    ends   bigint   NOT NULL CHECK (ends > begins),
    PRIMARY KEY (shelf, begins)
);

-- What was removed with a part: all of the shelf that is older.
ALTER TABLE relay_passing ADD COLUMN forgotten_shelf smallint, ADD COLUMN forgotten_before bigint;

CREATE FUNCTION shelf_table(base text, of_shelf integer, part text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT base || CASE of_shelf WHEN 1 THEN '_jobs' ELSE '_results' END || part
$$;

-- Adds parts behind the last one, or from a time on, until another time is covered. What lay elsewhere for
-- want of a part comes along. Nobody appends meanwhile, and nobody waits long.
CREATE FUNCTION open_parts(of_shelf integer, since bigint, until bigint, width bigint) RETURNS integer
LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
DECLARE
    begins bigint;
    ends bigint;
    base text;
    opened integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(7449366529);
    SELECT greatest(max(p.ends), since / width * width) INTO begins
      FROM event_part p WHERE p.shelf = of_shelf;
    WHILE begins <= until LOOP
        ends := (begins / width + 1) * width;
        FOREACH base IN ARRAY ARRAY['event', 'event_tag'] LOOP
            EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING CONSTRAINTS)',
                           shelf_table(base, of_shelf, '_' || begins), base);
            EXECUTE format('WITH moved AS (DELETE FROM %I WHERE created_at >= $1 AND created_at < $2'
                           ' RETURNING *) INSERT INTO %I SELECT * FROM moved',
                           shelf_table(base, of_shelf, '_other'),
                           shelf_table(base, of_shelf, '_' || begins)) USING begins, ends;
            EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
                           shelf_table(base, of_shelf, ''),
                           shelf_table(base, of_shelf, '_' || begins), begins, ends);
        END LOOP;
        INSERT INTO event_part VALUES (of_shelf, begins, ends);
        begins := ends;
        opened := opened + 1;
    END LOOP;
    RETURN opened;
END
$$;

-- Drops the oldest part if nothing in it is younger, and tells the other replicas. Returns its end and how
-- many events went; nothing if it is too young.
CREATE FUNCTION drop_part(of_shelf integer, before bigint, OUT ended bigint, OUT events bigint)
RETURNS SETOF record LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
DECLARE
    oldest event_part;
BEGIN
    PERFORM pg_advisory_xact_lock(7449366529);
    SELECT * INTO oldest FROM event_part p WHERE p.shelf = of_shelf ORDER BY p.begins LIMIT 1;
    IF NOT FOUND OR oldest.ends > before THEN
        RETURN;
    END IF;
    ended := oldest.ends;
    EXECUTE format('SELECT count(*) FROM %I', shelf_table('event', of_shelf, '_' || oldest.begins))
       INTO events;
    IF EXISTS (SELECT FROM event_search) THEN
        EXECUTE format('DELETE FROM event_search s USING %I p WHERE p.position = s.position',
                       shelf_table('event', of_shelf, '_' || oldest.begins));
    END IF;
    EXECUTE format('DROP TABLE %I, %I', shelf_table('event', of_shelf, '_' || oldest.begins),
                   shelf_table('event_tag', of_shelf, '_' || oldest.begins));
    DELETE FROM event_part p WHERE p.shelf = of_shelf AND p.begins = oldest.begins;
    IF EXISTS (SELECT FROM relay_replica OFFSET 1) THEN
        INSERT INTO relay_passing (forgotten_shelf, forgotten_before) VALUES (of_shelf, oldest.ends);
    END IF;
    RETURN NEXT;
END
$$;

-- For a day and a week; from here on the relay adds parts by what its settings say.
SELECT open_parts(1, t - 86400, t + 21600, 21600), open_parts(2, t - 604800, t + 151200, 151200)
  FROM (SELECT extract(epoch FROM now())::bigint) AS now (t);

INSERT INTO event (position, shelf, id, pubkey, created_at, kind, address, expires_at, request,
                   refusal, targets, tags, body)
SELECT e.position, shelf_of(e.kind), e.id, e.pubkey, e.created_at, e.kind, e.address, e.expires_at,
       CASE WHEN j.role <> 'request' THEN j.request END,
       CASE WHEN e.kind = 7000 THEN j.role = 'refusal' END,
       nullif(j.targets, ''),
       (SELECT array_agg(t.tag) FROM event_tag_before t WHERE t.position = e.position),
       e.body
  FROM event_before e LEFT JOIN job_event j ON j.position = e.position
 ORDER BY e.position;
INSERT INTO event_tag (tag, created_at, position, shelf)
SELECT t.tag, t.created_at, t.position, shelf_of(e.kind)
  FROM event_tag_before t JOIN event_before e ON e.position = t.position;
SELECT setval('event_position_seq', coalesce(max(position), 0) + 1, false) FROM event;
DROP TABLE event_tag_before, job_event, event_before;

-- What hangs on an event goes with it, all at once for what one statement removes, and the other
-- replicas are told in the same transaction. A part that is dropped goes past this.
DROP FUNCTION event_removed, events_removed;
CREATE FUNCTION events_removed() RETURNS trigger LANGUAGE plpgsql
SET jit = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    positions bigint[] := ARRAY(SELECT g.position FROM gone g);
BEGIN
    IF cardinality(positions) = 0 THEN
        RETURN NULL;
    END IF;
    DELETE FROM event_tag t
     USING (SELECT g.position, g.created_at, g.shelf, unnest(g.tags) AS tag FROM gone g) n
     WHERE t.tag = n.tag AND t.created_at = n.created_at AND t.position = n.position
       AND t.shelf = n.shelf;
    DELETE FROM handler_kind h WHERE h.position = ANY (positions);
    DELETE FROM event_search s WHERE s.position = ANY (positions);
    IF EXISTS (SELECT FROM relay_replica OFFSET 1) THEN
        INSERT INTO relay_passing (removed, removed_positions)
        SELECT string_agg(g.id, ''::bytea ORDER BY g.position),
               array_agg(g.position ORDER BY g.position)
          FROM gone g;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER events_removed AFTER DELETE ON event REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION events_removed();

CREATE OR REPLACE FUNCTION remove_vanished(who bytea, up_to bigint)
RETURNS TABLE (at_position bigint, removed bytea) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7449366529);
    INSERT INTO vanished AS v (pubkey, until, p_tag) VALUES (who, up_to, p_tag(who))
    ON CONFLICT (pubkey) DO UPDATE SET until = greatest(v.until, excluded.until);
    DELETE FROM deleted_event d WHERE d.author = who;
    RETURN QUERY
    DELETE FROM event e
     WHERE e.pubkey = who AND e.created_at <= up_to AND e.kind <> 62
    RETURNING e.position, e.id;
    RETURN QUERY
    DELETE FROM event e USING event_tag t
     WHERE t.tag = p_tag(who) AND t.created_at <= up_to AND t.shelf = 0
       AND e.position = t.position AND e.kind = 1059 AND e.shelf = 0
    RETURNING e.position, e.id;
END
$$;

-- Judges each event of a run, none of which affects another, and writes those that are to be stored
-- with all that hangs on them. The lock comes first, so that every statement after it sees what was
-- committed before, and positions are in the order of commits across replicas. The event at place i
-- of the run has position first_position + i, also where events before it are not stored.
--
-- Statements are planned once, perhaps while the tables are empty, so each is written such that there
-- is one way only to do it: a scalar subquery asks an index for one row, where EXISTS or a join may
-- read the whole table. Of the big tables only the part that an event goes into is touched, and only
-- by writing there. Arrays are read by place, since unnest first makes a table of each.
--
-- A letter for each event, in order: Stored, Duplicate, sUperseded, deLeted, Vanished, Banned.
CREATE FUNCTION append_events(
    ids bytea, authors bytea, times bigint[], kinds integer[], bodies text,
    -- what follows is left out where no event of the run has any
    addresses uuid[] DEFAULT NULL, expirations bigint[] DEFAULT NULL,
    -- of all events, one after the other; which event's each is; and up to where each event's go
    tags uuid[] DEFAULT NULL, tag_ords integer[] DEFAULT NULL, tag_ends integer[] DEFAULT NULL,
    deleted_ids bytea DEFAULT NULL, deleted_by bytea DEFAULT NULL,
    deleted_addresses uuid[] DEFAULT NULL, deleted_untils bigint[] DEFAULT NULL,
    -- request_begins: where in requests the one starts that the event names
    requests bytea DEFAULT NULL, request_begins integer[] DEFAULT NULL,
    refusals boolean[] DEFAULT NULL, targets text[] DEFAULT NULL,
    handler_ords integer[] DEFAULT NULL, handler_kinds integer[] DEFAULT NULL,
    search_ords integer[] DEFAULT NULL, search_texts text[] DEFAULT NULL,
    OUT verdicts text, OUT first_position bigint, OUT removed bytea, OUT removed_positions bigint[])
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    locked text := pg_advisory_xact_lock(7449366529)::text;
    some_kept_out boolean;
    -- for each event why it is kept out; null altogether if nothing can be
    refused "char"[];
    judgements "char"[];
    -- positions of events that go
    doomed bigint[];
    -- of each event that was written
    written bigint[];
    lines text[] := string_to_array(bodies, E'\n');
BEGIN
    some_kept_out := EXISTS (SELECT FROM vanished) OR EXISTS (SELECT FROM banned_key)
                     OR EXISTS (SELECT FROM banned_event);

    -- NIP-09: what is deleted by id, from its author only, or a gift wrap (NIP-59) from whom it is
    -- for; deletions and requests to vanish stay
    IF length(deleted_ids) > 0 THEN
        INSERT INTO deleted_event (id, author)
        SELECT substring(deleted_ids FROM i * 32 + 1 FOR 32),
               substring(deleted_by FROM i * 32 + 1 FOR 32)
          FROM generate_series(0, length(deleted_ids) / 32 - 1) AS s (i)
        ON CONFLICT DO NOTHING;
        doomed := ARRAY(
            SELECT (SELECT e.position FROM event e
                     WHERE e.id = n.id AND e.kind NOT IN (5, 62)
                       AND (e.pubkey = n.author
                            OR e.kind = 1059 AND p_tag(n.author) = ANY (e.tags)))
              FROM (SELECT substring(deleted_ids FROM i * 32 + 1 FOR 32) AS id,
                           substring(deleted_by FROM i * 32 + 1 FOR 32) AS author
                      FROM generate_series(0, length(deleted_ids) / 32 - 1) AS s (i)) n);
        WITH gone AS (
            DELETE FROM event e WHERE e.position = ANY (doomed) RETURNING e.position, e.id)
        SELECT string_agg(g.id, ''::bytea ORDER BY g.position),
               array_agg(g.position ORDER BY g.position)
          INTO removed, removed_positions FROM gone g;
    END IF;

    -- NIP-09: what is deleted by address, up to the deletion's time
    IF cardinality(deleted_addresses) > 0 THEN
        INSERT INTO deleted_address AS d (address, until)
        SELECT * FROM unnest(deleted_addresses, deleted_untils)
        ON CONFLICT (address) DO UPDATE SET until = greatest(d.until, excluded.until);
        doomed := ARRAY(
            SELECT (SELECT e.position FROM event_kept e
                     WHERE e.address = n.address AND e.created_at <= n.until)
              FROM unnest(deleted_addresses, deleted_untils) AS n (address, until));
        WITH gone AS (
            DELETE FROM event e WHERE e.shelf = 0 AND e.position = ANY (doomed)
            RETURNING e.position, e.id)
        SELECT coalesce(removed, '') || coalesce(string_agg(g.id, ''::bytea ORDER BY g.position), ''),
               removed_positions || array_agg(g.position ORDER BY g.position)
          INTO removed, removed_positions FROM gone g;
    END IF;

    -- NIP-01: a newer version replaces, unless it is itself deleted; of equal age the lowest id wins
    IF cardinality(array_remove(addresses, NULL)) > 0 THEN
        doomed := ARRAY(
            SELECT (SELECT e.position FROM event_kept e
                     WHERE e.address = i.address
                       AND (e.created_at < i.created_at
                            OR e.created_at = i.created_at AND e.id > i.id)
                       AND (SELECT true FROM deleted_event d
                             WHERE d.id = i.id AND d.author = i.pubkey) IS NULL
                       AND (SELECT true FROM deleted_address d
                             WHERE d.address = i.address AND d.until >= i.created_at) IS NULL
                       AND (NOT some_kept_out
                            OR (SELECT true FROM banned_event b WHERE b.id = i.id) IS NULL))
              FROM (SELECT t.address, t.created_at,
                           substring(ids FROM ((t.ord - 1) * 32 + 1)::int FOR 32) AS id,
                           substring(authors FROM ((t.ord - 1) * 32 + 1)::int FOR 32) AS pubkey
                      FROM unnest(addresses, times) WITH ORDINALITY
                           AS t (address, created_at, ord)
                     WHERE t.address IS NOT NULL) i);
        IF cardinality(array_remove(doomed, NULL)) > 0 THEN
            WITH gone AS (
                DELETE FROM event e WHERE e.shelf = 0 AND e.position = ANY (doomed)
                RETURNING e.position, e.id)
            SELECT coalesce(removed, '') || coalesce(string_agg(g.id, ''::bytea ORDER BY g.position), ''),
                   removed_positions || array_agg(g.position ORDER BY g.position)
              INTO removed, removed_positions FROM gone g;
        END IF;
    END IF;

    IF some_kept_out OR 1059 = ANY (kinds) THEN
        refused := ARRAY(
            SELECT CASE
                WHEN (SELECT true FROM banned_key b WHERE b.pubkey = i.pubkey)
                  OR (SELECT true FROM banned_event b WHERE b.id = i.id)
                    THEN 'B'::"char"
                WHEN i.kind <> 62
                 AND (SELECT true FROM vanished v
                       WHERE v.pubkey = i.pubkey AND v.until >= i.created_at)
                  OR i.kind = 1059
                 AND (SELECT bool_or((SELECT v.until >= i.created_at FROM vanished v
                                       WHERE v.p_tag = t.tag))
                        FROM unnest(tags, tag_ords) AS t (tag, ord) WHERE t.ord = i.ord)
                    THEN 'V'::"char"
                WHEN i.kind = 1059
                 AND (SELECT bool_or(p_tag(d.author) IN (
                                 SELECT t.tag FROM unnest(tags, tag_ords) AS t (tag, ord)
                                  WHERE t.ord = i.ord))
                        FROM deleted_event d WHERE d.id = i.id)
                    THEN 'L'::"char"
                END
              FROM (SELECT t.ord, t.created_at, t.kind,
                           substring(ids FROM ((t.ord - 1) * 32 + 1)::int FOR 32) AS id,
                           substring(authors FROM ((t.ord - 1) * 32 + 1)::int FOR 32) AS pubkey
                      FROM unnest(times, kinds) WITH ORDINALITY AS t (created_at, kind, ord)) i
             ORDER BY i.ord);
    END IF;

    judgements := ARRAY(
        SELECT CASE
            WHEN refused[t.ord] IS NOT NULL THEN refused[t.ord]
            WHEN kinds[t.ord] NOT IN (5, 62)
             AND (SELECT true FROM deleted_event d
                   WHERE d.id = substring(ids FROM (t.ord - 1) * 32 + 1 FOR 32)
                     AND d.author = substring(authors FROM (t.ord - 1) * 32 + 1 FOR 32))
              OR addresses[t.ord] IS NOT NULL
             AND (SELECT true FROM deleted_address d
                   WHERE d.address = addresses[t.ord] AND d.until >= times[t.ord])
                THEN 'L'::"char"
            ELSE coalesce(
                CASE WHEN addresses[t.ord] IS NOT NULL THEN
                    (SELECT CASE WHEN e.id = substring(ids FROM (t.ord - 1) * 32 + 1 FOR 32)
                                 THEN 'D'::"char" ELSE 'U'::"char" END
                       FROM event_kept e WHERE e.address = addresses[t.ord])
                END, 'S'::"char") END
          FROM generate_series(1, cardinality(times)) AS t (ord));

    first_position := 0;
    IF 'S'::"char" = ANY (judgements) THEN
        first_position := nextval('event_position_seq');
        IF cardinality(times) > 1 THEN
            PERFORM setval('event_position_seq', first_position + cardinality(times) - 1);
        END IF;
    END IF;

    WITH stored AS (
        INSERT INTO event (position, shelf, id, pubkey, created_at, kind, address, expires_at,
                           request, refusal, targets, tags, body)
        SELECT first_position + t.ord - 1, shelf_of(kinds[t.ord]),
               substring(ids FROM (t.ord - 1) * 32 + 1 FOR 32),
               substring(authors FROM (t.ord - 1) * 32 + 1 FOR 32),
               times[t.ord], kinds[t.ord], addresses[t.ord], expirations[t.ord],
               substring(requests FROM request_begins[t.ord] FOR 32), refusals[t.ord],
               targets[t.ord],
               nullif(tags[coalesce(tag_ends[t.ord - 1], 0) + 1 : tag_ends[t.ord]], '{}'),
               convert_to(lines[t.ord], 'UTF8')
          FROM generate_series(1, cardinality(times)) AS t (ord)
         WHERE judgements[t.ord] = 'S'
        ON CONFLICT DO NOTHING
        RETURNING position)
    SELECT array_agg(s.position) INTO written FROM stored s;

    IF coalesce(cardinality(written), 0) < cardinality(array_positions(judgements, 'S')) THEN
        judgements := ARRAY(
            SELECT CASE WHEN j.judgement = 'S' AND NOT coalesce(
                             first_position + j.ord - 1 = ANY (written), false)
                        THEN 'D'::"char" ELSE j.judgement END
              FROM unnest(judgements) WITH ORDINALITY AS j (judgement, ord)
             ORDER BY j.ord);
    END IF;

    IF cardinality(tag_ords) > 0 THEN
        INSERT INTO event_tag (tag, created_at, position, shelf)
        SELECT tags[t.i], times[tag_ords[t.i]], first_position + tag_ords[t.i] - 1,
               shelf_of(kinds[tag_ords[t.i]])
          FROM generate_series(1, cardinality(tags)) AS t (i)
         WHERE judgements[tag_ords[t.i]] = 'S';
    END IF;
    IF cardinality(handler_ords) > 0 THEN
        INSERT INTO handler_kind (position, kind)
        SELECT first_position + t.ord - 1, t.kind
          FROM unnest(handler_ords, handler_kinds) AS t (ord, kind)
         WHERE judgements[t.ord] = 'S';
    END IF;
    IF cardinality(search_ords) > 0 THEN
        INSERT INTO event_search (position, words)
        SELECT first_position + t.ord - 1, array_to_tsvector(string_to_array(t.words, ' '))
          FROM unnest(search_ords, search_texts) AS t (ord, words)
         WHERE judgements[t.ord] = 'S';
    END IF;

    verdicts := array_to_string(judgements, '');
END
$$;
