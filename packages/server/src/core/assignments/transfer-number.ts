import type { AssignmentDetails, User, UserHandle, UserId } from "../../model.ts";
import type { NumberReference } from "../../storage/store.ts";
import { allInOrder } from "../kernel/all-in-order.ts";
import type { Context } from "../kernel/context.ts";
import { holderChanged, invalidArguments } from "../kernel/errors.ts";
import { mutate } from "../kernel/mutate.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { requireVersion, type VersionCondition } from "../kernel/version.ts";
import { existingNumber } from "../numbers/find-number.ts";
import { canReceive } from "../numbers/line.ts";
import { existingUser } from "../users/find-user.ts";
import { type AssignResult, applyAssignment, otherDefault } from "./apply-assignment.ts";
import { type AssignmentFlagsPatch, omitUndefined } from "./assignment-attempt.ts";
import { endAssignment, flagsOf } from "./assignment-changes.ts";

export interface TransferInput {
  readonly number: NumberReference;
  /** The present holder. May be omitted for the inbound holder, with a version. */
  readonly from?: UserHandle | undefined;
  readonly to: UserHandle;
  /**
   * Omitted flags are copied from the former holder's assignment; a default only when the receiver has none at the
   * provider. `isInboundEnabled: false` moves the assignment of a holder who does not receive on the number; it
   * is the default for an alphanumeric sender id, on which nobody receives.
   */
  readonly flags: AssignmentFlagsPatch;
  readonly reason?: string | undefined;
  /** A condition on the version of the former holder's assignment. */
  readonly version?: VersionCondition | undefined;
}

/**
 * Moves a number from one holder to another user in one step. Throws when `from` does not hold the number in the
 * direction that `flags` names, and when `from` and `to` are the same user.
 */
export function transferNumber(context: Context, input: TransferInput): Promise<AssignResult> {
  const { number: reference, from, to, reason, version } = input;
  const validate = () => requireFrom(input);
  return mutate(context, { permission: "assignments:write", reason, validate }, async (unitOfWork) => {
    const { tx } = unitOfWork;
    const [former, user, found] = await allInOrder(
      from === undefined ? undefined : existingUser(context, tx, from, "fromUser"),
      existingUser(context, tx, to, "toUser"),
      existingNumber(tx, reference),
    );
    if (former !== undefined) requireOtherUser(former.id, user);
    const movesInbound = input.flags.isInboundEnabled ?? canReceive(found.line);
    if (from === undefined && !movesInbound) throw fromRequired();
    const [holders, userDefault] = await allInOrder(
      tx.assignments.open({ numberId: found.id }),
      otherDefault(unitOfWork, user, found),
    );
    const held = formerAssignment(holders, former, movesInbound);
    if (from !== undefined && held === undefined) throw holderChanged();
    requireVersion(held, version);
    if (held === undefined) throw holderChanged();
    requireOtherUser(held.userId, user);
    const receiving = holders.find(({ userId }) => userId === user.id);
    return moveAssignment(context, unitOfWork, {
      held,
      to: user,
      receiving,
      userDefault,
      flags: input.flags,
    });
  });
}

export interface AssignmentMove extends Receiver {
  readonly to: User;
  /** The assignment that ends. */
  readonly held: AssignmentDetails;
}

/** Ends an assignment and assigns the number to another user, with the flags of the former holder and those of `move`. */
export async function moveAssignment(
  context: Context,
  unitOfWork: UnitOfWork,
  move: AssignmentMove,
): Promise<AssignResult> {
  const { held, to: user } = move;
  const flags = flagsOfReceiver(move, held);
  await endAssignment(unitOfWork, held);
  // Ending the assignment may have started the cooling period.
  const number = await existingNumber(unitOfWork.tx, { id: held.numberId });
  const { reason } = unitOfWork;
  return applyAssignment(context, unitOfWork, { user, number, flags, reason, requiresDirection: true });
}

function formerAssignment(
  holders: readonly AssignmentDetails[],
  from: User | undefined,
  movesInbound: boolean,
): AssignmentDetails | undefined {
  const isFormer = (held: AssignmentDetails) => from === undefined || held.userId === from.id;
  return holders.find((held) => isFormer(held) && held.isInboundEnabled === movesInbound);
}

interface Receiver {
  /** The receiver's default at the provider, when that is another number. */
  readonly userDefault: AssignmentDetails | undefined;
  /** Whether the receiver's default at the provider stays as it is. */
  readonly keepsDefault?: boolean;
  /** The receiver's open assignment of the number. */
  readonly receiving: AssignmentDetails | undefined;
  readonly flags: AssignmentFlagsPatch;
}

/** Leaves the receiver's default and inbound as they are unless the request sets them. */
function flagsOfReceiver(
  { receiving, userDefault, flags, keepsDefault = false }: Receiver,
  held: AssignmentDetails,
): AssignmentFlagsPatch {
  const isKept = keepsDefault || (held.isDefault && userDefault !== undefined);
  const copied = { ...flagsOf(held), isDefault: isKept ? undefined : held.isDefault };
  const isInboundEnabled = held.isInboundEnabled || receiving?.isInboundEnabled === true;
  return { ...copied, ...omitUndefined(flags), isInboundEnabled };
}

function requireFrom({ from, flags, version }: TransferInput): void {
  const isGuarded = version?.isOneOf !== undefined && flags.isInboundEnabled !== false;
  if (from === undefined && !isGuarded) throw fromRequired();
}

const fromRequired = () =>
  invalidArguments({
    argument: "fromUser",
    rule: "required",
    problem: "is required, except for the inbound holder with the version of their assignment in If-Match",
  });

function requireOtherUser(from: UserId, to: User): void {
  if (from !== to.id) return;
  throw invalidArguments({
    argument: "toUser",
    rule: "mismatch",
    problem: "must be a different user than fromUser",
  });
}
