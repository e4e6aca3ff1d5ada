import type {
  Assignment,
  AssignmentId,
  AssignmentInterval,
  DoorName,
  IntervalBoundary,
  IntervalEnd,
  IntervalStart,
  OrganizationId,
  Page,
  PageRequest,
  UserId,
} from "../../model.ts";
import type { IntervalFilter } from "../contract/assignments.ts";
import { Conditions, listPage, placeholders, type Sql } from "../sql.ts";
import type { Flag } from "../tables.ts";

/**
 * How far apart two events of one transaction are searched for. It bounds the scan of a busy user's events; an
 * offboarding of more numbers than this is shown as single changes.
 */
const changeEventsMax = 20_000;

interface BoundaryRow {
  seq: number;
  at: number;
  kind: "number.assigned" | "assignment.updated" | "number.unassigned";
  actor_id: UserId;
  actor_name: string | null;
  dialect: DoorName;
  reason: string | null;
  is_undo: Flag;
  is_transfer: Flag;
  is_removal: Flag;
  is_restoration: Flag;
  is_taken_back: Flag;
}

interface StartRow extends BoundaryRow {
  after: string;
  line: string;
  user_name: string;
  subject_id: AssignmentId;
  end_seq: number | null;
}

/** Each event that assigned a number or changed the assignment begins an interval; the assignment's next event ends it. */
export async function readIntervals(
  sql: Sql,
  organizationId: OrganizationId,
  of: IntervalFilter,
  page: PageRequest,
): Promise<Page<AssignmentInterval>> {
  const conditions = new Conditions()
    .and("e.organization_id = ?", organizationId)
    .and("e.kind in ('number.assigned', 'assignment.updated')");
  if ("numberId" in of) conditions.and("e.number_id = ?", of.numberId);
  else conditions.and("e.user_id = ?", of.userId);
  const { items, ...rest } = await listPage<StartRow, StartRow>({
    sql,
    columns: startColumns,
    from: "from events e",
    lookups: { alias: "e", joins: startJoins },
    conditions,
    order: ["e.seq"],
    page,
    toItem: (row) => row,
    keyOf: (row) => [row.seq],
  });
  const ends = await readEnds(sql, organizationId, items);
  return { ...rest, items: items.map((row) => toInterval(row, ends)) };
}

async function readEnds(
  sql: Sql,
  organizationId: OrganizationId,
  starts: readonly StartRow[],
): Promise<ReadonlyMap<number, BoundaryRow>> {
  const seqs = starts.flatMap(({ end_seq }) => (end_seq === null ? [] : [end_seq]));
  if (seqs.length === 0) return new Map();
  const conditions = new Conditions()
    .and("e.organization_id = ?", organizationId)
    .and(`e.seq in ${placeholders(seqs.length)}`, ...seqs);
  const rows = await sql.allUnprepared<BoundaryRow>(
    `select ${boundaryColumns} from events e ${actorJoin} ${conditions.text}`,
    ...conditions.values,
  );
  return new Map(rows.map((row) => [row.seq, row]));
}

/** The events `o` of the transaction that committed the event `e`: request ids are the callers' and may repeat. */
const sameChange = `o.organization_id = e.organization_id and o.at = e.at and o.request_id = e.request_id
  and o.seq between e.seq - ${changeEventsMax} and e.seq + ${changeEventsMax}`;
const counterpart = `case e.kind when 'number.assigned' then 'number.unassigned'
  when 'number.unassigned' then 'number.assigned' end`;
/** A number that an offboarding assigned to another user goes back to the restored user. */
const takenBack = `exists (select 1 from events o where ${sameChange} and o.number_id = e.number_id
  and o.user_id <> e.user_id and e.kind = 'number.unassigned' and o.kind = 'number.assigned'
  and exists (select 1 from events r where r.organization_id = o.organization_id and r.user_id = o.user_id
    and r.at = o.at and r.request_id = o.request_id and r.kind = 'user.restored' and r.seq < o.seq
    and r.seq >= o.seq - ${changeEventsMax}))`;
const ofUser = (kind: string) => `exists (select 1 from events o where ${sameChange}
  and o.user_id = e.user_id and o.kind = '${kind}')`;

const boundaryColumns = `e.seq, e.at, e.kind, e.actor_id, e.dialect, e.reason, actor.name as actor_name,
  e.undoes is not null as is_undo,
  exists (select 1 from events o where ${sameChange} and o.number_id = e.number_id and o.user_id <> e.user_id
    and o.kind = ${counterpart}) as is_transfer,
  ${ofUser("user.removed")} as is_removal, ${ofUser("user.restored")} as is_restoration,
  ${takenBack} as is_taken_back`;
const startColumns = `${boundaryColumns}, e.after, e.subject_id, n.line, holder.name as user_name,
  (select o.seq from events o where o.organization_id = e.organization_id and o.number_id = e.number_id
     and o.subject_id = e.subject_id and o.seq > e.seq order by o.seq limit 1) as end_seq`;
const actorJoin =
  "left join users actor on actor.organization_id = e.organization_id and actor.id = e.actor_id";
const startJoins = `${actorJoin}
  join numbers n on n.organization_id = e.organization_id and n.id = e.number_id
  join users holder on holder.organization_id = e.organization_id and holder.id = e.user_id`;

function toInterval(row: StartRow, ends: ReadonlyMap<number, BoundaryRow>): AssignmentInterval {
  const held: Assignment = JSON.parse(row.after);
  const end = row.end_seq === null ? undefined : ends.get(row.end_seq);
  return {
    assignmentId: row.subject_id,
    numberId: held.numberId,
    line: row.line,
    provider: held.provider,
    userId: held.userId,
    userName: row.user_name,
    isDefault: held.isDefault,
    isInboundEnabled: held.isInboundEnabled,
    isOutboundEnabled: held.isOutboundEnabled,
    label: held.label,
    start: toBoundary(row, startOf(row)),
    end: end === undefined ? null : toBoundary(end, endOf(end)),
  };
}

const toBoundary = <How>(row: BoundaryRow, how: How): IntervalBoundary<How> => ({
  how,
  seq: row.seq,
  at: row.at,
  actorId: row.actor_id,
  actorName: row.actor_name,
  dialect: row.dialect,
  reason: row.reason,
});

function startOf(row: BoundaryRow): IntervalStart {
  if (row.kind === "assignment.updated") return "changed";
  if (row.is_undo || row.is_restoration) return "restored";
  return row.is_transfer ? "transferred" : "assigned";
}

function endOf(row: BoundaryRow): IntervalEnd {
  if (row.kind === "assignment.updated") return "changed";
  if (row.is_removal) return "userRemoved";
  if (row.is_undo || row.is_taken_back) return "undone";
  return row.is_transfer ? "transferred" : "unassigned";
}
