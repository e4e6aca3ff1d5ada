import type { AssignmentDetails, ChainedEvent, NumberId, PhoneNumber } from "../../model.ts";
import type { StoreReader } from "../../storage/store.ts";
import { endAssignment } from "../assignments/assignment-changes.ts";
import { reassign } from "../assignments/reassign.ts";
import type { Context } from "../kernel/context.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import type { NumberFields } from "../numbers/store-number.ts";

/** The events from the first number to the last: those of one change, as `seqsSince` returns them. */
export async function eventsOf(
  { events }: Pick<StoreReader, "events">,
  [first, last]: readonly [number, number],
): Promise<readonly ChainedEvent[]> {
  return (await events.list({}, { size: last - first + 1, after: [first - 1] })).items;
}

/** What people change: what a carrier has is not reverted. */
type RevertedFields = Omit<NumberFields, "carrierMissingAt">;

/**
 * The fields of a number before the events; undefined when none of them changed the fields. A reservation whose e-mail
 * address was erased since is not restored: an erasure ends the reservations for the addresses of the user.
 */
export function fieldsBefore(id: NumberId, events: readonly ChainedEvent[]): RevertedFields | undefined {
  const update = events.find(({ kind, numberId }) => kind === "number.updated" && numberId === id);
  if (update === undefined) return undefined;
  const { reservation, ...fields } = fieldsOf(update.before as PhoneNumber);
  const isErased = reservation?.userId === null && reservation.email === null;
  return { ...fields, reservation: isErased ? null : reservation };
}

export const fieldsOf = ({
  alias,
  coolingUntil,
  formerHolderId,
  reservation,
}: PhoneNumber): RevertedFields => ({
  alias,
  coolingUntil,
  formerHolderId,
  reservation,
});

export interface AssignmentToRestore {
  /** Null for an assignment that did not exist. */
  readonly before: AssignmentDetails | null;
  /** The open assignment of the user, to be ended when there was none before. */
  readonly held: AssignmentDetails | undefined;
}

/** Restores an assignment as it was before a change. */
export async function restoreAssignment(
  context: Context,
  unitOfWork: UnitOfWork,
  { before, held }: AssignmentToRestore,
): Promise<void> {
  if (before === null) {
    if (held !== undefined) await endAssignment(unitOfWork, held);
    return;
  }
  // The former holder gets back what was taken: neither cooling nor a reservation prevents that.
  await reassign(context, { ...unitOfWork, reason: unitOfWork.reason ?? "" }, before);
}
