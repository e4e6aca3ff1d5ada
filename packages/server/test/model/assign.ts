import { isDeepStrictEqual } from "node:util";
import { type Assignment, assignmentOf, defaultOf, inboundHolderOf } from "./log/assignments.ts";
import { isSenderId, providerOf } from "./log/lines.ts";
import type { AssignmentFlags, Fact, Log } from "./log/log.ts";
import { holdOf, isCooling, isReleased, isReserved } from "./log/numbers.ts";
import { organizationOf } from "./log/organization.ts";
import { type User, usersOf } from "./log/users.ts";
import { requireUser } from "./references.ts";
import { Rejection, type Transaction } from "./transaction.ts";

// The rules of assigning: predicates over the log and one request.

export interface AssignRequest {
  readonly user: number;
  readonly number: number;
  /** Flags that are left out keep their value. */
  readonly flags: Partial<AssignmentFlags>;
  /** The user's former default at the provider is unassigned instead of kept. */
  readonly unassignsFormerDefault?: boolean;
  /** Takes inbound from another user. */
  readonly takesInbound?: boolean | undefined;
  /** Rejected when the user holds the number. */
  readonly isNew?: boolean;
  readonly isVersionStale?: boolean;
  /** Rejected when the user could neither receive nor call on the number. */
  readonly requiresDirection?: boolean;
}

interface Attempt extends AssignRequest {
  readonly log: Log;
  readonly at: number;
  readonly reason: string | undefined;
}

/** Assigns the number, or changes the flags of the assignment. Throws when a rule rejects the request. */
export function assign(
  transaction: Transaction,
  request: AssignRequest,
): { readonly assignment: Assignment; readonly isChanged: boolean } {
  const { log, at, reason } = transaction;
  const attempt: Attempt = { ...request, log, at, reason };
  requireNone(preconditions, attempt);
  const isChanged = changesSomething(attempt);
  if (isChanged) {
    requireNone(rules, attempt);
    for (const fact of factsOf(attempt)) transaction.append(fact);
  }
  const { user, number } = request;
  return { assignment: assignmentOf(transaction.log, user, number) as Assignment, isChanged };
}

type Rule = readonly [code: string, rejects: (attempt: Attempt) => boolean];

/** The first one that rejects decides. These reject also a request that would change nothing. */
const preconditions: readonly Rule[] = [
  ["already_assigned", (it) => it.isNew === true && holdsNumber(it)],
  ["version_stale", (it) => it.isVersionStale === true],
];

const rules: readonly Rule[] = [
  ["number_not_found", (it) => isReleased(it.log, it.number)],
  ["user_inactive", (it) => userOf(it).status !== "active"],
  ["validation_failed", (it) => it.requiresDirection === true && !hasDirection(wantedFlags(it))],
  ["inbound_not_supported", (it) => wantsInbound(it) && isSenderId(it.log, it.number)],
  ["number_held", (it) => wantsInbound(it) && isInboundHeldByAnother(it) && !it.takesInbound],
  ["number_reserved", (it) => !holdsNumber(it) && isReservedForAnother(it) && it.reason === undefined],
  ["number_cooling", (it) => gainsInbound(it) && isCoolingForUser(it) && it.reason === undefined],
];

function requireNone(candidates: readonly Rule[], attempt: Attempt): void {
  const broken = candidates.find(([, rejects]) => rejects(attempt));
  if (broken) throw new Rejection(broken[0]);
}

const userOf = ({ log, user }: Attempt): User => usersOf(log)[user - 1] as User;

const currentAssignment = ({ log, user, number }: Attempt): Assignment | undefined =>
  assignmentOf(log, user, number);

const holdsNumber = (attempt: Attempt): boolean => currentAssignment(attempt) !== undefined;

const initialFlags: AssignmentFlags = {
  isDefault: false,
  isInboundEnabled: true,
  isOutboundEnabled: true,
  label: null,
};

const wantedFlags = (attempt: Attempt): AssignmentFlags => ({
  ...initialFlags,
  isInboundEnabled: !isSenderId(attempt.log, attempt.number),
  ...currentAssignment(attempt)?.flags,
  ...attempt.flags,
});

const changesSomething = (attempt: Attempt): boolean =>
  !isDeepStrictEqual(currentAssignment(attempt)?.flags, wantedFlags(attempt));

const hasDirection = ({ isInboundEnabled, isOutboundEnabled }: AssignmentFlags): boolean =>
  isInboundEnabled || isOutboundEnabled;

const wantsInbound = (attempt: Attempt): boolean => wantedFlags(attempt).isInboundEnabled;

const gainsInbound = (attempt: Attempt): boolean =>
  wantsInbound(attempt) && currentAssignment(attempt)?.flags.isInboundEnabled !== true;

/** The inbound holder, if that is another user. */
function otherInboundHolder({ log, user, number }: Attempt): Assignment | undefined {
  const holder = inboundHolderOf(log, number);
  return holder?.user === user ? undefined : holder;
}

const isInboundHeldByAnother = (attempt: Attempt): boolean => otherInboundHolder(attempt) !== undefined;

function isReservedForAnother(attempt: Attempt): boolean {
  const { log, number, at } = attempt;
  const hold = holdOf(log, number);
  const user = userOf(attempt);
  return (
    isReserved(hold, at) && hold.reservation?.user !== user.serial && hold.reservation?.email !== user.email
  );
}

/** Also when it is this request that would start the cooling, by taking inbound from another user. */
function isCoolingForUser(attempt: Attempt): boolean {
  const { log, number, at, user } = attempt;
  if (isInboundHeldByAnother(attempt)) return organizationOf(log).coolingDays > 0;
  const hold = holdOf(log, number);
  return isCooling(hold, at) && hold.formerHolder !== user;
}

/** The user's default at the provider, if that is another number. */
function otherDefault({ log, user, number }: Attempt): Assignment | undefined {
  const found = defaultOf(log, user, providerOf(log, number));
  return found?.number === number ? undefined : found;
}

/** Everything that changes, in the order of the events. */
function factsOf(attempt: Attempt): Fact[] {
  const { user, number, unassignsFormerDefault } = attempt;
  const flags = wantedFlags(attempt);
  const displaced = flags.isInboundEnabled ? otherInboundHolder(attempt) : undefined;
  const formerDefault = flags.isDefault ? otherDefault(attempt) : undefined;
  return [
    ...(displaced ? [updated(displaced, { isInboundEnabled: false })] : []),
    ...(formerDefault
      ? [
          unassignsFormerDefault && !isSenderId(attempt.log, formerDefault.number)
            ? unassigned(formerDefault)
            : updated(formerDefault, { isDefault: false }),
        ]
      : []),
    { kind: holdsNumber(attempt) ? "assignment.updated" : "number.assigned", user, number, flags },
  ];
}

export const updated = ({ user, number, flags }: Assignment, changes: Partial<AssignmentFlags>): Fact => ({
  kind: "assignment.updated",
  user,
  number,
  flags: { ...flags, ...changes },
});

export const unassigned = ({ user, number }: Assignment): Fact => ({
  kind: "number.unassigned",
  user,
  number,
});

/** The user has it again with the same flags; a default that the user has elsewhere by now stays the default. */
export function reassign(transaction: Transaction, { user, number, provider, flags }: Assignment) {
  requireUser(transaction.log, user);
  const present = defaultOf(transaction.log, user, provider);
  const hasOtherDefault = present !== undefined && present.number !== number;
  const wanted = { ...flags, isDefault: flags.isDefault && !hasOtherDefault };
  return assign(transaction, { user, number, flags: wanted });
}
