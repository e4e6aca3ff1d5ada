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
import { mayBecome, stateOf } from "../numbers/number-states.ts";
import { existingNumber, storeNumber } from "../numbers/numbers.ts";
import {
  type AssignmentFlags,
  createAssignment,
  endAssignment,
  flagsOf,
  updateAssignment,
  withoutDetails,
} from "./assignment-details.ts";

/** What is left out keeps its stored value; a new assignment takes both directions, no default and no label. */
export type AssignmentFlagsPatch = {
  readonly [Flag in keyof AssignmentFlags]?: AssignmentFlags[Flag] | undefined;
};

/** How a number is given to a user. */
export interface AssignOptions {
  readonly flags: AssignmentFlagsPatch;
  /** What becomes of the number that was the user's default: it stays his, or he gives it back. */
  readonly formerDefault?: "kept" | "unassigned" | undefined;
  /** Inbound moves here from whoever has it; he keeps the number for outbound use. */
  readonly takesInbound?: boolean | undefined;
  /** Refuses when the user holds the number already. */
  readonly isNew?: boolean | undefined;
  /** Overrides cooling and reservation; the history keeps it. */
  readonly reason?: string | undefined;
  readonly version?: number | undefined;
}

export interface AssignResult {
  readonly assignment: Assignment;
  readonly isChanged: boolean;
}

interface AssignmentAttempt extends AssignOptions {
  readonly user: User;
  readonly number: NumberRecord;
  readonly at: number;
  /** How he holds it already. */
  readonly held: AssignmentDetails | undefined;
  /** The inbound holder, where that is another. */
  readonly currentInboundHolder: AssignmentDetails | undefined;
  readonly wanted: AssignmentFlags;
}

/** Gives the number to the user, or changes how he holds it. Repeating it changes nothing. */
export async function applyAssignment(
  context: Context,
  unitOfWork: UnitOfWork,
  user: User,
  number: NumberRecord,
  options: AssignOptions,
): Promise<AssignResult> {
  const holders = await unitOfWork.tx.assignments.open({ numberId: number.id });
  const held = holders.find((holder) => holder.userId === user.id);
  const currentInboundHolder = holders.find((holder) => holder.isInboundEnabled && holder.userId !== user.id);
  const wanted = { ...initialFlags, ...(held && flagsOf(held)), ...omitUndefined(options.flags) };
  const placing = { ...options, user, number, at: unitOfWork.at, held, currentInboundHolder, wanted };
  requireNewWhereAsked(placing);
  requireVersion(held ?? { version: 0 }, options.version);
  if (held && isSame(held, wanted)) return { assignment: withoutDetails(held), isChanged: false };
  for (const rule of rules) rule(placing);
  await displaceHolders(unitOfWork, placing);
  const rested = await requireNotCooling(unitOfWork, placing);
  const assignment = held
    ? await updateAssignment(unitOfWork, held, wanted)
    : await createAssignment(context, unitOfWork, user, number, wanted);
  await clearHold(unitOfWork, placing, rested);
  return { assignment, isChanged: true };
}

const initialFlags: AssignmentFlags = {
  isDefault: false,
  isInboundEnabled: true,
  isOutboundEnabled: true,
  label: null,
};

export const omitUndefined = (flags: AssignmentFlagsPatch): Partial<AssignmentFlags> =>
  Object.fromEntries(Object.entries(flags).filter(([, flag]) => flag !== undefined));

function requireNewWhereAsked({ held, isNew }: AssignmentAttempt): void {
  if (held && isNew) throw alreadyAssigned();
}

const rules: readonly ((placing: AssignmentAttempt) => void)[] = [
  function numberIsNotReleased({ number, at }) {
    if (!mayBecome(stateOf(number, number.isHeld, at), "assigned")) throw numberNotFound();
  },
  function userIsActive({ user }) {
    if (user.status !== "active") throw userInactive();
  },
  function inboundIsFreeOrTaken({ wanted, currentInboundHolder, takesInbound }) {
    if (wanted.isInboundEnabled && currentInboundHolder && !takesInbound)
      throw numberHeld(currentInboundHolder);
  },
  function numberIsNotKeptForAnother({ number: { reservation }, user, held, at, reason }) {
    if (held || !reservation || reservation.until <= at || reason !== undefined) return;
    const isForHim =
      reservation.userId === user.id || reservation.email?.toLowerCase() === user.email.toLowerCase();
    if (!isForHim) throw numberReserved(reservation.until);
  },
];

/** Whoever has inbound, and the number that was the default, step aside. */
async function displaceHolders(
  unitOfWork: UnitOfWork,
  { wanted, currentInboundHolder, user, number, formerDefault }: AssignmentAttempt,
): Promise<void> {
  if (wanted.isInboundEnabled && currentInboundHolder)
    await updateAssignment(unitOfWork, currentInboundHolder, { isInboundEnabled: false });
  if (!wanted.isDefault) return;
  const held = await unitOfWork.tx.assignments.open({ userId: user.id, provider: number.provider });
  const former = held.find((assignment) => assignment.isDefault && assignment.numberId !== number.id);
  if (former === undefined) return;
  if (formerDefault === "unassigned") await endAssignment(unitOfWork, former);
  else await updateAssignment(unitOfWork, former, { isDefault: false });
}

/**
 * Between two inbound holders a number rests as long as the organization wants; the former one may have it back
 * at once. Asked after room was made, because that may have begun the rest. Gives the number as it is then.
 */
async function requireNotCooling(unitOfWork: UnitOfWork, placing: AssignmentAttempt): Promise<NumberRecord> {
  const { user, held, currentInboundHolder, wanted, reason } = placing;
  const number = currentInboundHolder
    ? await existingNumber(unitOfWork.tx, { id: placing.number.id })
    : placing.number;
  const { coolingUntil, formerHolderId } = number;
  const receivesAnew = wanted.isInboundEnabled && !held?.isInboundEnabled;
  const isResting = coolingUntil !== null && coolingUntil > unitOfWork.at && formerHolderId !== user.id;
  if (receivesAnew && isResting && reason === undefined) throw numberCooling(coolingUntil);
  return number;
}

/** The wait is over once somebody has the number: for a rest, to receive on it; for a reservation, at all. */
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
