import type { Assignment, Provider, UserHandle, UserId } from "../../model.ts";
import type { NumberReference } from "../../storage/store.ts";
import { allInOrder } from "../kernel/all-in-order.ts";
import type { Context } from "../kernel/context.ts";
import { assignmentNotFound, noAssignmentOnProvider } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import { requireVersion, type VersionCondition } from "../kernel/version.ts";
import { existingNumber } from "../numbers/find-number.ts";
import { isGlobalLine } from "../numbers/line.ts";
import { existingUser } from "../users/find-user.ts";
import { endAssignment } from "./assignment-changes.ts";

export interface UnassignInput {
  readonly userId: UserHandle;
  readonly number: NumberReference;
  readonly reason?: string | undefined;
  /** A condition on the version of the assignment. */
  readonly version?: VersionCondition | undefined;
}

export interface UnassignProviderInput {
  readonly userId: UserId;
  readonly provider: Provider;
}

/** Ends the user's assignment of the number and returns it. Throws when the user does not hold the number. */
export function unassignNumber(context: Context, input: UnassignInput): Promise<Assignment> {
  const { userId, number: reference, reason, version } = input;
  return mutate(context, { permission: "assignments:write", reason }, async (unitOfWork) => {
    const { tx } = unitOfWork;
    const [user, number] = await allInOrder(existingUser(context, tx, userId), existingNumber(tx, reference));
    const [held] = await tx.assignments.open({ userId: user.id, numberId: number.id });
    if (held === undefined) throw assignmentNotFound();
    requireVersion(held, version);
    return endAssignment(unitOfWork, held);
  });
}

/**
 * Ends all assignments of the user on the provider, except those of short codes and sender ids, and returns them. Throws
 * when there is none.
 */
export function unassignProvider(
  context: Context,
  { userId, provider }: UnassignProviderInput,
): Promise<{ unassigned: readonly Assignment[] }> {
  return mutate(context, { permission: "assignments:write" }, async (unitOfWork) => {
    const { tx } = unitOfWork;
    const [, open] = await allInOrder(
      existingUser(context, tx, userId),
      tx.assignments.open({ userId, provider }),
    );
    const held = open.filter(({ line }) => isGlobalLine(line));
    if (held.length === 0) throw noAssignmentOnProvider(provider);
    const unassigned: Assignment[] = [];
    for (const assignment of held) unassigned.push(await endAssignment(unitOfWork, assignment));
    return { unassigned };
  });
}
