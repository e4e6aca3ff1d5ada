import type { Assignment, AssignmentDetails, Id, PageKey } from "../../model.ts";
import type { AssignmentFilter, AssignmentWriter, NewAssignment } from "../contract/assignments.ts";
import type { Taken } from "../contract/taken.ts";
import { Conditions, firstOrThrow, listPage, placeholders, type Sql } from "../sql.ts";
import type { AssignmentRow, HeldNumberRow } from "../tables.ts";

const columns = `id, number_id, user_id, provider, is_default, is_inbound_enabled, is_outbound_enabled, label,
  assigned_at, unassigned_at, version`;
const heldColumns = `a.id, a.number_id, a.user_id, a.provider, a.is_default, a.is_inbound_enabled,
  a.is_outbound_enabled, a.label, a.assigned_at, a.unassigned_at, a.version,
  n.line, u.name as user_name, u.email as user_email`;
const from = `from assignments a
  join numbers n on n.organization_id = a.organization_id and n.id = a.number_id
  join users u on u.organization_id = a.organization_id and u.id = a.user_id`;
// Written so, SQLite keeps this order of the tables: https://sqlite.org/lang_select.html#crossjoin
const lookups = {
  alias: "a",
  joins: `cross join numbers n cross join users u
    where n.organization_id = a.organization_id and n.id = a.number_id
      and u.organization_id = a.organization_id and u.id = a.user_id`,
};

const defaultFirst = "case when a.is_default then 0 else 1 end";
const orders = {
  byAge: {
    from: "from assignments a",
    lookups,
    order: ["a.id"],
    keyOf: (row: HeldNumberRow): PageKey => [row.id],
  },
  byUser: {
    from,
    order: ["u.name", "a.provider", defaultFirst, "n.line", "a.user_id"],
    keyOf: (row: HeldNumberRow): PageKey => [
      row.user_name,
      row.provider,
      row.is_default ? 0 : 1,
      row.line,
      row.user_id,
    ],
  },
};

export function assignmentQueries(sql: Sql, organizationId: Id): AssignmentWriter {
  return {
    list(filter, order, page) {
      const conditions = openOf(organizationId, { userId: filter.userId });
      narrow(conditions, organizationId, filter);
      return listPage<HeldNumberRow, AssignmentDetails>({
        ...orders[order],
        sql,
        columns: heldColumns,
        conditions,
        page,
        toItem: toHeldNumber,
      });
    },

    async listAsOf(filter, at, page) {
      const conditions = new Conditions()
        .and("a.organization_id = ?", organizationId)
        .and("a.assigned_at <= ?", at)
        .and("(a.unassigned_at is null or a.unassigned_at > ?)", at)
        .and("a.user_id = ?", filter.userId);
      narrow(conditions, organizationId, filter);
      return listPage<AsOfRow, AssignmentDetails>({
        ...orders.byAge,
        sql,
        columns: `${heldColumns}, ${asItWas(conditions.value(at))} as as_it_was`,
        conditions,
        page,
        toItem: (row) => ({ ...toHeldNumber(row), ...JSON.parse(row.as_it_was) }),
      });
    },

    async open(of) {
      const conditions = openOf(organizationId, of).and("a.provider = ?", of.provider);
      const rows = await sql.all<HeldNumberRow>(
        `select ${heldColumns} ${from} ${conditions.text} order by a.assigned_at, a.id`,
        ...conditions.values,
      );
      return rows.map(toHeldNumber);
    },

    async create(assignment) {
      const row = await sql.first<AssignmentRow>(
        `insert into assignments (organization_id, id, number_id, user_id, provider, is_default,
           is_inbound_enabled, is_outbound_enabled, label, assigned_at, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)
         on conflict do nothing returning ${columns}`,
        organizationId,
        assignment.id,
        assignment.numberId,
        assignment.userId,
        assignment.provider,
        assignment.isDefault,
        assignment.isInboundEnabled,
        assignment.isOutboundEnabled,
        assignment.label,
        assignment.assignedAt,
      );
      return row ? toAssignment(row) : refusal(sql, organizationId, assignment);
    },

    async update(id, flags) {
      const row = await firstOrThrow<AssignmentRow>(
        sql,
        `update assignments set is_default = $3, is_inbound_enabled = $4, is_outbound_enabled = $5, label = $6,
           version = version + 1
         where organization_id = $1 and id = $2 and unassigned_at is null returning ${columns}`,
        organizationId,
        id,
        flags.isDefault,
        flags.isInboundEnabled,
        flags.isOutboundEnabled,
        flags.label,
      );
      return toAssignment(row);
    },

    async end(id, at) {
      // A clock that was set back must not end an assignment before it began.
      const row = await firstOrThrow<AssignmentRow>(
        sql,
        `update assignments set unassigned_at = case when assigned_at > $3 then assigned_at else $3 end,
           version = version + 1
         where organization_id = $1 and id = $2 and unassigned_at is null returning ${columns}`,
        organizationId,
        id,
        at,
      );
      return toAssignment(row);
    },
  };
}

function narrow(conditions: Conditions, organizationId: Id, { number, providers }: AssignmentFilter): void {
  if (number && "id" in number) conditions.and("a.number_id = ?", number.id);
  if (number && "line" in number)
    conditions.and(
      "a.number_id in (select id from numbers where organization_id = ? and line = ?)",
      organizationId,
      number.line,
    );
  if (providers) conditions.and(`a.provider in ${placeholders(providers.length)}`, ...providers);
}

type AsOfRow = HeldNumberRow & { as_it_was: string };

/** The assignment as the last event up to a moment left it; the event that made it is always there. */
const asItWas = (at: string): string => `(select e.after from events e
  where e.organization_id = a.organization_id and e.number_id = a.number_id and e.subject_id = a.id and e.at <= ${at}
  order by e.seq desc limit 1)`;

const openOf = (organizationId: Id, of: { userId?: Id | undefined; numberId?: Id | undefined }): Conditions =>
  new Conditions()
    .and("a.organization_id = ?", organizationId)
    .and("a.unassigned_at is null")
    .and("a.user_id = ?", of.userId)
    .and("a.number_id = ?", of.numberId);

/** Which rule the refused row would have broken. */
async function refusal(
  sql: Sql,
  organizationId: Id,
  assignment: NewAssignment,
): Promise<Taken<"holding" | "inbound" | "default">> {
  const rivals = await sql.all<AssignmentRow>(
    `select ${columns} from assignments
     where organization_id = $1 and number_id = $2 and unassigned_at is null`,
    organizationId,
    assignment.numberId,
  );
  if (rivals.some((rival) => rival.user_id === assignment.userId)) return { taken: "holding" };
  const isInbound = assignment.isInboundEnabled && rivals.some((rival) => rival.is_inbound_enabled);
  return { taken: isInbound ? "inbound" : "default" };
}

function toAssignment(row: AssignmentRow): Assignment {
  return {
    id: row.id,
    numberId: row.number_id,
    userId: row.user_id,
    provider: row.provider,
    isDefault: Boolean(row.is_default),
    isInboundEnabled: Boolean(row.is_inbound_enabled),
    isOutboundEnabled: Boolean(row.is_outbound_enabled),
    label: row.label,
    assignedAt: row.assigned_at,
    unassignedAt: row.unassigned_at,
    version: row.version,
  };
}

const toHeldNumber = (row: HeldNumberRow): AssignmentDetails => ({
  ...toAssignment(row),
  line: row.line,
  userName: row.user_name,
  userEmail: row.user_email,
});
