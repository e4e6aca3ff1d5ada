import type { Assignment, AssignmentDetails, User } from "../../model.ts";
import type { NumberRecord } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import {
  alreadyAssigned,
  numberCooling,
  numberHeld,
  numberNotFound,
  numberReserved,
  userInactive,
} from "../kernel/errors.ts";
import { isSame } from "../kernel/is-same.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { requireVersion } from "../kernel/version.ts";
import { existingNumber } from "../numbers/find-number.ts";
import { canTransition, stateOf } from "../numbers/number-state.ts";
import { storeNumber } from "../numbers/store-number.ts";
import {
  type AssignmentFlags,
  createAssignment,
  endAssignment,
  flagsOf,
  updateAssignment,
  withoutDetails,
} from "./assignment-changes.ts";

/** Omitted flags keep the stored value; a new assignment has both directions enabled, no default and no label. */
export type AssignmentFlagsPatch = {
  readonly [Flag in keyof AssignmentFlags]?: AssignmentFlags[Flag] | undefined;
};

export interface AssignOptions {
  readonly flags: AssignmentFlagsPatch;
  /** With `isDefault`: whether the user's former default number stays assigned (the default) or is unassigned. */
  readonly formerDefault?: "kept" | "unassigned" | undefined;
  /** Moves inbound from the current inbound holder, who keeps the number for outbound use. */
  readonly takesInbound?: boolean | undefined;
  /** Throws when the user already holds the number. */
  readonly isNew?: boolean | undefined;
  /** Overrides cooling and reservation; stored with the events. */
  readonly reason?: string | undefined;
  /** The expected version of the user's assignment of the number; 0 when there is none. */
  readonly version?: number | undefined;
}

export interface AssignRequest extends AssignOptions {
  readonly user: User;
  readonly number: NumberRecord;
}

export interface AssignResult {
  readonly assignment: Assignment;
  readonly isChanged: boolean;
}

interface AssignmentAttempt extends AssignRequest {
  readonly at: number;
  /** The user's open assignment of the number. */
  readonly held: AssignmentDetails | undefined;
  /** The open assignment of the inbound holder, when that is another user. */
  readonly currentInboundHolder: AssignmentDetails | undefined;
  readonly wanted: AssignmentFlags;
}

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
  requireVersion(held ?? { version: 0 }, request.version);
  if (held && isSame(held, wanted)) return { assignment: withoutDetails(held), isChanged: false };
  for (const rule of rules) rule(attempt);
  await displaceHolders(unitOfWork, attempt);
  const currentNumber = await requireNotCooling(unitOfWork, attempt);
  const assignment = held
    ? await updateAssignment(unitOfWork, held, wanted)
    : await createAssignment(context, unitOfWork, { user, number, flags: wanted });
  await clearHold(unitOfWork, attempt, currentNumber);
  return { assignment, isChanged: true };
}

async function loadAttempt({ tx, at }: UnitOfWork, request: AssignRequest): Promise<AssignmentAttempt> {
  const { user, number, flags } = request;
  const holders = await tx.assignments.open({ numberId: number.id });
  const held = holders.find((holder) => holder.userId === user.id);
  const currentInboundHolder = holders.find((holder) => holder.isInboundEnabled && holder.userId !== user.id);
  const wanted = { ...initialFlags, ...(held && flagsOf(held)), ...omitUndefined(flags) };
  return { ...request, at, held, currentInboundHolder, wanted };
}

const initialFlags: AssignmentFlags = {
  isDefault: false,
  isInboundEnabled: true,
  isOutboundEnabled: true,
  label: null,
};

export const omitUndefined = (flags: AssignmentFlagsPatch): Partial<AssignmentFlags> =>
  Object.fromEntries(Object.entries(flags).filter(([, flag]) => flag !== undefined));

/** In the order in which their errors take precedence. */
const rules: readonly ((attempt: AssignmentAttempt) => void)[] = [
  function requireNotReleased({ number, at }) {
    if (!canTransition(stateOf(number, number.isHeld, at), "assigned")) throw numberNotFound();
  },
  function requireActiveUser({ user }) {
    if (user.status !== "active") throw userInactive();
  },
  function requireInboundFree({ wanted, currentInboundHolder, takesInbound }) {
    if (wanted.isInboundEnabled && currentInboundHolder && !takesInbound)
      throw numberHeld(currentInboundHolder);
  },
  function requireNotReserved({ number: { reservation }, user, held, at, reason }) {
    if (held || !reservation || reservation.until <= at || reason !== undefined) return;
    const isReservedForUser =
      reservation.userId === user.id || reservation.email?.toLowerCase() === user.email.toLowerCase();
    if (!isReservedForUser) throw numberReserved(reservation.until);
  },
];

/** Takes inbound from the current inbound holder and the default flag from the user's former default number. */
async function displaceHolders(
  unitOfWork: UnitOfWork,
  { wanted, currentInboundHolder, user, number, formerDefault }: AssignmentAttempt,
): Promise<void> {
  if (wanted.isInboundEnabled && currentInboundHolder)
    await updateAssignment(unitOfWork, currentInboundHolder, { isInboundEnabled: false });
  if (!wanted.isDefault) return;
  const open = await unitOfWork.tx.assignments.open({ userId: user.id, provider: number.provider });
  const former = open.find((assignment) => assignment.isDefault && assignment.numberId !== number.id);
  if (former === undefined) return;
  if (formerDefault === "unassigned") await endAssignment(unitOfWork, former);
  else await updateAssignment(unitOfWork, former, { isDefault: false });
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
