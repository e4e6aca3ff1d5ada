import type { AssignmentDetails } from "../../model.ts";
import type { Context } from "../kernel/context.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { existingNumber } from "../numbers/find-number.ts";
import { existingUser } from "../users/find-user.ts";
import { type AssignResult, applyAssignment, otherDefault } from "./apply-assignment.ts";
import { flagsOf } from "./assignment-changes.ts";

/**
 * Assigns the number again with the flags of a former assignment. A default that the user has chosen since stays
 * the default. Throws when a rule forbids the assignment, before anything is written.
 */
export async function reassign(
  context: Context,
  unitOfWork: UnitOfWork,
  { userId, numberId, provider, ...former }: AssignmentDetails,
): Promise<AssignResult> {
  const { tx, reason } = unitOfWork;
  const user = await existingUser(context, tx, userId);
  const number = await existingNumber(tx, { id: numberId });
  const hasDefault = (await otherDefault(unitOfWork, user, { id: numberId, provider })) !== undefined;
  const flags = { ...flagsOf(former), isDefault: former.isDefault && !hasDefault };
  return applyAssignment(context, unitOfWork, { user, number, flags, reason });
}
