import type { UserHandle } from "../../model.ts";
import type { NumberRecord, StoreReader } from "../../storage/store.ts";
import { type AssignResult, applyAssignment } from "../assignments/apply-assignment.ts";
import { type AssignmentFlagsPatch, omitUndefined } from "../assignments/assignment-attempt.ts";
import type { Context } from "../kernel/context.ts";
import { numberUnavailable } from "../kernel/errors.ts";
import { isSame } from "../kernel/is-same.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import type { NewNumber } from "../numbers/add-number.ts";
import { existingUser, userIdOf } from "../users/find-user.ts";

/** A number as the inventory should have it; omitted fields are not stated. */
export interface InventoryNumber extends NewNumber {
  readonly holder?: FirstHolder | undefined;
}

export interface FirstHolder {
  readonly userId: UserHandle;
  readonly flags: AssignmentFlagsPatch;
}

/** The number that an insert of this one collided with. A provider can have a short code in several countries. */
export async function findCollision(
  reads: StoreReader,
  { line, provider, country }: NewNumber,
): Promise<NumberRecord> {
  const found = await reads.numbers.find({ line, provider });
  const number = found.find((candidate) => (candidate.country ?? null) === (country ?? null));
  if (number === undefined) throw numberUnavailable();
  return number;
}

interface FirstAssignment {
  readonly number: NumberRecord;
  readonly holder: FirstHolder;
}

/** Assigns the number to the holder. Throws unless the caller may assign numbers and the rules allow it. */
export async function assignFirstHolder(
  context: Context,
  unitOfWork: UnitOfWork,
  { number, holder: { userId, flags } }: FirstAssignment,
): Promise<AssignResult> {
  context.require("assignments:write");
  const user = await existingUser(context, unitOfWork.tx, userId, "holder.user");
  return applyAssignment(context, unitOfWork, { user, number, flags, requiresDirection: true });
}

/** Whether the user holds the number with the stated flags; true when no holder is stated. */
export async function isHeldAsStated(
  reads: StoreReader,
  number: NumberRecord,
  holder: FirstHolder | undefined,
): Promise<boolean> {
  if (holder === undefined) return true;
  const userId = await userIdOf(reads, holder.userId, "holder.user");
  if (userId === undefined) return false;
  const [held] = await reads.assignments.open({ numberId: number.id, userId });
  return held !== undefined && isSame(held, omitUndefined(holder.flags));
}
