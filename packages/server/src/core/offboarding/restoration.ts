import type {
  AssignmentDetails,
  OffboardedNumber,
  Offboarding,
  OffboardingPlan,
  Restoration,
  RestorationOutcome,
} from "../../model.ts";
import { userErased } from "../kernel/errors.ts";

export const restored: RestorationOutcome = { isRestored: true, why: "" };
export const notRestored = (why: string): RestorationOutcome => ({ isRestored: false, why });
const dependsOn = (why: string): RestorationOutcome => ({ isRestored: null, why });

export const userWasInactive = "The user was not active when they were removed.";

/**
 * What the undo of an offboarding restored; until the undo, what it would restore. Null when an earlier release undid
 * the offboarding. Also for outcomes that earlier releases stored, in which `transfers` and `restoration` are
 * undefined.
 */
export function restorationOf(offboarding: Offboarding): Restoration | null {
  const { status, plan, restoration } = offboarding;
  if (status === "undone") return restoration ?? null;
  const expected = expectedRestoration(offboarding);
  if (plan.erasedAt === undefined) return expected;
  const erased = notRestored(userErased().message);
  return {
    numbers: expected.numbers.map((it) => ({ ...it, ...erased })),
    groups: expected.groups.map((it) => ({ ...it, ...erased })),
    apiKeys: expected.apiKeys,
    access: expected.access,
  };
}

const expectedRestoration = (offboarding: Offboarding): Restoration => ({
  numbers: offboarding.plan.numbers.map((number) => ({
    numberId: number.assignment.numberId,
    ...expectedNumber(offboarding, number),
  })),
  groups: offboarding.plan.groupIds.map((groupId) => ({
    groupId,
    ...dependsOn("Restored unless the group is deleted before."),
  })),
  ...lostAccess(offboarding.plan),
});

function expectedNumber(
  { status, plan, transfers = [] }: Offboarding,
  { assignment, to }: OffboardedNumber,
): RestorationOutcome {
  if (plan.user.status !== "active") return notRestored(userWasInactive);
  const isTransferred = transfers.some(({ numberId }) => numberId === assignment.numberId);
  const isTakenBack = to !== null && (status === "planned" || isTransferred);
  return isTakenBack ? dependsOn(untilChanged(to, assignment)) : dependsOn(untilTaken(assignment));
}

const untilChanged = (to: string, { isInboundEnabled }: AssignmentDetails): string =>
  `Restored while the assignment of user ${to} is as the offboarding left it, which is then taken back.${
    isInboundEnabled ? " In an organization with a cooling period the undo needs a reason for it." : ""
  }`;

const untilTaken = ({ isInboundEnabled }: AssignmentDetails): string =>
  isInboundEnabled
    ? "Restored unless the number is released, reserved for another user, or another user receives on it or did and it is cooling down."
    : "Restored unless the number is released or reserved for another user.";

/** What no undo restores. */
export function lostAccess({
  user,
  apiKeyIds,
  createdKeys = [],
  revokesCreatedKeys,
}: OffboardingPlan): Pick<Restoration, "apiKeys" | "access"> {
  const revoked = revokesCreatedKeys ? [...apiKeyIds, ...createdKeys.map(({ id }) => id)] : apiKeyIds;
  return {
    apiKeys: revoked.map((apiKeyId) => ({ apiKeyId, ...notRestored(revokedKey) })),
    access: user.kind === "service" ? [] : lostSignIn,
  };
}

const revokedKey = "The key stays revoked. Create another one.";
const lostSignIn: Restoration["access"] = [
  { what: "tokens", ...notRestored("Tokens that were issued before the undo stay rejected.") },
  { what: "identity", ...notRestored("The next sign-in links the user to their identity provider again.") },
  { what: "invitation", ...notRestored("An invitation that was open stays revoked. Create another one.") },
];
