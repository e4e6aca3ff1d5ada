import type { Assignment, PhoneNumber, User } from "../../model.ts";
import type { Context } from "../kernel/context.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { existingNumber } from "../numbers/find-number.ts";
import { storeNumber } from "../numbers/store-number.ts";

export interface AssignmentFlags {
  readonly isDefault: boolean;
  readonly isInboundEnabled: boolean;
  readonly isOutboundEnabled: boolean;
  readonly label: string | null;
}

export const dayMs = 24 * 60 * 60 * 1000;

/** Creates an assignment with its event. The caller has checked the rules: a constraint violation is a defect. */
export async function createAssignment(
  context: Context,
  { tx, at, record }: UnitOfWork,
  { user, number, flags }: { user: User; number: PhoneNumber; flags: AssignmentFlags },
): Promise<Assignment> {
  const assignment = await tx.assignments.create({
    id: context.services.createId(),
    numberId: number.id,
    userId: user.id,
    provider: number.provider,
    assignedAt: at,
    ...flags,
  });
  record({ ...subject(assignment), kind: "number.assigned", before: null, after: assignment });
  if (assignment.label !== null) await tx.numbers.reindex(number.id);
  return assignment;
}

/** Updates an assignment with its event. Starts the cooling period when inbound is disabled. */
export async function updateAssignment(
  unitOfWork: UnitOfWork,
  before: Assignment,
  changes: Partial<AssignmentFlags>,
): Promise<Assignment> {
  const after = await unitOfWork.tx.assignments.update(before, { ...flagsOf(before), ...changes });
  unitOfWork.record({ ...subject(after), kind: "assignment.updated", before: withoutDetails(before), after });
  if (before.isInboundEnabled && !after.isInboundEnabled) await startCooling(unitOfWork, before);
  if (before.label !== after.label) await unitOfWork.tx.numbers.reindex(before.numberId);
  return after;
}

/** Ends an assignment with its event. Starts the cooling period when it was the inbound holder's. */
export async function endAssignment(unitOfWork: UnitOfWork, before: Assignment): Promise<Assignment> {
  const after = await unitOfWork.tx.assignments.end(before, unitOfWork.at);
  unitOfWork.record({ ...subject(after), kind: "number.unassigned", before: withoutDetails(before), after });
  if (before.isInboundEnabled) await startCooling(unitOfWork, before);
  if (before.label !== null) await unitOfWork.tx.numbers.reindex(before.numberId);
  return after;
}

/** Starts the organization's cooling period, if it has one, with the assignment's user as the former holder. */
async function startCooling(unitOfWork: UnitOfWork, { numberId, userId }: Assignment): Promise<void> {
  const days = await unitOfWork.coolingDays();
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

/** The stored assignment, without the line and the user's name and address. */
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
