import type { OrganizationId } from "../../model.ts";
import type { Sql } from "../sql.ts";

/** The base of the queries of one noun, bound to one organization on creation. */
export class BoundQueries {
  protected readonly sql: Sql;
  protected readonly organizationId: OrganizationId;

  constructor(sql: Sql, organizationId: OrganizationId) {
    this.sql = sql;
    this.organizationId = organizationId;
  }
}
