-- An organization's time never goes back, whatever the clock does: a change is dated no earlier than the last.
alter table organization_heads add column last_at integer not null default 0;
update organization_heads set last_at = coalesce(
  (select max(at) from events where events.organization_id = organization_heads.organization_id), 0);

-- Why it was done, in the words of whoever did it.
alter table events add column reason text;

create index events_by_number on events (organization_id, number_id, seq);
create index events_by_user on events (organization_id, user_id, seq);
create index assignments_by_number on assignments (organization_id, number_id, assigned_at);
create index assignments_by_holder on assignments (organization_id, user_id, assigned_at);
