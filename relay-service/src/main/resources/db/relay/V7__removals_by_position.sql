-- What is gone is named by its position, too: an id may be stored again, a position never is.
ALTER TABLE relay_passing ADD COLUMN removed_positions bigint[];

CREATE OR REPLACE FUNCTION events_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM relay_replica OFFSET 1) THEN
        INSERT INTO relay_passing (removed, removed_positions)
        SELECT string_agg(g.id, ''::bytea ORDER BY g.position),
               array_agg(g.position ORDER BY g.position)
          FROM gone g HAVING count(*) > 0;
    END IF;
    RETURN NULL;
END
$$;

-- Does what a request to vanish asks for, and returns what is gone. Replicas of the release before
-- still call vanish.
CREATE FUNCTION remove_vanished(who bytea, up_to bigint) RETURNS TABLE (at_position bigint, removed bytea)
LANGUAGE plpgsql AS $$
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
     WHERE t.tag = p_tag(who) AND t.created_at <= up_to AND t.position = e.position
       AND e.kind = 1059
    RETURNING e.position, e.id;
END
$$;

-- As before, and says at which positions events are gone. Judges each event of a run, gives a position to those that are to be stored, and writes these with
-- all that hangs on them. Statements are planned once, perhaps while the tables are empty, so each is
-- written such that there is one way only to do it: a scalar subquery asks an index for one row, where
-- EXISTS or a join may read the whole table.
CREATE OR REPLACE FUNCTION append_events(
    ids bytea, authors bytea, times bigint[], kinds integer[], addresses uuid[],
    expirations bigint[], bodies text,
    tags uuid[], tag_ords integer[],
    deleted_ids bytea, deleted_by bytea, deleted_addresses uuid[], deleted_untils bigint[],
    job_ords integer[], job_requests bytea, job_roles text[], job_targets text[],
    handler_ords integer[], handler_kinds integer[],
    search_ords integer[], search_texts text[])
RETURNS TABLE (verdict text, at_position bigint, removed bytea)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off AS $$
#variable_conflict use_column
DECLARE
    some_kept_out boolean;
    some_addresses boolean := cardinality(array_remove(addresses, NULL)) > 0;
    -- for each event why it is kept out; null altogether if nothing can be
    refused text[];
    judgements text[];
    -- of each event that is stored
    positions bigint[];
    -- positions of events that go
    doomed bigint[];
BEGIN
    PERFORM pg_advisory_xact_lock(7449366529);
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
                            OR e.kind = 1059 AND (SELECT true FROM event_tag t
                                                   WHERE t.position = e.position
                                                     AND t.tag = p_tag(n.author) LIMIT 1)))
              FROM (SELECT substring(deleted_ids FROM i * 32 + 1 FOR 32) AS id,
                           substring(deleted_by FROM i * 32 + 1 FOR 32) AS author
                      FROM generate_series(0, length(deleted_ids) / 32 - 1) AS s (i)) n);
        RETURN QUERY
        DELETE FROM event e WHERE e.position = ANY (doomed)
        RETURNING 'removed', e.position, e.id;
    END IF;

    -- NIP-09: what is deleted by address, up to the deletion's time
    IF cardinality(deleted_addresses) > 0 THEN
        INSERT INTO deleted_address AS d (address, until)
        SELECT * FROM unnest(deleted_addresses, deleted_untils)
        ON CONFLICT (address) DO UPDATE SET until = greatest(d.until, excluded.until);
        doomed := ARRAY(
            SELECT (SELECT e.position FROM event e
                     WHERE e.address = n.address AND e.created_at <= n.until)
              FROM unnest(deleted_addresses, deleted_untils) AS n (address, until));
        RETURN QUERY
        DELETE FROM event e WHERE e.position = ANY (doomed)
        RETURNING 'removed', e.position, e.id;
    END IF;

    -- NIP-01: a newer version replaces, unless it is itself deleted; of equal age the lowest id wins
    IF some_addresses THEN
        doomed := ARRAY(
            SELECT (SELECT e.position FROM event e
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
        RETURN QUERY
        DELETE FROM event e WHERE e.position = ANY (doomed)
        RETURNING 'removed', e.position, e.id;
    END IF;

    IF some_kept_out OR 1059 = ANY (kinds) THEN
        refused := ARRAY(
            SELECT CASE
                WHEN (SELECT true FROM banned_key b WHERE b.pubkey = i.pubkey)
                  OR (SELECT true FROM banned_event b WHERE b.id = i.id)
                    THEN 'banned'
                WHEN i.kind <> 62
                 AND (SELECT true FROM vanished v
                       WHERE v.pubkey = i.pubkey AND v.until >= i.created_at)
                  OR i.kind = 1059
                 AND (SELECT bool_or((SELECT v.until >= i.created_at FROM vanished v
                                       WHERE v.p_tag = t.tag))
                        FROM unnest(tags, tag_ords) AS t (tag, ord) WHERE t.ord = i.ord)
                    THEN 'vanished'
                WHEN i.kind = 1059
                 AND (SELECT bool_or(p_tag(d.author) IN (
                                 SELECT t.tag FROM unnest(tags, tag_ords) AS t (tag, ord)
                                  WHERE t.ord = i.ord))
                        FROM deleted_event d WHERE d.id = i.id)
                    THEN 'deleted'
                END
              FROM (SELECT t.ord, t.created_at, t.kind,
                           substring(ids FROM ((t.ord - 1) * 32 + 1)::int FOR 32) AS id,
                           substring(authors FROM ((t.ord - 1) * 32 + 1)::int FOR 32) AS pubkey
                      FROM unnest(times, kinds) WITH ORDINALITY AS t (created_at, kind, ord)) i
             ORDER BY i.ord);
    END IF;

    judgements := ARRAY(
        SELECT CASE
            WHEN (SELECT true FROM event e WHERE e.id = i.id) THEN 'duplicate'
            WHEN refused[i.ord] IS NOT NULL THEN refused[i.ord]
            WHEN i.kind NOT IN (5, 62)
             AND (SELECT true FROM deleted_event d
                   WHERE d.id = i.id
                     AND d.author = substring(authors FROM ((i.ord - 1) * 32 + 1)::int FOR 32))
              OR i.address IS NOT NULL
             AND (SELECT true FROM deleted_address d
                   WHERE d.address = i.address AND d.until >= i.created_at)
                THEN 'deleted'
            WHEN i.address IS NOT NULL
             AND (SELECT true FROM event e WHERE e.address = i.address) THEN 'superseded'
            ELSE 'stored' END
          FROM (SELECT t.ord, t.created_at, t.kind, t.address,
                       substring(ids FROM ((t.ord - 1) * 32 + 1)::int FOR 32) AS id
                  FROM unnest(times, kinds, addresses) WITH ORDINALITY
                       AS t (created_at, kind, address, ord)) i
         ORDER BY i.ord);
    positions := ARRAY(
        SELECT CASE j.judgement WHEN 'stored' THEN nextval('event_position_seq') END
          FROM unnest(judgements) WITH ORDINALITY AS j (judgement, ord)
         ORDER BY j.ord);

    INSERT INTO event (position, id, pubkey, created_at, kind, address, expires_at, body)
    OVERRIDING SYSTEM VALUE
    SELECT positions[t.ord],
           substring(ids FROM ((t.ord - 1) * 32 + 1)::int FOR 32),
           substring(authors FROM ((t.ord - 1) * 32 + 1)::int FOR 32),
           t.created_at, t.kind, t.address, t.expires_at, convert_to(t.body, 'UTF8')
      FROM unnest(times, kinds, addresses, expirations, string_to_array(bodies, E'\n'))
           WITH ORDINALITY AS t (created_at, kind, address, expires_at, body, ord)
     WHERE positions[t.ord] IS NOT NULL;

    IF cardinality(tag_ords) > 0 THEN
        INSERT INTO event_tag (tag, created_at, position)
        SELECT t.tag, times[t.ord], positions[t.ord]
          FROM unnest(tags, tag_ords) AS t (tag, ord)
         WHERE positions[t.ord] IS NOT NULL;
    END IF;
    IF cardinality(job_ords) > 0 THEN
        INSERT INTO job_event (position, request, role, targets)
        SELECT positions[t.ord], substring(job_requests FROM ((t.i - 1) * 32 + 1)::int FOR 32),
               t.role, t.targets
          FROM unnest(job_ords, job_roles, job_targets) WITH ORDINALITY
               AS t (ord, role, targets, i)
         WHERE positions[t.ord] IS NOT NULL;
    END IF;
    IF cardinality(handler_ords) > 0 THEN
        INSERT INTO handler_kind (position, kind)
        SELECT positions[t.ord], t.kind FROM unnest(handler_ords, handler_kinds) AS t (ord, kind)
         WHERE positions[t.ord] IS NOT NULL;
    END IF;
    IF cardinality(search_ords) > 0 THEN
        INSERT INTO event_search (position, words)
        SELECT positions[t.ord], array_to_tsvector(string_to_array(t.words, ' '))
          FROM unnest(search_ords, search_texts) AS t (ord, words)
         WHERE positions[t.ord] IS NOT NULL;
    END IF;

    RETURN QUERY
    SELECT j.judgement, j.position, NULL::bytea
      FROM unnest(judgements, positions) WITH ORDINALITY AS j (judgement, position, ord)
     ORDER BY j.ord;
END
$$;
