import type { NumberWithState } from "../../model.ts";
import type { NumberRecord, NumberReference } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { numberInUse } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { requireVersion, type VersionCondition } from "../kernel/version.ts";
import { unreleasedNumber } from "./find-number.ts";
import { canTransition, stateOf } from "./number-state.ts";
import { numberChange } from "./store-number.ts";
import { withState } from "./with-state.ts";

/**
 * Returns the number to the carrier. Its history stays, and any organization can add the line again. Throws while a
 * user holds the number.
 */
export async function releaseNumber(
  context: Context,
  reference: NumberReference,
  version?: VersionCondition,
): Promise<NumberWithState> {
  const released = await mutate(context, { permission: "numbers:write" }, async (unitOfWork) => {
    const before = await unreleasedNumber(unitOfWork.tx, reference);
    requireVersion(before, version);
    return applyRelease(unitOfWork, before);
  });
  return withState(released, context.services.now());
}

/** Releases a number that is not released. Throws while a user holds it. */
export async function applyRelease(
  { tx, at, record }: UnitOfWork,
  before: NumberRecord,
): Promise<NumberRecord> {
  if (!canTransition(stateOf(before, before.isHeld, at), "released")) throw numberInUse();
  const after = await tx.numbers.release(before, at);
  record(numberChange("number.released", before, after));
  return after;
}
