-- E-mail addresses and usernames are unique by keys that are computed in code. A variant other than '' belongs to a row
-- whose key another row had already when this migration ran. src/storage/derive-keys.ts fills the columns and creates
-- the unique indexes.
alter table users add column email_variant text not null default '';
alter table users add column username_key text;
alter table users add column username_variant text not null default '';
drop index user_email_is_unique;
drop index user_username_is_unique;
