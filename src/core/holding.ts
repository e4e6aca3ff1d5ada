import type { Assignment, PhoneNumber, User } from "../model.ts";
import type { Change } from "./change.ts";
import type { Context } from "./context.ts";
import { existingNumber, updateNumber } from "./numbers.ts";

// The three ways an assignment changes, each with its event, and what they do to the number.

/** How a user holds a number. */
export interface Holding {
  readonly isDefault: boolean;
  readonly isInboundEnabled: boolean;
  readonly isOutboundEnabled: boolean;
  readonly label: string | null;
}

export const dayMs = 24 * 60 * 60 * 1000;

/** The rules were asked before; a refusal of the tables now is a mistake of ours. */
export async function createAssignment(
  context: Context,
  { tx, at, record }: Change,
  user: User,
  number: PhoneNumber,
  holding: Holding,
): Promise<Assignment> {
  const assignment = await tx.assignments.create({
    id: context.parts.makeId(),
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
  hands: Change,
  before: Assignment,
  changes: Partial<Holding>,
): Promise<Assignment> {
  const after = await hands.tx.assignments.update(before.id, { ...holdingOf(before), ...changes });
  hands.record({ ...subject(after), kind: "assignment.updated", before: plain(before), after });
  if (before.isInboundEnabled && !after.isInboundEnabled) await cool(hands, before);
  if (before.label !== after.label) await hands.tx.numbers.reindex(before.numberId);
  return after;
}

/** When it was the inbound holder's, the number cools. */
export async function endAssignment(hands: Change, before: Assignment): Promise<Assignment> {
  const after = await hands.tx.assignments.end(before.id, hands.at);
  hands.record({ ...subject(after), kind: "number.unassigned", before: plain(before), after });
  if (before.isInboundEnabled) await cool(hands, before);
  if (before.label !== null) await hands.tx.numbers.reindex(before.numberId);
  return after;
}

/** Starts the rest that the organization wants between two inbound holders; none is the default. */
async function cool(hands: Change, { numberId, userId }: Assignment): Promise<void> {
  const days = (await hands.tx.organization.get())?.coolingDays ?? 0;
  if (days === 0) return;
  const number = await existingNumber(hands.tx, { id: numberId });
  await updateNumber(hands, number, { coolingUntil: hands.at + days * dayMs, formerHolderId: userId });
}

export const holdingOf = ({ isDefault, isInboundEnabled, isOutboundEnabled, label }: Holding): Holding => ({
  isDefault,
  isInboundEnabled,
  isOutboundEnabled,
  label,
});

const subject = ({ id, userId, numberId }: Assignment) => ({ subjectId: id, userId, numberId });

/** The assignment alone, without the names that lists add. */
export const plain = (assignment: Assignment): Assignment => ({
  id: assignment.id,
  numberId: assignment.numberId,
  userId: assignment.userId,
  provider: assignment.provider,
  ...holdingOf(assignment),
  assignedAt: assignment.assignedAt,
  unassignedAt: assignment.unassignedAt,
  version: assignment.version,
});
