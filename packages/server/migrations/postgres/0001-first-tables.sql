-- Every key starts with the organization, so that the tables can be sharded by it. What is unique over all
-- organizations says so: a claim, a user's id, an API key's public id.

create table organizations (
  id text collate "C" not null,
  serial bigint not null,
  name text collate "C" not null,
  status text collate "C" not null,
  created_at bigint not null,
  version bigint not null,
  constraint organizations_pkey primary key (id),
  constraint organization_serial_is_unique unique (serial),
  constraint organization_id_is_24_hex check (length(id) = 24),
  constraint organization_status_is_known check (status in ('active', 'suspended'))
);

-- One row an organization: the number of its last event. Written last in every transaction.
create table organization_heads (
  organization_id text collate "C" not null,
  seq bigint not null,
  constraint organization_heads_pkey primary key (organization_id),
  constraint head_organization_exists foreign key (organization_id) references organizations (id)
);

create table users (
  organization_id text collate "C" not null,
  id text collate "C" not null,
  serial bigint not null,
  name text collate "C" not null,
  email text collate "C" not null,
  email_key text collate "C" not null,
  username text collate "C",
  search_key text collate "C" not null,
  role text collate "C" not null,
  is_owner boolean not null,
  status text collate "C" not null,
  created_at bigint not null,
  removed_at bigint,
  version bigint not null,
  constraint users_pkey primary key (organization_id, id),
  constraint user_serial_is_unique unique (organization_id, serial),
  constraint user_organization_exists foreign key (organization_id) references organizations (id),
  constraint user_id_is_24_hex check (length(id) = 24),
  -- Whoever is neither admin nor member is of the platform, and belongs to no organization.
  constraint platform_role_is_of_platform
    check ((role in ('admin', 'member')) = (organization_id <> '000000000000000000000000')),
  constraint owner_is_active_admin check (not is_owner or (role = 'admin' and status = 'active')),
  constraint user_status_is_known check (status in ('active', 'disabled', 'blocked', 'removed')),
  constraint removed_user_has_date check ((status = 'removed') = (removed_at is not null))
);
create unique index user_id_is_unique on users (id);
-- A removed user's address and username may be used again: ann@x (removed), ann@x (active) is allowed.
create unique index user_email_is_unique on users (organization_id, email_key) where status <> 'removed';
create unique index user_username_is_unique on users (organization_id, username) where status <> 'removed';
create unique index organization_has_one_owner on users (organization_id) where is_owner;
create index users_by_age on users (organization_id, created_at, id);

create table user_groups (
  organization_id text collate "C" not null,
  id text collate "C" not null,
  serial bigint not null,
  name text collate "C" not null,
  created_at bigint not null,
  deleted_at bigint,
  version bigint not null,
  constraint user_groups_pkey primary key (organization_id, id),
  constraint group_serial_is_unique unique (organization_id, serial),
  constraint group_organization_exists foreign key (organization_id) references organizations (id)
);
create unique index group_name_is_unique on user_groups (organization_id, name) where deleted_at is null;

create table group_members (
  organization_id text collate "C" not null,
  group_id text collate "C" not null,
  user_id text collate "C" not null,
  added_at bigint not null,
  constraint group_members_pkey primary key (organization_id, group_id, user_id),
  constraint member_group_exists foreign key (organization_id, group_id)
    references user_groups (organization_id, id),
  constraint member_user_exists foreign key (organization_id, user_id) references users (organization_id, id)
);
create index groups_by_member on group_members (organization_id, user_id);

-- The one global rule: a (provider, line) belongs to one organization at most. Its key starts with the line's
-- provider and not with the organization, so that the rule needs one shard only.
create table number_claims (
  provider text collate "C" not null,
  line text collate "C" not null,
  organization_id text collate "C" not null,
  number_id text collate "C" not null,
  constraint line_belongs_to_one_organization primary key (provider, line)
);

create table numbers (
  organization_id text collate "C" not null,
  id text collate "C" not null,
  serial bigint not null,
  provider text collate "C" not null,
  line text collate "C" not null,
  alias text collate "C",
  search_key text collate "C" not null,
  added_at bigint not null,
  version bigint not null,
  constraint numbers_pkey primary key (organization_id, id),
  constraint number_serial_is_unique unique (organization_id, serial),
  -- For the key of the assignments: an assignment's provider is its number's.
  constraint number_has_one_provider unique (organization_id, id, provider),
  constraint number_organization_exists foreign key (organization_id) references organizations (id),
  constraint line_starts_with_plus check (line like '+%'),
  constraint provider_is_known check (provider in
    ('twilio', 'sinch', 'textgrid', 'telnyx', 'ippanel', 'bandwidth', 'vonage', 'plivo', 'other'))
);
create unique index number_line_is_unique on numbers (organization_id, line, provider);

create table assignments (
  organization_id text collate "C" not null,
  id text collate "C" not null,
  number_id text collate "C" not null,
  user_id text collate "C" not null,
  provider text collate "C" not null,
  is_default boolean not null,
  is_inbound_enabled boolean not null,
  is_outbound_enabled boolean not null,
  label text collate "C",
  assigned_at bigint not null,
  unassigned_at bigint,
  version bigint not null,
  constraint assignments_pkey primary key (organization_id, id),
  constraint assigned_number_exists foreign key (organization_id, number_id, provider)
    references numbers (organization_id, id, provider),
  constraint assigned_user_exists foreign key (organization_id, user_id)
    references users (organization_id, id),
  constraint interval_is_ordered check (unassigned_at is null or unassigned_at >= assigned_at)
);
-- Allowed: ann and bob both hold +1416, bob with inbound off. Not allowed: ann twice; both with inbound on.
create unique index user_holds_number_once on assignments (organization_id, number_id, user_id)
  where unassigned_at is null;
create unique index number_has_one_inbound_holder on assignments (organization_id, number_id)
  where unassigned_at is null and is_inbound_enabled;
create unique index user_has_one_default on assignments (organization_id, user_id, provider)
  where unassigned_at is null and is_default;
create index assignments_by_user on assignments (organization_id, user_id) where unassigned_at is null;

create table api_keys (
  organization_id text collate "C" not null,
  id text collate "C" not null,
  serial bigint not null,
  user_id text collate "C" not null,
  name text collate "C" not null,
  public_id text collate "C" not null,
  hash text collate "C" not null,
  created_at bigint not null,
  expires_at bigint,
  revoked_at bigint,
  constraint api_keys_pkey primary key (organization_id, id),
  constraint api_key_serial_is_unique unique (organization_id, serial),
  constraint api_key_public_id_is_unique unique (public_id),
  constraint api_key_user_exists foreign key (organization_id, user_id) references users (organization_id, id)
);
create index api_keys_by_user on api_keys (organization_id, user_id);

create table events (
  organization_id text collate "C" not null,
  seq bigint not null,
  at bigint not null,
  kind text collate "C" not null,
  subject_id text collate "C" not null,
  user_id text collate "C",
  number_id text collate "C",
  actor_id text collate "C" not null,
  credential_id text collate "C" not null,
  dialect text collate "C" not null,
  request_id text collate "C" not null,
  before text collate "C",
  after text collate "C",
  constraint events_pkey primary key (organization_id, seq),
  constraint event_organization_exists foreign key (organization_id) references organizations (id)
);
-- History is never rewritten.
create function refuse_change() returns trigger language plpgsql as $$
  begin raise exception 'events are never changed or deleted'; end $$;
create trigger events_are_never_changed before update or delete on events
  for each row execute function refuse_change();

-- The organization here is the credential's own, which for a superadmin is the platform.
create table idempotency (
  organization_id text collate "C" not null,
  credential_id text collate "C" not null,
  key text collate "C" not null,
  fingerprint text collate "C" not null,
  outcome text collate "C" not null,
  created_at bigint not null,
  constraint idempotency_pkey primary key (organization_id, credential_id, key)
);
create index idempotency_by_age on idempotency (organization_id, credential_id, created_at);

create table settings (
  name text collate "C" not null,
  value text collate "C" not null,
  constraint settings_pkey primary key (name)
);

insert into organizations (id, serial, name, status, created_at, version)
  values ('000000000000000000000000', 0, 'platform', 'active', 0, 1);
insert into organization_heads (organization_id, seq) values ('000000000000000000000000', 0);
