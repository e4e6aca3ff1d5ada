import type { CarrierAccount, OrganizationId } from "../../model.ts";
import type { CoreServices } from "../kernel/context.ts";
import type { CarrierCall, DialTarget } from "./call.ts";
import type { CallUrls } from "./call-urls.ts";

/** What a carrier's documents can do. */
export interface CallCapabilities {
  /** Whether a document can name another URL that is asked when an endpoint does not answer. */
  readonly canRingInOrder: boolean;
  readonly canRecordVoicemail: boolean;
  readonly canReject: boolean;
  /** How many targets a document can ring at once; the others are left out. All of them by default. */
  readonly targetsMax?: number | undefined;
  /** How the carrier reaches an endpoint of a user; undefined when it cannot. */
  targetOf(endpoint: string, account: CarrierAccount): DialTarget | undefined;
}

/** What every decision about a call needs. */
export interface CallRouting {
  readonly services: CoreServices;
  readonly call: CarrierCall;
  /** The account that the carrier calls. */
  readonly account: CarrierAccount;
  /** The account whose policy applies: that of the called number's organization, where the called account is the platform's. */
  readonly policy: CarrierAccount;
  readonly capabilities: CallCapabilities;
  readonly urls: CallUrls;
}

/**
 * The account whose policy applies to a number of the organization: for an account of the platform, the first enabled one of
 * the organization at the same provider.
 */
export function policyAccountOf(
  { carrierAccounts }: CoreServices,
  account: CarrierAccount,
  organizationId: OrganizationId | null,
): CarrierAccount {
  if (account.organizationId !== null || organizationId === null) return account;
  return carrierAccounts.firstEnabled(account.provider, organizationId) ?? account;
}

/** The number that the other party is shown; null for the caller's own. */
export function callerIdOf({ policy, call }: Pick<CallRouting, "policy" | "call">): string | null {
  return policy.callerId === "calledNumber" || call.isWithheld ? call.to : null;
}
