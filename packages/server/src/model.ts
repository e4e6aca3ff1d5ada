/**
 * The nouns of Whoseline. Everything else in the code uses exactly these words.
 *
 * organization  a tenant; everything but the platform's own users lives in exactly one
 * user          a person of an organization, `admin` or `member`; one admin is the owner
 * superadmin    belongs to the platform and acts in any organization
 * router        belongs to the platform and asks where calls go, and nothing else
 * endpoint      where a user is reached: `client:` an identity, `sip:` an address, `tel:` a phone
 * provider      the carrier a number lives at
 * number        one line at one provider, owned by one organization (its inventory)
 * line          what is dialled: E.164, or for IPPanel an opaque sender line such as `+98BANK`
 * assignment    a user holds a number, from `assignedAt` until `unassignedAt` (open while null)
 * default       the number a user's outbound traffic uses on a provider
 * inbound holder the one user to whom calls and messages for a number go
 * state         of a number: derived from its open assignments and the moment, never stored
 * cooling       a number rests between two inbound holders
 * reservation   a number is kept for somebody until a date
 * event         one committed change: who, when, through what, what was and what is now
 *
 * Verbs: assign gives a number to a user, unassign takes it back, remove takes a user out of his
 * organization, revoke ends an API key. Never say "delete" for what history keeps.
 */

export const providers = [
  "twilio",
  "sinch",
  "textgrid",
  "telnyx",
  "ippanel",
  "bandwidth",
  "vonage",
  "plivo",
  "other",
] as const;
export type Provider = (typeof providers)[number];

export const dialectNames = ["native", "tether", "telnyx", "ippanel"] as const;
export type DialectName = (typeof dialectNames)[number];

/** 24 hexadecimal characters in lower case, ordered by the time they were made. */
export type Id = string;

declare const noun: unique symbol;
/** An id that the compiler accepts only for one noun. */
type IdOf<Noun extends string> = Id & { readonly [noun]?: Noun };
export type OrganizationId = IdOf<"organization">;
export type UserId = IdOf<"user">;
export type NumberId = IdOf<"number">;
export type AssignmentId = IdOf<"assignment">;
export type GroupId = IdOf<"group">;
export type ApiKeyId = IdOf<"apiKey">;
export type OffboardingId = IdOf<"offboarding">;
/** The id of a record that an event describes. */
export type SubjectId = OrganizationId | UserId | NumberId | AssignmentId | GroupId | ApiKeyId;

/** Milliseconds since 1970-01-01 UTC. */
export type Timestamp = number;

export interface Organization {
  readonly id: OrganizationId;
  readonly serial: number;
  readonly name: string;
  readonly status: OrganizationStatus;
  /** How long a number rests between two inbound holders. */
  readonly coolingDays: number;
  readonly createdAt: Timestamp;
  readonly version: number;
}
export const organizationStatuses = ["active", "suspended"] as const;
export type OrganizationStatus = (typeof organizationStatuses)[number];

export interface User {
  readonly id: UserId;
  readonly serial: number;
  readonly name: string;
  readonly email: string;
  readonly username: string | null;
  readonly role: Role;
  readonly isOwner: boolean;
  readonly status: UserStatus;
  /** Where he is reached, the first one first: `client:ana`, `sip:ana@example.com`, `tel:+14165550102`. */
  readonly endpoints: readonly string[];
  readonly createdAt: Timestamp;
  readonly removedAt: Timestamp | null;
  readonly version: number;
}
export const organizationRoles = ["admin", "member"] as const;
export type OrganizationRole = (typeof organizationRoles)[number];
export const platformRoles = ["superadmin", "router"] as const;
export type PlatformRole = (typeof platformRoles)[number];
export type Role = OrganizationRole | PlatformRole;

/** `disabled` by an administrator of the organization, `blocked` by the platform, `removed` for good. */
export const userStatuses = ["active", "disabled", "blocked", "removed"] as const;
export type UserStatus = (typeof userStatuses)[number];

export interface Group {
  readonly id: GroupId;
  readonly serial: number;
  readonly name: string;
  readonly createdAt: Timestamp;
  readonly version: number;
}

export interface PhoneNumber {
  readonly id: NumberId;
  readonly serial: number;
  readonly provider: Provider;
  readonly line: string;
  readonly alias: string | null;
  readonly addedAt: Timestamp;
  readonly releasedAt: Timestamp | null;
  /** Until then nobody but the former holder may receive on it. */
  readonly coolingUntil: Timestamp | null;
  readonly formerHolderId: UserId | null;
  readonly reservation: Reservation | null;
  readonly version: number;
}

/** A number is kept for somebody, who may not be a user yet. */
export interface Reservation {
  readonly userId: UserId | null;
  readonly email: string | null;
  readonly until: Timestamp;
}

/** A number with what its open assignments and the moment make of it. */
export interface NumberWithState extends PhoneNumber {
  readonly state: NumberState;
  /** Somebody receives on it. */
  readonly isInboundHeld: boolean;
}
export const numberStates = ["available", "assigned", "cooling", "released"] as const;
export type NumberState = (typeof numberStates)[number];

export interface Assignment {
  readonly id: AssignmentId;
  readonly numberId: NumberId;
  readonly userId: UserId;
  readonly provider: Provider;
  readonly isDefault: boolean;
  readonly isInboundEnabled: boolean;
  readonly isOutboundEnabled: boolean;
  readonly label: string | null;
  readonly assignedAt: Timestamp;
  readonly unassignedAt: Timestamp | null;
  readonly version: number;
}

/** An assignment with the names that every list of assignments shows. */
export interface AssignmentDetails extends Assignment {
  readonly line: string;
  readonly userName: string;
  readonly userEmail: string;
}

export interface ApiKey {
  readonly id: ApiKeyId;
  readonly serial: number;
  readonly userId: UserId;
  readonly name: string;
  readonly publicId: string;
  readonly createdAt: Timestamp;
  readonly expiresAt: Timestamp | null;
  readonly revokedAt: Timestamp | null;
}

/** How a user left: what was planned, and since it was applied what was done. */
export interface Offboarding {
  readonly id: OffboardingId;
  readonly serial: number;
  readonly userId: UserId;
  readonly status: OffboardingStatus;
  readonly plan: OffboardingPlan;
  readonly plannedAt: Timestamp;
  readonly appliedAt: Timestamp | null;
  readonly undoneAt: Timestamp | null;
}
export type OffboardingStatus = "planned" | "applied" | "undone";

/** Everything as it was found, versions included: a plan fits only as long as it is all still so. */
export interface OffboardingPlan {
  readonly user: User;
  readonly numbers: readonly OffboardedNumber[];
  readonly groupIds: readonly GroupId[];
  readonly apiKeyIds: readonly ApiKeyId[];
}
export interface OffboardedNumber {
  readonly assignment: AssignmentDetails;
  /** The colleague who is to have it; null for the organization's pool. */
  readonly to: UserId | null;
  readonly becomes: NumberState;
}

export const eventKinds = [
  "organization.created",
  "organization.updated",
  "user.created",
  "user.updated",
  "user.removed",
  "user.restored",
  "group.created",
  "group.deleted",
  "group.memberAdded",
  "group.memberRemoved",
  "apiKey.created",
  "apiKey.revoked",
  "number.added",
  "number.updated",
  "number.released",
  "number.assigned",
  "number.unassigned",
  "assignment.updated",
] as const;
export type EventKind = (typeof eventKinds)[number];

export interface Event {
  /** 1, 2, 3 … within the organization, without gap, in commit order. */
  readonly seq: number;
  readonly at: Timestamp;
  readonly kind: EventKind;
  /** The record that changed. */
  readonly subjectId: SubjectId;
  readonly userId: UserId | null;
  readonly numberId: NumberId | null;
  readonly actorId: UserId;
  readonly credentialId: string;
  readonly dialect: DialectName;
  readonly requestId: string;
  /** In the words of whoever did it, where he gave one. */
  readonly reason: string | null;
  /** The event that this one takes back. */
  readonly undoes: number | null;
  /** The whole record before and after; null before it was born and after it ended. */
  readonly before: object | null;
  readonly after: object | null;
}

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Counted only for numbered pages. */
  readonly total?: number;
  /** The key of the last item, where more follow it. */
  readonly next?: PageKey;
}

/** The values a list is ordered by, of one item. */
export type PageKey = readonly (string | number)[];

/** By key (the items after `after`), or by number (from 1, and then the total is counted). */
export type PageRequest =
  | { readonly size: number; readonly after?: PageKey | undefined }
  | { readonly size: number; readonly number: number };
