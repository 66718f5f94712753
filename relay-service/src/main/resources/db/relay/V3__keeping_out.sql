-- NIP-62: whoever asked to vanish; events up to that time, and gift wraps for the key, stay out.
CREATE TABLE vanished (
    pubkey bytea  PRIMARY KEY,
    until  bigint NOT NULL,
    -- as event_tag has it where an event names the key
    p_tag  uuid   NOT NULL UNIQUE
);
CREATE INDEX deleted_event_author ON deleted_event (author);

-- NIP-86: what the administrator keeps out.
CREATE TABLE banned_key (
    pubkey bytea PRIMARY KEY,
    reason text  NOT NULL
);
CREATE TABLE banned_event (
    id     bytea PRIMARY KEY,
    reason text  NOT NULL
);

-- NIP-50: the words of kinds that people read. Kinds of the market have none, and cost nothing here.
CREATE TABLE event_search (
    position bigint   PRIMARY KEY REFERENCES event ON DELETE CASCADE,
    words    tsvector NOT NULL
);
CREATE INDEX event_search_words ON event_search USING gin (words);

-- What event_tag has for a p tag with this key.
CREATE FUNCTION p_tag(pubkey bytea) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(substring(
        sha256('p'::bytea || '\x00'::bytea || convert_to(encode(pubkey, 'hex'), 'UTF8'))
        FROM 1 FOR 16), 'hex')::uuid
$$;

-- Does what a request to vanish asks for, and returns the ids that are gone.
CREATE FUNCTION vanish(who bytea, up_to bigint) RETURNS SETOF bytea LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7449366529);
    INSERT INTO vanished AS v (pubkey, until, p_tag) VALUES (who, up_to, p_tag(who))
    ON CONFLICT (pubkey) DO UPDATE SET until = greatest(v.until, excluded.until);
    DELETE FROM deleted_event d WHERE d.author = who;
    RETURN QUERY
    DELETE FROM event e
     WHERE e.pubkey = who AND e.created_at <= up_to AND e.kind <> 62
    RETURNING e.id;
    RETURN QUERY
    DELETE FROM event e USING event_tag t
     WHERE t.tag = p_tag(who) AND t.created_at <= up_to AND t.position = e.position
       AND e.kind = 1059
    RETURNING e.id;
END
$$;

DROP FUNCTION append_events;

-- As before, and: what is banned or has vanished is kept out, and words are filed for search.
CREATE FUNCTION append_events(
    ids bytea, authors bytea, times bigint[], kinds integer[], addresses uuid[],
    expirations bigint[], bodies bytea, begins integer[], lengths integer[],
    tags uuid[], tag_ords integer[],
    deleted_ids bytea, deleted_by bytea, deleted_addresses uuid[], deleted_untils bigint[],
    job_ords integer[], job_requests bytea, job_roles text[], job_targets text[],
    handler_ords integer[], handler_kinds integer[],
    search_ords integer[], search_texts text[])
RETURNS TABLE (verdict text, at_position bigint, removed bytea)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    some_kept_out boolean;
    -- for each event why it is kept out; null altogether if nothing can be
    refused text[];
BEGIN
    PERFORM pg_advisory_xact_lock(7449366529);
    some_kept_out := EXISTS (SELECT FROM vanished) OR EXISTS (SELECT FROM banned_key)
                     OR EXISTS (SELECT FROM banned_event);

    -- NIP-09: what is deleted by id, from its author only, or a gift wrap (NIP-59) from whom it is
    -- for; deletions and requests to vanish stay
    IF length(deleted_ids) > 0 THEN
        RETURN QUERY
        WITH named AS (
            SELECT substring(deleted_ids FROM i * 32 + 1 FOR 32) AS id,
                   substring(deleted_by FROM i * 32 + 1 FOR 32) AS author
              FROM generate_series(0, length(deleted_ids) / 32 - 1) AS s (i)
        ), kept_out AS (
            INSERT INTO deleted_event (id, author) SELECT n.id, n.author FROM named n
            ON CONFLICT DO NOTHING
        )
        DELETE FROM event e USING named n
         WHERE e.id = n.id AND e.kind NOT IN (5, 62)
           AND (e.pubkey = n.author
                OR e.kind = 1059 AND EXISTS (SELECT FROM event_tag t
                                              WHERE t.position = e.position
                                                AND t.tag = p_tag(n.author)))
        RETURNING 'removed', NULL::bigint, e.id;
    END IF;

    -- NIP-09: what is deleted by address, up to the deletion's time
    IF cardinality(deleted_addresses) > 0 THEN
        RETURN QUERY
        WITH named AS (
            SELECT * FROM unnest(deleted_addresses, deleted_untils) AS t (address, until)
        ), kept_out AS (
            INSERT INTO deleted_address AS d (address, until) SELECT n.address, n.until FROM named n
            ON CONFLICT (address) DO UPDATE SET until = greatest(d.until, excluded.until)
        )
        DELETE FROM event e USING named n
         WHERE e.address = n.address AND e.created_at <= n.until
        RETURNING 'removed', NULL::bigint, e.id;
    END IF;

    -- NIP-01: a newer version replaces, unless it is itself deleted; of equal age the lowest id wins
    IF cardinality(array_remove(addresses, NULL)) > 0 THEN
        RETURN QUERY
        WITH incoming AS (
            SELECT t.address, t.created_at,
                   substring(ids FROM ((t.ord - 1) * 32 + 1)::int FOR 32) AS id,
                   substring(authors FROM ((t.ord - 1) * 32 + 1)::int FOR 32) AS pubkey
              FROM unnest(addresses, times) WITH ORDINALITY AS t (address, created_at, ord)
             WHERE t.address IS NOT NULL
        )
        DELETE FROM event e USING incoming i
         WHERE e.address = i.address
           AND (e.created_at < i.created_at OR (e.created_at = i.created_at AND e.id > i.id))
           AND NOT EXISTS (SELECT 1 FROM deleted_event d
                            WHERE d.id = i.id AND d.author = i.pubkey)
           AND NOT EXISTS (SELECT 1 FROM deleted_address d
                            WHERE d.address = i.address AND d.until >= i.created_at)
           AND NOT (some_kept_out AND EXISTS (SELECT FROM banned_event b WHERE b.id = i.id))
        RETURNING 'removed', NULL::bigint, e.id;
    END IF;

    -- apart from the rest, which is planned anew for each call, since it is seldom needed
    IF some_kept_out OR 1059 = ANY (kinds) THEN
        refused := ARRAY(
            SELECT CASE
                WHEN EXISTS (SELECT FROM banned_key b WHERE b.pubkey = i.pubkey)
                  OR EXISTS (SELECT FROM banned_event b WHERE b.id = i.id)
                    THEN 'banned'
                WHEN i.kind <> 62
                 AND EXISTS (SELECT FROM vanished v
                              WHERE v.pubkey = i.pubkey AND v.until >= i.created_at)
                  OR i.kind = 1059
                 AND EXISTS (SELECT FROM unnest(tags, tag_ords) AS t (tag, ord)
                               JOIN vanished v ON v.p_tag = t.tag
                              WHERE t.ord = i.ord AND v.until >= i.created_at)
                    THEN 'vanished'
                WHEN i.kind = 1059
                 AND EXISTS (SELECT FROM deleted_event d
                               JOIN unnest(tags, tag_ords) AS t (tag, ord)
                                 ON t.ord = i.ord AND t.tag = p_tag(d.author)
                              WHERE d.id = i.id)
                    THEN 'deleted'
                END
              FROM (SELECT t.ord, t.created_at, t.kind,
                           substring(ids FROM ((t.ord - 1) * 32 + 1)::int FOR 32) AS id,
                           substring(authors FROM ((t.ord - 1) * 32 + 1)::int FOR 32) AS pubkey
                      FROM unnest(times, kinds) WITH ORDINALITY AS t (created_at, kind, ord)) i
             ORDER BY i.ord);
    END IF;

    RETURN QUERY
    WITH incoming AS (
        SELECT t.ord, t.created_at, t.kind, t.address, t.expires_at,
               substring(ids FROM ((t.ord - 1) * 32 + 1)::int FOR 32) AS id,
               substring(authors FROM ((t.ord - 1) * 32 + 1)::int FOR 32) AS pubkey,
               substring(bodies FROM t.begin FOR t.length) AS body
          FROM unnest(times, kinds, addresses, expirations, begins, lengths) WITH ORDINALITY
               AS t (created_at, kind, address, expires_at, begin, length, ord)
    ), judged AS (
        SELECT i.*, CASE
            WHEN EXISTS (SELECT 1 FROM event e WHERE e.id = i.id) THEN 'duplicate'
            WHEN refused[i.ord] IS NOT NULL THEN refused[i.ord]
            WHEN EXISTS (SELECT 1 FROM deleted_event d
                          WHERE d.id = i.id AND d.author = i.pubkey AND i.kind NOT IN (5, 62))
              OR EXISTS (SELECT 1 FROM deleted_address d
                          WHERE d.address = i.address AND d.until >= i.created_at)
                THEN 'deleted'
            WHEN EXISTS (SELECT 1 FROM event e WHERE e.address = i.address) THEN 'superseded'
            ELSE 'stored' END AS judgement
          FROM incoming i
    ), stored AS (
        INSERT INTO event (id, pubkey, created_at, kind, address, expires_at, body)
        SELECT j.id, j.pubkey, j.created_at, j.kind, j.address, j.expires_at, j.body
          FROM judged j WHERE j.judgement = 'stored' ORDER BY j.ord
        ON CONFLICT DO NOTHING
        RETURNING id, created_at, position
    ), placed AS (
        SELECT j.ord, s.position, s.created_at FROM stored s JOIN judged j ON j.id = s.id
    ), tagged AS (
        INSERT INTO event_tag (tag, created_at, position)
        SELECT t.tag, p.created_at, p.position
          FROM unnest(tags, tag_ords) AS t (tag, ord) JOIN placed p ON p.ord = t.ord
    ), jobs AS (
        INSERT INTO job_event (position, request, role, targets)
        SELECT p.position, substring(job_requests FROM ((t.i - 1) * 32 + 1)::int FOR 32),
               t.role, t.targets
          FROM unnest(job_ords, job_roles, job_targets) WITH ORDINALITY
               AS t (ord, role, targets, i)
          JOIN placed p ON p.ord = t.ord
    ), handlers AS (
        INSERT INTO handler_kind (position, kind)
        SELECT p.position, t.kind
          FROM unnest(handler_ords, handler_kinds) AS t (ord, kind) JOIN placed p ON p.ord = t.ord
    )
    SELECT j.judgement, p.position, NULL::bytea
      FROM judged j LEFT JOIN placed p ON p.ord = j.ord
     ORDER BY j.ord;

    -- NIP-50
    IF cardinality(search_ords) > 0 THEN
        INSERT INTO event_search (position, words)
        SELECT e.position, to_tsvector('simple', t.words)
          FROM unnest(search_ords, search_texts) AS t (ord, words)
          JOIN event e ON e.id = substring(ids FROM (t.ord - 1) * 32 + 1 FOR 32)
        ON CONFLICT DO NOTHING;
    END IF;
END
$$;
