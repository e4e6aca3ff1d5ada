import type { NumberWithState, Reservation } from "../../model.ts";
import type { NumberReference } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { invalidArguments } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { requireVersion, type VersionCondition } from "../kernel/version.ts";
import { existingUser, requirePerson } from "../users/find-user.ts";
import { unreleasedNumber } from "./find-number.ts";
import { storeNumber } from "./store-number.ts";
import { withState } from "./with-state.ts";

export interface NumberChanges {
  readonly alias?: string | null | undefined;
  /** Null cancels the reservation. */
  readonly reservation?: Reservation | null | undefined;
}

/** Changes a number's alias or reservation; omitted fields keep their value. */
export async function updateNumber(
  context: Context,
  reference: NumberReference,
  changes: NumberChanges,
  version?: VersionCondition,
): Promise<NumberWithState> {
  const after = await mutate(context, { permission: "numbers:write" }, async (unitOfWork) => {
    const before = await unreleasedNumber(unitOfWork.tx, reference);
    requireVersion(before, version);
    await requireReservable(context, unitOfWork, changes.reservation);
    const { alias = before.alias, reservation = before.reservation } = changes;
    return storeNumber(unitOfWork, before, { alias, reservation });
  });
  return withState(after, context.services.now());
}

async function requireReservable(
  context: Context,
  { tx, at }: UnitOfWork,
  reservation: Reservation | null | undefined,
): Promise<void> {
  if (!reservation) return;
  if (reservation.userId !== null) requirePerson(await existingUser(context, tx, reservation.userId));
  if (reservation.until <= at) throw reservationInPast();
}

const reservationInPast = () =>
  invalidArguments({ argument: "reservation.until", rule: "range", problem: "must be in the future" });
