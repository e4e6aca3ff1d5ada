import type { Organization, OrganizationId, Timestamp } from "../../model.ts";
import type {
  NewOrganization,
  OrganizationChanges,
  OrganizationFilter,
  OrganizationWriter,
} from "../contract/organizations.ts";
import { type Platform, platformId } from "../contract/platform.ts";
import type { Taken } from "../contract/taken.ts";
import { Conditions, firstOrThrow, listPage, type Sql } from "../sql.ts";
import type { OrganizationRow } from "../tables.ts";
import { BoundQueries } from "./bound-queries.ts";

const columns = `id, serial, name, status, cooling_days, created_at, deleted_at, version, coalesce(deleted_slug,
  (select slug from organization_slugs where organization_id = organizations.id)) as slug`;

export class OrganizationQueries extends BoundQueries implements OrganizationWriter {
  async get(): Promise<Organization | undefined> {
    if (this.organizationId === platformId) return undefined;
    const row = await this.sql.first<OrganizationRow>(
      `select ${columns} from organizations where id = $1`,
      this.organizationId,
    );
    return row && toOrganization(row);
  }

  async create({ slug, name, createdAt }: NewOrganization): Promise<Organization | Taken<"id" | "slug">> {
    const inserted = this.sql.first<Pick<OrganizationRow, "serial">>(
      `insert into organizations (id, serial, name, status, created_at, version)
       values ($1, (select max(serial) + 1 from organizations), $2, 'active', $3, 1)
       on conflict (id) do nothing returning serial`,
      this.organizationId,
      name,
      createdAt,
    );
    const [row, hasSlug] = await Promise.all([inserted, this.#insertSlug(slug)]);
    if (row === undefined) return { taken: "id" };
    this.sql.defer(
      "insert into organization_heads (organization_id, seq) values ($1, 0)",
      this.organizationId,
    );
    if (!hasSlug) return { taken: "slug" };
    return {
      id: this.organizationId,
      serial: row.serial,
      slug,
      name,
      status: "active",
      coolingDays: 0,
      createdAt,
      version: 1,
    };
  }

  async setSlug(slug: string): Promise<boolean> {
    this.sql.deferAny("delete from organization_slugs where organization_id = $1", this.organizationId);
    return this.#insertSlug(slug);
  }

  async #insertSlug(slug: string): Promise<boolean> {
    const inserted = await this.sql.run(
      `insert into organization_slugs (slug, organization_id)
       select $1, $2 where exists (select 1 from organizations where id = $2 and deleted_at is null)
       on conflict do nothing`,
      slug,
      this.organizationId,
    );
    return inserted > 0;
  }

  async update({ name, status, coolingDays }: OrganizationChanges): Promise<Organization> {
    const row = await firstOrThrow<OrganizationRow>(
      this.sql,
      `update organizations set name = $2, status = $3, cooling_days = $4, version = version + 1
       where id = $1 returning ${columns}`,
      this.organizationId,
      name,
      status,
      coolingDays,
    );
    return toOrganization(row);
  }

  async delete(at: Timestamp): Promise<Organization> {
    this.sql.defer(
      `update organizations set status = 'deleted', deleted_at = $2, version = version + 1,
         deleted_slug = (select slug from organization_slugs where organization_id = $1)
       where id = $1`,
      this.organizationId,
      at,
    );
    this.sql.defer("delete from organization_slugs where organization_id = $1", this.organizationId);
    const text = `select ${columns} from organizations where id = $1`;
    return toOrganization(await firstOrThrow<OrganizationRow>(this.sql, text, this.organizationId));
  }
}

/** What crosses organizations. */
export function organizationsOf(sql: Sql): Pick<Platform, "findOrganizationBySlug" | "listOrganizations"> {
  return {
    findOrganizationBySlug: (slug) =>
      sql.first<{ id: OrganizationId }>(
        "select organization_id as id from organization_slugs where slug = $1",
        slug,
      ),
    listOrganizations: (filter, page) =>
      listPage<OrganizationRow, Organization>({
        sql,
        columns,
        from: "from organizations",
        conditions: conditionsFor(filter),
        order: ["serial"],
        page,
        toItem: toOrganization,
        keyOf: (row) => [row.serial],
      }),
  };
}

const conditionsFor = ({ status }: OrganizationFilter): Conditions =>
  new Conditions()
    .and("id <> ?", platformId)
    .and("status = ?", status)
    .and("status <> ?", status === undefined ? "deleted" : undefined);

function toOrganization(row: OrganizationRow): Organization {
  return {
    id: row.id,
    serial: row.serial,
    slug: row.slug,
    name: row.name,
    status: row.status,
    coolingDays: row.cooling_days,
    createdAt: row.created_at,
    ...(row.deleted_at !== null && { deletedAt: row.deleted_at }),
    version: row.version,
  };
}
