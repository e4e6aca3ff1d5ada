-- The installation's Ed25519 keys. The one with the highest serial signs. The private key is encrypted.
create table signing_keys (
  serial bigint not null,
  id text collate "C" not null,
  public_key text collate "C" not null,
  private_key text collate "C" not null,
  created_at bigint not null,
  constraint signing_keys_pkey primary key (serial),
  constraint signing_key_id_is_unique unique (id)
);
