-- Files of numbers and users, in parts of some rows. Contents and fates are encrypted.
create table imports (
  organization_id text collate "C" not null,
  id text collate "C" not null,
  kind text collate "C" not null,
  mode text collate "C" not null,
  phase text collate "C" not null,
  job_id text collate "C",
  apply_job_id text collate "C",
  facts text collate "C" not null,
  preview text collate "C",
  result text collate "C" not null,
  rows bigint not null,
  created_by text collate "C" not null,
  created_at bigint not null,
  content_deleted_at bigint,
  constraint imports_pkey primary key (organization_id, id),
  constraint import_organization_exists foreign key (organization_id) references organizations (id),
  constraint import_phase_is_known check (phase in ('upload', 'check', 'apply', 'undo')),
  constraint uploaded_import_has_job check ((job_id is null) = (phase = 'upload'))
);
create table import_portions (
  organization_id text collate "C" not null,
  import_id text collate "C" not null,
  portion bigint not null,
  id text collate "C" not null,
  content text collate "C",
  fates text collate "C",
  created bigint not null,
  changed bigint not null,
  same bigint not null,
  refused bigint not null,
  constraint import_portions_pkey primary key (organization_id, import_id, portion),
  constraint portion_import_exists foreign key (organization_id, import_id) references imports (organization_id, id)
);
create index imports_by_age on imports (created_at);

-- The job that made the change; null for a change by a request.
alter table events add column job_id text collate "C";
create index events_by_job on events (organization_id, job_id, seq) where job_id is not null;
