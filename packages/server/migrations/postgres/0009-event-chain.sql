-- Every event has a hash: src/storage/event-chaining.ts.
drop index events_without_hash;
update organization_heads set hash = coalesce(
  (select hash from events where events.organization_id = organization_heads.organization_id
    and events.seq = organization_heads.seq), hash);
alter table events alter column previous_hash set not null, alter column hash set not null,
  alter column hash_version set not null;

create function require_next_event() returns trigger language plpgsql as $$
begin
  if not (new.seq = 1 and new.previous_hash = '0000000000000000000000000000000000000000000000000000000000000000')
    and not exists (select 1 from events
      where organization_id = new.organization_id and seq = new.seq - 1 and hash = new.previous_hash)
  then raise exception 'the event does not follow the last event'; end if;
  return new;
end $$;
create trigger events_are_only_appended before insert on events
  for each row execute function require_next_event();

-- The erasure of personal values: each becomes null, and the salt is replaced by the digests.
create function personal_values_are_null(record text) returns boolean language sql immutable as $$
  select record is null or not jsonb_path_exists(record::jsonb,
    '$.keyvalue() ? (@.key like_regex "^(name|email|username|endpoints|externalId|label)$" && @.value != null)')
    and coalesce(record::jsonb #> '{reservation,email}', 'null') = 'null' $$;
create function without_personal_values(record text) returns jsonb language sql immutable as $$
  select (record::jsonb - '{name,email,username,endpoints,externalId,label}'::text[]) #- '{reservation,email}' $$;
create function require_redaction() returns trigger language plpgsql as $$
begin
  if old.salt is null or new.salt is not null or old.digests is not null or new.digests is null
    or (new.organization_id, new.seq, new.at, new.kind, new.subject_id, new.user_id, new.number_id, new.actor_id,
        new.credential_id, new.dialect, new.request_id, new.undoes, new.previous_hash, new.hash, new.hash_version)
      is distinct from
      (old.organization_id, old.seq, old.at, old.kind, old.subject_id, old.user_id, old.number_id, old.actor_id,
        old.credential_id, old.dialect, old.request_id, old.undoes, old.previous_hash, old.hash, old.hash_version)
    or new.reason is not null
    or not personal_values_are_null(new.before) or not personal_values_are_null(new.after)
    or without_personal_values(new.before) is distinct from without_personal_values(old.before)
    or without_personal_values(new.after) is distinct from without_personal_values(old.after)
  then raise exception 'events are never changed'; end if;
  return new;
end $$;
create trigger events_are_only_redacted before update on events
  for each row execute function require_redaction();
create trigger events_are_never_truncated before truncate on events
  for each statement execute function refuse_change();
