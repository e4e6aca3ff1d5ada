import type {
  AssignmentId,
  Id,
  NumberId,
  OrganizationId,
  OrganizationStatus,
  Provider,
  UserId,
  UserStatus,
} from "../../model.ts";
import {
  type AssignedLine,
  type Holder,
  type PackedRows,
  packedFlags,
  type RoutedOrganization,
  type UserRouteInput,
} from "../../routing/route-input.ts";
import type { RouteReader, StoredLine } from "../contract/routes.ts";
import { firstOrThrow, type Sql } from "../sql.ts";
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
    const rows =
      provider === undefined
        ? await sql.all<UserRow>(userText(""), id)
        : await sql.all<UserRow>(userText("and a.provider = $2"), id, provider);
    return rows[0] && toUserInput(rows[0], rows);
  },

  inboundHolders: (organizationId, lines) => readInboundHolders(sql, organizationId, lines),

  organizations: () =>
    batches<RoutedOrganization>(
      sql,
      "select id, status from organizations where id > $2 order by id limit $1",
    ),

  users: () =>
    packedBatches(sql, {
      keys: ["organization_id", "id"],
      packed: "organization_id || id || status || $tab || endpoints",
      from: "users where status <> 'removed'",
    }),

  numbers: () =>
    packedBatches(sql, {
      keys: ["organization_id", "id"],
      packed: `organization_id || id || provider || $tab || line
        || $tab || coalesce(cast(cooling_until as text), '')
        || $tab || coalesce(cast(reserved_until as text), '')`,
      from: "numbers where released_at is null",
    }),

  assignments: () =>
    packedBatches(sql, {
      keys: ["organization_id", "number_id", "user_id"],
      packed: `id || number_id || user_id || cast(case when is_default then ${packedFlags.isDefault} else 0 end
        + case when is_inbound_enabled then ${packedFlags.isInboundEnabled} else 0 end
        + case when is_outbound_enabled then ${packedFlags.isOutboundEnabled} else 0 end as text)
        || cast(assigned_at as text)`,
      from: "assignments where unassigned_at is null",
    }),
});

/** Constants, which become part of a statement. */
interface PackedQuery {
  /** Columns of ids: the order of the rows. */
  readonly keys: readonly string[];
  /** The text of a row; `$tab` is a tab. */
  readonly packed: string;
  readonly from: string;
}

/** Yields every row in batches, each in one text, so that no row becomes an object. */
async function* packedBatches(sql: Sql, { keys, packed, from }: PackedQuery): AsyncGenerator<PackedRows> {
  const columns = keys.join(", ");
  const text = `select string_agg(packed, '') as text, cast(count(*) as integer) as count, max(key) as last
    from (select ${keys.join(" || ")} as key, ${packed.replaceAll("$tab", "'\t'")} || '\n' as packed from ${from}
      and (${columns}) > (${keys.map((_, index) => `$${index + 2}`).join(", ")}) order by ${columns} limit $1) as rows`;
  for (let after: readonly string[] = keys.map(() => ""); ; ) {
    const { count, text: rows, last } = await firstOrThrow<PackedRow>(sql, text, batchSize, ...after);
    if (count > 0) yield { count, text: rows };
    if (count < batchSize) return;
    after = keys.map((_, index) => last.slice(index * idLength, (index + 1) * idLength));
  }
}

interface PackedRow extends PackedRows {
  readonly last: string;
}
const idLength = 24;

/** Yields every row in batches. The statement takes the batch size ($1) and the id of the previous batch's last row ($2). */
async function* batches<Row extends { readonly id: Id }>(
  sql: Sql,
  text: string,
): AsyncGenerator<readonly Row[]> {
  for (let after = ""; ; ) {
    const rows = await sql.all<Row>(text, batchSize, after);
    if (rows.length > 0) yield rows;
    const last = rows[batchSize - 1];
    if (last === undefined) return;
    after = last.id;
  }
}

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

/** Takes a constant condition on the assignments. */
const userText = (
  condition: string,
) => `select u.organization_id as "organizationId", o.status as "organizationStatus",
    u.status as "userStatus", a.id as "assignmentId", a.assigned_at as "assignedAt", n.id as "numberId",
    a.provider, n.line, a.is_default as "isDefault", a.is_outbound_enabled as "isOutboundEnabled"
  from users u
  join organizations o on o.id = u.organization_id
  left join assignments a on a.organization_id = u.organization_id and a.user_id = u.id
    and a.unassigned_at is null ${condition}
  left join numbers n on n.organization_id = a.organization_id and n.id = a.number_id
  where u.id = $1 and u.status <> 'removed'`;

interface UserRow {
  organizationId: OrganizationId;
  organizationStatus: OrganizationStatus;
  userStatus: UserStatus;
  assignmentId: AssignmentId | null;
  assignedAt: number;
  numberId: NumberId;
  provider: Provider;
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
  provider: row.provider,
  line: row.line,
  isDefault: Boolean(row.isDefault),
  isOutboundEnabled: Boolean(row.isOutboundEnabled),
});
