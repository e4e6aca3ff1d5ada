-- What is sent to webhooks besides events: received messages, calls, differences of inventories. `details` and `text` are
-- encrypted. A row is deleted when it is delivered to every webhook that selected its kind.
create table notifications (
  organization_id text collate "C" not null,
  id text collate "C" not null,
  kind text collate "C" not null,
  at bigint not null,
  number_id text collate "C",
  user_id text collate "C",
  details text collate "C" not null,
  text text collate "C",
  has_text boolean not null,
  constraint notifications_pkey primary key (organization_id, id),
  constraint notification_id_is_unique unique (id)
);
create index notifications_by_age on notifications (at);
create index notifications_with_text on notifications (at) where text is not null;

-- Webhooks that have not accepted a notification.
create table notification_deliveries (
  organization_id text collate "C" not null,
  webhook_id text collate "C" not null,
  notification_id text collate "C" not null,
  status text collate "C" not null,
  failures bigint not null,
  first_failed_at bigint,
  next_attempt_at bigint,
  constraint notification_deliveries_pkey primary key (organization_id, webhook_id, notification_id),
  constraint notification_delivery_status_is_known check (status in ('pending', 'dead')),
  constraint pending_notification_has_next_attempt check ((status = 'pending') = (next_attempt_at is not null)),
  constraint webhook_of_notification_exists foreign key (organization_id, webhook_id)
    references webhooks (organization_id, id),
  constraint notification_of_delivery_exists foreign key (organization_id, notification_id)
    references notifications (organization_id, id)
);
create index pending_notification_deliveries on notification_deliveries (organization_id, webhook_id, next_attempt_at)
  where status = 'pending';
create index deliveries_of_notification on notification_deliveries (organization_id, notification_id);

alter table webhook_states add column notification_failures bigint not null default 0;
alter table webhook_states add column notifications_paused_until bigint not null default 0;
alter table webhook_attempts add column notification_id text collate "C";

-- The messages that carriers have delivered, so that a repeated webhook has no effect. The key is a hash.
create table received_messages (
  organization_id text collate "C" not null,
  message_key text collate "C" not null,
  received_at bigint not null,
  constraint received_messages_pkey primary key (organization_id, message_key)
);
create index received_messages_by_age on received_messages (received_at);

-- Received messages that are sent on to the holder's phone. `content` is encrypted, and deleted when the forward has ended. The
-- rows count towards the limit of an hour, and recognize a forwarded text that comes back.
create table message_forwards (
  organization_id text collate "C" not null,
  id text collate "C" not null,
  account_id text collate "C" not null,
  number_id text collate "C" not null,
  at bigint not null,
  status text collate "C" not null,
  content text collate "C",
  text_hash text collate "C" not null,
  attempts bigint not null,
  next_attempt_at bigint,
  constraint message_forwards_pkey primary key (organization_id, id),
  constraint message_forward_id_is_unique unique (id),
  constraint message_forward_status_is_known check (status in ('pending', 'sending', 'sent', 'failed')),
  constraint pending_forward_has_next_attempt check ((status = 'pending') = (next_attempt_at is not null))
);
create index message_forwards_by_number on message_forwards (organization_id, number_id, at);
create index message_forwards_by_text on message_forwards (organization_id, text_hash);
create index pending_message_forwards on message_forwards (next_attempt_at) where status = 'pending';
create index message_forwards_by_age on message_forwards (at);

-- The log of calls, which are deleted when they expire. Another party is stored by the last four digits. `reversed_at` is the
-- negated time of the start, so that an ascending order has the newest call first.
create table calls (
  organization_id text collate "C" not null,
  id text collate "C" not null,
  account_id text collate "C" not null,
  call_key text collate "C" not null,
  carrier_call_id text collate "C" not null,
  provider text collate "C" not null,
  direction text collate "C" not null,
  reversed_at bigint not null,
  last_report_at bigint not null,
  line text collate "C" not null,
  number_id text collate "C",
  user_id text collate "C",
  other_digits text collate "C",
  decision text collate "C",
  rule text collate "C" not null,
  endpoints text collate "C" not null,
  outcome text collate "C" not null,
  expires_at bigint not null,
  constraint calls_pkey primary key (organization_id, id),
  constraint call_of_carrier_is_unique unique (organization_id, account_id, call_key)
);
create index calls_by_age on calls (organization_id, reversed_at, id);
create index calls_of_number on calls (organization_id, number_id, reversed_at, id);
create index calls_of_user on calls (organization_id, user_id, reversed_at, id);
create index calls_by_expiry on calls (expires_at);
