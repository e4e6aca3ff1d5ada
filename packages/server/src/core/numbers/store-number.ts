import type { NumberId, PhoneNumber } from "../../model.ts";
import type { NumberRecord } from "../../storage/store.ts";
import { isSame } from "../kernel/is-same.ts";
import type { EventDraft, UnitOfWork } from "../kernel/unit-of-work.ts";

export type NumberFields = Pick<
  PhoneNumber,
  "alias" | "coolingUntil" | "formerHolderId" | "reservation" | "carrierMissingAt"
>;

/** Updates the stored fields of a number with its event. Changes nothing when the fields already have the values. */
export async function storeNumber(
  { tx, record }: UnitOfWork,
  before: NumberRecord,
  changes: Partial<NumberFields>,
): Promise<NumberRecord> {
  if (isSame(before, changes)) return before;
  const after = await tx.numbers.update({ ...before, ...changes });
  if (after.alias !== before.alias) await tx.numbers.reindex(after.id);
  record(numberChange("number.updated", before, after));
  return after;
}

/** The event of a change of a number. */
export const numberChange = (
  kind: "number.updated" | "number.released",
  before: NumberRecord,
  after: NumberRecord,
): EventDraft => ({
  ...numberSubject(after),
  kind,
  before: withoutHolders(before),
  after: withoutHolders(after),
});

export const numberSubject = ({ id }: { id: NumberId }) => ({ subjectId: id, numberId: id });

/** The stored number, without what is derived from its assignments. */
export const withoutHolders = ({ isHeld, isInboundHeld, ...number }: NumberRecord): PhoneNumber => number;
