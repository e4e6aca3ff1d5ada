-- An open assignment is in one index by number and in one by user, which also enforce the rules; an ended one is in two others.
drop index assignments_by_user;
drop index assignments_by_number;
drop index assignments_by_holder;
drop index user_holds_number_once;
create unique index user_holds_number_once on assignments (organization_id, user_id, number_id)
  where unassigned_at is null;
drop index number_has_one_inbound_holder;
create unique index number_has_one_inbound_holder
  on assignments (organization_id, number_id, (case when is_inbound_enabled then '' else user_id end))
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
