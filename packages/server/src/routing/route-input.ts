import type { Id, OrganizationStatus, Timestamp, UserStatus } from "../model.ts";

// What the two questions are decided by, from memory or from the database.

/** A line that some organization has. */
export interface LineRouteInput {
  readonly organizationId: Id;
  readonly organizationStatus: OrganizationStatus;
  readonly numberId: Id;
  readonly coolingUntil: Timestamp | null;
  readonly reservedUntil: Timestamp | null;
  /** In any order. */
  readonly holders: readonly Holder[];
}

/** Memory cannot say which of these organizations has the line; the database can. */
export interface Conflict {
  readonly claimants: readonly Id[];
}

export interface Holder {
  readonly assignmentId: Id;
  readonly assignedAt: Timestamp;
  readonly isInboundEnabled: boolean;
  readonly userId: Id;
  readonly userStatus: UserStatus;
  readonly endpoints: readonly string[];
}

/** A user and what he holds at one provider. */
export interface UserRouteInput {
  readonly organizationId: Id;
  readonly organizationStatus: OrganizationStatus;
  readonly userStatus: UserStatus;
  /** In any order. */
  readonly held: readonly AssignedLine[];
}

export interface AssignedLine {
  readonly assignmentId: Id;
  readonly assignedAt: Timestamp;
  readonly numberId: Id;
  readonly line: string;
  readonly isDefault: boolean;
  readonly isOutboundEnabled: boolean;
}
