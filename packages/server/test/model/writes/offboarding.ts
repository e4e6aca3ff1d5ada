import { isDeepStrictEqual } from "node:util";
import type { NumberState } from "../../../src/model.ts";
import { assign, reassign, unassigned, updated } from "../assign.ts";
import { type Assignment, assignmentOf, heldBy, holdersOf, openAssignments } from "../log/assignments.ts";
import type { Log, Plan } from "../log/log.ts";
import {
  type Offboarding,
  offboardingOf,
  offboardingsOf,
  type Transfer,
  transferOf,
} from "../log/offboardings.ts";
import { dayMs, organizationOf } from "../log/organization.ts";
import { activeApiKeysOf, groupsOfUser, presentUsersOf } from "../log/users.ts";
import type { OffboardingRequest, OperationOf } from "../operations.ts";
import { requireNumber, requireUser } from "../references.ts";
import { Rejection, type Transaction } from "../transaction.ts";
import { requireCurrentVersion, type WriteHandlers } from "./handler.ts";
import { blockEmail, requireEmailAllowed } from "./users.ts";

export const offboardingWrites: WriteHandlers<
  "planOffboarding" | "applyPlan" | "offboard" | "removeUser" | "telnyxRemoveUser" | "undoOffboarding"
> = {
  planOffboarding(transaction, operation) {
    const plan = makePlan(transaction, operation);
    const offboarding = nextSerial(transaction.log);
    transaction.append({ kind: "offboarding.planned", offboarding, plan });
    return decisiveFields(offboardingOf(transaction.log, offboarding) as Offboarding);
  },
  applyPlan,
  offboard: (transaction, operation) => {
    const plan = makePlan(transaction, operation);
    requireCurrentVersion(operation);
    return decisiveFields(apply(transaction, plan, nextSerial(transaction.log)));
  },
  removeUser: (transaction, operation) => {
    const plan = makePlan(transaction, { user: operation.user, numbers: [] });
    requireCurrentVersion(operation);
    apply(transaction, plan, nextSerial(transaction.log));
    return { user: plan.user.serial };
  },
  telnyxRemoveUser: (transaction, { user }) => {
    const plan = makePlan(transaction, { user, numbers: [] });
    apply(transaction, plan, nextSerial(transaction.log));
    return { user: plan.user.serial };
  },
  undoOffboarding,
};

const planLifetimeMs = 60 * 60 * 1000;

const nextSerial = (log: Log): number => offboardingsOf(log).length + 1;

function applyPlan(transaction: Transaction, operation: OperationOf<"applyPlan">) {
  const planned = offboardingOf(transaction.log, operation.offboarding);
  // An offboarding that was not planned first has no token.
  if (planned === undefined || !planned.wasPlanned) throw new Rejection("offboarding_not_found");
  const isExpired = planned.plannedAt <= transaction.at - planLifetimeMs;
  if (planned.status !== "planned" || isExpired || isStale(transaction, planned.plan))
    throw new Rejection("plan_stale");
  return decisiveFields(apply(transaction, planned.plan, planned.serial));
}

function makePlan({ log, reason }: Transaction, request: OffboardingRequest): Plan {
  const user = requireUser(log, request.user);
  if (user.isOwner) throw new Rejection("owner_protected");
  const held = heldBy(log, user.serial);
  const destinations = destinationsOf(log, request, held);
  const { coolingDays } = organizationOf(log);
  const numbers = held.map((assignment) => {
    const to = destinations.get(assignment.number) ?? null;
    const startsCooling = assignment.flags.isInboundEnabled && coolingDays > 0;
    if (to !== null && startsCooling && reason === undefined) throw new Rejection("number_cooling");
    return { assignment, to, becomes: stateAfter(log, assignment, { to, startsCooling }) };
  });
  const { serial } = user;
  return { user, numbers, groups: groupsOfUser(log, serial), apiKeys: activeApiKeysOf(log, serial) };
}

function stateAfter(
  log: Log,
  { number }: Assignment,
  { to, startsCooling }: { readonly to: number | null; readonly startsCooling: boolean },
): NumberState {
  if (to !== null || holdersOf(log, number).length > 1) return "assigned";
  return startsCooling ? "cooling" : "available";
}

function destinationsOf(log: Log, { user, numbers }: OffboardingRequest, held: readonly Assignment[]) {
  const destinations = new Map<number, number | null>();
  for (const { number, to } of numbers) {
    const { serial } = requireNumber(log, number);
    const isHeld = held.some((assignment) => assignment.number === serial);
    if (!isHeld || destinations.has(serial) || to === user) throw new Rejection("validation_failed");
    if (to !== null && requireUser(log, to).status !== "active") throw new Rejection("user_inactive");
    destinations.set(serial, to);
  }
  return destinations;
}

/** Whether the same request would be planned differently now. */
function isStale(transaction: Transaction, plan: Plan): boolean {
  const numbers = plan.numbers.map(({ assignment, to }) => ({ number: assignment.number, to }));
  try {
    const present = makePlan(transaction, { user: plan.user.serial, numbers });
    return !isDeepStrictEqual(present, plan);
  } catch (error) {
    if (!(error instanceof Rejection) || error.code === "number_cooling") throw error;
    return true;
  }
}

function apply(transaction: Transaction, plan: Plan, offboarding: number): Offboarding {
  const user = plan.user.serial;
  for (const { assignment, to } of plan.numbers) {
    transaction.append(unassigned(assignment));
    if (to !== null) passOn(transaction, assignment, to);
  }
  for (const apiKey of activeApiKeysOf(transaction.log, user))
    transaction.append({ kind: "apiKey.revoked", user, apiKey });
  for (const group of groupsOfUser(transaction.log, user))
    transaction.append({ kind: "group.memberRemoved", user, group });
  transaction.append({ kind: "user.removed", user });
  transaction.append({ kind: "offboarding.applied", offboarding, plan });
  return offboardingOf(transaction.log, offboarding) as Offboarding;
}

/** The other user has either direction that either of them had; their own default stays. */
function passOn(transaction: Transaction, { number, flags: left }: Assignment, to: number): void {
  const present = assignmentOf(transaction.log, to, number)?.flags;
  assign(transaction, {
    user: to,
    number,
    flags: {
      isInboundEnabled: left.isInboundEnabled || present?.isInboundEnabled === true,
      isOutboundEnabled: left.isOutboundEnabled || present?.isOutboundEnabled === true,
      label: present ? present.label : left.label,
    },
  });
}

function undoOffboarding(transaction: Transaction, operation: OperationOf<"undoOffboarding">) {
  const found = offboardingOf(transaction.log, operation.offboarding);
  if (found === undefined || found.status === "planned") throw new Rejection("offboarding_not_found");
  if (found.status === "undone") throw new Rejection("already_undone");
  if (transaction.at > (found.appliedAt ?? 0) + 30 * dayMs) throw new Rejection("undo_window_expired");
  const { user, groups, numbers } = found.plan;
  if (user.status !== "blocked") requireEmailAllowed(transaction, user.email);
  if (presentUsersOf(transaction.log).some(({ email }) => email === user.email))
    throw new Rejection("email_taken");
  transaction.append({ kind: "user.restored", user: user.serial, status: user.status });
  if (user.status === "blocked") blockEmail(transaction, user);
  for (const group of groups) transaction.append({ kind: "group.memberAdded", user: user.serial, group });
  const restored = numbers.map(({ assignment }) => ({
    number: assignment.number,
    isRestored: restore(transaction, found, assignment),
  }));
  transaction.append({
    kind: "offboarding.undone",
    offboarding: found.serial,
    restored: { numbers: restored, groups },
  });
  return restored;
}

/** Returns false, and changes nothing, when the new holder's assignment has changed or a rule prevents it. */
function restore(transaction: Transaction, offboarding: Offboarding, assignment: Assignment): boolean {
  const { log } = transaction;
  if (requireUser(log, assignment.user).status !== "active") return false;
  const transfer = transferOf(log, offboarding, assignment.number);
  const present = openAssignments(log).find(({ id }) => id === transfer?.after.id);
  if (transfer && present && present.version !== transfer.after.version) return false;
  try {
    if (transfer && present) takeBack(transaction, transfer);
    reassign(transaction, assignment);
    return true;
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    transaction.log = log;
    return false;
  }
}

function takeBack(transaction: Transaction, { before, after }: Transfer): void {
  const { isInboundEnabled, isOutboundEnabled } = before?.flags ?? after.flags;
  transaction.append(before ? updated(after, { isInboundEnabled, isOutboundEnabled }) : unassigned(after));
}

const decisiveFields = ({ plan, status }: Offboarding) => ({
  status,
  user: plan.user.serial,
  numbers: plan.numbers.map(({ assignment, to, becomes }) => ({
    number: assignment.number,
    to,
    becomes,
  })),
  groups: plan.groups,
});
