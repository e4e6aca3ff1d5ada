import type { OrganizationId } from "../../model.ts";
import type { EventRecords, RecordNames } from "../contract/events.ts";
import { Conditions, placeholders, type Sql } from "../sql.ts";

/** The present lines of numbers and names of users, in any state. */
export async function readRecordNames(
  sql: Sql,
  organizationId: OrganizationId,
  { numberIds, userIds }: EventRecords,
): Promise<RecordNames> {
  const [lines, userNames] = await Promise.all([
    namesById(sql, "line as name from numbers", organizationId, numberIds),
    namesById(sql, "name from users", organizationId, userIds),
  ]);
  return { lines, userNames };
}

async function namesById<Id extends string>(
  sql: Sql,
  from: "line as name from numbers" | "name from users",
  organizationId: OrganizationId,
  ids: readonly Id[],
): Promise<ReadonlyMap<Id, string>> {
  if (ids.length === 0) return new Map();
  const conditions = new Conditions()
    .and("organization_id = ?", organizationId)
    .and(`id in ${placeholders(ids.length)}`, ...ids);
  const rows = await sql.allUnprepared<{ id: Id; name: string }>(
    `select id, ${from} ${conditions.text}`,
    ...conditions.values,
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
