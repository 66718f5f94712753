-- Writes a run of events, none of which affects another, in one call and (unless the caller has a
-- transaction of its own) one commit. The lock comes first, so that every statement after it sees
-- what was committed before, and positions are in the order of commits across replicas.
--
-- Ids, keys and bodies come as one bytea each, cut apart here: drivers send arrays of bytea as text.
-- Returns a row 'removed' for each event that is gone, then a row for each event given, in order.
CREATE FUNCTION append_events(
    ids bytea, authors bytea, times bigint[], kinds integer[], addresses uuid[],
    expirations bigint[], bodies bytea, begins integer[], lengths integer[],
    tags uuid[], tag_ords integer[],
    deleted_ids bytea, deleted_by bytea, deleted_addresses uuid[], deleted_untils bigint[],
    job_ords integer[], job_requests bytea, job_roles text[], job_targets text[],
    handler_ords integer[], handler_kinds integer[])
RETURNS TABLE (verdict text, at_position bigint, removed bytea)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM pg_advisory_xact_lock(7449366529);

    -- NIP-09: what is deleted by id, from its author only; deletions themselves stay
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
         WHERE e.id = n.id AND e.pubkey = n.author AND e.kind <> 5
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
        RETURNING 'removed', NULL::bigint, e.id;
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
            WHEN EXISTS (SELECT 1 FROM deleted_event d
                          WHERE d.id = i.id AND d.author = i.pubkey AND i.kind <> 5)
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
END
$$;
