-- An organization's time never goes back, whatever the clock does: a change is dated no earlier than the last.
alter table organization_heads add column last_at bigint not null default 0;
update organization_heads set last_at = coalesce(
  (select max(at) from events where events.organization_id = organization_heads.organization_id), 0);

-- Why it was done, in the words of whoever did it.
alter table events add column reason text collate "C";

create index events_by_number on events (organization_id, number_id, seq);
create index events_by_user on events (organization_id, user_id, seq);
create index assignments_by_number on assignments (organization_id, number_id, assigned_at);
create index assignments_by_holder on assignments (organization_id, user_id, assigned_at);

-- The life of a number. A released one stays, for its history; its line may be claimed again.
alter table organizations add column cooling_days bigint not null default 0;
alter table numbers add column released_at bigint;
alter table numbers add column cooling_until bigint;
alter table numbers add column former_holder_id text collate "C";
alter table numbers add column reserved_user_id text collate "C";
alter table numbers add column reserved_email text collate "C";
alter table numbers add column reserved_until bigint;
drop index number_line_is_unique;
create unique index number_line_is_unique on numbers (organization_id, line, provider)
  where released_at is null;

-- How users left: the plan, what was done, and whether it was undone.
create table offboardings (
  organization_id text collate "C" not null,
  id text collate "C" not null,
  serial bigint not null,
  user_id text collate "C" not null,
  status text collate "C" not null,
  plan text collate "C" not null,
  planned_at bigint not null,
  applied_at bigint,
  undone_at bigint,
  constraint offboardings_pkey primary key (organization_id, id),
  constraint offboarding_serial_is_unique unique (organization_id, serial),
  constraint offboarding_status_is_known check (status in ('planned', 'applied', 'undone')),
  constraint offboarded_user_exists foreign key (organization_id, user_id)
    references users (organization_id, id)
);

-- The event that this one takes back; each event at most once.
alter table events add column undoes bigint;
create unique index event_is_undone_once on events (organization_id, undoes) where undoes is not null;
