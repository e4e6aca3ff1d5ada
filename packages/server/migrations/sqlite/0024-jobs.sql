-- Background work of organizations and of the platform. A worker has a running job until due_at, as long as the row has its
-- lease token.
create table jobs (
  organization_id text not null,
  id text not null,
  kind text not null,
  state text not null,
  job_key text,
  input text not null,
  checkpoint text,
  progress_done integer not null,
  progress_total integer,
  attempts integer not null,
  due_at integer,
  lease_token text,
  last_error text,
  creator text,
  created_at integer not null,
  started_at integer,
  finished_at integer,
  constraint jobs_pkey primary key (organization_id, id),
  constraint job_organization_exists foreign key (organization_id) references organizations (id),
  constraint job_state_is_known check (state in ('pending', 'running', 'succeeded', 'failed', 'cancelled')),
  constraint open_job_is_due check ((due_at is not null) = (state in ('pending', 'running'))),
  constraint running_job_has_lease check ((lease_token is not null) = (state = 'running')),
  constraint ended_job_has_date check ((finished_at is not null) = (state in ('succeeded', 'failed', 'cancelled')))
) strict;
create unique index open_job_key_is_unique on jobs (organization_id, job_key) where due_at is not null;
create index due_jobs on jobs (due_at) where due_at is not null;
create index finished_jobs on jobs (finished_at) where finished_at is not null;
