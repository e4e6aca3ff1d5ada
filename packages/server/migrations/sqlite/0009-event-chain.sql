-- Every event has a hash: src/storage/event-chaining.ts.
drop index events_without_hash;
update organization_heads set hash = coalesce(
  (select hash from events where events.organization_id = organization_heads.organization_id
    and events.seq = organization_heads.seq), hash);
alter table events alter column previous_hash set not null;
alter table events alter column hash set not null;
alter table events alter column hash_version set not null;

-- Also against "insert or replace", which deletes the rows that collide without firing delete triggers.
create trigger events_are_only_appended before insert on events begin
  select raise(abort, 'events are never replaced')
    where exists (select 1 from events where organization_id = new.organization_id and seq = new.seq)
      or exists (select 1 from events where rowid = new.rowid)
      or exists (select 1 from events where organization_id = new.organization_id and undoes = new.undoes);
  select raise(abort, 'the event does not follow the last event')
    where not (new.seq = 1 and new.previous_hash = '0000000000000000000000000000000000000000000000000000000000000000')
      and not exists (select 1 from events
        where organization_id = new.organization_id and seq = new.seq - 1 and hash = new.previous_hash);
end;

-- The erasure of personal values: each becomes null, and the salt is replaced by the digests.
create trigger events_are_only_redacted before update on events
  when not (
    old.salt is not null and new.salt is null and old.digests is null and new.digests is not null
    and (new.organization_id, new.seq, new.at, new.kind, new.subject_id, new.user_id, new.number_id, new.actor_id,
        new.credential_id, new.dialect, new.request_id, new.undoes, new.previous_hash, new.hash, new.hash_version,
        new.rowid)
      is (old.organization_id, old.seq, old.at, old.kind, old.subject_id, old.user_id, old.number_id, old.actor_id,
        old.credential_id, old.dialect, old.request_id, old.undoes, old.previous_hash, old.hash, old.hash_version,
        old.rowid)
    and new.reason is null
    and coalesce(
      json_extract(new.before, '$.name', '$.email', '$.username', '$.endpoints', '$.externalId', '$.label',
        '$.reservation.email'), '[null,null,null,null,null,null,null]') = '[null,null,null,null,null,null,null]'
    and coalesce(
      json_extract(new.after, '$.name', '$.email', '$.username', '$.endpoints', '$.externalId', '$.label',
        '$.reservation.email'), '[null,null,null,null,null,null,null]') = '[null,null,null,null,null,null,null]'
    and json_remove(new.before, '$.name', '$.email', '$.username', '$.endpoints', '$.externalId', '$.label',
        '$.reservation.email')
      is json_remove(old.before, '$.name', '$.email', '$.username', '$.endpoints', '$.externalId', '$.label',
        '$.reservation.email')
    and json_remove(new.after, '$.name', '$.email', '$.username', '$.endpoints', '$.externalId', '$.label',
        '$.reservation.email')
      is json_remove(old.after, '$.name', '$.email', '$.username', '$.endpoints', '$.externalId', '$.label',
        '$.reservation.email')
  )
  begin select raise(abort, 'events are never changed'); end;
