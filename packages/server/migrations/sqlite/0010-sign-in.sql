-- The user's name in another system. Unique among the users that are not removed, like their e-mail addresses.
alter table users add column external_id text;
create unique index user_external_id_is_unique on users (organization_id, external_id) where status <> 'removed';

-- Tokens issued in this second or before are rejected.
alter table users add column signed_out_at integer;
update users set signed_out_at = removed_at where status = 'removed';
