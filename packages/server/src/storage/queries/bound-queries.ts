import type { Id } from "../../model.ts";
import type { Sql } from "../sql.ts";

/** The base of the queries of one noun, bound to one organization on creation. */
export class BoundQueries {
  protected readonly sql: Sql;
  protected readonly organizationId: Id;

  constructor(sql: Sql, organizationId: Id) {
    this.sql = sql;
    this.organizationId = organizationId;
  }
}
