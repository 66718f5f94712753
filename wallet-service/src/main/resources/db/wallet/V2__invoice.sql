CREATE TABLE invoice (
    payment_hash bytea PRIMARY KEY CHECK (length(payment_hash) = 32),
    entry_id bigint NOT NULL UNIQUE DEFAULT nextval('entry_seq'),
    account_id bigint NOT NULL REFERENCES account,
    bolt11 text NOT NULL UNIQUE,
    amount_msat bigint CHECK (amount_msat > 0),
    description text NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'paid', 'cancelled', 'refunded')),
    -- null where the backend keeps it to itself
    preimage bytea,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    paid_at timestamptz,
    received_msat bigint CHECK (received_msat > 0),
    -- null where it was paid from outside
    payer_account_id bigint REFERENCES account,
    receive_journal_id bigint REFERENCES journal,
    CONSTRAINT invoice_preimage CHECK (preimage IS NULL OR sha256(preimage) = payment_hash),
    CONSTRAINT invoice_paid CHECK ((state IN ('paid', 'refunded')) = (paid_at IS NOT NULL)
        AND (state IN ('paid', 'refunded')) = (received_msat IS NOT NULL)
        AND (state IN ('paid', 'refunded')) = (receive_journal_id IS NOT NULL))
);
CREATE INDEX invoice_by_account ON invoice (account_id, entry_id);

CREATE FUNCTION guard_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF tg_op = 'DELETE'
        OR (old.state, new.state) NOT IN (('open', 'paid'), ('open', 'cancelled'), ('cancelled', 'paid'), ('paid', 'refunded'))
        OR (old.payment_hash, old.entry_id, old.account_id, old.bolt11, old.amount_msat, old.description, old.preimage,
            old.created_at, old.expires_at)
            IS DISTINCT FROM (new.payment_hash, new.entry_id, new.account_id, new.bolt11, new.amount_msat, new.description,
            new.preimage, new.created_at, new.expires_at)
        OR (old.state = 'paid' AND (old.paid_at, old.received_msat, old.payer_account_id, old.receive_journal_id)
            IS DISTINCT FROM (new.paid_at, new.received_msat, new.payer_account_id, new.receive_journal_id))
    THEN
        RAISE EXCEPTION 'an invoice does not go from % to %, and keeps what it says', old.state, new.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER invoice_transitions BEFORE UPDATE OR DELETE ON invoice
    FOR EACH ROW EXECUTE FUNCTION guard_invoice();

-- The stream of what was paid. A row is written by a transaction that holds the lock of the account's book, so
-- within one account the order of the cursors is the order of the commits, and a reader misses none.
CREATE TABLE settlement (
    cursor bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES account,
    payment_hash bytea NOT NULL UNIQUE REFERENCES invoice,
    received_msat bigint NOT NULL CHECK (received_msat > 0),
    settled_at timestamptz NOT NULL
);
CREATE INDEX settlement_by_account ON settlement (account_id, cursor);
CREATE TRIGGER settlement_is_append_only BEFORE UPDATE OR DELETE ON settlement
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE FUNCTION ring_settlement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('wallet_settlement', new.account_id::text);
    RETURN NULL;
END $$;
CREATE TRIGGER settlement_rings AFTER INSERT ON settlement
    FOR EACH ROW EXECUTE FUNCTION ring_settlement();

CREATE TABLE refund (
    payment_hash bytea PRIMARY KEY REFERENCES invoice,
    payee_entry_id bigint NOT NULL UNIQUE DEFAULT nextval('entry_seq'),
    payer_entry_id bigint NOT NULL UNIQUE DEFAULT nextval('entry_seq'),
    payee_account_id bigint NOT NULL REFERENCES account,
    payer_account_id bigint NOT NULL REFERENCES account,
    amount_msat bigint NOT NULL CHECK (amount_msat > 0),
    reason text NOT NULL,
    journal_id bigint NOT NULL UNIQUE REFERENCES journal,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX refund_by_payee ON refund (payee_account_id, payee_entry_id);
CREATE INDEX refund_by_payer ON refund (payer_account_id, payer_entry_id);

-- Never more goes back than came.
CREATE FUNCTION guard_refund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM invoice WHERE payment_hash = new.payment_hash AND received_msat >= new.amount_msat
        AND account_id = new.payee_account_id AND payer_account_id = new.payer_account_id;
    IF NOT found THEN
        RAISE EXCEPTION 'a refund returns what came, to whom it came from' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER refund_returns_what_came BEFORE INSERT ON refund
    FOR EACH ROW EXECUTE FUNCTION guard_refund();
CREATE TRIGGER refund_is_append_only BEFORE UPDATE OR DELETE ON refund
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The node key of the ledger backend. It signs invoices on regtest and guards nothing else.
CREATE TABLE ledger_node (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    secret_key bytea NOT NULL CHECK (length(secret_key) = 32)
);

-- How far the incoming payments of a backend have been credited.
CREATE TABLE backend_cursor (
    backend text PRIMARY KEY,
    cursor text NOT NULL
);
-- What came in and could not be credited: for no invoice of ours, or for one that was paid already.
CREATE TABLE unexpected_receipt (
    backend text NOT NULL,
    payment_hash bytea NOT NULL,
    amount_msat bigint NOT NULL CHECK (amount_msat > 0),
    journal_id bigint NOT NULL REFERENCES journal,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (backend, payment_hash)
);
CREATE TRIGGER unexpected_receipt_is_append_only BEFORE UPDATE OR DELETE ON unexpected_receipt
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
