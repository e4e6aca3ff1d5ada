/** 24 hexadecimal characters in lower case, ordered by creation time. */
export type Id = string;

declare const noun: unique symbol;
/** An id that the compiler accepts only for one noun. */
type IdOf<Noun extends string> = Id & { readonly [noun]: Noun };
export type OrganizationId = IdOf<"organization">;
export type UserId = IdOf<"user">;
export type NumberId = IdOf<"number">;
export type AssignmentId = IdOf<"assignment">;
export type GroupId = IdOf<"group">;
export type ApiKeyId = IdOf<"apiKey">;
export type EmailBlockId = IdOf<"emailBlock">;
export type InvitationId = IdOf<"invitation">;
export type SessionId = IdOf<"session">;
export type OffboardingId = IdOf<"offboarding">;
export type JobId = IdOf<"job">;
/** Random, so that it cannot be guessed. */
export type PlanId = IdOf<"plan">;
export type ImportId = IdOf<"import">;
export type WebhookId = IdOf<"webhook">;
export type CarrierAccountId = IdOf<"carrierAccount">;
export type CallId = IdOf<"call">;
export type NotificationId = IdOf<"notification">;
export type MessageForwardId = IdOf<"messageForward">;
export type CarrierSyncId = IdOf<"carrierSync">;
export type CarrierSyncItemId = IdOf<"carrierSyncItem">;
export type SavedViewId = IdOf<"savedView">;
/** The id of a record that an event describes. */
export type SubjectId =
  | OrganizationId
  | UserId
  | NumberId
  | AssignmentId
  | GroupId
  | ApiKeyId
  | EmailBlockId
  | InvitationId
  | WebhookId
  | CarrierAccountId;
