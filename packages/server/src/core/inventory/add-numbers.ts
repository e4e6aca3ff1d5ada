import type { NumberId } from "../../model.ts";
import type { NumberRecord } from "../../storage/store.ts";
import type { DisplacedAssignment } from "../assignments/apply-assignment.ts";
import { type AcceptedFate, type BatchItem, type Refusal, runBatch } from "../kernel/batch.ts";
import type { Context } from "../kernel/context.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { insertMissingNumber } from "../numbers/add-number.ts";
import { storeNumber } from "../numbers/store-number.ts";
import { assignFirstHolder, findCollision, type InventoryNumber } from "./inventory-number.ts";

export interface NumberFate {
  readonly fate: AcceptedFate;
  readonly id: NumberId;
  readonly displaced: readonly DisplacedAssignment[];
}

/**
 * Adds the numbers that the organization does not have, and changes the alias and the holder of those that it has where
 * the item states others. With `isDryRun`, only returns what would happen.
 */
export const addNumbers = (
  context: Context,
  items: readonly BatchItem<InventoryNumber>[],
  isDryRun: boolean,
): Promise<readonly (NumberFate | Refusal)[]> =>
  runBatch(context, { permission: "numbers:add", isDryRun }, items, (unitOfWork, input) =>
    addOrChange(context, unitOfWork, input),
  );

async function addOrChange(
  context: Context,
  unitOfWork: UnitOfWork,
  input: InventoryNumber,
): Promise<NumberFate> {
  const added = await insertMissingNumber(context, unitOfWork, input);
  const before = added ?? (await findCollision(unitOfWork.tx, input));
  const number = added ?? (await setAlias(context, unitOfWork, before, input));
  const { isChanged, displaced } = await assign(context, unitOfWork, number, input);
  const fate = added ? "create" : isChanged || number !== before ? "change" : "same";
  return { fate, id: number.id, displaced };
}

function setAlias(
  context: Context,
  unitOfWork: UnitOfWork,
  number: NumberRecord,
  { alias = number.alias }: InventoryNumber,
): Promise<NumberRecord> | NumberRecord {
  if (alias === number.alias) return number;
  context.require("numbers:write");
  return storeNumber(unitOfWork, number, { alias });
}

async function assign(
  context: Context,
  unitOfWork: UnitOfWork,
  number: NumberRecord,
  { holder }: InventoryNumber,
): Promise<{ readonly isChanged: boolean; readonly displaced: readonly DisplacedAssignment[] }> {
  if (holder === undefined) return { isChanged: false, displaced: [] };
  const { isChanged, displaced = [] } = await assignFirstHolder(context, unitOfWork, { number, holder });
  return { isChanged, displaced };
}
