-- Filled for existing events, in portions, before the next migration: src/storage/event-chaining.ts.
alter table events add column previous_hash text collate "C";
alter table events add column hash text collate "C";
alter table events add column hash_version bigint;
alter table events add column salt text collate "C";
alter table events add column digests text collate "C";
alter table organization_heads add column hash text collate "C" not null
  default '0000000000000000000000000000000000000000000000000000000000000000';
create index events_without_hash on events (organization_id, seq) where hash is null;
drop trigger events_are_never_changed on events;
create trigger events_are_never_deleted before delete on events for each row execute function refuse_change();
