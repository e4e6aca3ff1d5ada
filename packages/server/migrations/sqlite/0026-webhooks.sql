-- Where an organization's events are sent. The secrets are encrypted.
create table webhooks (
  organization_id text not null,
  id text not null,
  serial integer not null,
  url text not null,
  alias text,
  kinds text not null,
  body text not null,
  is_ordered integer not null,
  has_cloud_events integer not null,
  status text not null,
  disabled_reason text,
  secret text not null,
  secret_created_at integer not null,
  previous_secret text,
  previous_secret_expires_at integer,
  created_at integer not null,
  version integer not null,
  constraint webhooks_pkey primary key (organization_id, id),
  constraint webhook_id_is_unique unique (id),
  constraint webhook_serial_is_unique unique (organization_id, serial),
  constraint webhook_status_is_known check (status in ('enabled', 'paused', 'disabled')),
  constraint disabled_webhook_has_reason check ((status = 'disabled') = (disabled_reason is not null)),
  constraint previous_secret_expires check ((previous_secret is null) = (previous_secret_expires_at is null))
) strict;

-- How far the events are delivered. A table of its own, because it is written without the lock of the organization.
create table webhook_states (
  organization_id text not null,
  webhook_id text not null,
  position integer not null,
  failures integer not null,
  failing_since integer,
  last_delivered_at integer,
  next_attempt_at integer not null,
  attempt_count integer not null,
  lease_owner text not null,
  lease_until integer not null,
  lease_token integer not null,
  constraint webhook_states_pkey primary key (organization_id, webhook_id),
  constraint webhook_of_state_exists foreign key (organization_id, webhook_id) references webhooks (organization_id, id)
) strict;

-- Events before the position that are not delivered.
create table webhook_deliveries (
  organization_id text not null,
  webhook_id text not null,
  seq integer not null,
  status text not null,
  failures integer not null,
  first_failed_at integer not null,
  last_failed_at integer not null,
  next_attempt_at integer,
  constraint webhook_deliveries_pkey primary key (organization_id, webhook_id, seq),
  constraint webhook_delivery_status_is_known check (status in ('pending', 'dead')),
  constraint pending_delivery_has_next_attempt check ((status = 'pending') = (next_attempt_at is not null)),
  constraint webhook_of_delivery_exists foreign key (organization_id, webhook_id)
    references webhooks (organization_id, id)
) strict;
create index pending_webhook_deliveries on webhook_deliveries (organization_id, webhook_id, next_attempt_at)
  where status = 'pending';

-- The last attempts of each webhook. The body of a request is not stored: it is made from the event.
create table webhook_attempts (
  organization_id text not null,
  webhook_id text not null,
  serial integer not null,
  cause text not null,
  seq integer,
  number integer not null,
  at integer not null,
  duration_ms integer not null,
  url text not null,
  response_status integer,
  response_body text,
  failure text,
  constraint webhook_attempts_pkey primary key (organization_id, webhook_id, serial),
  constraint webhook_attempt_cause_is_known check (cause in ('delivery', 'replay', 'test')),
  constraint webhook_of_attempt_exists foreign key (organization_id, webhook_id)
    references webhooks (organization_id, id)
) strict;
create index webhook_attempts_by_age on webhook_attempts (at);
