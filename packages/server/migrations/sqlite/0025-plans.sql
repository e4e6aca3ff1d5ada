-- Changes that a caller planned over many numbers: what each number would lose or get, what was done, and what was undone.
create table plans (
  organization_id text not null,
  id text not null,
  -- JSON. Ids of users and values, as resolved when the plan was made.
  action text not null,
  reason text,
  status text not null constraint plan_status_is_known
    check (status in ('planning', 'planned', 'applying', 'applied', 'undoing', 'undone')),
  mode text constraint plan_mode_is_known check (mode in ('each', 'atomic')),
  created_by text not null,
  credential_id text not null,
  -- Of an offboarding.
  offboarding_id text,
  planned_at integer not null,
  started_at integer,
  started_via text,
  applied_at integer,
  undone_at integer,
  -- The position after the last item that was applied or undone.
  next_position integer not null,
  -- JSON. The numbers of items by fate.
  counts text not null,
  constraint plans_pkey primary key (organization_id, id)
) strict;
create index plans_by_age on plans (planned_at);
create index plans_by_start on plans (organization_id, credential_id, started_at) where started_at is not null;

create table plan_items (
  organization_id text not null,
  plan_id text not null,
  position integer not null,
  -- What the caller named; null for a number of a filter.
  named text,
  -- Null when there is no such number, and for what concerns no number.
  number_id text,
  provider text,
  line text,
  -- JSON. The versions of the number and of its assignments: when planned, and after the change.
  seen text,
  remaining text,
  -- JSON. Null when a user's personal values were erased since.
  effects text,
  fate text not null,
  refusal text,
  -- JSON. Null until the item was applied or undone.
  result text,
  undo text,
  constraint plan_items_pkey primary key (organization_id, plan_id, position),
  constraint plan_of_item_exists foreign key (organization_id, plan_id) references plans (organization_id, id)
) strict;
