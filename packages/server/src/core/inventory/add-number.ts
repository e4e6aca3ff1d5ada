import type { NumberRecord } from "../../storage/store.ts";
import type { DisplacedAssignment } from "../assignments/apply-assignment.ts";
import type { Context } from "../kernel/context.ts";
import { numberExists } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { insertMissingNumber } from "../numbers/add-number.ts";
import { existingNumber } from "../numbers/find-number.ts";
import { type NumberWithHolders, numberWithHolders } from "../numbers/with-holders.ts";
import { withState } from "../numbers/with-state.ts";
import {
  assignFirstHolder,
  findCollision,
  type InventoryNumber,
  isHeldAsStated,
} from "./inventory-number.ts";

export interface AddedNumber {
  readonly number: NumberWithHolders;
  /** False when the organization had the number already, with the facts of the request. */
  readonly isNew: boolean;
  readonly displaced: readonly DisplacedAssignment[];
}

/** The stored outcome; those of earlier releases have only the record. */
type Outcome = NumberRecord &
  Partial<Pick<NumberWithHolders, "holders" | "holderCount">> & {
    readonly isUnchanged?: true;
    readonly displaced?: readonly DisplacedAssignment[];
  };

/**
 * Adds a line to the organization's inventory and assigns it to its first holder, if there is one. Returns the number
 * unchanged when the organization has it already and everything that the input states is true of it. Throws when other
 * facts are, when another organization has the line, and when a rule forbids the assignment; nothing is added then.
 */
export async function addNumber(context: Context, input: InventoryNumber): Promise<AddedNumber> {
  const outcome = await mutate<Outcome>(context, { permission: "numbers:add" }, (unitOfWork) =>
    addOrFind(context, unitOfWork, input),
  );
  const { isUnchanged, displaced = [], holders = [], holderCount = 0, ...record } = outcome;
  const number = { ...withState(record, context.services.now()), holders, holderCount };
  return { number, isNew: isUnchanged !== true, displaced };
}

async function addOrFind(context: Context, unitOfWork: UnitOfWork, input: InventoryNumber): Promise<Outcome> {
  const { tx } = unitOfWork;
  const added = await insertMissingNumber(context, unitOfWork, input);
  if (added === undefined) return findUnchanged(unitOfWork, input);
  if (input.holder === undefined) return added;
  const { displaced = [] } = await assignFirstHolder(context, unitOfWork, {
    number: added,
    holder: input.holder,
  });
  const number = await existingNumber(tx, { id: added.id });
  return { ...(await withHoldersOf(unitOfWork, number)), displaced };
}

async function findUnchanged(unitOfWork: UnitOfWork, input: InventoryNumber): Promise<Outcome> {
  const { tx } = unitOfWork;
  const number = await findCollision(tx, input);
  const isAsStated =
    (input.alias === undefined || input.alias === number.alias) &&
    (await isHeldAsStated(tx, number, input.holder));
  if (!isAsStated) throw numberExists();
  return { ...(await withHoldersOf(unitOfWork, number)), isUnchanged: true };
}

async function withHoldersOf({ tx, at }: UnitOfWork, number: NumberRecord): Promise<Outcome> {
  const { holders, holderCount } = await numberWithHolders(tx, number, at);
  return { ...number, holders, holderCount };
}
