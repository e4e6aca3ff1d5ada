import type {
  AssignmentId,
  NumberId,
  OrganizationId,
  OrganizationStatus,
  UserId,
  UserStatus,
} from "../../model.ts";
import type { AssignedLine, Holder, RoutedOrganization, UserRouteInput } from "../../routing/route-input.ts";
import type { RouteReader, StoredLine } from "../contract/routes.ts";
import type { Sql, SqlValue } from "../sql.ts";
import type { Flag } from "../tables.ts";
import { readInboundHolders } from "./inbound-holders.ts";

/** Rows per batch; the event loop runs other work between two batches. */
const batchSize = 2000;

export const routeQueries = (sql: Sql): RouteReader => ({
  async line(provider, line) {
    const rows = await sql.all<LineRow>(lineText, provider, line);
    return rows[0] && toLineInput(rows[0], rows);
  },

  async user(id, provider) {
    const rows = await sql.all<UserRow>(userText, id, provider);
    return rows[0] && toUserInput(rows[0], rows);
  },

  inboundHolders: (organizationId, lines) => readInboundHolders(sql, organizationId, lines),

  organizations: () =>
    batches<RoutedOrganization>(
      sql,
      "select id, status, id as k1 from organizations where id > $2 order by id limit $1",
      [""],
    ),

  async *users() {
    const text = `select organization_id as "organizationId", id, status, endpoints,
        organization_id as k1, id as k2
      from users where (organization_id, id) > ($2, $3) and status <> 'removed'
      order by organization_id, id limit $1`;
    for await (const rows of batches<RoutedUserRow>(sql, text, ["", ""]))
      yield rows.map((row) => ({ ...row, endpoints: endpointsOf(row) }));
  },

  numbers: () =>
    batches(
      sql,
      `select organization_id as "organizationId", id, provider, line, cooling_until as "coolingUntil",
         reserved_until as "reservedUntil", organization_id as k1, id as k2
       from numbers where (organization_id, id) > ($2, $3) and released_at is null
       order by organization_id, id limit $1`,
      ["", ""],
    ),

  async *assignments() {
    const text = `select id, number_id as "numberId", user_id as "userId", is_default as "isDefault",
        is_inbound_enabled as "isInboundEnabled", is_outbound_enabled as "isOutboundEnabled",
        assigned_at as "assignedAt", organization_id as k1, number_id as k2, user_id as k3
      from assignments where (organization_id, number_id, user_id) > ($2, $3, $4) and unassigned_at is null
      order by organization_id, number_id, user_id limit $1`;
    for await (const rows of batches<RoutedAssignmentRow>(sql, text, ["", "", ""]))
      yield rows.map((row) => ({ ...row, ...flagsOf(row) }));
  },
});

interface Keyed {
  readonly k1: SqlValue;
  readonly k2?: SqlValue;
  readonly k3?: SqlValue;
}

/**
 * Yields every row of a statement in batches. The statement takes the batch size ($1) and the key of the previous
 * batch's last row ($2 …), which it selects as k1, k2 and k3.
 */
async function* batches<Row>(
  sql: Sql,
  text: string,
  start: readonly SqlValue[],
): AsyncGenerator<readonly Row[]> {
  for (let after = start; ; ) {
    const rows = await sql.all<Row & Keyed>(text, batchSize, ...after);
    if (rows.length > 0) yield rows;
    const last = rows[batchSize - 1];
    if (last === undefined) return;
    after = [last.k1, last.k2, last.k3].filter((value) => value !== undefined);
  }
}

interface RoutedUserRow {
  organizationId: OrganizationId;
  id: UserId;
  status: UserStatus;
  endpoints: string;
}
interface FlagColumns {
  isDefault: Flag;
  isInboundEnabled: Flag;
  isOutboundEnabled: Flag;
}
interface RoutedAssignmentRow extends FlagColumns {
  id: AssignmentId;
  numberId: NumberId;
  userId: UserId;
  assignedAt: number;
}

const flagsOf = ({ isDefault, isInboundEnabled, isOutboundEnabled }: FlagColumns) => ({
  isDefault: Boolean(isDefault),
  isInboundEnabled: Boolean(isInboundEnabled),
  isOutboundEnabled: Boolean(isOutboundEnabled),
});

const endpointsOf = ({ endpoints }: { endpoints: string }): readonly string[] => JSON.parse(endpoints);

const lineText = `select c.organization_id as "organizationId", o.status as "organizationStatus",
    n.id as "numberId", n.cooling_until as "coolingUntil", n.reserved_until as "reservedUntil",
    a.id as "assignmentId", a.assigned_at as "assignedAt", a.is_inbound_enabled as "isInboundEnabled",
    u.id as "userId", u.status as "userStatus", u.endpoints
  from number_claims c
  join organizations o on o.id = c.organization_id
  join numbers n on n.organization_id = c.organization_id and n.id = c.number_id
  left join assignments a on a.organization_id = n.organization_id and a.number_id = n.id
    and a.unassigned_at is null
  left join users u on u.organization_id = a.organization_id and u.id = a.user_id
  where c.provider = $1 and c.line = $2`;

interface LineRow extends Omit<StoredLine, "holders"> {
  assignmentId: AssignmentId | null;
  assignedAt: number;
  isInboundEnabled: Flag;
  userId: UserId;
  userStatus: UserStatus;
  endpoints: string;
}

const toLineInput = (
  { organizationId, organizationStatus, numberId, coolingUntil, reservedUntil }: LineRow,
  rows: readonly LineRow[],
): StoredLine => ({
  organizationId,
  organizationStatus,
  numberId,
  coolingUntil,
  reservedUntil,
  holders: rows.flatMap((row) => (row.assignmentId === null ? [] : [toHolder(row, row.assignmentId)])),
});

const toHolder = (row: LineRow, assignmentId: AssignmentId): Holder => ({
  assignmentId,
  assignedAt: row.assignedAt,
  isInboundEnabled: Boolean(row.isInboundEnabled),
  userId: row.userId,
  userStatus: row.userStatus,
  endpoints: endpointsOf(row),
});

const userText = `select u.organization_id as "organizationId", o.status as "organizationStatus",
    u.status as "userStatus", a.id as "assignmentId", a.assigned_at as "assignedAt", n.id as "numberId",
    n.line, a.is_default as "isDefault", a.is_outbound_enabled as "isOutboundEnabled"
  from users u
  join organizations o on o.id = u.organization_id
  left join assignments a on a.organization_id = u.organization_id and a.user_id = u.id
    and a.provider = $2 and a.unassigned_at is null
  left join numbers n on n.organization_id = a.organization_id and n.id = a.number_id
  where u.id = $1 and u.status <> 'removed'`;

interface UserRow {
  organizationId: OrganizationId;
  organizationStatus: OrganizationStatus;
  userStatus: UserStatus;
  assignmentId: AssignmentId | null;
  assignedAt: number;
  numberId: NumberId;
  line: string;
  isDefault: Flag;
  isOutboundEnabled: Flag;
}

const toUserInput = (
  { organizationId, organizationStatus, userStatus }: UserRow,
  rows: readonly UserRow[],
): UserRouteInput => ({
  organizationId,
  organizationStatus,
  userStatus,
  held: rows.flatMap((row) => (row.assignmentId === null ? [] : [toAssignedLine(row, row.assignmentId)])),
});

const toAssignedLine = (row: UserRow, assignmentId: AssignmentId): AssignedLine => ({
  assignmentId,
  assignedAt: row.assignedAt,
  numberId: row.numberId,
  line: row.line,
  isDefault: Boolean(row.isDefault),
  isOutboundEnabled: Boolean(row.isOutboundEnabled),
});
