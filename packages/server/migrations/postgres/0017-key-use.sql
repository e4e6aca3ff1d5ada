-- When a key was last used. A table of its own, because it is written without the lock of the organization.
create table api_key_uses (
  organization_id text collate "C" not null,
  key_id text collate "C" not null,
  last_used_at bigint not null,
  constraint api_key_uses_pkey primary key (organization_id, key_id),
  constraint used_key_exists foreign key (organization_id, key_id) references api_keys (organization_id, id)
);
create index api_keys_by_creator on api_keys (organization_id, created_by);
