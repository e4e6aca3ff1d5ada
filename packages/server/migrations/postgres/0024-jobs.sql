-- Background work of organizations and of the platform. A worker has a running job until due_at, as long as the row has its
-- lease token.
create table jobs (
  organization_id text collate "C" not null,
  id text collate "C" not null,
  kind text collate "C" not null,
  state text collate "C" not null,
  job_key text collate "C",
  input text collate "C" not null,
  checkpoint text collate "C",
  progress_done bigint not null,
  progress_total bigint,
  attempts bigint not null,
  due_at bigint,
  lease_token text collate "C",
  last_error text collate "C",
  creator text collate "C",
  created_at bigint not null,
  started_at bigint,
  finished_at bigint,
  constraint jobs_pkey primary key (organization_id, id),
  constraint job_organization_exists foreign key (organization_id) references organizations (id),
  constraint job_state_is_known check (state in ('pending', 'running', 'succeeded', 'failed', 'cancelled')),
  constraint open_job_is_due check ((due_at is not null) = (state in ('pending', 'running'))),
  constraint running_job_has_lease check ((lease_token is not null) = (state = 'running')),
  constraint ended_job_has_date check ((finished_at is not null) = (state in ('succeeded', 'failed', 'cancelled')))
);
create unique index open_job_key_is_unique on jobs (organization_id, job_key) where due_at is not null;
create index due_jobs on jobs (due_at) where due_at is not null;
create index finished_jobs on jobs (finished_at) where finished_at is not null;
