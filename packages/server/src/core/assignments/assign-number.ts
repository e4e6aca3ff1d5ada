import type { UserHandle } from "../../model.ts";
import type { NumberRecord, NumberReference } from "../../storage/store.ts";
import { allInOrder } from "../kernel/all-in-order.ts";
import type { Context } from "../kernel/context.ts";
import { numberNotFound } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { insertNumber } from "../numbers/add-number.ts";
import { singleNumber } from "../numbers/find-number.ts";
import { existingUser } from "../users/find-user.ts";
import { type AssignResult, applyAssignment } from "./apply-assignment.ts";
import type { AssignOptions } from "./assignment-attempt.ts";

export interface AssignInput extends AssignOptions {
  readonly userId: UserHandle;
  readonly number: NumberReference;
  /** Adds the line to the inventory when no organization has it; the reference must name the provider. */
  readonly addsNumber?: boolean | undefined;
}

/** Assigns a number to a user or updates the assignment (idempotent). */
export function assignNumber(context: Context, input: AssignInput): Promise<AssignResult> {
  const { userId, number: reference, reason } = input;
  return mutate(context, { permission: "assignments:write", reason }, async (unitOfWork) => {
    const { tx } = unitOfWork;
    const [user, numbers] = await allInOrder(existingUser(context, tx, userId), tx.numbers.find(reference));
    const number = singleNumber(numbers) ?? (await addMissingNumber(context, unitOfWork, input));
    return applyAssignment(context, unitOfWork, { ...input, user, number });
  });
}

async function addMissingNumber(
  context: Context,
  unitOfWork: UnitOfWork,
  { number, addsNumber }: AssignInput,
): Promise<NumberRecord> {
  if (!addsNumber || !("line" in number) || number.provider === undefined) throw numberNotFound();
  context.require("numbers:add");
  return insertNumber(context, unitOfWork, { provider: number.provider, line: number.line });
}
