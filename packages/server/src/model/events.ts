import type { DoorName, JobId, NumberId, SubjectId, Timestamp, UserId } from "../model.ts";

export const eventKinds = [
  "organization.created",
  "organization.updated",
  "organization.deleted",
  "user.created",
  "user.updated",
  "user.removed",
  "user.restored",
  "user.signedOut",
  "user.erased",
  "identity.linked",
  "identity.unlinked",
  "emailBlock.created",
  "emailBlock.lifted",
  "group.created",
  "group.deleted",
  "group.memberAdded",
  "group.memberRemoved",
  "apiKey.created",
  "apiKey.updated",
  "apiKey.revoked",
  "invitation.created",
  "invitation.redeemed",
  "invitation.revoked",
  "number.added",
  "number.updated",
  "number.released",
  "number.assigned",
  "number.unassigned",
  "assignment.updated",
  "webhook.created",
  "webhook.updated",
  "webhook.deleted",
  "webhook.disabled",
  "carrierAccount.created",
  "carrierAccount.updated",
  "carrierAccount.deleted",
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
  readonly dialect: DoorName;
  readonly requestId: string;
  /** The caller's free-text reason. */
  readonly reason: string | null;
  /** The number of the event that this one reverts. */
  readonly undoes: number | null;
  /** The job that made the change; absent when a request did. */
  readonly jobId?: JobId | undefined;
  /** The complete record before and after the change; null if it did not exist. */
  readonly before: object | null;
  readonly after: object | null;
}

/** An event with its link to its predecessor. */
export interface ChainedEvent extends Event {
  readonly hashVersion: number;
  /** The `hash` of the event before it; 64 zeros for the first. */
  readonly previousHash: string;
  /** SHA-256 in hexadecimal. */
  readonly hash: string;
  /** Random; null when the event has no personal values, or no longer has them. */
  readonly salt: string | null;
  /** Of an event whose personal values were erased: their digests by JSON Pointer. */
  readonly digests: Readonly<Record<string, string>> | null;
}
