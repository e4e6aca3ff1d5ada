-- An open assignment is in one index by number and in one by user, which also enforce the rules; an ended one is in two others.
drop index assignments_by_user;
drop index assignments_by_number;
drop index assignments_by_holder;
drop index user_holds_number_once;
create unique index user_holds_number_once on assignments (organization_id, user_id, number_id)
  where unassigned_at is null;
drop index number_has_one_inbound_holder;
create unique index number_has_one_inbound_holder
  on assignments (organization_id, number_id, case when is_inbound_enabled then '' else user_id end)
  where unassigned_at is null;
create index ended_assignments_by_number on assignments (organization_id, number_id, assigned_at, unassigned_at)
  where unassigned_at is not null;
create index ended_assignments_by_user on assignments (organization_id, user_id, assigned_at, unassigned_at)
  where unassigned_at is not null;

-- Most events of a large import concern no user, and those of a user no number.
drop index events_by_number;
drop index events_by_user;
create index events_by_number on events (organization_id, number_id, seq) where number_id is not null;
create index events_by_user on events (organization_id, user_id, seq) where user_id is not null;

-- Without statistics SQLite assumes that an organization has ten rows, and reads all of them rather than sort a few. These are
-- not measured: they say that an organization has many rows, and a user or a number few. https://sqlite.org/fileformat2.html#stat1tab
analyze settings;
delete from sqlite_stat1;
insert into sqlite_stat1 (tbl, idx, stat) values
  ('assignments', 'sqlite_autoindex_assignments_1', '1000000 10000 1'),
  ('assignments', 'user_holds_number_once', '1000000 10000 10 1'),
  ('assignments', 'number_has_one_inbound_holder', '1000000 10000 2 1'),
  ('assignments', 'user_has_one_default', '1000000 10000 2 1'),
  ('assignments', 'ended_assignments_by_number', '1000000 10000 10 1 1'),
  ('assignments', 'ended_assignments_by_user', '1000000 10000 100 1 1'),
  ('numbers', 'sqlite_autoindex_numbers_1', '1000000 10000 1'),
  ('numbers', 'sqlite_autoindex_numbers_2', '1000000 10000 1'),
  ('numbers', 'sqlite_autoindex_numbers_3', '1000000 10000 1 1'),
  ('numbers', 'number_line_is_unique', '1000000 10000 2 1 1'),
  ('numbers', 'numbers_by_line', '1000000 10000 2'),
  ('numbers', 'local_numbers', '10000 100 1'),
  ('users', 'sqlite_autoindex_users_1', '1000000 10000 1'),
  ('users', 'sqlite_autoindex_users_2', '1000000 10000 1'),
  ('users', 'user_id_is_unique', '1000000 1'),
  ('users', 'user_email_is_unique', '1000000 10000 1 1'),
  ('users', 'user_username_is_unique', '1000000 10000 1 1'),
  ('users', 'user_external_id_is_unique', '1000000 10000 1'),
  ('users', 'organization_has_one_owner', '1000 1'),
  ('users', 'users_by_age', '1000000 10000 2 1');
analyze sqlite_schema;
