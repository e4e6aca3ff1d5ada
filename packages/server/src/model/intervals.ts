import type { AssignmentId, DoorName, NumberId, Provider, Timestamp, UserId } from "../model.ts";

/** A user held a number with the same flags and label, from one event until another. */
export interface AssignmentInterval {
  readonly assignmentId: AssignmentId;
  readonly numberId: NumberId;
  readonly line: string;
  readonly provider: Provider;
  readonly userId: UserId;
  /** The user's present name. */
  readonly userName: string;
  readonly isDefault: boolean;
  readonly isInboundEnabled: boolean;
  readonly isOutboundEnabled: boolean;
  readonly label: string | null;
  readonly start: IntervalBoundary<IntervalStart>;
  /** Null while the interval lasts. */
  readonly end: IntervalBoundary<IntervalEnd> | null;
}

/** `restored`: an undo assigned the number again. `changed`: the flags or the label changed. */
export const intervalStarts = ["assigned", "transferred", "restored", "changed"] as const;
export type IntervalStart = (typeof intervalStarts)[number];

/** `userRemoved`: an offboarding, also when it transferred the number. `undone`: the assign was undone. */
export const intervalEnds = ["unassigned", "transferred", "userRemoved", "undone", "changed"] as const;
export type IntervalEnd = (typeof intervalEnds)[number];

/** The event that began or ended an interval. */
export interface IntervalBoundary<How> {
  readonly how: How;
  readonly seq: number;
  readonly at: Timestamp;
  readonly actorId: UserId;
  /** The actor's present name; null for a user of the platform. */
  readonly actorName: string | null;
  readonly dialect: DoorName;
  readonly reason: string | null;
}
