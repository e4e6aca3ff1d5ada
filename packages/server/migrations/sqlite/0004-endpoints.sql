-- Where a user is reached, in order: a JSON array of `client:`, `sip:` and `tel:` addresses.
alter table users add column endpoints text not null default '[]'
  constraint user_endpoints_are_a_list check (endpoints like '[%]');
