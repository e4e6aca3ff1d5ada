-- A service user is a program: it has no e-mail address, holds no number and owns nothing.
alter table users add column kind text not null default 'person'
  constraint user_kind_is_known check (kind in ('person', 'service'));
alter table users alter column email drop not null;
alter table users alter column email_key drop not null;
alter table users add constraint person_has_email
  check ((kind = 'person') = (email is not null) and (email is null) = (email_key is null));
alter table users add constraint owner_is_person check (not is_owner or kind = 'person');

-- An auditor reads what an admin reads.
alter table users drop constraint platform_role_is_of_platform;
alter table users add constraint platform_role_is_of_platform
  check ((role in ('admin', 'member', 'auditor')) = (organization_id <> '000000000000000000000000'));
