import type { Assignment, HeldNumber, User } from "../model.ts";
import type { StoredNumber } from "../storage/store.ts";
import type { Change } from "./change.ts";
import type { Context } from "./context.ts";
import {
  alreadyHolding,
  numberCooling,
  numberHeld,
  numberReserved,
  numberUnknown,
  userNotActive,
} from "./errors.ts";
import {
  createAssignment,
  endAssignment,
  type Holding,
  holdingOf,
  plain,
  updateAssignment,
} from "./holding.ts";
import { mayBecome, stateOf } from "./number-states.ts";
import { existingNumber, updateNumber } from "./numbers.ts";
import { isSame } from "./same.ts";
import { requireVersion } from "./version.ts";

/** What is left out keeps its stored value; a new assignment takes both directions, no default and no label. */
export type Flags = { readonly [Flag in keyof Holding]?: Holding[Flag] | undefined };

/** How a number is given to a user. */
export interface PlacingOptions {
  readonly flags: Flags;
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

export interface Placed {
  readonly assignment: Assignment;
  readonly isChanged: boolean;
}

interface Placing extends PlacingOptions {
  readonly user: User;
  readonly number: StoredNumber;
  readonly at: number;
  /** How he holds it already. */
  readonly held: HeldNumber | undefined;
  /** The inbound holder, where that is another. */
  readonly rival: HeldNumber | undefined;
  readonly wanted: Holding;
}

/** Gives the number to the user, or changes how he holds it. Repeating it changes nothing. */
export async function place(
  context: Context,
  hands: Change,
  user: User,
  number: StoredNumber,
  options: PlacingOptions,
): Promise<Placed> {
  const holders = await hands.tx.assignments.open({ numberId: number.id });
  const held = holders.find((holder) => holder.userId === user.id);
  const rival = holders.find((holder) => holder.isInboundEnabled && holder.userId !== user.id);
  const wanted = { ...start, ...(held && holdingOf(held)), ...given(options.flags) };
  const placing = { ...options, user, number, at: hands.at, held, rival, wanted };
  requireNewWhereAsked(placing);
  requireVersion(held ?? { version: 0 }, options.version);
  if (held && isSame(held, wanted)) return { assignment: plain(held), isChanged: false };
  for (const rule of rules) rule(placing);
  await makeRoom(hands, placing);
  const rested = await requireRest(hands, placing);
  const assignment = held
    ? await updateAssignment(hands, held, wanted)
    : await createAssignment(context, hands, user, number, wanted);
  await endWait(hands, placing, rested);
  return { assignment, isChanged: true };
}

const start: Holding = { isDefault: false, isInboundEnabled: true, isOutboundEnabled: true, label: null };

export const given = (flags: Flags): Partial<Holding> =>
  Object.fromEntries(Object.entries(flags).filter(([, flag]) => flag !== undefined));

function requireNewWhereAsked({ held, isNew }: Placing): void {
  if (held && isNew) throw alreadyHolding();
}

const rules: readonly ((placing: Placing) => void)[] = [
  function numberIsNotReleased({ number, at }) {
    if (!mayBecome(stateOf(number, number.isHeld, at), "assigned")) throw numberUnknown();
  },
  function userIsActive({ user }) {
    if (user.status !== "active") throw userNotActive();
  },
  function inboundIsFreeOrTaken({ wanted, rival, takesInbound }) {
    if (wanted.isInboundEnabled && rival && !takesInbound) throw numberHeld(rival);
  },
  function numberIsNotKeptForAnother({ number: { reservation }, user, held, at, reason }) {
    if (held || !reservation || reservation.until <= at || reason !== undefined) return;
    const isForHim =
      reservation.userId === user.id || reservation.email?.toLowerCase() === user.email.toLowerCase();
    if (!isForHim) throw numberReserved(reservation.until);
  },
];

/** Whoever has inbound, and the number that was the default, step aside. */
async function makeRoom(
  hands: Change,
  { wanted, rival, user, number, formerDefault }: Placing,
): Promise<void> {
  if (wanted.isInboundEnabled && rival) await updateAssignment(hands, rival, { isInboundEnabled: false });
  if (!wanted.isDefault) return;
  const held = await hands.tx.assignments.open({ userId: user.id, provider: number.provider });
  const former = held.find((assignment) => assignment.isDefault && assignment.numberId !== number.id);
  if (former === undefined) return;
  if (formerDefault === "unassigned") await endAssignment(hands, former);
  else await updateAssignment(hands, former, { isDefault: false });
}

/**
 * Between two inbound holders a number rests as long as the organization wants; the former one may have it back
 * at once. Asked after room was made, because that may have begun the rest. Gives the number as it is then.
 */
async function requireRest(hands: Change, placing: Placing): Promise<StoredNumber> {
  const { user, held, rival, wanted, reason } = placing;
  const number = rival ? await existingNumber(hands.tx, { id: placing.number.id }) : placing.number;
  const { coolingUntil, formerHolderId } = number;
  const receivesAnew = wanted.isInboundEnabled && !held?.isInboundEnabled;
  const isResting = coolingUntil !== null && coolingUntil > hands.at && formerHolderId !== user.id;
  if (receivesAnew && isResting && reason === undefined) throw numberCooling(coolingUntil);
  return number;
}

/** The wait is over once somebody has the number: for a rest, to receive on it; for a reservation, at all. */
async function endWait(hands: Change, { wanted, held }: Placing, number: StoredNumber): Promise<void> {
  await updateNumber(hands, number, {
    ...(wanted.isInboundEnabled && { coolingUntil: null, formerHolderId: null }),
    ...(held === undefined && { reservation: null }),
  });
}
