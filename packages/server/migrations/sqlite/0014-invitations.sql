-- With an invitation a person makes their first API key. Its secret is stored as a keyed hash.
create table invitations (
  organization_id text not null,
  id text not null,
  serial integer not null,
  user_id text not null,
  public_id text not null,
  hash text not null,
  created_by text not null,
  created_at integer not null,
  expires_at integer not null,
  redeemed_at integer,
  revoked_at integer,
  constraint invitations_pkey primary key (organization_id, id),
  constraint invitation_serial_is_unique unique (organization_id, serial),
  constraint invitation_public_id_is_unique unique (public_id),
  constraint invitation_ends_once check (redeemed_at is null or revoked_at is null),
  constraint invited_user_exists foreign key (organization_id, user_id) references users (organization_id, id)
) strict;
create unique index user_has_one_open_invitation on invitations (organization_id, user_id)
  where redeemed_at is null and revoked_at is null;
