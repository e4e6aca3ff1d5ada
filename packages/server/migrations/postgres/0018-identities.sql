-- Who a user is at an identity provider: the `sub` of its tokens. The first token links the two, and no other token signs
-- the user in afterwards.
create table identities (
  organization_id text not null,
  issuer text not null,
  external_id text not null,
  user_id text not null,
  linked_at bigint not null,
  constraint identities_pkey primary key (organization_id, issuer, external_id),
  constraint user_has_one_identity unique (organization_id, user_id),
  constraint identity_user_exists foreign key (organization_id, user_id) references users (organization_id, id)
);
