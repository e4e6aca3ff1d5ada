import type { AssignmentDetails } from "../../model.ts";
import { allInOrder } from "../kernel/all-in-order.ts";
import type { Context } from "../kernel/context.ts";
import { numberCooling } from "../kernel/errors.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { existingNumber } from "../numbers/find-number.ts";
import { existingUser } from "../users/find-user.ts";
import { type AssignResult, applyAssignment, otherDefault } from "./apply-assignment.ts";
import { type AssignRequest, loadAttempt } from "./assignment-attempt.ts";
import { dayMs, flagsOf } from "./assignment-changes.ts";
import { requireAllowed } from "./assignment-rules.ts";

/**
 * Assigns the number again with the flags of a former assignment. A default that the user has chosen since stays
 * the default. Throws when a rule forbids the assignment, before anything is written.
 */
export async function reassign(
  context: Context,
  unitOfWork: UnitOfWork,
  former: AssignmentDetails,
): Promise<AssignResult> {
  return applyAssignment(context, unitOfWork, await requestOf(context, unitOfWork, former));
}

/**
 * Throws when a rule forbids `reassign` also after the present inbound holder has lost inbound, which starts the
 * cooling period. Writes nothing.
 */
export async function requireReassignable(
  context: Context,
  unitOfWork: UnitOfWork,
  former: AssignmentDetails,
): Promise<void> {
  const { at, reason } = unitOfWork;
  const request = await requestOf(context, unitOfWork, former);
  const attempt = await loadAttempt(unitOfWork, { ...request, takesInbound: true });
  requireAllowed(attempt);
  if (!former.isInboundEnabled || !attempt.currentInboundHolder || reason !== undefined) return;
  const coolingDays = await unitOfWork.coolingDays();
  if (coolingDays > 0) throw numberCooling(at + coolingDays * dayMs);
}

async function requestOf(
  context: Context,
  unitOfWork: UnitOfWork,
  { userId, numberId, provider, ...former }: AssignmentDetails,
): Promise<AssignRequest> {
  const { tx, reason } = unitOfWork;
  const [user, number, other] = await allInOrder(
    existingUser(context, tx, userId),
    existingNumber(tx, { id: numberId }),
    otherDefault(unitOfWork, { id: userId }, { id: numberId, provider }),
  );
  const flags = { ...flagsOf(former), isDefault: former.isDefault && other === undefined };
  return { user, number, flags, reason };
}
