import type { CarrierAccountId, OrganizationId, Timestamp } from "../model.ts";

/**
 * What calls webhooks: the providers, and jambonz, a platform that is no provider of numbers but carries the calls to those
 * of one.
 */
export const carrierProviders = [
  "twilio",
  "textgrid",
  "telnyx",
  "sinch",
  "vonage",
  "plivo",
  "bandwidth",
  "ippanel",
  "jambonz",
] as const;
export type CarrierProvider = (typeof carrierProviders)[number];

/** The carriers that have numbers, and so an inventory. */
export type InventoryProvider = Exclude<CarrierProvider, "jambonz">;

export const ringModes = ["sequential", "simultaneous"] as const;
export type RingMode = (typeof ringModes)[number];

/** Whose number the rung endpoint sees. A withheld caller is always shown as the called number. */
export const callerIdPolicies = ["caller", "calledNumber"] as const;
export type CallerIdPolicy = (typeof callerIdPolicies)[number];

export const unansweredActions = ["announce", "voicemail", "forward", "reject"] as const;
export type UnansweredAction = (typeof unansweredActions)[number];

/** Why nobody answers a call. */
export const unansweredReasons = [
  "notOurs",
  "organizationSuspended",
  "holderDisabled",
  "cooling",
  "reserved",
  "inboundOff",
  "unassigned",
  /** None of the holder's endpoints can be reached through this provider. */
  "noEndpoint",
  "noAnswer",
  /** The call could not be decided. */
  "failure",
] as const;
export type UnansweredReason = (typeof unansweredReasons)[number];

export interface UnansweredPolicy {
  readonly action: UnansweredAction;
  /** E.164, with `forward` only. */
  readonly forwardTo: string | null;
  /** The announcement, by language tag, such as `en-US`; a safe text where there is none. */
  readonly texts: Readonly<Record<string, string>>;
}

export const carrierAccountStatuses = ["enabled", "disabled"] as const;
export type CarrierAccountStatus = (typeof carrierAccountStatuses)[number];

/** What happens to the calls and messages of a carrier account. */
export interface CarrierPolicy {
  /** For each endpoint, or for all at once. */
  readonly ringSeconds: number;
  readonly ringMode: RingMode;
  readonly callerId: CallerIdPolicy;
  readonly recordsCalls: boolean;
  readonly unanswered: UnansweredPolicy;
  /** Where a reason has a separate policy. */
  readonly unansweredByReason: Readonly<Partial<Record<UnansweredReason, UnansweredPolicy>>>;
  /** The language tag of the announcements. */
  readonly language: string;
  /** Other languages by the country of the called number, ISO 3166-1 alpha-2. */
  readonly languageByCountry: Readonly<Record<string, string>>;
  readonly forwardsMessages: boolean;
  readonly forwardedMessagesPerHour: number;
  readonly keepsCalls: boolean;
  readonly callRetentionDays: number;
  /** Countries that clients may call, besides that of their number. */
  readonly dialOutCountries: readonly string[];
  /** Hours between two comparisons of the inventories; null for none. */
  readonly syncHours: number | null;
}

/** An account at a carrier: how its webhooks are verified, and what happens to its calls and messages. */
export interface CarrierAccount extends CarrierPolicy {
  readonly id: CarrierAccountId;
  readonly serial: number;
  /** Null for an account of the platform, whose numbers belong to several organizations. */
  readonly organizationId: OrganizationId | null;
  readonly provider: CarrierProvider;
  readonly name: string;
  readonly status: CarrierAccountStatus;
  /** The base of the URLs that the carrier calls and signs, without a slash at the end. */
  readonly publicUrl: string;
  /** The base of the carrier's API, where it is not the usual one. */
  readonly apiUrl: string | null;
  /** The credentials that are no secrets, such as an account's id at the carrier. */
  readonly identifiers: Readonly<Record<string, string>>;
  /** The names of the secrets that are set. */
  readonly secretNames: readonly string[];
  /** Until then the former secrets are accepted as well. */
  readonly previousSecretsExpireAt: Timestamp | null;
  readonly createdAt: Timestamp;
  readonly version: number;
}
