-- What every service needs of its database.

create table kit_outbox (
    id          bigint generated always as identity primary key,
    topic       text        not null,
    key         text        not null,
    payload     text        not null,
    attempts    int         not null default 0,
    next_at     timestamptz not null default now(),
    fence       bigint      not null default 0,
    lease_until timestamptz,
    dead        boolean     not null default false,
    last_error  text,
    created_at  timestamptz not null default now()
);
create index kit_outbox_due on kit_outbox (next_at, id) where not dead;
create index kit_outbox_order on kit_outbox (topic, key, id) where not dead;
comment on table kit_outbox is 'What must happen after a commit; a row goes away when it has happened.';

create table kit_lease (
    name        text        primary key,
    holder      text        not null,
    fence       bigint      not null,
    until       timestamptz not null
);
comment on table kit_lease is 'Who leads, until when.';
