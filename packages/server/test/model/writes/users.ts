import { isDeepStrictEqual } from "node:util";
import { callLoopsOf } from "../log/call-loops.ts";
import { blockedEmailsOf, membersOf, presentUsersOf, type User, usersOf } from "../log/users.ts";
import type { OperationOf } from "../operations.ts";
import { requireUser } from "../references.ts";
import { Rejection, type Transaction } from "../transaction.ts";
import { requireCurrentVersion, type WriteHandlers } from "./handler.ts";

export const userWrites: WriteHandlers<
  "setUserStatus" | "blockUser" | "setEndpoints" | "signOutUser" | "createUser" | "addMember" | "removeMember"
> = {
  setUserStatus,
  blockUser,
  setEndpoints,
  signOutUser,
  createUser,
  addMember: setMembership,
  removeMember: setMembership,
};

function setUserStatus(transaction: Transaction, operation: OperationOf<"setUserStatus">) {
  const user = requireUser(transaction.log, operation.user);
  const { status } = operation;
  requireCurrentVersion(operation);
  if (user.status !== status) {
    if ([user.status, status].includes("blocked")) throw new Rejection("insufficient_role");
    if (user.isOwner) throw new Rejection("owner_protected");
    transaction.append({ kind: "user.updated", user: user.serial, status });
  }
  return { user: user.serial, status };
}

function blockUser(transaction: Transaction, operation: OperationOf<"blockUser">) {
  const user = requireUser(transaction.log, operation.user);
  const { status } = operation;
  if (user.status === status) return { user: user.serial, status };
  if (user.status === "blocked") liftBlocks(transaction, user);
  transaction.append({ kind: "user.updated", user: user.serial, status });
  if (status === "blocked") blockEmail(transaction, user);
  return { user: user.serial, status };
}

function liftBlocks(transaction: Transaction, user: User): void {
  for (const { serial, email } of blockedEmailsOf(transaction.log))
    if (serial === user.serial || email === user.email)
      transaction.append({ kind: "emailBlock.lifted", user: serial });
}

/** Nothing changes when the address is blocked already. */
export function blockEmail(transaction: Transaction, { serial, email }: User): void {
  if (!blockedEmailsOf(transaction.log).some((blocked) => blocked.email === email))
    transaction.append({ kind: "emailBlock.created", user: serial });
}

export function requireEmailAllowed({ log }: Transaction, email: number): void {
  if (blockedEmailsOf(log).some((blocked) => blocked.email === email)) throw new Rejection("email_blocked");
}

function setEndpoints(transaction: Transaction, operation: OperationOf<"setEndpoints">) {
  const user = requireUser(transaction.log, operation.user);
  requireCurrentVersion(operation);
  const { endpoints } = operation;
  if (isDeepStrictEqual(user.endpoints, endpoints)) return { endpoints };
  if (callLoopsOf(transaction.log, user, endpoints).length > 0) throw new Rejection("validation_failed");
  transaction.append({ kind: "user.updated", user: user.serial, endpoints });
  return { endpoints };
}

function signOutUser(transaction: Transaction, operation: OperationOf<"signOutUser">) {
  const user = requireUser(transaction.log, operation.user).serial;
  transaction.append({ kind: "user.signedOut", user });
  return { user, signedOutAt: transaction.at };
}

function createUser(transaction: Transaction, { email }: OperationOf<"createUser">) {
  const { log } = transaction;
  requireEmailAllowed(transaction, email);
  if (presentUsersOf(log).some((user) => user.email === email)) throw new Rejection("email_taken");
  const user = usersOf(log).length + 1;
  transaction.append({ kind: "user.created", user, email });
  return { user, status: "active" };
}

function setMembership(
  transaction: Transaction,
  { kind, group, user: reference }: OperationOf<"addMember" | "removeMember">,
) {
  const members = membersOf(transaction.log)[group - 1];
  if (members === undefined) throw new Rejection("group_not_found");
  const user = requireUser(transaction.log, reference).serial;
  const isWanted = kind === "addMember";
  if (members.includes(user) !== isWanted)
    transaction.append({ kind: isWanted ? "group.memberAdded" : "group.memberRemoved", user, group });
  return {};
}
