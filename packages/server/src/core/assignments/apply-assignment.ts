import type { Assignment } from "../../model.ts";
import type { NumberRecord } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { alreadyAssigned, numberCooling } from "../kernel/errors.ts";
import { isSame } from "../kernel/is-same.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { requireVersion } from "../kernel/version.ts";
import { existingNumber } from "../numbers/find-number.ts";
import { storeNumber } from "../numbers/store-number.ts";
import { type AssignmentAttempt, type AssignRequest, loadAttempt } from "./assignment-attempt.ts";
import { createAssignment, endAssignment, updateAssignment, withoutDetails } from "./assignment-changes.ts";
import { requireAllowed } from "./assignment-rules.ts";

export interface AssignResult {
  readonly assignment: Assignment;
  readonly isChanged: boolean;
}

/** Assigns the number to the user or updates the assignment (idempotent); throws when a rule forbids it. */
export async function applyAssignment(
  context: Context,
  unitOfWork: UnitOfWork,
  request: AssignRequest,
): Promise<AssignResult> {
  const { user, number } = request;
  const attempt = await loadAttempt(unitOfWork, request);
  const { held, wanted } = attempt;
  if (held && request.isNew) throw alreadyAssigned();
  requireVersion(held, request.version);
  if (held && isSame(held, wanted)) return { assignment: withoutDetails(held), isChanged: false };
  requireAllowed(attempt);
  await displaceHolders(unitOfWork, attempt);
  const currentNumber = await requireNotCooling(unitOfWork, attempt);
  const assignment = held
    ? await updateAssignment(unitOfWork, held, wanted)
    : await createAssignment(context, unitOfWork, { user, number, flags: wanted });
  await clearHold(unitOfWork, attempt, currentNumber);
  return { assignment, isChanged: true };
}

/** Takes inbound from the current inbound holder and the default flag from the user's former default number. */
async function displaceHolders(
  unitOfWork: UnitOfWork,
  { wanted, currentInboundHolder, user, number, formerDefault }: AssignmentAttempt,
): Promise<void> {
  if (wanted.isInboundEnabled && currentInboundHolder)
    await updateAssignment(unitOfWork, currentInboundHolder, { isInboundEnabled: false });
  if (!wanted.isDefault) return;
  const open = await unitOfWork.tx.assignments.open({ userId: user.id, provider: number.provider });
  const former = open.find((assignment) => assignment.isDefault && assignment.numberId !== number.id);
  if (former === undefined) return;
  if (formerDefault === "unassigned") await endAssignment(unitOfWork, former);
  else await updateAssignment(unitOfWork, former, { isDefault: false });
}

/**
 * Throws while the number is cooling and another user than the former inbound holder would receive on it. Must run
 * after `displaceHolders`, which may start the cooling period. Returns the number as stored then.
 */
async function requireNotCooling(
  unitOfWork: UnitOfWork,
  { user, held, currentInboundHolder, wanted, reason, number: before }: AssignmentAttempt,
): Promise<NumberRecord> {
  const number = currentInboundHolder ? await existingNumber(unitOfWork.tx, { id: before.id }) : before;
  const { coolingUntil, formerHolderId } = number;
  const enablesInbound = wanted.isInboundEnabled && !held?.isInboundEnabled;
  const isCooling = coolingUntil !== null && coolingUntil > unitOfWork.at && formerHolderId !== user.id;
  if (enablesInbound && isCooling && reason === undefined) throw numberCooling(coolingUntil);
  return number;
}

/** Clears the cooling period once a user receives on the number, and the reservation once a user holds it. */
async function clearHold(
  unitOfWork: UnitOfWork,
  { wanted, held }: AssignmentAttempt,
  number: NumberRecord,
): Promise<void> {
  await storeNumber(unitOfWork, number, {
    ...(wanted.isInboundEnabled && { coolingUntil: null, formerHolderId: null }),
    ...(held === undefined && { reservation: null }),
  });
}
