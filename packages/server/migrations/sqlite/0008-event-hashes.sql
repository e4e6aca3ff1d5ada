-- Filled for existing events, in portions, before the next migration: src/storage/event-chaining.ts.
alter table events add column previous_hash text;
alter table events add column hash text;
alter table events add column hash_version integer;
alter table events add column salt text;
alter table events add column digests text;
alter table organization_heads add column hash text not null
  default '0000000000000000000000000000000000000000000000000000000000000000';
create index events_without_hash on events (organization_id, seq) where hash is null;
drop trigger events_are_never_changed;
