-- A person who is signed in to the console. The secret is in a cookie of the browser and stored as a keyed hash. A row of the
-- kind `link` is a one-time link, which is exchanged for a session.
create table sessions (
  organization_id text collate "C" not null,
  id text collate "C" not null,
  serial bigint not null,
  kind text collate "C" not null,
  user_id text collate "C" not null,
  method text collate "C" not null,
  key_id text collate "C",
  scopes text collate "C" not null,
  public_id text collate "C" not null,
  hash text collate "C" not null,
  created_at bigint not null,
  expires_at bigint not null,
  ended_at bigint,
  constraint sessions_pkey primary key (organization_id, id),
  constraint session_serial_is_unique unique (organization_id, serial),
  constraint session_public_id_is_unique unique (public_id),
  constraint session_user_exists foreign key (organization_id, user_id) references users (organization_id, id),
  constraint session_key_exists foreign key (organization_id, key_id) references api_keys (organization_id, id)
);
create index open_sessions_by_user on sessions (organization_id, user_id) where ended_at is null;
create index open_sessions_by_key on sessions (organization_id, key_id) where ended_at is null;
create index sessions_by_expiry on sessions (expires_at);
-- When a session was last used. A table of its own, because it is written without the lock of the organization.
create table session_uses (
  organization_id text collate "C" not null,
  session_id text collate "C" not null,
  last_used_at bigint not null,
  constraint session_uses_pkey primary key (organization_id, session_id)
);
