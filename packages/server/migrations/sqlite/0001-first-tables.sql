-- Every key starts with the organization, so that the tables can be sharded by it. What is unique over all
-- organizations says so: a claim, a user's id, an API key's public id.

create table organizations (
  id text not null,
  serial integer not null,
  name text not null,
  status text not null,
  created_at integer not null,
  version integer not null,
  constraint organizations_pkey primary key (id),
  constraint organization_serial_is_unique unique (serial),
  constraint organization_id_is_24_hex check (length(id) = 24),
  constraint organization_status_is_known check (status in ('active', 'suspended'))
) strict;

-- One row an organization: the number of its last event. Written last in every transaction.
create table organization_heads (
  organization_id text not null,
  seq integer not null,
  constraint organization_heads_pkey primary key (organization_id),
  constraint head_organization_exists foreign key (organization_id) references organizations (id)
) strict;

create table users (
  organization_id text not null,
  id text not null,
  serial integer not null,
  name text not null,
  email text not null,
  email_key text not null,
  username text,
  search_key text not null,
  role text not null,
  is_owner integer not null,
  status text not null,
  created_at integer not null,
  removed_at integer,
  version integer not null,
  constraint users_pkey primary key (organization_id, id),
  constraint user_serial_is_unique unique (organization_id, serial),
  constraint user_organization_exists foreign key (organization_id) references organizations (id),
  constraint user_id_is_24_hex check (length(id) = 24),
  -- Whoever is neither admin nor member is of the platform, and belongs to no organization.
  constraint platform_role_is_of_platform
    check ((role in ('admin', 'member')) = (organization_id <> '000000000000000000000000')),
  constraint user_owner_is_boolean check (is_owner in (0, 1)),
  constraint owner_is_active_admin check (is_owner = 0 or (role = 'admin' and status = 'active')),
  constraint user_status_is_known check (status in ('active', 'disabled', 'blocked', 'removed')),
  constraint removed_user_has_date check ((status = 'removed') = (removed_at is not null))
) strict;
create unique index user_id_is_unique on users (id);
-- A removed user's address and username may be used again: ann@x (removed), ann@x (active) is allowed.
create unique index user_email_is_unique on users (organization_id, email_key) where status <> 'removed';
create unique index user_username_is_unique on users (organization_id, username) where status <> 'removed';
create unique index organization_has_one_owner on users (organization_id) where is_owner = 1;
create index users_by_age on users (organization_id, created_at, id);

create table user_groups (
  organization_id text not null,
  id text not null,
  serial integer not null,
  name text not null,
  created_at integer not null,
  deleted_at integer,
  version integer not null,
  constraint user_groups_pkey primary key (organization_id, id),
  constraint group_serial_is_unique unique (organization_id, serial),
  constraint group_organization_exists foreign key (organization_id) references organizations (id)
) strict;
create unique index group_name_is_unique on user_groups (organization_id, name) where deleted_at is null;

create table group_members (
  organization_id text not null,
  group_id text not null,
  user_id text not null,
  added_at integer not null,
  constraint group_members_pkey primary key (organization_id, group_id, user_id),
  constraint member_group_exists foreign key (organization_id, group_id)
    references user_groups (organization_id, id),
  constraint member_user_exists foreign key (organization_id, user_id) references users (organization_id, id)
) strict;
create index groups_by_member on group_members (organization_id, user_id);

-- The one global rule: a (provider, line) belongs to one organization at most. Its key starts with the line's
-- provider and not with the organization, so that the rule needs one shard only.
create table number_claims (
  provider text not null,
  line text not null,
  organization_id text not null,
  number_id text not null,
  constraint line_belongs_to_one_organization primary key (provider, line)
) strict;

create table numbers (
  organization_id text not null,
  id text not null,
  serial integer not null,
  provider text not null,
  line text not null,
  alias text,
  search_key text not null,
  added_at integer not null,
  version integer not null,
  constraint numbers_pkey primary key (organization_id, id),
  constraint number_serial_is_unique unique (organization_id, serial),
  -- For the key of the assignments: an assignment's provider is its number's.
  constraint number_has_one_provider unique (organization_id, id, provider),
  constraint number_organization_exists foreign key (organization_id) references organizations (id),
  constraint line_starts_with_plus check (line like '+%'),
  constraint provider_is_known check (provider in
    ('twilio', 'sinch', 'textgrid', 'telnyx', 'ippanel', 'bandwidth', 'vonage', 'plivo', 'other'))
) strict;
create unique index number_line_is_unique on numbers (organization_id, line, provider);

create table assignments (
  organization_id text not null,
  id text not null,
  number_id text not null,
  user_id text not null,
  provider text not null,
  is_default integer not null,
  is_inbound_enabled integer not null,
  is_outbound_enabled integer not null,
  label text,
  assigned_at integer not null,
  unassigned_at integer,
  version integer not null,
  constraint assignments_pkey primary key (organization_id, id),
  constraint assigned_number_exists foreign key (organization_id, number_id, provider)
    references numbers (organization_id, id, provider),
  constraint assigned_user_exists foreign key (organization_id, user_id)
    references users (organization_id, id),
  constraint flags_are_boolean
    check (is_default in (0, 1) and is_inbound_enabled in (0, 1) and is_outbound_enabled in (0, 1)),
  constraint interval_is_ordered check (unassigned_at is null or unassigned_at >= assigned_at)
) strict;
-- Allowed: ann and bob both hold +1416, bob with inbound off. Not allowed: ann twice; both with inbound on.
create unique index user_holds_number_once on assignments (organization_id, number_id, user_id)
  where unassigned_at is null;
create unique index number_has_one_inbound_holder on assignments (organization_id, number_id)
  where unassigned_at is null and is_inbound_enabled = 1;
create unique index user_has_one_default on assignments (organization_id, user_id, provider)
  where unassigned_at is null and is_default = 1;
create index assignments_by_user on assignments (organization_id, user_id) where unassigned_at is null;

create table api_keys (
  organization_id text not null,
  id text not null,
  serial integer not null,
  user_id text not null,
  name text not null,
  public_id text not null,
  hash text not null,
  created_at integer not null,
  expires_at integer,
  revoked_at integer,
  constraint api_keys_pkey primary key (organization_id, id),
  constraint api_key_serial_is_unique unique (organization_id, serial),
  constraint api_key_public_id_is_unique unique (public_id),
  constraint api_key_user_exists foreign key (organization_id, user_id) references users (organization_id, id)
) strict;
create index api_keys_by_user on api_keys (organization_id, user_id);

create table events (
  organization_id text not null,
  seq integer not null,
  at integer not null,
  kind text not null,
  subject_id text not null,
  user_id text,
  number_id text,
  actor_id text not null,
  credential_id text not null,
  dialect text not null,
  request_id text not null,
  before text,
  after text,
  constraint events_pkey primary key (organization_id, seq),
  constraint event_organization_exists foreign key (organization_id) references organizations (id)
) strict;
-- History is never rewritten.
create trigger events_are_never_changed before update on events
  begin select raise(abort, 'events are never changed'); end;
create trigger events_are_never_deleted before delete on events
  begin select raise(abort, 'events are never deleted'); end;

-- The organization here is the credential's own, which for a superadmin is the platform.
create table idempotency (
  organization_id text not null,
  credential_id text not null,
  key text not null,
  fingerprint text not null,
  outcome text not null,
  created_at integer not null,
  constraint idempotency_pkey primary key (organization_id, credential_id, key)
) strict;
create index idempotency_by_age on idempotency (organization_id, credential_id, created_at);

create table settings (
  name text not null,
  value text not null,
  constraint settings_pkey primary key (name)
) strict;

insert into organizations (id, serial, name, status, created_at, version)
  values ('000000000000000000000000', 0, 'platform', 'active', 0, 1);
insert into organization_heads (organization_id, seq) values ('000000000000000000000000', 0);
