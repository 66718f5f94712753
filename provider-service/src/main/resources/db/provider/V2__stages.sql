-- When a job was quoted and when its result was stored: how long each stage took.
alter table job add quoted_at timestamptz, add finished_at timestamptz;

create index job_unanswered on job (received_at) where work = 'requested';
create index job_quoted on job (quote_expires_at) where money = 'quoted';
