-- A query of a screen under a name, for one user or for everybody in the organization.
create table saved_views (
  organization_id text collate "C" not null,
  id text collate "C" not null,
  serial bigint not null,
  user_id text collate "C" not null,
  name text collate "C" not null,
  screen text collate "C" not null,
  query text collate "C" not null,
  is_shared boolean not null,
  created_at bigint not null,
  updated_at bigint not null,
  version bigint not null,
  constraint saved_views_pkey primary key (organization_id, id),
  constraint saved_view_serial_is_unique unique (organization_id, serial)
);
create index saved_views_by_user on saved_views (organization_id, user_id);
