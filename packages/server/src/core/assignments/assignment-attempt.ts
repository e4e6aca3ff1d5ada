import type { AssignmentDetails, User } from "../../model.ts";
import type { NumberRecord } from "../../storage/store.ts";
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
  readonly wanted: AssignmentFlags;
}

/** Reads the holders of the number and merges the requested flags with the stored ones. */
export async function loadAttempt(
  { tx, at }: UnitOfWork,
  request: AssignRequest,
): Promise<AssignmentAttempt> {
  const { user, number, flags } = request;
  const holders = number.isHeld ? await tx.assignments.open({ numberId: number.id }) : [];
  const held = holders.find((holder) => holder.userId === user.id);
  const currentInboundHolder = holders.find((holder) => holder.isInboundEnabled && holder.userId !== user.id);
  const initial = { ...initialFlags, isInboundEnabled: canReceive(number.line) };
  const wanted = { ...initial, ...(held && flagsOf(held)), ...omitUndefined(flags) };
  return { ...request, at, held, currentInboundHolder, wanted };
}

const initialFlags: AssignmentFlags = {
  isDefault: false,
  isInboundEnabled: true,
  isOutboundEnabled: true,
  label: null,
};

export const omitUndefined = (flags: AssignmentFlagsPatch): Partial<AssignmentFlags> =>
  Object.fromEntries(Object.entries(flags).filter(([, flag]) => flag !== undefined));
