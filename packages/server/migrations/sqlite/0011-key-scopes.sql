-- Who created the key; null for keys of earlier releases. What the key permits of what its user may do: a JSON array.
alter table api_keys add column created_by text;
alter table api_keys add column scopes text not null default '[]'
  constraint api_key_scopes_are_a_list check (scopes like '[%]');
