import type { NumberWithState, Reservation, UserHandle } from "../../model.ts";
import type { NumberReference } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { invalidArguments } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { requireVersion, type VersionCondition } from "../kernel/version.ts";
import { existingUser, requirePerson } from "../users/find-user.ts";
import { correctLine } from "./correct-line.ts";
import { unreleasedNumber } from "./find-number.ts";
import { storeNumber } from "./store-number.ts";
import { withState } from "./with-state.ts";

export interface NumberChanges {
  /** Only while nobody ever held the number; needs the permission `numbers:add`. */
  readonly line?: string | undefined;
  readonly alias?: string | null | undefined;
  /** Null cancels the reservation. */
  readonly reservation?: NewReservation | null | undefined;
}

export interface NewReservation extends Omit<Reservation, "userId"> {
  readonly userId: UserHandle | null;
}

/** Changes a number's line, alias or reservation; omitted fields keep their value. */
export async function updateNumber(
  context: Context,
  reference: NumberReference,
  changes: NumberChanges,
  version?: VersionCondition,
): Promise<NumberWithState> {
  const after = await mutate(context, { permission: "numbers:write" }, async (unitOfWork) => {
    const found = await unreleasedNumber(unitOfWork.tx, reference);
    requireVersion(found, version);
    const before = await correctLine(context, unitOfWork, found, changes.line ?? found.line);
    const reservation = await toReservation(context, unitOfWork, changes.reservation);
    const { alias = before.alias } = changes;
    return storeNumber(unitOfWork, before, {
      alias,
      reservation: reservation === undefined ? before.reservation : reservation,
    });
  });
  return withState(after, context.services.now());
}

/** Undefined to keep what there is. Throws unless the user is a person and the time is in the future. */
export async function toReservation(
  context: Context,
  { tx, at }: UnitOfWork,
  reservation: NewReservation | null | undefined,
): Promise<Reservation | null | undefined> {
  if (!reservation) return reservation;
  const { userId: handle, email, until } = reservation;
  const user = handle === null ? null : await existingUser(context, tx, handle, "reservation.user");
  if (user !== null) requirePerson(user);
  if (until <= at) throw reservationInPast();
  return { userId: user?.id ?? null, email, until };
}

const reservationInPast = () =>
  invalidArguments({ argument: "reservation.until", rule: "range", problem: "must be in the future" });
