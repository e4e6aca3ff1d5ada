/**
 * The domain model. All other code uses these terms.
 *
 * organization    a tenant; everything except platform users belongs to exactly one
 * user            a person or a service of an organization: `admin`, `member` or `auditor`; one admin is the owner
 * service user    a user that is a program: has API keys, and neither an e-mail address nor numbers
 * auditor         a user who may read what an admin may read, and change nothing
 * superadmin      a platform user who may act in every organization
 * router          a platform user who may look up routes and nothing else
 * endpoint        where a user is reached: `client:` identity, `sip:` address or `tel:` phone
 * provider        the carrier of a number
 * number          one line at one provider, in the inventory of one organization
 * line            E.164; for IPPanel also an opaque sender line such as `+98BANK`; or a short code or alphanumeric sender id
 * assignment      a user holds a number from `assignedAt` until `unassignedAt` (null while open)
 * default         the number that a user's outbound traffic uses on a provider
 * inbound holder  the one user who receives a number's calls and messages
 * state           of a number; derived from its open assignments and the time, never stored
 * cooling         the period between two inbound holders of a number
 * session         a person who is signed in to the console, until it ends
 * reservation     keeps a number for one user or e-mail address until a time
 * webhook         a URL to which an organization's events are sent
 * carrier account an account at a provider: its webhooks are verified with it, and its numbers compared with ours
 * notification    a received message, a call or a difference of inventories, sent to webhooks and not kept
 * event           one committed change: who, when, through what, before and after
 * job             background work of an organization or of the platform
 *
 * Verbs: assign, unassign, transfer; add and release a number; remove a user; revoke an API key.
 */

import type { AssignmentId, EmailBlockId, GroupId, NumberId, UserId } from "./model/ids.ts";

export * from "./model/calls.ts";
export * from "./model/carrier-accounts.ts";
export * from "./model/carrier-sync.ts";
export {
  type ApiKey,
  type ApiKeyScope,
  type ApiKeyWithUse,
  apiKeyScopes,
  type Invitation,
  type SuperadminKeyScope,
} from "./model/credentials.ts";
export * from "./model/events.ts";
export * from "./model/ids.ts";
export * from "./model/import.ts";
export {
  type AssignmentInterval,
  type IntervalBoundary,
  type IntervalEnd,
  type IntervalStart,
  intervalEnds,
  intervalStarts,
} from "./model/intervals.ts";
export * from "./model/job.ts";
export * from "./model/notifications.ts";
export type {
  CreatedKey,
  OffboardedNumber,
  Offboarding,
  OffboardingPlan,
  OffboardingStatus,
} from "./model/offboarding.ts";
export {
  type ChangeableOrganizationStatus,
  changeableOrganizationStatuses,
  type Organization,
  type OrganizationStatus,
  organizationStatuses,
} from "./model/organization.ts";
export type { Page, PageKey, PageRequest } from "./model/paging.ts";
export * from "./model/plans.ts";
export * from "./model/restoration.ts";
export * from "./model/saved-views.ts";
export * from "./model/sessions.ts";
export type { UserHandle, UserName } from "./model/user-handle.ts";
export * from "./model/webhooks.ts";

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

/** Through what a change came: an API, or the tools for agents. */
export const doorNames = [...dialectNames, "mcp"] as const;
export type DoorName = (typeof doorNames)[number];

/** Milliseconds since 1970-01-01 UTC. */
export type Timestamp = number;

export interface User {
  readonly id: UserId;
  readonly serial: number;
  /** Never changes. */
  readonly kind: UserKind;
  readonly name: string;
  /** Null for a service user. */
  readonly email: string | null;
  readonly username: string | null;
  readonly role: Role;
  readonly isOwner: boolean;
  readonly status: UserStatus;
  /** The user's name in another system; case-sensitive. */
  readonly externalId: string | null;
  /** In order of preference: `client:ana`, `sip:ana@example.com`, `tel:+14165550102`. */
  readonly endpoints: readonly string[];
  /** JWTs issued in this second or before are rejected. Null when none were ever revoked. */
  readonly signedOutAt: Timestamp | null;
  readonly createdAt: Timestamp;
  readonly removedAt: Timestamp | null;
  readonly version: number;
}
export const userKinds = ["person", "service"] as const;
export type UserKind = (typeof userKinds)[number];

export const organizationRoles = ["admin", "member", "auditor"] as const;
export type OrganizationRole = (typeof organizationRoles)[number];
export const platformRoles = ["superadmin", "router"] as const;
export type PlatformRole = (typeof platformRoles)[number];
export type Role = OrganizationRole | PlatformRole;

/** `disabled` by an admin, `blocked` by a superadmin, `removed` by an offboarding. */
export const userStatuses = ["active", "disabled", "blocked", "removed"] as const;
export type UserStatus = (typeof userStatuses)[number];

/** Who a user is at an identity provider. A user has at most one, and signs in with no other. */
export interface Identity {
  readonly userId: UserId;
  readonly issuer: string;
  /** The `sub` of the issuer's tokens. */
  readonly externalId: string;
  readonly linkedAt: Timestamp;
}

/** Keeps an e-mail address from users who are not blocked. It outlasts the removal of the blocked user. */
export interface EmailBlock {
  readonly id: EmailBlockId;
  readonly email: string;
  /** The blocked user who had the address. */
  readonly userId: UserId;
  readonly blockedAt: Timestamp;
}

export interface Group {
  readonly id: GroupId;
  readonly serial: number;
  readonly name: string;
  readonly createdAt: Timestamp;
  readonly version: number;
}

/**
 * `e164`; `senderLine` of IPPanel; `shortCode` and `alphanumeric`, which several organizations can have. Nobody receives
 * on an alphanumeric sender id.
 */
export const lineKinds = ["e164", "senderLine", "shortCode", "alphanumeric"] as const;
export type LineKind = (typeof lineKinds)[number];

export interface PhoneNumber {
  readonly id: NumberId;
  readonly serial: number;
  readonly provider: Provider;
  readonly line: string;
  /** ISO 3166-1 alpha-2, of a short code only. Missing in events of versions without short codes. */
  readonly country: string | null;
  readonly alias: string | null;
  readonly addedAt: Timestamp;
  readonly releasedAt: Timestamp | null;
  /** Until then only the former inbound holder can receive on the number without a reason. */
  readonly coolingUntil: Timestamp | null;
  readonly formerHolderId: UserId | null;
  readonly reservation: Reservation | null;
  /**
   * When a comparison with the carrier's inventory found that the carrier does not have the number any more. Missing in
   * events of versions without such comparisons.
   */
  readonly carrierMissingAt: Timestamp | null;
  readonly version: number;
}

/** Keeps a number for a user, or for an e-mail address whose owner may not be a user yet. */
export interface Reservation {
  readonly userId: UserId | null;
  readonly email: string | null;
  readonly until: Timestamp;
}

/** A number with what is derived from its open assignments and the time. */
export interface NumberWithState extends PhoneNumber {
  readonly state: NumberState;
  /** Whether the number has an inbound holder. */
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

/** An assignment with its line and the user's name and e-mail address. */
export interface AssignmentDetails extends Assignment {
  readonly line: string;
  readonly userName: string;
  readonly userEmail: string;
}
