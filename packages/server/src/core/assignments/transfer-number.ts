import type { UserId } from "../../model.ts";
import type { NumberReference } from "../../storage/store.ts";
import { allInOrder } from "../kernel/all-in-order.ts";
import type { Context } from "../kernel/context.ts";
import { holderChanged, invalidArguments } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import { requireVersion, type VersionCondition } from "../kernel/version.ts";
import { existingNumber } from "../numbers/find-number.ts";
import { existingUser } from "../users/find-user.ts";
import { type AssignResult, applyAssignment } from "./apply-assignment.ts";
import { type AssignmentFlagsPatch, omitUndefined } from "./assignment-attempt.ts";
import { endAssignment, flagsOf } from "./assignment-changes.ts";

export interface TransferInput {
  readonly number: NumberReference;
  readonly from: UserId;
  readonly to: UserId;
  /** Omitted flags are copied from the former holder's assignment. */
  readonly flags: AssignmentFlagsPatch;
  readonly reason?: string | undefined;
  /** A condition on the version of the former holder's assignment. */
  readonly version?: VersionCondition | undefined;
}

/**
 * Moves a number from its inbound holder to another user in one step. Throws when `from` is not the inbound holder,
 * and when `from` and `to` are the same user.
 */
export function transferNumber(context: Context, input: TransferInput): Promise<AssignResult> {
  const { number: reference, from, to, flags, reason, version } = input;
  const validate = () => requireOtherUser(input);
  return mutate(context, { permission: "assignments:write", reason, validate }, async (unitOfWork) => {
    const { tx } = unitOfWork;
    const [former, user, found] = await allInOrder(
      existingUser(context, tx, from),
      existingUser(context, tx, to),
      existingNumber(tx, reference),
    );
    const [held] = await tx.assignments.open({ userId: former.id, numberId: found.id });
    if (!held?.isInboundEnabled) throw holderChanged();
    requireVersion(held, version);
    await endAssignment(unitOfWork, held);
    // Ending the assignment may have started the cooling period.
    const number = await existingNumber(tx, { id: found.id });
    return applyAssignment(context, unitOfWork, {
      user,
      number,
      flags: { ...flagsOf(held), ...omitUndefined(flags), isInboundEnabled: true },
      reason,
    });
  });
}

function requireOtherUser({ from, to }: TransferInput): void {
  if (from !== to) return;
  throw invalidArguments({ argument: "to", rule: "mismatch", problem: "must be a different user than from" });
}
