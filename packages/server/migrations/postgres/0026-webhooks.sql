-- Where an organization's events are sent. The secrets are encrypted.
create table webhooks (
  organization_id text collate "C" not null,
  id text collate "C" not null,
  serial bigint not null,
  url text collate "C" not null,
  alias text collate "C",
  kinds text collate "C" not null,
  body text collate "C" not null,
  is_ordered boolean not null,
  has_cloud_events boolean not null,
  status text collate "C" not null,
  disabled_reason text collate "C",
  secret text collate "C" not null,
  secret_created_at bigint not null,
  previous_secret text collate "C",
  previous_secret_expires_at bigint,
  created_at bigint not null,
  version bigint not null,
  constraint webhooks_pkey primary key (organization_id, id),
  constraint webhook_id_is_unique unique (id),
  constraint webhook_serial_is_unique unique (organization_id, serial),
  constraint webhook_status_is_known check (status in ('enabled', 'paused', 'disabled')),
  constraint disabled_webhook_has_reason check ((status = 'disabled') = (disabled_reason is not null)),
  constraint previous_secret_expires check ((previous_secret is null) = (previous_secret_expires_at is null))
);

-- How far the events are delivered. A table of its own, because it is written without the lock of the organization.
create table webhook_states (
  organization_id text collate "C" not null,
  webhook_id text collate "C" not null,
  position bigint not null,
  failures bigint not null,
  failing_since bigint,
  last_delivered_at bigint,
  next_attempt_at bigint not null,
  attempt_count bigint not null,
  lease_owner text collate "C" not null,
  lease_until bigint not null,
  lease_token bigint not null,
  constraint webhook_states_pkey primary key (organization_id, webhook_id),
  constraint webhook_of_state_exists foreign key (organization_id, webhook_id) references webhooks (organization_id, id)
);

-- Events before the position that are not delivered.
create table webhook_deliveries (
  organization_id text collate "C" not null,
  webhook_id text collate "C" not null,
  seq bigint not null,
  status text collate "C" not null,
  failures bigint not null,
  first_failed_at bigint not null,
  last_failed_at bigint not null,
  next_attempt_at bigint,
  constraint webhook_deliveries_pkey primary key (organization_id, webhook_id, seq),
  constraint webhook_delivery_status_is_known check (status in ('pending', 'dead')),
  constraint pending_delivery_has_next_attempt check ((status = 'pending') = (next_attempt_at is not null)),
  constraint webhook_of_delivery_exists foreign key (organization_id, webhook_id)
    references webhooks (organization_id, id)
);
create index pending_webhook_deliveries on webhook_deliveries (organization_id, webhook_id, next_attempt_at)
  where status = 'pending';

-- The last attempts of each webhook. The body of a request is not stored: it is made from the event.
create table webhook_attempts (
  organization_id text collate "C" not null,
  webhook_id text collate "C" not null,
  serial bigint not null,
  cause text collate "C" not null,
  seq bigint,
  number bigint not null,
  at bigint not null,
  duration_ms bigint not null,
  url text collate "C" not null,
  response_status bigint,
  response_body text collate "C",
  failure text collate "C",
  constraint webhook_attempts_pkey primary key (organization_id, webhook_id, serial),
  constraint webhook_attempt_cause_is_known check (cause in ('delivery', 'replay', 'test')),
  constraint webhook_of_attempt_exists foreign key (organization_id, webhook_id)
    references webhooks (organization_id, id)
);
create index webhook_attempts_by_age on webhook_attempts (at);
