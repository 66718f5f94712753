-- How the caller wants the provider of a job chosen; null: as the service is configured.
alter table job
    add policy          text   check (policy in ('cheapest', 'fastest', 'balanced', 'first')),
    add quote_window_ms bigint check (quote_window_ms >= 0),
    add allowed         text[] not null default '{}',
    add denied          text[] not null default '{}';

create table trial (
    job_id    hex32       not null references job on delete cascade,
    provider  hex32       not null,
    kind      int         not null,
    model     text,
    asked_at  timestamptz not null,
    quoted_at timestamptz,
    paid_at   timestamptz,
    result_at timestamptz,
    ended_at  timestamptz check ((ended_at is null) = (outcome is null)),
    outcome   text        check (outcome in ('completed', 'late', 'failed', 'unpaid', 'declined', 'silent')),
    why       text,
    primary key (job_id, provider)
);
create index trial_of_provider on trial (provider, asked_at desc);
comment on table trial is 'What one job has shown of one provider. Set, never added to, in the transaction of the job''s step.';
