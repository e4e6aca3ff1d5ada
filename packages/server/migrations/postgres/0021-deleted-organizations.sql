-- A deleted organization keeps its history. Its slug is free for others; the column has the one that it had.
alter table organizations add column deleted_at bigint;
alter table organizations add column deleted_slug text collate "C";
alter table organizations drop constraint organization_status_is_known;
alter table organizations add constraint organization_status_is_known
  check (status in ('active', 'suspended', 'deleted'));
alter table organizations add constraint deleted_organization_has_date_and_slug
  check ((status = 'deleted') = (deleted_at is not null) and (deleted_at is null) = (deleted_slug is null));
