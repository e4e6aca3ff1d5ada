import type { AssignmentDetails, User } from "../../model.ts";
import type { NumberRecord } from "../../storage/store.ts";
import { allInOrder } from "../kernel/all-in-order.ts";
import type { UnitOfWork } from "../kernel/unit-of-work.ts";
import type { VersionCondition } from "../kernel/version.ts";
import { canReceive } from "../numbers/line.ts";
import { type AssignmentFlags, flagsOf } from "./assignment-changes.ts";

/** Omitted flags keep the stored value; a new assignment has both directions enabled, no default and no label. */
export type AssignmentFlagsPatch = {
  readonly [Flag in keyof AssignmentFlags]?: AssignmentFlags[Flag] | undefined;
};

export interface AssignOptions {
  readonly flags: AssignmentFlagsPatch;
  /**
   * With `isDefault`: whether the user's former default number stays assigned (the default) or is unassigned. A short code
   * or sender id always stays assigned.
   */
  readonly formerDefault?: "kept" | "unassigned" | undefined;
  /** Moves inbound from the current inbound holder, who keeps the number for outbound use. */
  readonly takesInbound?: boolean | undefined;
  /** Throws when the user could neither receive nor call on the number afterwards. */
  readonly requiresDirection?: boolean | undefined;
  /** Throws when the user already holds the number. */
  readonly isNew?: boolean | undefined;
  /** Overrides cooling and reservation; stored with the events. */
  readonly reason?: string | undefined;
  /** A condition on the version of the user's assignment of the number. */
  readonly version?: VersionCondition | undefined;
}

export interface AssignRequest extends AssignOptions {
  readonly user: User;
  /** As read in this transaction, after the last change of its holders. */
  readonly number: NumberRecord;
}

/** An assign with everything that the rules depend on. */
export interface AssignmentAttempt extends AssignRequest {
  readonly at: number;
  /** The user's open assignment of the number. */
  readonly held: AssignmentDetails | undefined;
  /** The open assignment of the inbound holder, when that is another user. */
  readonly currentInboundHolder: AssignmentDetails | undefined;
  /** The user's default at the provider, when that is another number and the request makes this one the default. */
  readonly otherDefault: AssignmentDetails | undefined;
  readonly wanted: AssignmentFlags;
}

/** Reads the holders of the number and merges the requested flags with the stored ones. */
export async function loadAttempt(
  { tx, at }: UnitOfWork,
  request: AssignRequest,
): Promise<AssignmentAttempt> {
  const { user, number, flags } = request;
  const [holders = [], userDefault] = await allInOrder(
    number.isHeld ? tx.assignments.open({ numberId: number.id }) : undefined,
    flags.isDefault ? tx.assignments.defaultOf(user.id, number.provider) : undefined,
  );
  const held = holders.find((holder) => holder.userId === user.id);
  const currentInboundHolder = holders.find((holder) => holder.isInboundEnabled && holder.userId !== user.id);
  const initial = { ...initialFlags, isInboundEnabled: canReceive(number.line) };
  const wanted = { ...initial, ...(held && flagsOf(held)), ...omitUndefined(flags) };
  const otherDefault = userDefault?.numberId === number.id ? undefined : userDefault;
  return { ...request, at, held, currentInboundHolder, otherDefault, wanted };
}

const initialFlags: AssignmentFlags = {
  isDefault: false,
  isInboundEnabled: true,
  isOutboundEnabled: true,
  label: null,
};

export const omitUndefined = (flags: AssignmentFlagsPatch): Partial<AssignmentFlags> =>
  Object.fromEntries(Object.entries(flags).filter(([, flag]) => flag !== undefined));
