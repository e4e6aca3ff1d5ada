import type {
  Assignment,
  AssignmentDetails,
  AssignmentInterval,
  NumberId,
  OrganizationId,
  Page,
  PageKey,
  PageRequest,
  Provider,
  Timestamp,
  UserId,
} from "../../model.ts";
import type { RoutedUser } from "../../routing/route-input.ts";
import type {
  AssignmentFilter,
  AssignmentOrder,
  AssignmentWriter,
  IntervalFilter,
  NewAssignment,
  NumberHolders,
  OpenOf,
  StoredAssignmentFlags,
} from "../contract/assignments.ts";
import { Conditions, listPage, placeholders } from "../sql.ts";
import type { AssignmentDetailsRow } from "../tables.ts";
import {
  changedAssignment,
  createdAssignment,
  detailColumns,
  detailsFrom,
  toAssignmentDetails,
} from "./assignment-details.ts";
import { BoundQueries } from "./bound-queries.ts";
import { readHolders } from "./holders.ts";
import { readInboundHolders } from "./inbound-holders.ts";
import { readIntervals } from "./intervals.ts";

// `cross join` makes SQLite keep this join order: https://sqlite.org/lang_select.html#crossjoin
const lookups = {
  alias: "a",
  joins: `cross join numbers n cross join users u
    where n.organization_id = a.organization_id and n.id = a.number_id
      and u.organization_id = a.organization_id and u.id = a.user_id`,
};

// Not `returning`: SQLite would copy the row to a temporary table.
const insertText = `insert into assignments (organization_id, id, number_id, user_id, provider, is_default,
    is_inbound_enabled, is_outbound_enabled, label, assigned_at, version)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)
  on conflict do nothing`;
const defaultText = `select ${detailColumns} ${detailsFrom}
  where a.organization_id = $1 and a.user_id = $2 and a.provider = $3 and a.unassigned_at is null and a.is_default`;

const defaultFirst = "case when a.is_default then 0 else 1 end";
const orders = {
  byAge: {
    from: "from assignments a",
    lookups,
    order: ["a.id"],
    keyOf: (row: AssignmentDetailsRow): PageKey => [row.id],
  },
  byUserId: {
    from: "from assignments a",
    lookups,
    order: ["a.user_id", "a.id"],
    keyOf: (row: AssignmentDetailsRow): PageKey => [row.user_id, row.id],
  },
  byUser: {
    from: detailsFrom,
    order: ["u.name", "a.provider", defaultFirst, "n.line", "a.user_id"],
    keyOf: (row: AssignmentDetailsRow): PageKey => [
      row.user_name,
      row.provider,
      row.is_default ? 0 : 1,
      row.line,
      row.user_id,
    ],
  },
};

export class AssignmentQueries extends BoundQueries implements AssignmentWriter {
  list(
    filter: AssignmentFilter,
    order: AssignmentOrder,
    page: PageRequest,
  ): Promise<Page<AssignmentDetails>> {
    const conditions = new Conditions()
      .and("a.organization_id = ?", this.organizationId)
      .and("a.user_id = ?", filter.userId);
    const number = numberCondition(this.organizationId, filter);
    conditions.and(`a.unassigned_at is null${number.text}`, ...number.values);
    narrow(conditions, this.organizationId, filter);
    return listPage<AssignmentDetailsRow, AssignmentDetails>({
      ...orders[order],
      sql: this.sql,
      columns: detailColumns,
      conditions,
      page,
      toItem: toAssignmentDetails,
    });
  }

  async listAsOf(
    filter: AssignmentFilter,
    at: Timestamp,
    page: PageRequest,
  ): Promise<Page<AssignmentDetails>> {
    const ids = await this.#numberIds(filter);
    const ofNumbers = ids === undefined ? "" : ` and a.number_id in ${placeholders(ids.length)}`;
    const conditions = new Conditions()
      .and("a.organization_id = ?", this.organizationId)
      .and("a.assigned_at <= ?", at)
      .and("a.user_id = ?", filter.userId);
    // The numbers are in both parts, because each part is searched in a different index; as values, because PostgreSQL
    // searches no index for a subquery within an `or`.
    conditions.and(
      `(a.unassigned_at is null${ofNumbers} or a.unassigned_at is not null and a.unassigned_at > ?${ofNumbers})`,
      ...(ids ?? []),
      at,
      ...(ids ?? []),
    );
    narrow(conditions, this.organizationId, filter);
    return listPage<AsOfRow, AssignmentDetails>({
      ...orders.byAge,
      sql: this.sql,
      columns: `${detailColumns}, ${stateAsOf(conditions.value(at))} as state_as_of`,
      conditions,
      page,
      toItem: (row) => ({ ...toAssignmentDetails(row), ...JSON.parse(row.state_as_of) }),
    });
  }

  async defaultOf(userId: UserId, provider: Provider): Promise<AssignmentDetails | undefined> {
    const row = await this.sql.first<AssignmentDetailsRow>(
      defaultText,
      this.organizationId,
      userId,
      provider,
    );
    return row && toAssignmentDetails(row);
  }

  async open(of: OpenOf): Promise<readonly AssignmentDetails[]> {
    const conditions = openAssignments(this.organizationId, of).and("a.provider = ?", of.provider);
    const rows = await this.sql.all<AssignmentDetailsRow>(
      `select ${detailColumns} ${detailsFrom} ${conditions.text} order by a.assigned_at, a.id`,
      ...conditions.values,
    );
    return rows.map(toAssignmentDetails);
  }

  holders(numberIds: readonly NumberId[], max: number): Promise<readonly NumberHolders[]> {
    return readHolders(this.sql, this.organizationId, { numberIds, max });
  }

  intervals(of: IntervalFilter, page: PageRequest): Promise<Page<AssignmentInterval>> {
    return readIntervals(this.sql, this.organizationId, of, page);
  }

  inboundHolders(lines: readonly string[]): Promise<readonly RoutedUser[]> {
    return readInboundHolders(this.sql, this.organizationId, lines);
  }

  async create(assignment: NewAssignment): Promise<Assignment> {
    this.sql.defer(
      insertText,
      this.organizationId,
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
    return createdAssignment(assignment);
  }

  async update(before: Assignment, flags: StoredAssignmentFlags): Promise<Assignment> {
    this.sql.defer(
      `update assignments set is_default = $4, is_inbound_enabled = $5, is_outbound_enabled = $6, label = $7,
         version = version + 1
       where organization_id = $1 and id = $2 and version = $3 and unassigned_at is null`,
      this.organizationId,
      before.id,
      before.version,
      flags.isDefault,
      flags.isInboundEnabled,
      flags.isOutboundEnabled,
      flags.label,
    );
    return changedAssignment(before, flags, null);
  }

  /** The numbers of the filter; undefined when it names none. A line can be at several providers. */
  async #numberIds({ number }: AssignmentFilter): Promise<readonly NumberId[] | undefined> {
    if (number === undefined) return undefined;
    if ("id" in number) return [number.id];
    const rows = await this.sql.all<{ id: NumberId }>(
      "select id from numbers where organization_id = $1 and line = $2",
      this.organizationId,
      number.line,
    );
    return rows.map(({ id }) => id);
  }

  async eraseLabels(userId: UserId): Promise<void> {
    for (const state of ["unassigned_at is null", "unassigned_at is not null"])
      await this.sql.run(
        `update assignments set label = null
         where organization_id = $1 and user_id = $2 and ${state} and label is not null`,
        this.organizationId,
        userId,
      );
  }

  async end(before: Assignment, at: Timestamp): Promise<Assignment> {
    // The clock can be set back; an assignment must not end before it began.
    const unassignedAt = Math.max(before.assignedAt, at);
    this.sql.defer(
      `update assignments set unassigned_at = $4, version = version + 1
       where organization_id = $1 and id = $2 and version = $3 and unassigned_at is null`,
      this.organizationId,
      before.id,
      before.version,
      unassignedAt,
    );
    return changedAssignment(before, before, unassignedAt);
  }
}

function numberCondition(
  organizationId: OrganizationId,
  { number }: AssignmentFilter,
): { readonly text: string; readonly values: readonly string[] } {
  if (number === undefined) return { text: "", values: [] };
  if ("id" in number) return { text: " and a.number_id = ?", values: [number.id] };
  return {
    text: " and a.number_id in (select id from numbers where organization_id = ? and line = ?)",
    values: [organizationId, number.line],
  };
}

function narrow(
  conditions: Conditions,
  organizationId: OrganizationId,
  { providers, isGlobalOnly }: AssignmentFilter,
): void {
  if (isGlobalOnly)
    conditions.and(
      `a.number_id not in (select id from numbers where organization_id = ? and substr(line, 1, 1) <> '+')`,
      organizationId,
    );
  if (providers) conditions.and(`a.provider in ${placeholders(providers.length)}`, ...providers);
}

type AsOfRow = AssignmentDetailsRow & { state_as_of: string };

/** The assignment after its last event up to `at`. Its creation is always among the events. */
const stateAsOf = (at: string): string => `(select e.after from events e
  where e.organization_id = a.organization_id and e.number_id = a.number_id and e.subject_id = a.id and e.at <= ${at}
  order by e.seq desc limit 1)`;

const openAssignments = (
  organizationId: OrganizationId,
  of: { userId?: UserId | undefined; numberId?: NumberId | undefined },
): Conditions =>
  new Conditions()
    .and("a.organization_id = ?", organizationId)
    .and("a.unassigned_at is null")
    .and("a.user_id = ?", of.userId)
    .and("a.number_id = ?", of.numberId);
