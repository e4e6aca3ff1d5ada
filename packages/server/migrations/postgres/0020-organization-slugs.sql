-- The name of an organization in paths: unique over all organizations. src/storage/derive-slugs.ts adds one for each
-- organization that exists.
create table organization_slugs (
  slug text collate "C" not null,
  organization_id text collate "C" not null,
  constraint organization_slugs_pkey primary key (slug),
  constraint organization_has_one_slug unique (organization_id),
  constraint slug_organization_exists foreign key (organization_id) references organizations (id)
);
