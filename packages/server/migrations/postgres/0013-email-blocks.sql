-- The e-mail addresses of blocked users. No user who is not blocked gets one of them, whoever has had it before.
create table email_blocks (
  organization_id text not null,
  id text not null,
  email text not null,
  email_key text not null,
  user_id text not null,
  blocked_at bigint not null,
  constraint email_blocks_pkey primary key (organization_id, id),
  constraint email_is_blocked_once unique (organization_id, email_key),
  constraint email_block_user_exists foreign key (organization_id, user_id) references users (organization_id, id)
);
create index email_blocks_by_user on email_blocks (organization_id, user_id);

-- Those of the users who are blocked, or were when they were removed. The id is free: it is the user's.
insert into email_blocks (organization_id, id, email, email_key, user_id, blocked_at)
  select u.organization_id, u.id, u.email, u.email_key, u.id, h.last_at
  from users u join organization_heads h on h.organization_id = u.organization_id
  where u.email is not null and (u.status = 'blocked' or u.status = 'removed' and exists (
    select 1 from offboardings o where o.organization_id = u.organization_id and o.user_id = u.id
      and o.status = 'applied' and o.plan::jsonb -> 'user' ->> 'status' = 'blocked'))
  on conflict do nothing;
