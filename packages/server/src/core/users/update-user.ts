import { isDeepStrictEqual } from "node:util";
import type { OrganizationRole, User, UserHandle, UserStatus } from "../../model.ts";
import type { StoreTransaction } from "../../storage/store.ts";
import { requireOwnerOrPlatform } from "../api-keys/key-rules.ts";
import { unlinkIdentity } from "../auth/identities.ts";
import { endInvitationOf, endInvitationsBy } from "../invitations/invitation-rules.ts";
import { allInOrder } from "../kernel/all-in-order.ts";
import type { Context } from "../kernel/context.ts";
import { ownerProtected, selfProtected } from "../kernel/errors.ts";
import { isSame } from "../kernel/is-same.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { requireVersion, type VersionCondition } from "../kernel/version.ts";
import { requireNotTaken } from "./create-user.ts";
import { applyEmailBlocks, blockEmail, hasSameEmail } from "./email-blocks.ts";
import { requireEndpoints, requireNoCallLoop } from "./endpoints.ts";
import { existingUser } from "./find-user.ts";
import { requireFieldsOfKind } from "./user-kind.ts";

export interface UserChanges {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly username?: string | null | undefined;
  readonly role?: OrganizationRole | undefined;
  /** Setting and leaving `blocked` needs the permission `users:block`. */
  readonly status?: Exclude<UserStatus, "removed"> | undefined;
  readonly externalId?: string | null | undefined;
  readonly endpoints?: readonly string[] | undefined;
}

/**
 * Changes a user; omitted fields keep their value. Signs the user out when they are disabled or blocked, and when somebody
 * else changes what identifies them, which also ends the link to their identity. Throws when an endpoint has no known format or forms a call loop, and when an admin
 * would change the owner.
 */
export function updateUser(
  context: Context,
  handle: UserHandle,
  changes: UserChanges,
  version?: VersionCondition,
): Promise<User> {
  const validate = () => requireEndpoints(changes.endpoints ?? []);
  return mutate(context, { permission: "users:write", validate }, async (unitOfWork) => {
    const before = await existingUser(context, unitOfWork.tx, handle);
    requireVersion(before, version);
    return changeUser(context, unitOfWork, before, changes);
  });
}

/** Changes a user with its event, as a part of another operation, which has checked the form of the endpoints. */
export async function changeUser(
  context: Context,
  unitOfWork: UnitOfWork,
  before: User,
  changes: UserChanges,
): Promise<User> {
  const { tx, at, record } = unitOfWork;
  const userId = before.id;
  requireFieldsOfKind(before.kind, changes);
  const wanted = applyChanges(before, changes);
  if (isSame(before, wanted)) return before;
  requireAllowed(context, before, wanted);
  const isRedirected = !isDeepStrictEqual(before.endpoints, wanted.endpoints);
  await allInOrder(
    isRedirected ? requireNoCallLoop(tx, userId, wanted.endpoints) : undefined,
    applyEmailBlocks(unitOfWork, before, wanted),
  );
  const isOtherPerson = changesIdentity(context, before, wanted);
  if (isOtherPerson) await unlinkIdentity(unitOfWork, userId);
  const signedOutAt = isOtherPerson || stops(before, wanted) ? at : before.signedOutAt;
  const after = requireNotTaken(await tx.users.update(before, { ...wanted, signedOutAt }));
  record({ kind: "user.updated", subjectId: userId, userId, before, after });
  await blockEmail(context, unitOfWork, after);
  // The invitation went to the former address.
  if (after.email !== before.email) await endInvitationOf(unitOfWork, userId);
  if (after.status !== "active" || after.role !== "admin") await endInvitationsBy(unitOfWork, userId);
  return after;
}

type UserFields = Omit<Parameters<StoreTransaction["users"]["update"]>[1], "signedOutAt">;

const applyChanges = (before: User, changes: UserChanges): UserFields => ({
  name: changes.name ?? before.name,
  email: changes.email ?? before.email,
  username: changes.username === undefined ? before.username : changes.username,
  role: changes.role ?? (before.role as OrganizationRole),
  status: changes.status ?? before.status,
  externalId: changes.externalId === undefined ? before.externalId : changes.externalId,
  endpoints: changes.endpoints ?? before.endpoints,
});

const stops = (before: User, wanted: UserFields): boolean =>
  wanted.status !== before.status && wanted.status !== "active";

/** Whether somebody else changes what identifies the user at an identity provider. */
function changesIdentity({ principal }: Context, before: User, wanted: UserFields): boolean {
  const isIdentified = wanted.externalId === before.externalId && hasSameEmail(wanted, before);
  return !isIdentified && principal.userId !== before.id;
}

function requireAllowed(context: Context, before: User, wanted: UserFields): void {
  const changesStatus = wanted.status !== before.status;
  if (changesStatus && [wanted.status, before.status].includes("blocked")) context.require("users:block");
  const mayStopOwner = context.isAllowed("users:block");
  if (before.isOwner && (wanted.role !== "admin" || (changesStatus && !mayStopOwner))) throw ownerProtected();
  requireOwnerOrPlatform(context, before);
  if (before.id === context.principal.userId && changesStatus) throw selfProtected();
}
