import type { AssignmentDetails, NumberId, OrganizationId } from "../../model.ts";
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
  return numberIds.map((numberId) => toNumberHolders(numberId, rows));
}

function toNumberHolders(
  numberId: NumberId,
  rows: readonly (AssignmentDetailsRow & { holder_count: number })[],
): NumberHolders {
  const ofNumber = rows.filter((row) => row.number_id === numberId);
  const holders: readonly AssignmentDetails[] = ofNumber.map(toAssignmentDetails);
  return { numberId, holders, count: ofNumber[0]?.holder_count ?? 0 };
}
