-- Comparisons with the inventories of carriers; those of the platform's accounts belong to its internal organization.
create table carrier_syncs (
  organization_id text collate "C" not null,
  id text collate "C" not null,
  serial bigint not null,
  account_id text collate "C" not null,
  job_id text collate "C" not null,
  failure text collate "C",
  failure_message text collate "C",
  here bigint not null,
  there bigint not null,
  counts text collate "C" not null,
  created_by text collate "C",
  created_at bigint not null,
  read_at bigint,
  constraint carrier_syncs_pkey primary key (organization_id, id),
  constraint carrier_sync_serial_is_unique unique (organization_id, serial),
  constraint failed_carrier_sync_has_message check ((failure is null) = (failure_message is null)),
  constraint failed_carrier_sync_is_incomplete check (failure is null or read_at is null)
);
create index carrier_syncs_by_account on carrier_syncs (organization_id, account_id, serial);
create table carrier_sync_items (
  organization_id text collate "C" not null,
  sync_id text collate "C" not null,
  position bigint not null,
  id text collate "C" not null,
  kind text collate "C" not null,
  drift text collate "C" not null,
  state text collate "C" not null,
  change text collate "C",
  constraint carrier_sync_items_pkey primary key (organization_id, sync_id, position),
  constraint carrier_sync_item_id_is_unique unique (organization_id, id),
  constraint carrier_sync_item_state_is_known check (state in ('open', 'applied', 'undone')),
  constraint item_carrier_sync_exists foreign key (organization_id, sync_id)
    references carrier_syncs (organization_id, id)
);
-- The lines that a sync saw at the carrier.
create table carrier_sightings (
  organization_id text collate "C" not null,
  sync_id text collate "C" not null,
  line text collate "C" not null,
  constraint carrier_sightings_pkey primary key (organization_id, sync_id, line),
  constraint sighting_carrier_sync_exists foreign key (organization_id, sync_id)
    references carrier_syncs (organization_id, id)
);

-- Since when the carrier does not have the number any more; null while it does.
alter table numbers add column carrier_missing_at bigint;
