import type { AssignmentDetails, PlanAction, UserHandle, UserId } from "../../model.ts";
import type { NumberRecord } from "../../storage/store.ts";
import { applyAssignment } from "../assignments/apply-assignment.ts";
import { endAssignment, updateAssignment } from "../assignments/assignment-changes.ts";
import { moveAssignment } from "../assignments/transfer-number.ts";
import type { Context } from "../kernel/context.ts";
import { assignmentNotFound, holderRequired, numberNotFound } from "../kernel/errors.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { applyRelease } from "../numbers/release-number.ts";
import { storeNumber } from "../numbers/store-number.ts";
import { toReservation } from "../numbers/update-number.ts";
import { existingUser } from "../users/find-user.ts";
import type { NumberActionInput } from "./plan-input.ts";

/** An action on a number; an offboarding concerns a user. */
export type NumberAction = Exclude<PlanAction, { readonly kind: "offboard" }>;

/** The action with the ids of the users whom it names now. Throws when there is no such user. */
export async function resolveAction(
  context: Context,
  unitOfWork: UnitOfWork,
  input: NumberActionInput,
): Promise<NumberAction> {
  const idOf = async (handle: UserHandle, argument: string): Promise<UserId> =>
    (await existingUser(context, unitOfWork.tx, handle, argument)).id;
  const optionalId = async (handle: UserHandle | undefined, argument: string) =>
    handle === undefined ? null : idOf(handle, argument);
  switch (input.kind) {
    case "assign": {
      const { kind, flags, takesInbound = false } = input;
      return { kind, toUserId: await idOf(input.toUser, "toUser"), flags, takesInbound };
    }
    case "unassign":
      return { kind: input.kind, fromUserId: await optionalId(input.fromUser, "fromUser") };
    case "transfer": {
      const fromUserId = await optionalId(input.fromUser, "fromUser");
      return { kind: input.kind, fromUserId, toUserId: await idOf(input.toUser, "toUser") };
    }
    case "label":
      return { kind: input.kind, userId: await optionalId(input.user, "user"), label: input.label };
    case "reserve": {
      const reservation = await toReservation(context, unitOfWork, input.reservation);
      return { kind: input.kind, reservation: reservation ?? null };
    }
    case "release":
      return { kind: input.kind };
  }
}

/** Does the action with one number; an action that is done already changes nothing. Throws when a rule forbids it. */
export async function changeNumber(
  context: Context,
  unitOfWork: UnitOfWork,
  action: NumberAction,
  number: NumberRecord,
): Promise<void> {
  switch (action.kind) {
    case "assign":
      return assign(context, unitOfWork, action, number);
    case "unassign":
      return unassign(unitOfWork, action, number);
    case "transfer":
      return transfer(context, unitOfWork, action, number);
    case "label":
      return label(unitOfWork, action, number);
    case "reserve":
      return reserve(unitOfWork, action, number);
    case "release":
      if (number.releasedAt === null) await applyRelease(unitOfWork, number);
  }
}

type ActionOf<Kind extends NumberAction["kind"]> = Extract<NumberAction, { readonly kind: Kind }>;

async function assign(
  context: Context,
  unitOfWork: UnitOfWork,
  { toUserId, flags, takesInbound }: ActionOf<"assign">,
  number: NumberRecord,
): Promise<void> {
  const { tx, reason } = unitOfWork;
  const user = await existingUser(context, tx, toUserId);
  const request = { user, number, flags, takesInbound, requiresDirection: true, reason };
  await applyAssignment(context, unitOfWork, request);
}

async function unassign(
  unitOfWork: UnitOfWork,
  { fromUserId }: ActionOf<"unassign">,
  { id }: NumberRecord,
): Promise<void> {
  for (const held of await holdersOf(unitOfWork, id, fromUserId)) await endAssignment(unitOfWork, held);
}

/** The receiver's default stays: a plan can move many numbers, and a user has one default at a provider. */
async function transfer(
  context: Context,
  unitOfWork: UnitOfWork,
  { fromUserId, toUserId }: ActionOf<"transfer">,
  number: NumberRecord,
): Promise<void> {
  const holders = await holdersOf(unitOfWork, number.id, null);
  const held = formerHolder(holders, fromUserId);
  if (held.userId === toUserId) return;
  const to = await existingUser(context, unitOfWork.tx, toUserId);
  const receiving = holders.find(({ userId }) => userId === toUserId);
  await moveAssignment(context, unitOfWork, {
    held,
    to,
    receiving,
    userDefault: undefined,
    flags: {},
    keepsDefault: true,
  });
}

function formerHolder(holders: readonly AssignmentDetails[], fromUserId: UserId | null): AssignmentDetails {
  const named = holders.find(({ userId }) => userId === fromUserId);
  if (fromUserId !== null) {
    if (named === undefined) throw assignmentNotFound();
    return named;
  }
  const [only, another] = holders;
  const held = holders.find(({ isInboundEnabled }) => isInboundEnabled) ?? (another ? undefined : only);
  if (held === undefined) throw holderRequired();
  return held;
}

async function label(
  unitOfWork: UnitOfWork,
  { userId, label: wanted }: ActionOf<"label">,
  { id }: NumberRecord,
): Promise<void> {
  const holders = await holdersOf(unitOfWork, id, userId);
  if (holders.length === 0) throw userId === null ? holderRequired() : assignmentNotFound();
  for (const held of holders)
    if (held.label !== wanted) await updateAssignment(unitOfWork, held, { label: wanted });
}

async function reserve(
  unitOfWork: UnitOfWork,
  { reservation }: ActionOf<"reserve">,
  number: NumberRecord,
): Promise<void> {
  if (number.releasedAt !== null) throw numberNotFound();
  await storeNumber(unitOfWork, number, { reservation });
}

async function holdersOf(
  { tx }: UnitOfWork,
  numberId: NumberRecord["id"],
  userId: UserId | null,
): Promise<readonly AssignmentDetails[]> {
  return tx.assignments.open(userId === null ? { numberId } : { numberId, userId });
}
