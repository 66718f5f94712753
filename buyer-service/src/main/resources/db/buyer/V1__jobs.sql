-- Jobs bought on the open market, and all that happened to them.

create domain hex32 as text check (value ~ '^[0-9a-f]{64}$');
create domain msat as bigint check (value between 0 and 2100000000000000000);

-- The steps there are. The same tables are in the Java types Work and Money; a test compares them.
create table work_step (before text not null, after text not null, primary key (before, after));
insert into work_step (before, after) values
    ('requested', 'accepted'), ('requested', 'running'), ('requested', 'delivered'), ('requested', 'refused'),
    ('requested', 'failed'), ('requested', 'cancelled'), ('requested', 'expired'),
    ('accepted', 'requested'), ('accepted', 'running'), ('accepted', 'delivered'), ('accepted', 'refused'),
    ('accepted', 'failed'), ('accepted', 'cancelled'), ('accepted', 'expired'),
    ('running', 'requested'), ('running', 'accepted'), ('running', 'delivered'), ('running', 'refused'),
    ('running', 'failed'),
    ('running', 'cancelled'), ('running', 'expired'),
    ('refused', 'accepted'), ('refused', 'delivered'),
    ('failed', 'requested'), ('failed', 'accepted'), ('failed', 'delivered');

create table money_step (before text not null, after text not null, primary key (before, after));
insert into money_step (before, after) values
    ('none', 'quoted'), ('none', 'paying'),
    ('quoted', 'none'), ('quoted', 'paying'),
    ('paying', 'paid'), ('paying', 'settled'), ('paying', 'unknown'), ('paying', 'failed'), ('paying', 'quoted'),
    ('unknown', 'paid'), ('unknown', 'settled'), ('unknown', 'failed'), ('unknown', 'quoted'),
    ('paid', 'settled'), ('paid', 'refunded'),
    ('refunded', 'paying'),
    ('failed', 'quoted'), ('failed', 'paying');

create table job (
    id               hex32       primary key,
    account          text        not null,
    key_id           text        not null,
    idempotency_key  text        check (length(idempotency_key) between 1 and 255),
    body_sha256      bytea       check (length(body_sha256) = 32),
    request          text        not null,
    kind             int         not null check (kind between 5000 and 5999),
    prompt           text        not null,
    model            text,
    bid_msat         msat,
    auto_pay         boolean     not null check (not auto_pay or bid_msat is not null),
    targets          text[]      not null,
    relays           text[]      not null check (cardinality(relays) > 0),
    created_at       timestamptz not null,
    patience_ms      bigint      not null check (patience_ms > 0),
    deadline         timestamptz not null,
    version          bigint      not null,
    last_seq         bigint      not null,
    work             text        not null check (work in
                         ('requested', 'accepted', 'running', 'delivered', 'refused', 'failed', 'cancelled', 'expired')),
    result_event     hex32       check ((result_event is not null) = (work = 'delivered')),
    work_problem     text        check ((work_problem is not null) = (work in ('refused', 'failed'))),
    money            text        not null check (money in
                         ('none', 'quoted', 'paying', 'unknown', 'paid', 'settled', 'refunded', 'failed')),
    shown            text        not null check (shown in
                         ('submitted', 'payment-required', 'paying', 'processing', 'completed', 'failed', 'refused',
                          'cancelled', 'timed-out', 'paid-undelivered', 'delivered-unpaid')),
    finished_as      text,
    patience_over    boolean     not null,
    awaiting_refund  boolean     not null,
    selected         hex32,
    dropped          text[]      not null,
    declined         text[]      not null,
    held             text[]      not null,
    attempts         int         not null,
    window_closes_at timestamptz,
    accepted_at      timestamptz,
    quoted_at        timestamptz,
    paid_at          timestamptz,
    first_text_at    timestamptz,
    result_at        timestamptz,
    updated_at       timestamptz not null,
    check (selected is not null or work not in ('accepted', 'running', 'delivered')),
    unique (key_id, idempotency_key)
);
comment on column job.shown is 'Derived from work, money and patience_over by the service; kept for lists and figures.';
create index job_of_account on job (account, created_at desc, id desc);
create index job_waiting on job (deadline) where not patience_over and work in ('requested', 'accepted', 'running');
create index job_open on job (updated_at)
    where work not in ('delivered', 'cancelled', 'expired') or money in ('paying', 'unknown', 'quoted');
create index job_shown on job (shown, updated_at);

create function job_step() returns trigger language plpgsql as $$
begin
    if old.work <> new.work
       and not exists (select from work_step s where s.before = old.work and s.after = new.work) then
        raise exception 'work of job % cannot go from % to %', new.id, old.work, new.work using errcode = 'check_violation';
    end if;
    if old.money <> new.money
       and not exists (select from money_step s where s.before = old.money and s.after = new.money) then
        raise exception 'money of job % cannot go from % to %', new.id, old.money, new.money using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger job_step before update of work, money on job
    for each row when (old.work <> new.work or old.money <> new.money) execute function job_step();

create table job_event (
    job_id      hex32       not null references job on delete cascade,
    seq         bigint      not null check (seq > 0),
    type        text        not null,
    state       text        not null,
    at          timestamptz not null,
    relay       text,
    outcome     text,
    provider    hex32,
    amount_msat msat,
    detail      text,
    primary key (job_id, seq)
);

create table relay_outcome (
    job_id  hex32 not null references job on delete cascade,
    relay   text  not null,
    outcome text  not null check (outcome in ('pending', 'accepted', 'refused', 'unreachable')),
    words   text,
    primary key (job_id, relay)
);

create table quote (
    job_id      hex32       not null references job on delete cascade,
    provider    hex32       not null,
    event_id    hex32       not null,
    amount_msat msat,
    bolt11      text,
    payment_hash hex32      check ((payment_hash is null) = (bolt11 is null)),
    expires_at  timestamptz,
    problem     text,
    at          timestamptz not null,
    primary key (job_id, provider)
);

create table selection (
    job_id   hex32       not null references job on delete cascade,
    round    int         not null check (round > 0),
    provider hex32       not null,
    at       timestamptz not null,
    ended_at timestamptz,
    why      text        check ((why is null) = (ended_at is null)),
    primary key (job_id, round)
);
create unique index selection_one on selection (job_id) where ended_at is null;
comment on table selection is 'Whose result counts. Written once; ended before a payment, or after one has failed or come back.';

create table payment (
    job_id       hex32       not null references job on delete cascade,
    attempt      int         not null check (attempt > 0),
    provider     hex32       not null,
    payment_hash hex32       not null,
    bolt11       text        not null,
    amount_msat  msat        not null,
    state        text        not null check (state in ('asked', 'unknown', 'settled', 'refused', 'failed', 'refunded')),
    fee_msat     msat        check (fee_msat is null or state in ('settled', 'refunded')),
    preimage     hex32       check ((preimage is not null) = (state in ('settled', 'refunded'))),
    why          text,
    asked_at     timestamptz not null,
    known_at     timestamptz,
    primary key (job_id, attempt),
    -- the proof is a proof
    check (preimage is null or encode(sha256(decode(preimage, 'hex')), 'hex') = payment_hash)
);
comment on table payment is 'Attempts to pay, written before the wallet hears of them. refused: too little money, never tried.';
-- one payment per job at a time, and no invoice paid for two jobs
create unique index payment_one on payment (job_id) where state in ('asked', 'unknown', 'settled');
create unique index payment_invoice on payment (payment_hash) where state in ('asked', 'unknown', 'settled', 'refunded');

create table reply (
    event_id    hex32       primary key,
    job_id      hex32       not null references job on delete cascade,
    kind        int         not null,
    provider    hex32       not null,
    status      text        not null,
    body        text,
    rejection   text,
    held        text,
    at          timestamptz not null
);
create index reply_of_job on reply (job_id, at);
comment on table reply is 'What was said about a job, believed or not. held: the whole event, while its author may still be selected.';

create table result (
    job_id   hex32       primary key references job on delete cascade,
    event_id hex32       not null,
    event    text        not null,
    content  text        not null,
    at       timestamptz not null
);

create table receipt (
    job_id hex32 primary key references job on delete cascade,
    event  text  not null
);
