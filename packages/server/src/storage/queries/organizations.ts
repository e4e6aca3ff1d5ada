import type { Organization, Page, PageRequest } from "../../model.ts";
import type { NewOrganization, OrganizationChanges, OrganizationWriter } from "../contract/organizations.ts";
import { platformId } from "../contract/platform.ts";
import type { Taken } from "../contract/taken.ts";
import { Conditions, firstOrThrow, listPage, type Sql } from "../sql.ts";
import type { OrganizationRow } from "../tables.ts";
import { BoundQueries } from "./bound-queries.ts";

const columns = "id, serial, name, status, cooling_days, created_at, version";

export class OrganizationQueries extends BoundQueries implements OrganizationWriter {
  async get(): Promise<Organization | undefined> {
    if (this.organizationId === platformId) return undefined;
    const row = await this.sql.first<OrganizationRow>(
      `select ${columns} from organizations where id = $1`,
      this.organizationId,
    );
    return row && toOrganization(row);
  }

  async create({ name, createdAt }: NewOrganization): Promise<Organization | Taken<"id">> {
    const row = await this.sql.first<OrganizationRow>(
      `insert into organizations (id, serial, name, status, created_at, version)
       values ($1, (select max(serial) + 1 from organizations), $2, 'active', $3, 1)
       on conflict (id) do nothing returning ${columns}`,
      this.organizationId,
      name,
      createdAt,
    );
    if (row === undefined) return { taken: "id" };
    await this.sql.run(
      "insert into organization_heads (organization_id, seq) values ($1, 0)",
      this.organizationId,
    );
    return toOrganization(row);
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
}

export function listOrganizations(sql: Sql, page: PageRequest): Promise<Page<Organization>> {
  return listPage<OrganizationRow, Organization>({
    sql,
    columns,
    from: "from organizations",
    conditions: new Conditions().and("id <> ?", platformId),
    order: ["serial"],
    page,
    toItem: toOrganization,
    keyOf: (row) => [row.serial],
  });
}

function toOrganization(row: OrganizationRow): Organization {
  return {
    id: row.id,
    serial: row.serial,
    name: row.name,
    status: row.status,
    coolingDays: row.cooling_days,
    createdAt: row.created_at,
    version: row.version,
  };
}
