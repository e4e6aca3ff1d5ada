-- Changes that a caller planned over many numbers: what each number would lose or get, what was done, and what was undone.
create table plans (
  organization_id text collate "C" not null,
  id text collate "C" not null,
  -- JSON. Ids of users and values, as resolved when the plan was made.
  action text collate "C" not null,
  reason text collate "C",
  status text collate "C" not null constraint plan_status_is_known
    check (status in ('planning', 'planned', 'applying', 'applied', 'undoing', 'undone')),
  mode text collate "C" constraint plan_mode_is_known check (mode in ('each', 'atomic')),
  created_by text collate "C" not null,
  credential_id text collate "C" not null,
  -- Of an offboarding.
  offboarding_id text collate "C",
  planned_at bigint not null,
  started_at bigint,
  started_via text collate "C",
  applied_at bigint,
  undone_at bigint,
  -- The position after the last item that was applied or undone.
  next_position bigint not null,
  -- JSON. The numbers of items by fate.
  counts text collate "C" not null,
  constraint plans_pkey primary key (organization_id, id)
);
create index plans_by_age on plans (planned_at);
create index plans_by_start on plans (organization_id, credential_id, started_at) where started_at is not null;

create table plan_items (
  organization_id text collate "C" not null,
  plan_id text collate "C" not null,
  position bigint not null,
  -- What the caller named; null for a number of a filter.
  named text collate "C",
  -- Null when there is no such number, and for what concerns no number.
  number_id text collate "C",
  provider text collate "C",
  line text collate "C",
  -- JSON. The versions of the number and of its assignments: when planned, and after the change.
  seen text collate "C",
  remaining text collate "C",
  -- JSON. Null when a user's personal values were erased since.
  effects text collate "C",
  fate text collate "C" not null,
  refusal text collate "C",
  -- JSON. Null until the item was applied or undone.
  result text collate "C",
  undo text collate "C",
  constraint plan_items_pkey primary key (organization_id, plan_id, position),
  constraint plan_of_item_exists foreign key (organization_id, plan_id) references plans (organization_id, id)
);
