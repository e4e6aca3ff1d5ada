import type { Assignment, AssignmentDetails, Timestamp } from "../../model.ts";
import type { NewAssignment, StoredAssignmentFlags } from "../contract/assignments.ts";
import type { AssignmentDetailsRow, AssignmentRow } from "../tables.ts";

// An assignment with the line of its number and the name and e-mail address of its user.

export const detailColumns = `a.id, a.number_id, a.user_id, a.provider, a.is_default, a.is_inbound_enabled,
  a.is_outbound_enabled, a.label, a.assigned_at, a.unassigned_at, a.version,
  n.line, u.name as user_name, u.email as user_email`;
export const detailsFrom = `from assignments a
  join numbers n on n.organization_id = a.organization_id and n.id = a.number_id
  join users u on u.organization_id = a.organization_id and u.id = a.user_id`;

export function toAssignment(row: AssignmentRow): Assignment {
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

/** A new assignment as `toAssignment` returns it, with the members in the same order, in which events store them. */
export const createdAssignment = (assignment: NewAssignment): Assignment => ({
  id: assignment.id,
  numberId: assignment.numberId,
  userId: assignment.userId,
  provider: assignment.provider,
  isDefault: assignment.isDefault,
  isInboundEnabled: assignment.isInboundEnabled,
  isOutboundEnabled: assignment.isOutboundEnabled,
  label: assignment.label,
  assignedAt: assignment.assignedAt,
  unassignedAt: null,
  version: 1,
});

/** An open assignment after a change, with the members in the order of `toAssignment`. */
export const changedAssignment = (
  before: Assignment,
  flags: StoredAssignmentFlags,
  unassignedAt: Timestamp | null,
): Assignment => ({
  id: before.id,
  numberId: before.numberId,
  userId: before.userId,
  provider: before.provider,
  isDefault: flags.isDefault,
  isInboundEnabled: flags.isInboundEnabled,
  isOutboundEnabled: flags.isOutboundEnabled,
  label: flags.label,
  assignedAt: before.assignedAt,
  unassignedAt,
  version: before.version + 1,
});

export const toAssignmentDetails = (row: AssignmentDetailsRow): AssignmentDetails => ({
  ...toAssignment(row),
  line: row.line,
  userName: row.user_name,
  userEmail: row.user_email,
});
