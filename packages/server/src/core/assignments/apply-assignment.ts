import type { Assignment, AssignmentDetails, User } from "../../model.ts";
import type { NumberRecord } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { alreadyAssigned, numberCooling } from "../kernel/errors.ts";
import { isSame } from "../kernel/is-same.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { requireVersion } from "../kernel/version.ts";
import { existingNumber } from "../numbers/find-number.ts";
import { isGlobalLine } from "../numbers/line.ts";
import { storeNumber } from "../numbers/store-number.ts";
import { type AssignmentAttempt, type AssignRequest, loadAttempt } from "./assignment-attempt.ts";
import { createAssignment, endAssignment, updateAssignment, withoutDetails } from "./assignment-changes.ts";
import { requireAllowed } from "./assignment-rules.ts";

export interface AssignResult {
  readonly assignment: Assignment;
  readonly isChanged: boolean;
  /** Undefined in outcomes that earlier releases stored. */
  readonly displaced?: readonly DisplacedAssignment[];
}

/**
 * An assignment that lost something to the change. `default`: it is no longer the user's default. `inbound`: its user no longer receives on
 * the number. `assignment`: it was ended.
 */
export interface DisplacedAssignment {
  readonly what: DisplacedPart;
  readonly assignment: AssignmentDetails;
}
export const displacedParts = ["default", "inbound", "assignment"] as const;
export type DisplacedPart = (typeof displacedParts)[number];

/** Assigns the number to the user or updates the assignment (idempotent); throws when a rule forbids it. */
export async function applyAssignment(
  context: Context,
  unitOfWork: UnitOfWork,
  request: AssignRequest,
): Promise<AssignResult> {
  const { user, number } = request;
  const attempt = await loadAttempt(unitOfWork, request);
  const { held, wanted } = attempt;
  if (held && request.isNew) throw alreadyAssigned();
  requireVersion(held, request.version);
  if (held && isSame(held, wanted)) return unchanged(held);
  requireAllowed(attempt);
  const displaced = await displaceHolders(unitOfWork, attempt);
  const currentNumber = await requireNotCooling(unitOfWork, attempt);
  const assignment = held
    ? await updateAssignment(unitOfWork, held, wanted)
    : await createAssignment(context, unitOfWork, { user, number, flags: wanted });
  await clearHold(unitOfWork, attempt, currentNumber);
  return { assignment, isChanged: true, displaced };
}

const unchanged = (held: AssignmentDetails): AssignResult => ({
  assignment: withoutDetails(held),
  isChanged: false,
  displaced: [],
});

/** Takes inbound from the current inbound holder and the default flag from the user's former default number. */
async function displaceHolders(
  unitOfWork: UnitOfWork,
  { wanted, currentInboundHolder, otherDefault: former, formerDefault }: AssignmentAttempt,
): Promise<readonly DisplacedAssignment[]> {
  const displaced: DisplacedAssignment[] = [];
  if (wanted.isInboundEnabled && currentInboundHolder) {
    await updateAssignment(unitOfWork, currentInboundHolder, { isInboundEnabled: false });
    displaced.push({ what: "inbound", assignment: currentInboundHolder });
  }
  if (former === undefined) return displaced;
  const isEnded = formerDefault === "unassigned" && isGlobalLine(former.line);
  if (isEnded) await endAssignment(unitOfWork, former);
  else await updateAssignment(unitOfWork, former, { isDefault: false });
  return [...displaced, { what: isEnded ? "assignment" : "default", assignment: former }];
}

/** The user's default at the provider, when that is another number. */
export async function otherDefault(
  { tx }: UnitOfWork,
  user: Pick<User, "id">,
  number: Pick<NumberRecord, "id" | "provider">,
): Promise<AssignmentDetails | undefined> {
  const found = await tx.assignments.defaultOf(user.id, number.provider);
  return found?.numberId === number.id ? undefined : found;
}

/**
 * Throws while the number is cooling and another user than the former inbound holder would receive on it. Must run
 * after `displaceHolders`, which may start the cooling period. Returns the number as stored then.
 */
async function requireNotCooling(
  unitOfWork: UnitOfWork,
  { user, held, currentInboundHolder, wanted, reason, number: before }: AssignmentAttempt,
): Promise<NumberRecord> {
  const number = currentInboundHolder ? await existingNumber(unitOfWork.tx, { id: before.id }) : before;
  const { coolingUntil, formerHolderId } = number;
  const enablesInbound = wanted.isInboundEnabled && !held?.isInboundEnabled;
  const isCooling = coolingUntil !== null && coolingUntil > unitOfWork.at && formerHolderId !== user.id;
  if (enablesInbound && isCooling && reason === undefined) throw numberCooling(coolingUntil);
  return number;
}

/** Clears the cooling period once a user receives on the number, and the reservation once a user holds it. */
async function clearHold(
  unitOfWork: UnitOfWork,
  { wanted, held }: AssignmentAttempt,
  number: NumberRecord,
): Promise<void> {
  await storeNumber(unitOfWork, number, {
    ...(wanted.isInboundEnabled && { coolingUntil: null, formerHolderId: null }),
    ...(held === undefined && { reservation: null }),
  });
}
