import type { CarrierAccountId, JobId, NumberId, OrganizationId, Timestamp, UserId } from "../model.ts";
import type { CarrierSyncId, CarrierSyncItemId } from "./ids.ts";

/** How an inventory and the carrier's differ. */
export const driftKinds = [
  /** The carrier has a number that the inventory does not have. */
  "missingHere",
  /** The inventory has a number that the carrier does not have. */
  "missingThere",
  /** The carrier has the number, but it is not in service. */
  "notActiveThere",
  /** The carrier itself forwards calls, so that no webhook is called. */
  "forwardedThere",
  "voiceElsewhere",
  "smsElsewhere",
  /** The webhook's method is not POST. */
  "methodDiffers",
  "nameDiffers",
  "capabilityLacking",
  /** The carrier's text is no line: a short code, a sender id, or malformed. */
  "unreadable",
  /** The carrier has the line twice, or in two accounts. */
  "twice",
] as const;
export type DriftKind = (typeof driftKinds)[number];

export const webhookPlaces = ["number", "application", "profile", "trunk"] as const;
export type WebhookPlace = (typeof webhookPlaces)[number];

/** One difference. What does not concern its kind is null. */
export interface Drift {
  readonly kind: DriftKind;
  /** Null when the carrier's text is no line. */
  readonly line: string | null;
  /** The carrier's id of the number; null when the carrier does not have it. */
  readonly ref: string | null;
  /** Of the number in the inventory. */
  readonly numberId: NumberId | null;
  /** The organization of that number. */
  readonly organizationId: OrganizationId | null;
  /** Whether a user holds the number. */
  readonly isHeld: boolean;
  /** Of a webhook or a capability. */
  readonly channel: "voice" | "sms" | null;
  /** What the carrier has: a URL, a method, a name, a state, a line that calls are forwarded to, or a text. */
  readonly found: string | null;
  /** What it should be: a URL, a method, or the name in the inventory. */
  readonly expected: string | null;
  /** Where the carrier keeps the webhook. */
  readonly via: WebhookPlace | null;
  /** The carrier's id of that place, unless it is the number. */
  readonly viaRef: string | null;
  /** The numbers of the account that have the same place, this one included. */
  readonly sharedBy: number;
  /** The other places where the carrier has the line: ids of numbers, or names of accounts. */
  readonly others: readonly string[];
}

export const driftItemStates = ["open", "applied", "undone"] as const;
export type DriftItemState = (typeof driftItemStates)[number];

export interface CarrierSyncItem {
  readonly id: CarrierSyncItemId;
  /** From 1, ordered by line and kind. */
  readonly position: number;
  readonly drift: Drift;
  readonly state: DriftItemState;
  /** What the last action changed; null before it. */
  readonly change: CarrierSyncChange | null;
}

export interface CarrierSyncChange {
  readonly at: Timestamp;
  readonly userId: UserId;
  /** The number that was added or renamed. */
  readonly numberId?: NumberId | undefined;
  /** Of a webhook: what the carrier had before. */
  readonly before?: { readonly url: string | null; readonly method: "GET" | "POST" | null } | undefined;
}

export const carrierSyncStates = ["running", "complete", "failed"] as const;
export type CarrierSyncState = (typeof carrierSyncStates)[number];

export const carrierSyncFailures = [
  "unreachable",
  "unauthorized",
  "limited",
  "refused",
  "incomplete",
  "internal",
] as const;
export type CarrierSyncFailure = (typeof carrierSyncFailures)[number];

/** One comparison of an inventory with the carrier's. */
export interface CarrierSync {
  readonly id: CarrierSyncId;
  readonly accountId: CarrierAccountId;
  readonly jobId: JobId | null;
  readonly state: CarrierSyncState;
  /** Null unless it failed. Nothing is planned then. */
  readonly failure: { readonly reason: CarrierSyncFailure; readonly message: string } | null;
  /** The numbers that were compared; 0 until it is complete. */
  readonly here: number;
  readonly there: number;
  /** The number of items by their kind. */
  readonly counts: Readonly<Partial<Record<DriftKind, number>>>;
  /** Null for a scheduled one. */
  readonly createdBy: UserId | null;
  readonly createdAt: Timestamp;
  readonly readAt: Timestamp | null;
}
