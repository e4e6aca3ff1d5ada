import type { NumberId, OrganizationId } from "../../model.ts";
import type { NumberHolders } from "../contract/assignments.ts";
import { Conditions, placeholders, type Sql } from "../sql.ts";
import type { AssignmentDetailsRow } from "../tables.ts";
import { detailColumns, detailsFrom, toAssignmentDetails } from "./assignment-details.ts";

const inboundFirst = "case when a.is_inbound_enabled then 0 else 1 end";

/** At most `max` holders of each number. */
export async function readHolders(
  sql: Sql,
  organizationId: OrganizationId,
  { numberIds, max }: { numberIds: readonly NumberId[]; max: number },
): Promise<readonly NumberHolders[]> {
  const conditions = new Conditions()
    .and("a.organization_id = ?", organizationId)
    .and("a.unassigned_at is null")
    .and(`a.number_id in ${placeholders(numberIds.length)}`, ...numberIds);
  const limit = conditions.value(max);
  const rows = await sql.allUnprepared<AssignmentDetailsRow & { holder_count: number }>(
    `select * from (select ${detailColumns}, count(*) over (partition by a.number_id) as holder_count,
       row_number() over (partition by a.number_id order by ${inboundFirst}, a.id) as position
       ${detailsFrom} ${conditions.text}) held
     where position <= ${limit} order by position`,
    ...conditions.values,
  );
  const byNumber = Map.groupBy(rows, (row) => row.number_id);
  return numberIds.map((numberId) => {
    const held = byNumber.get(numberId) ?? [];
    return { numberId, holders: held.map(toAssignmentDetails), count: held[0]?.holder_count ?? 0 };
  });
}
