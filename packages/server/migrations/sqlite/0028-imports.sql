-- Files of numbers and users, in parts of some rows. Contents and fates are encrypted.
create table imports (
  organization_id text not null,
  id text not null,
  kind text not null,
  mode text not null,
  phase text not null,
  job_id text,
  apply_job_id text,
  facts text not null,
  preview text,
  result text not null,
  rows integer not null,
  created_by text not null,
  created_at integer not null,
  content_deleted_at integer,
  constraint imports_pkey primary key (organization_id, id),
  constraint import_organization_exists foreign key (organization_id) references organizations (id),
  constraint import_phase_is_known check (phase in ('upload', 'check', 'apply', 'undo')),
  constraint uploaded_import_has_job check ((job_id is null) = (phase = 'upload'))
) strict;
create table import_portions (
  organization_id text not null,
  import_id text not null,
  portion integer not null,
  id text not null,
  content text,
  fates text,
  created integer not null,
  changed integer not null,
  same integer not null,
  refused integer not null,
  constraint import_portions_pkey primary key (organization_id, import_id, portion),
  constraint portion_import_exists foreign key (organization_id, import_id) references imports (organization_id, id)
) strict;
create index imports_by_age on imports (created_at);

-- The job that made the change; null for a change by a request.
alter table events add column job_id text;
create index events_by_job on events (organization_id, job_id, seq) where job_id is not null;
