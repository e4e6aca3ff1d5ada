import type {
  AssignmentDetails,
  Offboarding,
  OffboardingTransfer,
  RestorationOutcome,
  User,
} from "../../model.ts";
import { endAssignment, updateAssignment } from "../assignments/assignment-changes.ts";
import { reassign, requireReassignable } from "../assignments/reassign.ts";
import type { Context } from "../kernel/context.ts";
import { CoreError } from "../kernel/errors.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import { notRestored, restored, userWasInactive } from "./restoration.ts";

interface NumberToRestore {
  readonly user: User;
  /** The user's assignment as the offboarding ended it. */
  readonly assignment: AssignmentDetails;
}

/**
 * Assigns a number to the restored user again. Takes back what the offboarding assigned to the new holder, provided that their
 * assignment has not changed since. Changes nothing where that or a rule prevents it.
 */
export async function restoreNumber(
  context: Context,
  unitOfWork: UnitOfWork,
  { transfers }: Offboarding,
  { user, assignment }: NumberToRestore,
): Promise<RestorationOutcome> {
  if (user.status !== "active") return notRestored(userWasInactive);
  const transfer = transfers.find(({ numberId }) => numberId === assignment.numberId);
  const held = transfer && (await findTransferred(unitOfWork, transfer));
  if (!transfer || !held)
    return outcomeOf(async () => {
      // Checks the rules before it writes anything, so the transaction can continue.
      await reassign(context, unitOfWork, assignment);
    });
  if (held.version !== transfer.version) return notRestored(changedSince(held));
  const outcome = await outcomeOf(() => requireReassignable(context, unitOfWork, assignment));
  if (outcome.isRestored) {
    await takeBack(unitOfWork, transfer, held);
    await reassign(context, unitOfWork, assignment);
  }
  return outcome;
}

/** The assignment that the offboarding made or updated; undefined when it has ended since. */
async function findTransferred(
  { tx }: UnitOfWork,
  { numberId, assignmentId }: OffboardingTransfer,
): Promise<AssignmentDetails | undefined> {
  const holders = await tx.assignments.open({ numberId });
  return holders.find(({ id }) => id === assignmentId);
}

async function takeBack(
  unitOfWork: UnitOfWork,
  { before }: OffboardingTransfer,
  held: AssignmentDetails,
): Promise<void> {
  if (before === null) await endAssignment(unitOfWork, held);
  else await updateAssignment(unitOfWork, held, before);
}

async function outcomeOf(work: () => Promise<void>): Promise<RestorationOutcome> {
  try {
    await work();
    return restored;
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    return notRestored(error.message);
  }
}

const changedSince = ({ userId }: AssignmentDetails): string =>
  `The assignment of user ${userId} has changed since the offboarding, so they keep the number.`;
