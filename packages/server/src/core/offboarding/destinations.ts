import type { AssignmentDetails, NumberId, User, UserHandle, UserId } from "../../model.ts";
import type { StoreReader } from "../../storage/store.ts";
import type { Context } from "../kernel/context.ts";
import { invalidArguments, userInactive } from "../kernel/errors.ts";
import { existingNumber } from "../numbers/find-number.ts";
import { existingUser, requirePerson } from "../users/find-user.ts";
import type { NumberDestination } from "./plan-offboarding.ts";

/**
 * The new holder of each named number, by number id; null for the pool. Throws when the user does not hold the
 * number, a number is named twice, or the new holder is not another active person.
 */
export async function resolveDestinations(
  context: Context,
  reads: StoreReader,
  user: User,
  held: readonly AssignmentDetails[],
  numbers: readonly NumberDestination[],
): Promise<ReadonlyMap<NumberId, UserId | null>> {
  const receiverOf = async (to: UserHandle, index: number) => {
    const receiver = await existingUser(context, reads, to, `numbers.${index}.toUser`);
    if (receiver.id === user.id) throw assignedToRemovedUser(index);
    requirePerson(receiver);
    if (receiver.status !== "active") throw userInactive();
    return receiver.id;
  };
  const destinations = new Map<NumberId, UserId | null>();
  for (const [index, { number: reference, to }] of numbers.entries()) {
    const number = await existingNumber(reads, reference, `numbers.${index}.number`);
    if (!held.some(({ numberId }) => numberId === number.id)) throw notHeld(index);
    if (destinations.has(number.id)) throw namedTwice(index);
    destinations.set(number.id, to === "pool" ? null : await receiverOf(to, index));
  }
  return destinations;
}

const invalidNumber = (index: number, field: string, problem: string) =>
  invalidArguments({ argument: `numbers.${index}.${field}`, rule: "mismatch", problem });
const notHeld = (index: number) =>
  invalidNumber(index, "number", "is not held by the user who is being removed");
const namedTwice = (index: number) => invalidNumber(index, "number", "is listed twice");
const assignedToRemovedUser = (index: number) =>
  invalidNumber(index, "toUser", "must not be the user who is being removed");
