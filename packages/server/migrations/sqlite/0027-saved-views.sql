-- A query of a screen under a name, for one user or for everybody in the organization.
create table saved_views (
  organization_id text not null,
  id text not null,
  serial integer not null,
  user_id text not null,
  name text not null,
  screen text not null,
  query text not null,
  is_shared integer not null,
  created_at integer not null,
  updated_at integer not null,
  version integer not null,
  constraint saved_views_pkey primary key (organization_id, id),
  constraint saved_view_serial_is_unique unique (organization_id, serial)
) strict;
create index saved_views_by_user on saved_views (organization_id, user_id);
