-- Comparisons with the inventories of carriers; those of the platform's accounts belong to its internal organization.
create table carrier_syncs (
  organization_id text not null,
  id text not null,
  serial integer not null,
  account_id text not null,
  job_id text not null,
  failure text,
  failure_message text,
  here integer not null,
  there integer not null,
  counts text not null,
  created_by text,
  created_at integer not null,
  read_at integer,
  constraint carrier_syncs_pkey primary key (organization_id, id),
  constraint carrier_sync_serial_is_unique unique (organization_id, serial),
  constraint failed_carrier_sync_has_message check ((failure is null) = (failure_message is null)),
  constraint failed_carrier_sync_is_incomplete check (failure is null or read_at is null)
) strict;
create index carrier_syncs_by_account on carrier_syncs (organization_id, account_id, serial);
create table carrier_sync_items (
  organization_id text not null,
  sync_id text not null,
  position integer not null,
  id text not null,
  kind text not null,
  drift text not null,
  state text not null,
  change text,
  constraint carrier_sync_items_pkey primary key (organization_id, sync_id, position),
  constraint carrier_sync_item_id_is_unique unique (organization_id, id),
  constraint carrier_sync_item_state_is_known check (state in ('open', 'applied', 'undone')),
  constraint item_carrier_sync_exists foreign key (organization_id, sync_id)
    references carrier_syncs (organization_id, id)
) strict;
-- The lines that a sync saw at the carrier.
create table carrier_sightings (
  organization_id text not null,
  sync_id text not null,
  line text not null,
  constraint carrier_sightings_pkey primary key (organization_id, sync_id, line),
  constraint sighting_carrier_sync_exists foreign key (organization_id, sync_id)
    references carrier_syncs (organization_id, id)
) strict;

-- Since when the carrier does not have the number any more; null while it does.
alter table numbers add column carrier_missing_at integer;
