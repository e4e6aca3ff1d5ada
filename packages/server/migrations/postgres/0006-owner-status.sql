-- A superadmin can disable or block the owner.
alter table users drop constraint owner_is_active_admin;
alter table users add constraint owner_is_admin check (not is_owner or (role = 'admin' and status <> 'removed'));
