-- The installation's Ed25519 keys. The one with the highest serial signs. The private key is encrypted.
create table signing_keys (
  serial integer not null,
  id text not null,
  public_key text not null,
  private_key text not null,
  created_at integer not null,
  constraint signing_keys_pkey primary key (serial),
  constraint signing_key_id_is_unique unique (id)
) strict;
