import type { Assignment, PhoneNumber, User } from "../../model.ts";
import type { Context } from "../kernel/context.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { existingNumber, storeNumber } from "../numbers/numbers.ts";

// The three ways an assignment changes, each with its event, and what they do to the number.

/** How a user holds a number. */
export interface AssignmentFlags {
  readonly isDefault: boolean;
  readonly isInboundEnabled: boolean;
  readonly isOutboundEnabled: boolean;
  readonly label: string | null;
}

export const dayMs = 24 * 60 * 60 * 1000;

/** The rules were asked before; a refusal of the tables now is a mistake of ours. */
export async function createAssignment(
  context: Context,
  { tx, at, record }: UnitOfWork,
  user: User,
  number: PhoneNumber,
  holding: AssignmentFlags,
): Promise<Assignment> {
  const assignment = await tx.assignments.create({
    id: context.parts.createId(),
    numberId: number.id,
    userId: user.id,
    provider: number.provider,
    assignedAt: at,
    ...holding,
  });
  if ("taken" in assignment)
    throw new Error(`an assignment passed the rules and broke "${assignment.taken}"`);
  record({ ...subject(assignment), kind: "number.assigned", before: null, after: assignment });
  if (assignment.label !== null) await tx.numbers.reindex(number.id);
  return assignment;
}

/** When it takes inbound away, the number cools. */
export async function updateAssignment(
  unitOfWork: UnitOfWork,
  before: Assignment,
  changes: Partial<AssignmentFlags>,
): Promise<Assignment> {
  const after = await unitOfWork.tx.assignments.update(before.id, { ...flagsOf(before), ...changes });
  unitOfWork.record({ ...subject(after), kind: "assignment.updated", before: withoutDetails(before), after });
  if (before.isInboundEnabled && !after.isInboundEnabled) await startCooling(unitOfWork, before);
  if (before.label !== after.label) await unitOfWork.tx.numbers.reindex(before.numberId);
  return after;
}

/** When it was the inbound holder's, the number cools. */
export async function endAssignment(unitOfWork: UnitOfWork, before: Assignment): Promise<Assignment> {
  const after = await unitOfWork.tx.assignments.end(before.id, unitOfWork.at);
  unitOfWork.record({ ...subject(after), kind: "number.unassigned", before: withoutDetails(before), after });
  if (before.isInboundEnabled) await startCooling(unitOfWork, before);
  if (before.label !== null) await unitOfWork.tx.numbers.reindex(before.numberId);
  return after;
}

/** Starts the rest that the organization wants between two inbound holders; none is the default. */
async function startCooling(unitOfWork: UnitOfWork, { numberId, userId }: Assignment): Promise<void> {
  const days = (await unitOfWork.tx.organization.get())?.coolingDays ?? 0;
  if (days === 0) return;
  const number = await existingNumber(unitOfWork.tx, { id: numberId });
  await storeNumber(unitOfWork, number, {
    coolingUntil: unitOfWork.at + days * dayMs,
    formerHolderId: userId,
  });
}

export const flagsOf = ({
  isDefault,
  isInboundEnabled,
  isOutboundEnabled,
  label,
}: AssignmentFlags): AssignmentFlags => ({
  isDefault,
  isInboundEnabled,
  isOutboundEnabled,
  label,
});

const subject = ({ id, userId, numberId }: Assignment) => ({ subjectId: id, userId, numberId });

/** The assignment alone, without the names that lists add. */
export const withoutDetails = (assignment: Assignment): Assignment => ({
  id: assignment.id,
  numberId: assignment.numberId,
  userId: assignment.userId,
  provider: assignment.provider,
  ...flagsOf(assignment),
  assignedAt: assignment.assignedAt,
  unassignedAt: assignment.unassignedAt,
  version: assignment.version,
});
