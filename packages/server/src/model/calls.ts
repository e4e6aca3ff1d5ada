import type {
  CallId,
  CarrierAccountId,
  NumberId,
  OrganizationId,
  Provider,
  Timestamp,
  UnansweredAction,
  UserId,
} from "../model.ts";

export const callDirections = ["inbound", "outbound"] as const;
export type CallDirection = (typeof callDirections)[number];

/** What was decided: to ring the holder, to let a client call out, or what happens when nobody answers. */
export type CallDecision = "ring" | "dialOut" | UnansweredAction;

/** How the ringing of endpoints ended. */
export const legOutcomes = ["answered", "busy", "noAnswer", "failed", "canceled"] as const;
export type LegOutcome = (typeof legOutcomes)[number];

/** What has become of a call, as far as the carrier's webhooks tell. */
export const callOutcomes = [
  "ringing",
  "answered",
  /** An outbound call that was not answered, or an inbound one whose caller has hung up before. */
  "unanswered",
  "forwarded",
  "voicemail",
  "announced",
  "rejected",
  /** The call could not be decided. */
  "failed",
] as const;
export type CallOutcome = (typeof callOutcomes)[number];

/**
 * One step of a call, for the log of calls. The reports of a call have the same account and carrier's id: a later one adds
 * its endpoints and replaces the outcome. They can arrive twice and from several processes.
 */
export interface CallReport {
  /** Whose call it is; calls to lines of no organization are not reported. */
  readonly organizationId: OrganizationId;
  readonly carrierAccountId: CarrierAccountId;
  readonly carrierCallId: string;
  readonly provider: Provider;
  readonly direction: CallDirection;
  readonly at: Timestamp;
  /** The number that was called, or that a client calls from. */
  readonly line: string;
  readonly numberId: NumberId | null;
  /** The inbound holder, or the user who calls; null when there is none. */
  readonly userId: UserId | null;
  /** The last four digits of the other number; null when it is withheld or no number. */
  readonly otherDigits: string | null;
  /** Null for a step that only reports the end of the call. */
  readonly decision: CallDecision | null;
  /** The rule of the lookup that decided. */
  readonly rule: string;
  /** The end of the ringing of the former step; null when this is the first step. */
  readonly legOutcome: LegOutcome | null;
  /** The endpoints that this step rings. */
  readonly endpoints: readonly string[];
  readonly outcome: CallOutcome;
  /** After so many days the call is deleted from the log. */
  readonly retentionDays: number;
}

/** An endpoint that was rung. */
export interface TriedEndpoint {
  /** As the user has it: `client:…`, `sip:…`, `tel:…`. */
  readonly endpoint: string;
  /** Null until the carrier has reported it. */
  readonly outcome: LegOutcome | null;
}

/** A call in the log of an organization: all reports of it. */
export interface LoggedCall extends Omit<CallReport, "at" | "retentionDays" | "legOutcome" | "endpoints"> {
  readonly id: CallId;
  /** The first report. */
  readonly startedAt: Timestamp;
  readonly lastReportAt: Timestamp;
  /** In the order in which they were rung. */
  readonly endpoints: readonly TriedEndpoint[];
  /** It is deleted then. */
  readonly expiresAt: Timestamp;
}
