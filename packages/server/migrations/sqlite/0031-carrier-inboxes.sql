-- How far the inboxes are read of carriers that call no webhook for received messages. `last_message_id` is null before the
-- first read.
create table carrier_inboxes (
  organization_id text not null,
  account_id text not null,
  last_message_id integer,
  failures integer not null,
  next_read_at integer not null,
  lease_owner text not null,
  lease_until integer not null,
  lease_token integer not null,
  constraint carrier_inboxes_pkey primary key (organization_id, account_id),
  constraint account_of_inbox_exists foreign key (organization_id, account_id)
    references carrier_accounts (organization_id, id)
) strict;
