-- What is sent to webhooks besides events: received messages, calls, differences of inventories. `details` and `text` are
-- encrypted. A row is deleted when it is delivered to every webhook that selected its kind.
create table notifications (
  organization_id text not null,
  id text not null,
  kind text not null,
  at integer not null,
  number_id text,
  user_id text,
  details text not null,
  text text,
  has_text integer not null,
  constraint notifications_pkey primary key (organization_id, id),
  constraint notification_id_is_unique unique (id)
) strict;
create index notifications_by_age on notifications (at);
create index notifications_with_text on notifications (at) where text is not null;

-- Webhooks that have not accepted a notification.
create table notification_deliveries (
  organization_id text not null,
  webhook_id text not null,
  notification_id text not null,
  status text not null,
  failures integer not null,
  first_failed_at integer,
  next_attempt_at integer,
  constraint notification_deliveries_pkey primary key (organization_id, webhook_id, notification_id),
  constraint notification_delivery_status_is_known check (status in ('pending', 'dead')),
  constraint pending_notification_has_next_attempt check ((status = 'pending') = (next_attempt_at is not null)),
  constraint webhook_of_notification_exists foreign key (organization_id, webhook_id)
    references webhooks (organization_id, id),
  constraint notification_of_delivery_exists foreign key (organization_id, notification_id)
    references notifications (organization_id, id)
) strict;
create index pending_notification_deliveries on notification_deliveries (organization_id, webhook_id, next_attempt_at)
  where status = 'pending';
create index deliveries_of_notification on notification_deliveries (organization_id, notification_id);

alter table webhook_states add column notification_failures integer not null default 0;
alter table webhook_states add column notifications_paused_until integer not null default 0;
alter table webhook_attempts add column notification_id text;

-- The messages that carriers have delivered, so that a repeated webhook has no effect. The key is a hash.
create table received_messages (
  organization_id text not null,
  message_key text not null,
  received_at integer not null,
  constraint received_messages_pkey primary key (organization_id, message_key)
) strict;
create index received_messages_by_age on received_messages (received_at);

-- Received messages that are sent on to the holder's phone. `content` is encrypted, and deleted when the forward has ended. The
-- rows count towards the limit of an hour, and recognize a forwarded text that comes back.
create table message_forwards (
  organization_id text not null,
  id text not null,
  account_id text not null,
  number_id text not null,
  at integer not null,
  status text not null,
  content text,
  text_hash text not null,
  attempts integer not null,
  next_attempt_at integer,
  constraint message_forwards_pkey primary key (organization_id, id),
  constraint message_forward_id_is_unique unique (id),
  constraint message_forward_status_is_known check (status in ('pending', 'sending', 'sent', 'failed')),
  constraint pending_forward_has_next_attempt check ((status = 'pending') = (next_attempt_at is not null))
) strict;
create index message_forwards_by_number on message_forwards (organization_id, number_id, at);
create index message_forwards_by_text on message_forwards (organization_id, text_hash);
create index pending_message_forwards on message_forwards (next_attempt_at) where status = 'pending';
create index message_forwards_by_age on message_forwards (at);

-- The log of calls, which are deleted when they expire. Another party is stored by the last four digits. `reversed_at` is the
-- negated time of the start, so that an ascending order has the newest call first.
create table calls (
  organization_id text not null,
  id text not null,
  account_id text not null,
  call_key text not null,
  carrier_call_id text not null,
  provider text not null,
  direction text not null,
  reversed_at integer not null,
  last_report_at integer not null,
  line text not null,
  number_id text,
  user_id text,
  other_digits text,
  decision text,
  rule text not null,
  endpoints text not null,
  outcome text not null,
  expires_at integer not null,
  constraint calls_pkey primary key (organization_id, id),
  constraint call_of_carrier_is_unique unique (organization_id, account_id, call_key)
) strict;
create index calls_by_age on calls (organization_id, reversed_at, id);
create index calls_of_number on calls (organization_id, number_id, reversed_at, id);
create index calls_of_user on calls (organization_id, user_id, reversed_at, id);
create index calls_by_expiry on calls (expires_at);
