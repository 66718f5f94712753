-- Payments. One that goes through a backend is its own work item: state, next_at and the lease say who has to
-- do what when; token is the fencing token that every completion shows.
CREATE TABLE payment (
    entry_id bigint PRIMARY KEY DEFAULT nextval('entry_seq'),
    account_id bigint NOT NULL REFERENCES account,
    key_id text NOT NULL,
    payment_hash bytea NOT NULL CHECK (length(payment_hash) = 32),
    bolt11 text NOT NULL,
    amount_msat bigint NOT NULL CHECK (amount_msat > 0),
    -- kept for routing; 0 for an internal payment
    fee_reserve_msat bigint NOT NULL CHECK (fee_reserve_msat >= 0),
    internal boolean NOT NULL,
    memo text NOT NULL,
    state text NOT NULL
        CHECK (state IN ('held', 'sending', 'unknown', 'settled', 'failed', 'settled-late')),
    preimage bytea,
    -- what routing really cost
    fee_msat bigint CHECK (fee_msat >= 0),
    failure_code text,
    detail text,
    hold_journal_id bigint REFERENCES journal,
    end_journal_id bigint REFERENCES journal,
    late_journal_id bigint REFERENCES journal,
    budget_period_seconds bigint,
    budget_slice_start timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    sent_at timestamptz,
    finished_at timestamptz,
    next_at timestamptz,
    attempts integer NOT NULL DEFAULT 0,
    token bigint NOT NULL DEFAULT 0,
    CONSTRAINT payment_proof CHECK (preimage IS NULL OR sha256(preimage) = payment_hash),
    CONSTRAINT payment_settled CHECK (state NOT IN ('settled', 'settled-late')
        OR (preimage IS NOT NULL AND fee_msat IS NOT NULL AND end_journal_id IS NOT NULL)),
    CONSTRAINT payment_settled_late CHECK ((state = 'settled-late') = (late_journal_id IS NOT NULL)),
    CONSTRAINT payment_failed CHECK (state <> 'failed'
        OR (failure_code IS NOT NULL AND end_journal_id IS NOT NULL)),
    CONSTRAINT payment_open CHECK ((state IN ('held', 'sending', 'unknown')) = (finished_at IS NULL)),
    CONSTRAINT payment_internal CHECK (NOT internal OR (state = 'settled' AND fee_msat = 0)),
    CONSTRAINT payment_held CHECK (internal OR hold_journal_id IS NOT NULL),
    CONSTRAINT payment_sent CHECK (state IN ('held', 'failed') OR internal OR sent_at IS NOT NULL)
);
-- One attempt per payment hash, unless the one before is proven to have failed.
CREATE UNIQUE INDEX payment_once ON payment (payment_hash) WHERE state <> 'failed';
CREATE INDEX payment_by_hash ON payment (payment_hash, entry_id);
CREATE INDEX payment_by_account ON payment (account_id, entry_id);
CREATE INDEX payment_due ON payment (next_at) WHERE next_at IS NOT NULL;

CREATE FUNCTION guard_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF tg_op = 'DELETE'
        OR (new.state <> old.state AND (old.state, new.state) NOT IN (('held', 'sending'), ('held', 'failed'),
            ('sending', 'unknown'), ('sending', 'settled'), ('sending', 'failed'), ('unknown', 'settled'),
            ('unknown', 'failed'), ('failed', 'settled-late')))
        OR (old.entry_id, old.account_id, old.key_id, old.payment_hash, old.bolt11, old.amount_msat, old.fee_reserve_msat,
            old.internal, old.hold_journal_id, old.created_at)
            IS DISTINCT FROM (new.entry_id, new.account_id, new.key_id, new.payment_hash, new.bolt11, new.amount_msat,
            new.fee_reserve_msat, new.internal, new.hold_journal_id, new.created_at)
        OR old.state IN ('settled', 'settled-late')
        OR new.token < old.token
    THEN
        RAISE EXCEPTION 'a payment does not go from % to %, and keeps what it says', old.state, new.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER payment_transitions BEFORE UPDATE OR DELETE ON payment
    FOR EACH ROW EXECUTE FUNCTION guard_payment();

-- What an API key with a budget has spent in each slice of the budget's period, pending payments and the reserve
-- for their fee included. Kept by the payments themselves, so that it cannot drift from them.
CREATE TABLE budget_spent (
    key_id text NOT NULL,
    period_seconds bigint NOT NULL,
    slice_start timestamptz NOT NULL,
    spent_msat bigint NOT NULL CHECK (spent_msat >= 0),
    PRIMARY KEY (key_id, period_seconds, slice_start)
);

CREATE FUNCTION count_against_budget() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    change bigint := 0;
BEGIN
    IF tg_op = 'INSERT' THEN
        change := new.amount_msat + new.fee_reserve_msat;
    ELSIF new.state = 'settled' THEN
        change := least(new.fee_msat, new.fee_reserve_msat) - new.fee_reserve_msat;
    ELSIF new.state = 'failed' THEN
        change := -(new.amount_msat + new.fee_reserve_msat);
    END IF;
    INSERT INTO budget_spent AS b (key_id, period_seconds, slice_start, spent_msat)
    VALUES (new.key_id, new.budget_period_seconds, new.budget_slice_start, greatest(change, 0))
    ON CONFLICT (key_id, period_seconds, slice_start) DO UPDATE SET spent_msat = b.spent_msat + change;
    RETURN NULL;
END $$;
CREATE TRIGGER payment_opens_budget AFTER INSERT ON payment FOR EACH ROW
    WHEN (new.budget_slice_start IS NOT NULL) EXECUTE FUNCTION count_against_budget();
CREATE TRIGGER payment_closes_budget AFTER UPDATE ON payment FOR EACH ROW
    WHEN (new.budget_slice_start IS NOT NULL AND old.finished_at IS NULL AND new.finished_at IS NOT NULL)
    EXECUTE FUNCTION count_against_budget();
