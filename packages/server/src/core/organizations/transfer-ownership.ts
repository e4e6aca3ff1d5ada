import type { Organization, User, UserHandle } from "../../model.ts";
import type { StoreTransaction } from "../../storage/store.ts";
import { allInOrder } from "../kernel/all-in-order.ts";
import type { Context } from "../kernel/context.ts";
import { insufficientRole, organizationNotFound, userInactive } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { requireVersion, type VersionCondition } from "../kernel/version.ts";
import { existingUser, requirePerson } from "../users/find-user.ts";

export interface OwnershipTransfer {
  readonly organization: Organization;
  readonly owner: User;
  /** An admin now, with the status from before. */
  readonly formerOwner: User;
}

/**
 * Makes another active person the owner, who becomes an admin; the former owner stays an admin. `version` is the expected
 * version of the organization, which a transfer increments. Throws unless the caller is the owner or a superadmin.
 */
export function transferOwnership(
  context: Context,
  to: UserHandle,
  version?: VersionCondition,
): Promise<OwnershipTransfer> {
  const options = { permission: "organization:transfer", requiresOrganization: false } as const;
  return mutate(context, options, async (unitOfWork) => {
    const { tx, record } = unitOfWork;
    const [{ before, former }, next] = await allInOrder(
      transferable(context, tx, version),
      existingUser(context, tx, to, "user"),
    );
    if (next.id === former.id) return { organization: before, owner: former, formerOwner: former };
    requirePerson(next);
    if (next.status !== "active") throw userInactive();
    const organization = await tx.organization.update(before);
    record({ kind: "organization.updated", subjectId: organization.id, before, after: organization });
    // In this order: an organization has one owner at any time.
    const formerOwner = await setOwner(unitOfWork, former, false);
    const owner = await setOwner(unitOfWork, next, true);
    return { organization, owner, formerOwner };
  });
}

/** The organization and its owner. Throws when the caller may not transfer it. */
async function transferable(
  { principal }: Context,
  tx: StoreTransaction,
  version: VersionCondition | undefined,
): Promise<{ readonly before: Organization; readonly former: User }> {
  const [before, former] = await allInOrder(tx.organization.get(), tx.users.owner());
  if (before === undefined || former === undefined) throw organizationNotFound();
  if (principal.role !== "superadmin" && principal.userId !== former.id) throw insufficientRole("owner");
  requireVersion(before, version);
  return { before, former };
}

/** Makes the user the owner, or no longer the owner, with the event. */
export async function setOwner({ tx, record }: UnitOfWork, before: User, isOwner: boolean): Promise<User> {
  const after = await tx.users.setOwner(before, isOwner);
  record({ kind: "user.updated", subjectId: after.id, userId: after.id, before, after });
  return after;
}
