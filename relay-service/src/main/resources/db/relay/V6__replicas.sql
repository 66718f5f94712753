-- Which replicas of the relay serve this database, by their last sign of life. Nothing of worth is
-- lost with it, and it is written every second.
CREATE UNLOGGED TABLE relay_replica (
    id      bigint      PRIMARY KEY,
    seen_at timestamptz NOT NULL
);

-- What other replicas have to hear and event does not show: ephemeral events and ids of events that
-- are gone. Kept for minutes. A reader takes the rows that its snapshot before did not see, so the
-- order of commits is of no matter here.
CREATE TABLE relay_passing (
    transaction xid8        NOT NULL DEFAULT pg_current_xact_id(),
    made_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- whose subscribers know already
    origin      bigint,
    -- an ephemeral event's JSON
    body        bytea,
    -- ids of events, one after the other
    removed     bytea
);
CREATE INDEX relay_passing_transaction ON relay_passing (transaction);

-- Moves whenever bans or settings change.
CREATE TABLE relay_rules (
    version bigint NOT NULL
);
INSERT INTO relay_rules (version) VALUES (1);

CREATE FUNCTION rules_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE relay_rules SET version = version + 1;
    PERFORM pg_notify('pylon_relay', 'rules');
    RETURN NULL;
END
$$;
CREATE TRIGGER rules_changed AFTER INSERT OR UPDATE OR DELETE ON banned_key
    FOR EACH STATEMENT EXECUTE FUNCTION rules_changed();
CREATE TRIGGER rules_changed AFTER INSERT OR UPDATE OR DELETE ON allowed_key
    FOR EACH STATEMENT EXECUTE FUNCTION rules_changed();
CREATE TRIGGER rules_changed AFTER INSERT OR UPDATE OR DELETE ON banned_event
    FOR EACH STATEMENT EXECUTE FUNCTION rules_changed();
CREATE TRIGGER rules_changed AFTER INSERT OR UPDATE OR DELETE ON blocked_address
    FOR EACH STATEMENT EXECUTE FUNCTION rules_changed();
CREATE TRIGGER rules_changed AFTER INSERT OR UPDATE OR DELETE ON relay_setting
    FOR EACH STATEMENT EXECUTE FUNCTION rules_changed();

-- Whoever removes events leaves their ids for the others, in the same transaction.
CREATE FUNCTION events_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM relay_replica OFFSET 1) THEN
        INSERT INTO relay_passing (removed)
        SELECT string_agg(g.id, ''::bytea) FROM gone g HAVING count(*) > 0;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER events_removed AFTER DELETE ON event REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION events_removed();

-- NIP-98: events that have allowed a request and may not allow another.
CREATE TABLE used_authorization (
    id      bytea       PRIMARY KEY,
    used_at timestamptz NOT NULL
);
