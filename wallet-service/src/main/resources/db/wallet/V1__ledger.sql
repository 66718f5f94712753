-- The books. Amounts are whole millisatoshis, written as credits: what the wallet owes an account grows
-- with a positive amount, what the backend holds for the wallet grows with a negative one. So every journal
-- sums to zero, and so do all books together.

CREATE SEQUENCE entry_seq;
COMMENT ON SEQUENCE entry_seq IS 'Numbers everything that can stand in a history, in the order of creation.';

CREATE TABLE account (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE book (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL
        CHECK (kind IN ('available', 'held', 'backend', 'routing-fees', 'income', 'suspense')),
    account_id bigint REFERENCES account,
    balance_msat bigint NOT NULL DEFAULT 0,
    UNIQUE NULLS NOT DISTINCT (kind, account_id),
    CONSTRAINT book_of_an_account CHECK ((kind IN ('available', 'held')) = (account_id IS NOT NULL)),
    CONSTRAINT book_never_overdrawn CHECK (kind NOT IN ('available', 'held') OR balance_msat >= 0)
);

-- The wallet's own books have numbers that the code knows.
INSERT INTO book (id, kind) OVERRIDING SYSTEM VALUE
VALUES (1, 'backend'), (2, 'routing-fees'), (3, 'income'), (4, 'suspense');
ALTER TABLE book ALTER COLUMN id RESTART WITH 101;

CREATE TABLE journal (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('fund', 'internal', 'hold', 'settle', 'release', 'receive', 'refund',
        'late-settlement', 'unexpected-receipt')),
    reference text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN journal.reference IS 'The payment hash, or the entry for money given on regtest.';
CREATE INDEX journal_by_reference ON journal (reference);

CREATE TABLE posting (
    journal_id bigint NOT NULL REFERENCES journal,
    line smallint NOT NULL,
    book_id bigint NOT NULL REFERENCES book,
    amount_msat bigint NOT NULL CHECK (amount_msat <> 0),
    PRIMARY KEY (journal_id, line)
);
CREATE INDEX posting_by_book ON posting (book_id, journal_id);

-- What is written stays written.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', tg_table_name USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER journal_is_append_only BEFORE UPDATE OR DELETE ON journal
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER journal_is_never_emptied BEFORE TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER posting_is_append_only BEFORE UPDATE OR DELETE ON posting
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER posting_is_never_emptied BEFORE TRUNCATE ON posting
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A journal has postings, and they sum to zero, when its transaction ends.
CREATE FUNCTION require_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    journal_number bigint := (to_jsonb(new) ->> tg_argv[0])::bigint;
    total numeric;
    lines bigint;
BEGIN
    SELECT sum(amount_msat), count(*) INTO total, lines FROM posting WHERE journal_id = journal_number;
    IF lines = 0 OR total <> 0 THEN
        RAISE EXCEPTION 'journal % does not sum to zero: % msat in % lines', journal_number, total, lines
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER journal_has_postings AFTER INSERT ON journal
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_balance('id');
CREATE CONSTRAINT TRIGGER posting_is_balanced AFTER INSERT ON posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_balance('journal_id');

-- A book's balance is the sum of its postings. Nothing but a posting changes it.
CREATE FUNCTION carry_to_books() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE book SET balance_msat = balance_msat + posted.amount
    FROM (SELECT book_id, sum(amount_msat)::bigint AS amount FROM new_postings GROUP BY book_id) posted
    WHERE book.id = posted.book_id;
    RETURN NULL;
END $$;

CREATE TRIGGER posting_carries_to_books AFTER INSERT ON posting
    REFERENCING NEW TABLE AS new_postings FOR EACH STATEMENT EXECUTE FUNCTION carry_to_books();

CREATE FUNCTION guard_book() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF tg_op = 'UPDATE' AND pg_trigger_depth() > 1 AND new.id = old.id AND new.kind = old.kind
        AND new.account_id IS NOT DISTINCT FROM old.account_id THEN
        RETURN new;
    END IF;
    IF tg_op = 'INSERT' AND new.balance_msat = 0 THEN
        RETURN new;
    END IF;
    RAISE EXCEPTION 'a balance changes by postings only' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER book_changes_by_postings_only BEFORE INSERT OR UPDATE OR DELETE ON book
    FOR EACH ROW EXECUTE FUNCTION guard_book();
CREATE TRIGGER book_is_never_emptied BEFORE TRUNCATE ON book
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- An Idempotency-Key, written by the very transaction that does what was asked. A twin that comes at the
-- same time waits for it at the primary key.
CREATE TABLE request_key (
    key_id text NOT NULL,
    route text NOT NULL,
    idempotency_key text NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 255),
    body_hash bytea NOT NULL CHECK (length(body_hash) = 32),
    entry_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (key_id, route, idempotency_key)
);

-- Money out of nothing, on regtest.
CREATE TABLE funding (
    entry_id bigint PRIMARY KEY DEFAULT nextval('entry_seq'),
    account_id bigint NOT NULL REFERENCES account,
    amount_msat bigint NOT NULL CHECK (amount_msat > 0),
    journal_id bigint NOT NULL UNIQUE REFERENCES journal,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX funding_by_account ON funding (account_id, entry_id);
CREATE TRIGGER funding_is_append_only BEFORE UPDATE OR DELETE ON funding
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
