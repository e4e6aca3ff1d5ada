import type { OrganizationId } from "../../model.ts";
import type { RoutedUser } from "../../routing/route-input.ts";
import type { Sql } from "../sql.ts";

/** Whether an open assignment `a` is that of the inbound holder, as an expression of the index `number_has_one_inbound_holder`. */
export const isInboundHolder = "(case when a.is_inbound_enabled then '' else a.user_id end) = ''";

/** The inbound holders of the lines, at any provider, in one organization; whatever their status. */
export async function readInboundHolders(
  sql: Sql,
  organizationId: OrganizationId,
  lines: readonly string[],
): Promise<readonly RoutedUser[]> {
  const parameters = lines.map((_, index) => `$${index + 2}`).join(", ");
  const rows = await sql.all<RoutedUser & { endpoints: string }>(
    `select u.id, u.status, u.endpoints
     from numbers n
     join assignments a on a.organization_id = n.organization_id and a.number_id = n.id
       and a.unassigned_at is null and ${isInboundHolder}
     join users u on u.organization_id = a.organization_id and u.id = a.user_id
     where n.organization_id = $1 and n.line in (${parameters}) and n.released_at is null`,
    organizationId,
    ...lines,
  );
  return rows.map((row) => ({ ...row, endpoints: JSON.parse(row.endpoints) }));
}
