import type {
  Assignment,
  AssignmentId,
  NumberId,
  Organization,
  OrganizationId,
  OrganizationStatus,
  PhoneNumber,
  Provider,
  Timestamp,
  User,
  UserId,
  UserStatus,
} from "../model.ts";

// The input of routing decisions: what the database returns and the index stores.

/** The records that the index is built from. */
export type RoutedOrganization = Pick<Organization, "id" | "status">;
export type RoutedUser = Pick<User, "id" | "status" | "endpoints">;
export interface RoutedNumber extends Pick<PhoneNumber, "id" | "provider" | "line" | "coolingUntil"> {
  readonly reservedUntil: Timestamp | null;
}
export type RoutedAssignment = Pick<
  Assignment,
  "id" | "numberId" | "userId" | "isDefault" | "isInboundEnabled" | "isOutboundEnabled" | "assignedAt"
>;

/**
 * Rows in one text, for the index: an object for each row would take longer than reading it. Each row ends with a line
 * feed; ids are 24 characters each, tabs are between the fields that follow them, and null is empty. No field contains
 * control characters.
 *
 * users: organization id, id, status ⇥ endpoints as a JSON array
 * numbers: organization id, id, provider ⇥ line ⇥ coolingUntil ⇥ reservedUntil
 * assignments: id, number id, user id, one digit of flags, assignedAt
 */
export interface PackedRows {
  readonly count: number;
  readonly text: string;
}
/** Flags of a packed assignment, added up. */
export const packedFlags = { isDefault: 1, isInboundEnabled: 2, isOutboundEnabled: 4 } as const;

/** The input of an inbound decision: a line in an organization's inventory. */
export interface LineRouteInput {
  readonly organizationId: OrganizationId;
  readonly organizationStatus: OrganizationStatus;
  readonly numberId: NumberId;
  readonly coolingUntil: Timestamp | null;
  readonly reservedUntil: Timestamp | null;
  /** In any order. */
  readonly holders: readonly Holder[];
  /** The `tel:` endpoints of the active inbound holder from which a call returns to the holder, in their order. */
  readonly callLoops: readonly string[];
}

/**
 * Returned instead of LineRouteInput while the index has the line in several organizations, because it has not
 * received the release yet. Only the database can tell which organization has the line.
 */
export interface Conflict {
  readonly claimants: readonly OrganizationId[];
}

export interface Holder {
  readonly assignmentId: AssignmentId;
  readonly assignedAt: Timestamp;
  readonly isInboundEnabled: boolean;
  readonly userId: UserId;
  readonly userStatus: UserStatus;
  readonly endpoints: readonly string[];
}

/** The input of an outbound decision: a user and the user's open assignments at one provider, or at every one. */
export interface UserRouteInput {
  readonly organizationId: OrganizationId;
  readonly organizationStatus: OrganizationStatus;
  readonly userStatus: UserStatus;
  /** In any order. */
  readonly held: readonly AssignedLine[];
}

export interface AssignedLine {
  readonly assignmentId: AssignmentId;
  readonly assignedAt: Timestamp;
  readonly numberId: NumberId;
  readonly provider: Provider;
  readonly line: string;
  readonly isDefault: boolean;
  readonly isOutboundEnabled: boolean;
}
