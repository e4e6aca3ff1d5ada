import type { NumberId, PhoneNumber } from "../../model.ts";
import type { NumberRecord } from "../../storage/store.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";

export type NumberFields = Pick<PhoneNumber, "alias" | "coolingUntil" | "formerHolderId" | "reservation">;

/** Updates the stored fields of a number with its event. Changes nothing when the fields already have the values. */
export async function storeNumber(
  { tx, record }: UnitOfWork,
  before: NumberRecord,
  changes: Partial<NumberFields>,
): Promise<NumberRecord> {
  const wanted = { ...withoutHolders(before), ...changes };
  if (JSON.stringify(wanted) === JSON.stringify(withoutHolders(before))) return before;
  const after = await tx.numbers.update(wanted);
  record({
    ...numberSubject(after),
    kind: "number.updated",
    before: withoutHolders(before),
    after: withoutHolders(after),
  });
  return after;
}

export const numberSubject = ({ id }: { id: NumberId }) => ({ subjectId: id, numberId: id });

/** The stored number, without what is derived from its assignments. */
export const withoutHolders = ({ isHeld, isInboundHeld, ...number }: NumberRecord): PhoneNumber => number;
