-- A job is the request event's id. Work and money move apart, so each has a state of its own.
create table job (
    id               text        primary key check (id ~ '^[0-9a-f]{64}$'),
    request          text        not null,
    customer         text        not null,
    kind             int         not null,
    model            text,
    backend          text,
    policy           text        not null check (policy in ('before', 'after', 'free')),
    work             text        not null default 'requested' check (work in
        ('requested', 'accepted', 'running', 'delivered', 'refused', 'failed', 'cancelled', 'expired')),
    money            text        not null default 'none' check (money in
        ('none', 'quoted', 'held', 'paying', 'paid', 'settled', 'refunded', 'failed', 'unknown')),
    price_msat       bigint      check (price_msat >= 0),
    payment_hash     text        unique,
    bolt11           text,
    quote_expires_at timestamptz,
    paid_msat        bigint      check (paid_msat >= 0),
    paid_at          timestamptz,
    refunded_msat    bigint      check (refunded_msat >= 0),
    reason           text,
    result_event_id  text,
    delivered_at     timestamptz,
    attempts         int         not null default 0,
    fence            bigint      not null default 0,
    lease_until      timestamptz,
    received_at      timestamptz not null default now(),
    updated_at       timestamptz not null default now()
);
create index job_queue on job (received_at) where work in ('accepted', 'running') and result_event_id is null;
create index job_newest on job (received_at desc, id desc);
create index job_customer_open on job (customer) where work in ('requested', 'accepted', 'running');

-- The wallet's settlements of our invoices, as its ledger told them: what earnings are summed from.
create table settlement (
    cursor       bigint      primary key,
    payment_hash text        not null,
    amount_msat  bigint      not null check (amount_msat >= 0),
    settled_at   timestamptz not null
);
create index settlement_hash on settlement (payment_hash);

create table mark (
    name  text   primary key,
    value bigint not null
);
comment on table mark is 'How far something has been read: the intake''s newest request, in seconds since 1970.';
